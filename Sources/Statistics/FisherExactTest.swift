import Foundation
@preconcurrency import GSL

/// Fisher's exact test of a 2×2 table, two-sided: the probability, margins fixed, of a table no more likely than this.
///
/// - Source: Fisher, J. R. Stat. Soc. 85 (1922); two-sided by the sum of small probabilities.
public struct FisherExactTest: Sendable, Hashable, Codable {
  /// ad/bc, the sample odds ratio: infinite when bc = 0, not a number when a whole margin is empty.
  public let oddsRatio: Double
  public let pValue: Double

  /// Successes and failures of two arms: `(a, b)` and `(c, d)`.
  /// - Complexity: O(smallest margin).
  /// - Throws: `SampleError` when a count is negative.
  public init(_ first: (Int, Int), _ second: (Int, Int)) throws(SampleError) {
    let (a, b, c, d) = (first.0, first.1, second.0, second.1)
    if let negative = [a, b, c, d].first(where: { $0 < 0 }) {
      throw .outOfRange(what: "count of a 2×2 table", value: Double(negative), expected: "0 or more")
    }
    oddsRatio = Double(a) * Double(d) / (Double(b) * Double(c))
    gslReturnsErrors
    let (row, column, total) = (a + b, a + c, a + b + c + d)
    func logChoose(_ n: Int, _ k: Int) -> Double { gsl_sf_lnchoose(UInt32(n), UInt32(k)) }
    func logProbability(_ k: Int) -> Double { logChoose(column, k) + logChoose(total - column, row - k) }
    let seen = logProbability(a)
    // Tables that are equally likely must count although their logarithms round differently.
    let p = (max(0, row + column - total)...min(row, column)).reduce(into: (small: 0.0, all: 0.0)) { sums, k in
      let logarithm = logProbability(k)
      let weight = exp(logarithm - seen)
      sums.all += weight
      if logarithm <= seen + 1e-7 { sums.small += weight }
    }
    pValue = min(1, p.small / p.all)
  }
}
