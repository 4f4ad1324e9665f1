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
/// parts above; its interval is made for the square and mapped back.
///
/// What is covered: the expectation of the value at these numbers of rows (for an unbiased measure the distance of the
/// populations). A biased measure's expectation is above zero for equal populations; its floors show by how much.
/// - Source: half-samples in place of replacement, Politis and Romano, Ann. Statist. 22 (1994); the variance of
///   quadratic statistics, Efron and Stein, Ann. Statist. 9 (1981); coverage by simulation, `Inference/README.md`.
struct HalfSampleInterval {
  /// θ on the two halves, and the share of the first half.
  struct Split: Sendable {
    let first: Double
    let second: Double
    let share: Double
  }

  static let method = "half-samples of whole units without replacement, two-part variance, t"

  /// - Parameters:
  ///   - isMetric: whether the interval is made for the square.
  ///   - bound: the ends are moved into this range.
  static func interval(
    value: Double, splits: [Split], degreesOfFreedom: Double, level: Double, isMetric: Bool,
    bound: ClosedRange<Double>
  ) -> Interval {
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
    var lower = center - t * max(s - a, s / 2).squareRoot()
    var upper = center + t * s.squareRoot()
    if isMetric {
      lower = max(lower, 0).squareRoot()
      upper = upper.squareRoot()
    }
    func bounded(_ x: Double) -> Double { min(max(x, bound.lowerBound), bound.upperBound) }
    return Interval(lower: min(bounded(lower), value), upper: max(bounded(upper), value), level: level)
  }

  /// Of the difference of two means of units of equal variance (Welch).
  static func degreesOfFreedom(_ realUnits: Int, _ simUnits: Int) -> Double {
    let (r, s) = (Double(realUnits), Double(simUnits))
    let sum = 1 / r + 1 / s
    return sum * sum / (1 / (r * r * (r - 1)) + 1 / (s * s * (s - 1)))
  }
}
