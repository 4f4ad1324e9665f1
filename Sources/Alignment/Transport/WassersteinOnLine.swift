import Foundation
import Statistics

/// p-Wasserstein distance between two samples on a line, each number with a weight.
///
///     W_p = (∫₀¹ |F⁻¹(q) − G⁻¹(q)|ᵖ dq)^{1/p}
///
/// Exact for the empirical distributions.
/// - Parameters:
///   - x: `[n]`, in any order.   - y: `[m]`.   - p: at least 1.
///   - xWeights: `[n]`, not negative, of any positive total: they are shares. nil: equal.   - yWeights: `[m]`, likewise.
/// - Complexity: O((n + m) log(n + m)).
/// - Throws: `SampleError` for an empty sample, a number that is not finite, weights outside their rules, or p < 1.
/// - Source: Villani, Optimal Transport (2009), theorem 6.0.2 on the line; the values are those of
///   scipy.stats.wasserstein_distance (p = 1) and of POT's wasserstein_1d to the power 1/p.
public func wassersteinDistance(
  _ x: [Double], _ y: [Double], p: Double = 1, xWeights: [Double]? = nil, yWeights: [Double]? = nil
) throws -> Double {
  guard p >= 1, p.isFinite else {
    throw SampleError.outOfRange(what: "power of a Wasserstein distance", value: p, expected: "a number from 1")
  }
  let first = try WeightedSample(x, xWeights, "first sample")
  let second = try WeightedSample(y, yWeights, "second sample")
  let gaps = first.couplingGaps(with: second)
  // Relative to the widest gap no power overflows.
  let widest = gaps.reduce(0) { max($0, $1.width) }
  if widest == 0 { return 0 }
  return widest * pow(gaps.reduce(0) { $0 + $1.share * pow($1.width / widest, p) }, 1 / p)
}

/// A sample in ascending order with shares that add up to 1.
private struct WeightedSample {
  let values: [Double]
  let shares: [Double]

  init(_ values: [Double], _ weights: [Double]?, _ what: String) throws {
    guard !values.isEmpty else { throw SampleError.tooFew(what: what, found: 0, needed: 1) }
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw SampleError.notFinite(what: what, index: index) }
    let weights = weights ?? Array(repeating: 1, count: values.count)
    guard weights.count == values.count else {
      throw SampleError.unequalLengths(what: "\(what) and its weights", left: values.count, right: weights.count)
    }
    let total = try positiveTotal(of: weights, "weights of the \(what)")
    let order = values.indices.filter { weights[$0] > 0 }.sorted { values[$0] < values[$1] }
    self.values = order.map { values[$0] }
    shares = order.map { weights[$0] / total }
  }

  /// The monotone coupling: pieces of mass and how far each goes.
  func couplingGaps(with other: WeightedSample) -> [(share: Double, width: Double)] {
    var gaps: [(share: Double, width: Double)] = []
    var (i, j) = (0, 0)
    var (left, right) = (shares[0], other.shares[0])
    while true {
      let share = min(left, right)
      gaps.append((share, abs(values[i] - other.values[j])))
      left -= share
      right -= share
      // The last number of a sample takes what rounding left over.
      if left <= 0 && i + 1 < values.count {
        i += 1
        left = shares[i]
      } else if right <= 0 && j + 1 < other.values.count {
        j += 1
        right = other.shares[j]
      } else if i + 1 == values.count && j + 1 == other.values.count {
        return gaps
      } else if i + 1 == values.count {
        left = right
      } else {
        right = left
      }
    }
  }
}
