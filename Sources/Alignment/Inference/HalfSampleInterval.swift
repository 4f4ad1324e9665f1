import Statistics

/// A confidence interval for a distance between two samples from its values on random halves of both.
///
/// The units of either sample are split at random into halves h and h′; θ(h) and θ(h′) are the distances on them and
/// w, w′ the halves' shares. Nothing is drawn with replacement, so no duplicates reach the measure. To second order in
/// the samples (Hoeffding) a distance has a linear part of variance L ∝ 1/n and, what alone is left at distance zero, a
/// quadratic part of variance Q ∝ 1/n². Over the splits
///
///     S = mean of w w′ (θ(h) − θ(h′))²        estimates L + 2Q
///     A = variance of w θ(h) + w′ θ(h′)       estimates Q
///
/// for the linear parts of two halves cancel in their mean. The interval is
///
///     [ θ̂ − t √max(S − A, S/2),  θ̂ + t √S ]
///
/// with Student's t. The lower end uses the variance L + Q itself; the upper end keeps the excess of Q, as a jackknife
/// would, because near zero the estimated L falls with θ̂: samples that happen to look close also look too certain.
/// A metric (one that satisfies the triangle inequality) is like the norm of a difference, whose square has the two
/// parts above; its interval is made for the square and mapped back. A measure that is larger for closer samples, or is
/// relative to a domain's own spacing has no such norm behind it: both of its ends use S.
///
/// What is covered: the expectation of the value at these numbers of rows (for an unbiased measure the distance of the
/// populations). A biased measure's expectation is above zero for equal populations; its floors show by how much.
/// - Source: half-samples in place of replacement, Politis and Romano, Ann. Statist. 22 (1994); the variance of
///   quadratic statistics, Efron and Stein, Ann. Statist. 9 (1981); coverage by simulation, `Sources/Alignment/README.md`.
struct HalfSampleInterval {
  typealias Split = HalfSampleValues.Split

  static let method = "half-samples of whole units without replacement, two-part variance, t"

  /// - Parameter measure: says whether the value is a metric, which way is closer, and how small it can be.
  static func interval(
    value: Double, splits: [Split], degreesOfFreedom: Double, level: Double, measure: MeasureDeclaration
  ) -> Interval {
    let isMetric = measure.properties.contains(.triangleInequality)
    let leastValue = measure.properties.contains(.nonNegative) ? 0 : -Double.infinity
    let hasTwoParts = measure.direction == .smallerIsCloser && !measure.properties.contains(.relative)
    func scaled(_ x: Double) -> Double { isMetric ? x * x : x }
    let center = scaled(value)
    var differences = 0.0
    var averages = [Double]()
    for split in splits {
      let (a, b, w) = (scaled(split.first), scaled(split.second), split.share)
      differences += w * (1 - w) * (a - b) * (a - b)
      averages.append(w * a + (1 - w) * b)
    }
    let s = differences / Double(splits.count)
    let mean = averages.reduce(0, +) / Double(averages.count)
    let a = averages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(averages.count)
    let t = StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile((1 + level) / 2)
    var lower = center - t * (hasTwoParts ? max(s - a, s / 2) : s).squareRoot()
    var upper = center + t * s.squareRoot()
    if isMetric {
      lower = max(lower, 0).squareRoot()
      upper = upper.squareRoot()
    }
    return Interval(lower: min(max(lower, leastValue), value), upper: max(upper, value), level: level)
  }

  /// Of the difference of two means of units of equal variance (Welch).
  static func degreesOfFreedom(_ realUnits: Int, _ simUnits: Int) -> Double {
    let (r, s) = (Double(realUnits), Double(simUnits))
    let sum = 1 / r + 1 / s
    return sum * sum / (1 / (r * r * (r - 1)) + 1 / (s * s * (s - 1)))
  }
}
