/// The two-sample Kolmogorov–Smirnov test, two-sided and exact.
///
/// D is the largest distance between the two empirical distribution functions. Under "same continuous distribution" the
/// sorted pool is a uniformly random lattice path from (0, 0) to (n, m), and p is the probability that the path leaves the
/// band |i/n − j/m| < D. It is summed over the exits, so small p-values keep their digits. Ties make it conservative.
/// - Source: Hodges, Arkiv för Matematik 3 (1958).
public struct KolmogorovSmirnovTest: Sendable, Hashable, Codable {
  public let statistic: Double
  public let pValue: Double

  /// - Complexity: O(n m) time, O(m) memory.
  /// - Throws: `SampleError` for an empty sample or a value that is not finite.
  public init(_ x: [Double], _ y: [Double]) throws(SampleError) {
    try requireFinite(x, "Kolmogorov–Smirnov test, first sample")
    try requireFinite(y, "Kolmogorov–Smirnov test, second sample")
    let (x, y) = (x.sorted(), y.sorted())
    // In units of 1/(n m) the distance is a whole number, so no comparison below can round.
    var largest = 0
    var (i, j) = (0, 0)
    while i < x.count && j < y.count {
      let value = min(x[i], y[j])
      while i < x.count && x[i] == value { i += 1 }
      while j < y.count && y[j] == value { j += 1 }
      largest = max(largest, abs(i * y.count - j * x.count))
    }
    statistic = Double(largest) / Double(x.count * y.count)
    pValue = largest == 0 ? 1 : min(1, exitProbability(x.count, y.count, distance: largest))
  }
}

/// The probability that a random path from (0, 0) to (n, m) meets a point with |i m − j n| ≥ distance.
private func exitProbability(_ n: Int, _ m: Int, distance: Int) -> Double {
  var exit = 0.0
  // reach[j]: probability of being at (i, j) without having left, for the row i at hand.
  var reach = [Double](repeating: 0, count: m + 1)
  reach[0] = 1
  for i in 0...n {
    var fromLeft = 0.0
    for j in 0...m {
      let probability = (i == 0 && j == 0 ? 1 : (i == 0 ? 0 : reach[j]) + fromLeft)
      if abs(i * m - j * n) >= distance {
        exit += probability
        reach[j] = 0
        fromLeft = 0
        continue
      }
      let left = Double(n + m - i - j)
      reach[j] = left > 0 ? probability * Double(n - i) / left : 0
      fromLeft = left > 0 ? probability * Double(m - j) / left : 0
    }
  }
  return exit
}
