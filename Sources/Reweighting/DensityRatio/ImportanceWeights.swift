import Foundation
import Statistics

/// Weights of demonstrations or windows, as a trainer takes them, with what they cost.
public struct ImportanceWeights: Sendable, Hashable {
  /// None is negative; their mean is 1.
  public let values: [Double]
  /// How many were cut by `clipped`.
  public let clippedCount: Int
  /// The share of the total that was cut off: 0 where nothing was, and the more, the larger the bias.
  public let clippedShare: Double

  /// Weights brought to mean 1.
  /// - Throws: `SampleError` without a weight, for one that is negative or not finite, or when all are 0.
  public init(_ weights: [Double]) throws {
    try self.init(weights, clippedCount: 0, clippedShare: 0)
  }

  private init(_ weights: [Double], clippedCount: Int, clippedShare: Double) throws {
    guard !weights.isEmpty else { throw SampleError.tooFew(what: "importance weights", found: 0, needed: 1) }
    try requireFinite(weights, "importance weights")
    if let negative = weights.first(where: { $0 < 0 }) {
      throw SampleError.outOfRange(what: "importance weight", value: negative, expected: "no negative number")
    }
    // Weights near the largest number would overflow their own sum.
    let top = weights.max()!
    guard top > 0 else { throw SampleError.constant(what: "importance weights, all 0") }
    let mean = weights.reduce(0) { $0 + $1 / top } / Double(weights.count)
    values = weights.map { $0 / top / mean }
    self.clippedCount = clippedCount
    self.clippedShare = clippedShare
  }

  /// Kish's effective sample size, (Σw)²/Σw²: from 1 to their number.
  /// - Source: Kish, "Survey sampling" (1965).
  public var effectiveSampleSize: Double {
    let sum = values.reduce(0, +)
    return sum * sum / values.reduce(0) { $0 + $1 * $1 }
  }

  /// Weights cut at `limit` times their mean, then brought to mean 1 again, so that the largest may come to exceed it.
  /// - Throws: `SampleError` for a limit that is not positive.
  public func clipped(at limit: Double) throws -> ImportanceWeights {
    try requirePositive(limit, "clipping limit")
    let cut = values.map { min($0, limit) }
    let lost = zip(values, cut).reduce(0) { $0 + ($1.0 - $1.1) } / Double(values.count)
    return try ImportanceWeights(
      cut, clippedCount: values.count { $0 > limit }, clippedShare: lost)
  }

  /// Weights raised to a power between 0 (all alike) and 1 (as they are): flatter, at the price of bias.
  /// - Source: Shimodaira, J. Stat. Plan. Inference 90 (2000).
  public func flattened(exponent: Double) throws -> ImportanceWeights {
    try requireRange(exponent, 0...1, "flattening exponent")
    return try ImportanceWeights(values.map { pow($0, exponent) })
  }

  /// The mean weight of each group (an episode's windows), by group number in ascending order, brought to mean 1.
  /// - Throws: `SampleError` unless every weight has a group.
  public func averaged(over groups: [Int]) throws -> (groups: [Int], weights: ImportanceWeights) {
    guard groups.count == values.count else {
      throw SampleError.unequalLengths(what: "groups and weights", left: groups.count, right: values.count)
    }
    let members = Dictionary(grouping: values.indices) { groups[$0] }
    let names = members.keys.sorted()
    let means = names.map { name in members[name]!.reduce(0) { $0 + values[$1] } / Double(members[name]!.count) }
    return (names, try ImportanceWeights(means))
  }
}
