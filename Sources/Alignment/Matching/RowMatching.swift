import Foundation
import Statistics
import Tensors

/// Rows of two domains matched one to one by nearest condition within a caliper.
///
/// The rows of the smaller domain, in random order, each take the nearest row of the other that is still free and no
/// farther than the caliper; a row without one stays unmatched. Distances are Euclidean, every condition in units of its
/// deviation over both domains.
/// - Source: nearest-neighbour matching within calipers, Rosenbaum and Rubin, The American Statistician 39 (1985).
public struct RowMatching: Sendable, Hashable {
  public struct Pair: Sendable, Hashable {
    public let real: Int
    public let sim: Int
    /// How far their conditions are apart.
    public let mismatch: Double
  }

  /// In the order of the real rows, at least one.
  public let pairs: [Pair]
  public let caliper: Double
  /// What was matched on.
  public let name: String
  public let realRows: Int
  public let simRows: Int
  /// |mean of real − mean of sim| of the conditions, in deviations, over all rows.
  public let imbalanceBefore: Double
  /// The same over the matched rows.
  public let imbalanceAfter: Double

  public var meanMismatch: Double { pairs.reduce(0) { $0 + $1.mismatch } / Double(pairs.count) }

  /// - Parameters:
  ///   - caliper: in deviations; nil: the nine-in-ten quantile of the distance from a real row to the nearest real row of
  ///     another episode, so that a match is as near as the real domain's own repetitions are.
  ///   - realEpisodes: rows of each real episode, for that quantile; nil: every row stands for itself.
  /// - Complexity: O(n m c) time in n and m rows of c conditions, O(n + m) memory besides a block of distances.
  /// - Throws: `AlignmentError.nothingMatched`.
  public init(
    _ conditions: ConditionRows, caliper: Double? = nil, realEpisodes: [Int]? = nil, seed: UInt64, workers: Int = 1
  ) throws {
    let (real, sim) = (conditions.real, conditions.sim)
    let caliper = try caliper ?? Self.typicalDistance(real, episodes: realEpisodes, workers: workers)
    let realIsSmaller = real.rows <= sim.rows
    let (smaller, larger) = realIsSmaller ? (real, sim) : (sim, real)
    var stream = RandomStream(seed: seed, purpose: "alignment/matching")
    var isFree = [Bool](repeating: true, count: larger.rows)
    var pairs = [Pair]()
    try forEachBlock(of: stream.permutation(smaller.rows), smaller, against: larger, workers: workers) { row, squares in
      var nearest: (column: Int, square: Double)?
      for column in 0..<larger.rows where isFree[column] && squares[column] < nearest?.square ?? .infinity {
        nearest = (column, squares[column])
      }
      guard let (column, square) = nearest, square <= caliper * caliper + rounding else { return }
      isFree[column] = false
      pairs.append(
        Pair(real: realIsSmaller ? row : column, sim: realIsSmaller ? column : row, mismatch: square.squareRoot()))
    }
    if pairs.isEmpty { throw AlignmentError.nothingMatched(by: conditions.name, caliper: caliper) }
    self.pairs = pairs.sorted { $0.real < $1.real }
    self.caliper = caliper
    name = conditions.name
    (realRows, simRows) = (real.rows, sim.rows)
    imbalanceBefore = try distanceOfMeans(real, sim)
    imbalanceAfter = try distanceOfMeans(real.gatherRows(pairs.map(\.real)), sim.gatherRows(pairs.map(\.sim)))
  }

  private static func typicalDistance(_ rows: Tensor<Double>, episodes: [Int]?, workers: Int) throws -> Double {
    var episodeOfRow = Array(0..<rows.rows)
    if let episodes, episodes.count(where: { $0 > 0 }) > 1 {
      episodeOfRow = episodes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
    var nearest = [Double]()
    try forEachBlock(of: Array(0..<rows.rows), rows, against: rows, workers: workers) { row, squares in
      var smallest = Double.infinity
      for other in 0..<rows.rows where episodeOfRow[other] != episodeOfRow[row] && squares[other] < smallest {
        smallest = squares[other]
      }
      nearest.append(smallest)
    }
    let distance = nearest.sorted()[(9 * nearest.count) / 10].squareRoot()
    // A domain of one row has no repetitions.
    return distance.isFinite ? distance : 0
  }
}

extension RowMatching: CustomStringConvertible {
  public var description: String {
    "matched by \(name): \(pairs.count) of \(realRows) real and of \(simRows) sim rows, within \(rounded(caliper)) "
      + "deviations (mean mismatch \(rounded(meanMismatch))), their means \(rounded(imbalanceBefore)) deviations apart "
      + "before and \(rounded(imbalanceAfter)) after"
  }
}

/// Three significant digits.
func rounded(_ x: Double) -> String { String(format: "%.3g", x) }

/// What equal conditions may be apart, squared, after their products are rounded.
private let rounding = 1e-12

private func distanceOfMeans(_ x: Tensor<Double>, _ y: Tensor<Double>) throws -> Double {
  try (x.mean(axis: 0) - y.mean(axis: 0)).squared().sum().squareRoot()
}

/// Gives every chosen row of x, in the given order, its squared distances to the rows of y.
private func forEachBlock(
  of chosen: [Int], _ x: Tensor<Double>, against y: Tensor<Double>, workers: Int,
  _ body: (Int, UnsafeBufferPointer<Double>) throws -> Void
) throws {
  let blockRows = max(1, 4_000_000 / y.rows)
  for start in stride(from: 0, to: chosen.count, by: blockRows) {
    let block = Array(chosen[start..<min(start + blockRows, chosen.count)])
    try x.gatherRows(block).squaredDistances(to: y, workers: workers).withUnsafeBuffer { squares in
      for (line, row) in block.enumerated() {
        try body(row, UnsafeBufferPointer(rebasing: squares[(line * y.rows)..<((line + 1) * y.rows)]))
      }
    }
  }
}
