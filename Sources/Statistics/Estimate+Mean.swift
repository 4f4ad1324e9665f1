import Foundation

extension Estimate {
  /// The mean of independent values with its t interval, x̄ ± t₍ₙ₋₁₎ s/√n.
  ///
  /// Exact for normal values. Values that are all equal give an interval of width zero.
  /// - Throws: `SampleError` for fewer than two values or one that is not finite.
  public static func mean(of values: [Double], level: Double = 0.95) throws(SampleError) -> Estimate {
    try requireLevel(level)
    try requireFinite(values, "mean", atLeast: 2)
    let summary = Moments(values)
    let half =
      StudentDistribution(degreesOfFreedom: summary.n - 1).quantile((1 + level) / 2)
      * (summary.variance / summary.n).squareRoot()
    return Estimate(
      value: summary.mean, interval: Interval(lower: summary.mean - half, upper: summary.mean + half, level: level),
      count: values.count, method: "t")
  }

  /// The mean of the paired log ratios ln(aᵢ/bᵢ) with its t interval: how losses of two arms are compared over seeds.
  ///
  /// Value i of both arrays belongs to the same seed. The result is on the log scale; `exp` turns it into a ratio.
  /// - Throws: `SampleError` for unequal lengths, fewer than two pairs, or a value that is not positive and finite.
  public static func meanLogRatio(
    of numerator: [Double], over denominator: [Double], level: Double = 0.95
  ) throws(SampleError) -> Estimate {
    try requirePaired(numerator, denominator, "paired log ratio", atLeast: 2)
    if let value = (numerator + denominator).first(where: { $0 <= 0 }) {
      throw .outOfRange(what: "paired log ratio", value: value, expected: "positive values, a logarithm is taken")
    }
    let mean = try mean(of: zip(numerator, denominator).map { log($0 / $1) }, level: level)
    return Estimate(value: mean.value, interval: mean.interval, count: mean.count, method: "paired t of logs")
  }
}

/// Count, mean and unbiased variance of a sample of at least one value.
struct Moments {
  let n: Double
  let mean: Double
  let sumOfSquares: Double
  var variance: Double { sumOfSquares / (n - 1) }

  init(_ values: [Double]) {
    n = Double(values.count)
    // The sum of equal values rounds; their mean must not, or a constant sample would seem to vary.
    let mean = values.allSatisfy { $0 == values[0] } ? values[0] : values.reduce(0, +) / n
    self.mean = mean
    sumOfSquares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
}
