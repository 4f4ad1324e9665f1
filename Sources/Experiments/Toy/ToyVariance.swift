import Foundation
import Statistics
import Storage

/// How much of the variation of the toy's loss belongs to alignment (Δz), to the mixing ratio (w), and to both together:
/// a two-way analysis of variance of a Δz × w table whose cells are means over seeds of the transformed loss.
struct ToyVariance {
  /// What is analysed of a loss.
  enum Transform: String, Codable, CaseIterable {
    case raw
    case log
    /// min(loss, 50).
    case clipped

    func callAsFunction(_ loss: Double) -> Double {
      switch self {
      case .raw: loss
      case .log: Foundation.log(loss)
      case .clipped: min(loss, 50)
      }
    }
  }

  /// Rows or columns left out.
  enum Dropped: Equatable {
    case nothing
    case dz(Double)
    case w(Double)

    var name: String {
      switch self {
      case .nothing: "none"
      case .dz(let value): "dz=\(shortestDecimal(value))"
      case .w(let value): "w=\(shortestDecimal(value))"
      }
    }
  }

  let dz: [Double]
  let w: [Double]
  /// `[dz][w][seed]`
  let losses: [[[Double]]]

  var seedCount: Int { losses[0][0].count }

  /// The analysis of cell means over `seeds` (all when nil).
  func analysis(_ transform: Transform, dropping: Dropped = .nothing, seeds: [Int]? = nil) throws -> TwoWayANOVA {
    let chosen = seeds ?? Array(0..<seedCount)
    let table = zip(dz, losses).compactMap { dz, row -> [Double]? in
      if dropping == .dz(dz) { return nil }
      return zip(w, row).compactMap { w, values in
        if dropping == .w(w) { return nil }
        return chosen.reduce(0) { $0 + transform(values[$1]) } / Double(chosen.count)
      }
    }
    return try TwoWayANOVA(table: table)
  }

  /// A statistic of the analysis with its interval over seeds, by a delete-one-seed jackknife.
  /// - Throws: `SampleError` with fewer than two seeds.
  func estimate(
    _ transform: Transform, dropping: Dropped = .nothing, _ statistic: (TwoWayANOVA) -> Double
  ) throws -> Estimate {
    try Estimate.jackknife(count: seedCount) { seeds in
      statistic(try analysis(transform, dropping: dropping, seeds: seeds))
    }
  }

  /// M5: η²(Δz) − η²(w).
  static func alignmentMinusRatio(_ analysis: TwoWayANOVA) -> Double {
    analysis.rows.etaSquared - analysis.columns.etaSquared
  }

  /// Every table with one row or column left out.
  var singleDrops: [Dropped] { dz.map { .dz($0) } + w.map { .w($0) } }
}
