import Foundation
import Statistics

/// One measure in one layer over Δz and seeds: how it grows.
struct ToyGrowth {
  struct Point {
    let dz: Double
    let seed: Int
    let value: Double?
    let normalized: Double?
  }

  private let points: [Point]

  init(_ points: [Point]) { self.points = points }

  private var seeds: [Int] { Array(Set(points.map(\.seed))).sorted() }
  private var dz: [Double] { Array(Set(points.map(\.dz))).sorted() }

  /// Name, mean over seeds and t interval of each statistic; nil where the points do not give it.
  func statistics() throws -> [(name: String, value: Double?, interval: Interval?)] {
    let correlations = try seeds.compactMap { seed -> Double? in
      let own = points.filter { $0.seed == seed && $0.value != nil }
      let values = own.map { $0.value! }
      guard own.count >= 3, Set(values).count > 1 else { return nil }
      return try Correlation.spearman(own.map(\.dz), values).coefficient
    }
    var rows = [try over("spearman", correlations)]
    rows.append(try over("growth_small", seeds.compactMap { slope(ofSeed: $0) { $0 <= 1 } }))
    rows.append(try over("growth_large", seeds.compactMap { slope(ofSeed: $0) { $0 >= 1 } }))
    rows.append(("detected_at", try detectedAt(), nil))
    return rows
  }

  private func over(_ name: String, _ values: [Double]) throws -> (String, Double?, Interval?) {
    guard !values.isEmpty else { return (name, nil, nil) }
    let mean = values.reduce(0, +) / Double(values.count)
    return (name, mean, values.count < 2 ? nil : try Estimate.mean(of: values).interval)
  }

  /// Least-squares slope of ln(value) over ln(Δz); nil with fewer than two positive values.
  private func slope(ofSeed seed: Int, where isChosen: (Double) -> Bool) -> Double? {
    let own = points.filter { $0.seed == seed && isChosen($0.dz) && $0.dz > 0 && ($0.value ?? 0) > 0 }
    guard Set(own.map(\.dz)).count >= 2 else { return nil }
    let x = own.map { log($0.dz) }
    let y = own.map { log($0.value!) }
    let (mx, my) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    return xy / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
  }

  /// The smallest Δz from which on the normalized value's interval over seeds is above 0.
  private func detectedAt() throws -> Double? {
    var found: Double?
    for dz in dz.reversed() {
      let values = points.filter { $0.dz == dz }.compactMap(\.normalized)
      guard values.count >= 2, try Estimate.mean(of: values).interval.lower > 0 else { break }
      found = dz
    }
    return found
  }
}
