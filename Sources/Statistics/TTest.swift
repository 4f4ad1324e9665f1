/// A t test: a difference of means, its interval, and the two-sided p-value of "no difference".
public struct TTest: Sendable, Hashable, Codable {
  public let statistic: Double
  public let degreesOfFreedom: Double
  public let pValue: Double
  /// The difference tested, with its t interval; `count` is the number of values, or of pairs.
  public let difference: Estimate

  /// One sample against a given mean: x̄ − μ.
  /// - Throws: `SampleError` for fewer than two values, one that is not finite, or a sample without variation.
  public static func oneSample(_ values: [Double], mean: Double = 0, level: Double = 0.95) throws(SampleError) -> TTest
  {
    try requireFinite(values, "one-sample t test", atLeast: 2)
    let moments = Moments(values)
    return try TTest(
      difference: moments.mean - mean, squaredError: moments.variance / moments.n, degreesOfFreedom: moments.n - 1,
      count: values.count, level: level, method: "one-sample t")
  }

  /// Pairs: the one-sample test of xᵢ − yᵢ.
  public static func paired(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(SampleError) -> TTest {
    try requirePaired(x, y, "paired t test", atLeast: 2)
    let moments = Moments(zip(x, y).map { $0 - $1 })
    return try TTest(
      difference: moments.mean, squaredError: moments.variance / moments.n, degreesOfFreedom: moments.n - 1,
      count: x.count, level: level, method: "paired t")
  }

  /// Two samples of unequal variances, degrees of freedom after Welch and Satterthwaite: x̄ − ȳ.
  public static func welch(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(SampleError) -> TTest {
    let (a, b) = try twoMoments(x, y)
    let (va, vb) = (a.variance / a.n, b.variance / b.n)
    // Divided through by the larger term, so that tiny variances do not underflow when squared.
    let scale = max(va, vb)
    let (ra, rb) = scale > 0 ? (va / scale, vb / scale) : (1, 1)
    return try TTest(
      difference: a.mean - b.mean, squaredError: va + vb,
      degreesOfFreedom: (ra + rb) * (ra + rb) / (ra * ra / (a.n - 1) + rb * rb / (b.n - 1)),
      count: x.count + y.count, level: level, method: "Welch t")
  }

  /// Two samples of equal variance: x̄ − ȳ.
  public static func pooled(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(SampleError) -> TTest {
    let (a, b) = try twoMoments(x, y)
    let freedom = a.n + b.n - 2
    let variance = (a.sumOfSquares + b.sumOfSquares) / freedom
    return try TTest(
      difference: a.mean - b.mean, squaredError: variance * (1 / a.n + 1 / b.n), degreesOfFreedom: freedom,
      count: x.count + y.count, level: level, method: "pooled t")
  }

  private static func twoMoments(_ x: [Double], _ y: [Double]) throws(SampleError) -> (Moments, Moments) {
    try requireFinite(x, "two-sample t test, first sample", atLeast: 2)
    try requireFinite(y, "two-sample t test, second sample", atLeast: 2)
    return (Moments(x), Moments(y))
  }

  private init(
    difference: Double, squaredError: Double, degreesOfFreedom: Double, count: Int, level: Double, method: String
  ) throws(SampleError) {
    try requireLevel(level)
    guard squaredError > 0 else { throw .constant(what: method) }
    let error = squaredError.squareRoot()
    let student = StudentDistribution(degreesOfFreedom: degreesOfFreedom)
    let half = student.quantile((1 + level) / 2) * error
    statistic = difference / error
    self.degreesOfFreedom = degreesOfFreedom
    pValue = student.twoSidedTail(difference / error)
    self.difference = Estimate(
      value: difference, interval: Interval(lower: difference - half, upper: difference + half, level: level),
      count: count, method: method)
  }
}
