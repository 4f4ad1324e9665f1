import Foundation

extension Correlation {
  /// The fewest pairs with which Fisher's interval of a correlation r lies inside a range, were r to stay as it is.
  ///
  /// n − 3 = (z / min(atanh r − atanh a, atanh b − atanh r))².
  /// - Throws: `SampleError` when r does not lie strictly inside the range.
  public static func pairsNeeded(
    correlation r: Double, inside range: ClosedRange<Double>, level: Double = 0.95
  ) throws(SampleError) -> Int {
    try requireLevel(level)
    guard range.lowerBound < r, r < range.upperBound, abs(r) < 1 else {
      throw .outOfRange(what: "correlation", value: r, expected: "a number strictly inside \(range) and (−1, 1)")
    }
    let below = range.lowerBound <= -1 ? .infinity : atanh(r) - atanh(range.lowerBound)
    let above = range.upperBound >= 1 ? .infinity : atanh(range.upperBound) - atanh(r)
    let ratio = NormalDistribution.quantile((1 + level) / 2) / min(below, above)
    return Int((ratio * ratio).rounded(.up)) + 3
  }
}
