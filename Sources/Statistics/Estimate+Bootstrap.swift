import Tensors

/// How an interval is read off a bootstrap distribution.
public enum BootstrapInterval: String, Sendable, Codable {
  /// Its quantiles. First-order accurate.
  case percentile = "bootstrap percentile"
  /// Its quantiles at levels corrected for bias and skewness. Second-order accurate; needs the jackknife.
  /// Source: Efron, JASA 82 (1987).
  case biasCorrectedAccelerated = "bootstrap BCa"
}

extension Estimate {
  /// A statistic of n independent units with a bootstrap interval.
  ///
  /// `statistic` is given n indices into 0 ..< n, so one resampling serves any number of arrays. Resample b uses random
  /// stream b: the result depends on the seed alone.
  /// - Complexity: `resamples` (+ n for BCa) evaluations of the statistic.
  /// - Throws: `SampleError` for fewer than two units, when the statistic of a resample is not finite, or when every
  ///   resample lies on one side of the estimate (BCa); and whatever the statistic throws.
  public static func bootstrap(
    count: Int, resamples: Int = 10_000, level: Double = 0.95, interval: BootstrapInterval = .biasCorrectedAccelerated,
    seed: UInt64, statistic: ([Int]) throws -> Double
  ) throws -> Estimate {
    guard count >= 2 else { throw SampleError.tooFew(what: "bootstrap", found: count, needed: 2) }
    guard resamples >= 1 else { throw SampleError.tooFew(what: "bootstrap resamples", found: resamples, needed: 1) }
    let value = try statistic(Array(0..<count))
    var indices = [Int](repeating: 0, count: count)
    let distribution = try (0..<resamples).map { resample in
      var stream = RandomStream(seed: seed, purpose: "statistics/bootstrap", index: UInt64(resample))
      for i in 0..<count { indices[i] = stream.uniform(below: count) }
      return try statistic(indices)
    }
    let bounds: Interval
    switch interval {
    case .percentile:
      bounds = try percentileInterval(of: distribution, level: level)
    case .biasCorrectedAccelerated:
      let jackknife = try (0..<count).map { left in try statistic((0..<count).filter { $0 != left }) }
      bounds = try acceleratedInterval(of: distribution, value: value, jackknife: jackknife, level: level)
    }
    return Estimate(value: value, interval: bounds, count: count, method: interval.rawValue)
  }
}

/// The quantiles of a bootstrap distribution at (1 ∓ level)/2.
package func percentileInterval(of distribution: [Double], level: Double) throws(SampleError) -> Interval {
  try requireLevel(level)
  try requireFinite(distribution, "statistic of a resample")
  let sorted = distribution.sorted()
  return Interval(
    lower: quantile((1 - level) / 2, ofSorted: sorted), upper: quantile((1 + level) / 2, ofSorted: sorted),
    level: level)
}

/// Efron's BCa interval from a bootstrap distribution, the estimate and its jackknife values.
///
/// Levels Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))), z₀ = Φ⁻¹(share of resamples below the estimate, half of those equal to it),
/// a = Σ(θ̄ − θᵢ)³ / 6(Σ(θ̄ − θᵢ)²)^{3/2}.
package func acceleratedInterval(
  of distribution: [Double], value: Double, jackknife: [Double], level: Double
) throws(SampleError) -> Interval {
  try requireLevel(level)
  try requireFinite(distribution, "statistic of a resample")
  try requireFinite(jackknife, "statistic of a jackknife sample", atLeast: 2)
  let below = Double(distribution.count { $0 < value }) + Double(distribution.count { $0 == value }) / 2
  let bias = NormalDistribution.quantile(below / Double(distribution.count))
  guard bias.isFinite else {
    throw .degenerate(
      what: "BCa interval: every resample lies on one side of the estimate \(value)",
      remedy: "use the percentile interval, or more observations")
  }
  let moments = Moments(jackknife)
  let cubes = jackknife.reduce(0) { $0 + (moments.mean - $1) * (moments.mean - $1) * (moments.mean - $1) }
  let spread = moments.sumOfSquares * moments.sumOfSquares.squareRoot()
  let acceleration = spread > 0 ? cubes / (6 * spread) : 0
  let sorted = distribution.sorted()
  func end(_ z: Double) -> Double {
    let shifted = bias + z
    let level = NormalDistribution.cumulative(bias + shifted / (1 - acceleration * shifted))
    return quantile(level, ofSorted: sorted)
  }
  let z = NormalDistribution.quantile((1 + level) / 2)
  let ends = (end(-z), end(z))
  return Interval(lower: min(ends.0, ends.1), upper: max(ends.0, ends.1), level: level)
}

/// The p-quantile of sorted values, linear between order statistics (Hyndman and Fan's type 7).
package func quantile(_ p: Double, ofSorted sorted: [Double]) -> Double {
  let position = p * Double(sorted.count - 1)
  let low = Int(position)
  let high = min(low + 1, sorted.count - 1)
  return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
}
