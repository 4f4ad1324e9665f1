import Foundation
import Statistics
import Tensors

/// Pairs of demonstrations at matching states: where the two domains, or two episodes of one, were asked the same.
///
/// The rule: states are standardised by the target's mean and standard deviation, coordinate by coordinate (constant ones
/// are left out). Each target state is paired with the nearest state (Euclidean) of the other domain, or of another
/// episode of the same domain. A pair is kept when its distance is at most the `quantile` of the distances at which
/// target states find a match in another target episode: a match is what passes for one within the target.
public struct MatchedStates: Sendable, Hashable {
  public struct Pair: Sendable, Hashable {
    /// Row of the target.
    public let target: Int
    /// Row of the other domain, or of the target itself.
    public let partner: Int
    /// In standard deviations of the target's coordinates.
    public let distance: Double
  }

  /// The kept pairs of target and source states, by target row.
  public let acrossDomains: [Pair]
  /// The kept pairs of target states of two episodes, by target row.
  public let withinTarget: [Pair]
  /// The largest distance kept.
  public let threshold: Double

  /// - Parameters:
  ///   - target: `[n, s]`.   - source: `[m, s]`.   - episodes: one number a target state; empty makes each its own.
  ///   - quantile: of the distances within the target, 0 to 1.
  /// - Complexity: O(n (n + m) s).
  /// - Throws: `ShapeError` when widths differ; `SampleError` for an empty domain, fewer than two target episodes, a
  ///   number that is not finite, or states that are all alike.
  public init(
    target: Tensor<Double>, source: Tensor<Double>, episodes: [Int] = [], quantile: Double = 0.5
  ) throws {
    try requireMatrix(target, "target states", atLeast: 2)
    try requireMatrix(source, "source states", columns: target.columns)
    try requireRange(quantile, 0...1, "quantile of matching distances")
    guard episodes.isEmpty || episodes.count == target.rows else {
      throw SampleError.unequalLengths(what: "episodes and target states", left: episodes.count, right: target.rows)
    }
    let episodes = episodes.isEmpty ? Array(0..<target.rows) : episodes
    guard Set(episodes).count >= 2 else {
      throw SampleError.tooFew(what: "episodes of the target", found: 1, needed: 2)
    }
    let mean = try target.mean(axis: 0)
    let spread = try (target - mean).squared().mean(axis: 0).squareRoot().elements
    guard spread.contains(where: { $0 > 0 }) else { throw SampleError.constant(what: "target states") }
    let scale = Tensor(spread.map { $0 > 0 ? 1 / $0 : 0 })
    let (real, sim) = (try (target - mean) * scale, try (source - mean) * scale)
    let within = Self.nearest(real, real) { episodes[$0] != episodes[$1] }
    let across = Self.nearest(real, sim) { _, _ in true }
    let distances = within.map(\.distance).sorted()
    threshold = distances[Int((quantile * Double(distances.count - 1)).rounded())]
    withinTarget = within.filter { [threshold] in $0.distance <= threshold }
    acrossDomains = across.filter { [threshold] in $0.distance <= threshold }
  }

  private static func nearest(
    _ x: Tensor<Double>, _ y: Tensor<Double>, allowed: (Int, Int) -> Bool
  ) -> [Pair] {
    var squared = [Double](repeating: 0, count: y.rows)
    return x.withUnsafeBuffer { points in
      y.withUnsafeBuffer { others in
        (0..<x.rows).map { row in
          Double.kernels.squaredDistances(
            1, y.rows, x.columns, points.baseAddress! + row * x.columns, others.baseAddress, &squared)
          let partner = squared.indices.filter { allowed(row, $0) }.min { squared[$0] < squared[$1] }!
          return Pair(target: row, partner: partner, distance: squared[partner].squareRoot())
        }
      }
    }
  }

  /// ‖a − b‖² of the actions of pairs.
  /// - Parameters:
  ///   - target: `[n, d]`, the actions at the target states.   - partner: `[m, d]`, at the partners' states.
  /// - Throws: `ShapeError` when widths differ or a pair has no action, `SampleError` for a number that is not finite.
  public static func squaredActionDistances(
    _ pairs: [Pair], target: Tensor<Double>, partner: Tensor<Double>
  ) throws -> [Double] {
    try requireMatrix(target, "target actions")
    try requireMatrix(partner, "partner actions", columns: target.columns)
    let (a, b) = (try target.gatherRows(pairs.map(\.target)), try partner.gatherRows(pairs.map(\.partner)))
    return try (a - b).squared().sum(axis: 1).elements
  }
}
