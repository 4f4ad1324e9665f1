extension Estimate {
  /// A statistic of few independent groups (seeds, episodes) with its delete-one-group jackknife interval,
  ///
  ///     θ̂ ± t₍ₙ₋₁₎ √( (n − 1)/n Σᵢ (θ̂₍ᵢ₎ − θ̄₍·₎)² )
  ///
  /// with θ̂₍ᵢ₎ the statistic without group i. Honest for smooth statistics; the value is not corrected for bias.
  /// - Parameters:
  ///   - count: n, the number of groups, at least 2.
  ///   - statistic: from the groups' indices to the statistic.
  /// - Throws: `SampleError` for fewer than two groups or a statistic that is not finite, and what `statistic` throws.
  /// - Source: Efron and Tibshirani, "An introduction to the bootstrap" (1993), chapter 11.
  public static func jackknife(
    count: Int, level: Double = 0.95, _ statistic: ([Int]) throws -> Double
  ) throws -> Estimate {
    try requireLevel(level)
    guard count >= 2 else { throw SampleError.tooFew(what: "groups of a jackknife", found: count, needed: 2) }
    let all = Array(0..<count)
    let value = try statistic(all)
    let without = try all.map { left in try statistic(all.filter { $0 != left }) }
    try requireFinite(without + [value], "jackknife", atLeast: 2)
    let n = Double(count)
    let spread = ((n - 1) / n * Moments(without).sumOfSquares).squareRoot()
    let half = StudentDistribution(degreesOfFreedom: n - 1).quantile((1 + level) / 2) * spread
    return Estimate(
      value: value, interval: Interval(lower: value - half, upper: value + half, level: level), count: count,
      method: "jackknife over groups")
  }
}
