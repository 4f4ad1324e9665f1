import Tensors

/// Whole episodes drawn at random until the next would exceed a number of rows.
///
/// Where fewer than `fewest` fit, that many are drawn nevertheless, and each keeps evenly spaced rows of its own: another
/// episode says more than further frames of one.
public struct EpisodeDraw: Sendable, Hashable {
  /// Episodes that are kept as long as there are as many.
  public static let fewest = 8

  /// Indices of the episodes that are kept, ascending.
  public let kept: [Int]
  /// Rows that a kept episode keeps, at most; nil: all it has.
  public let rowsEach: Int?

  /// - Parameters:
  ///   - lengths: rows of each episode, none of them 0.   - rowLimit: rows to keep, at most; fewer than there are.
  public init(lengths: [Int], rowLimit: Int, stream: inout RandomStream) {
    let order = stream.permutation(lengths.count)
    var rows = 0
    let fitting = order.prefix { episode in
      rows += lengths[episode]
      return rows <= rowLimit
    }
    let fewest = min(Self.fewest, lengths.count)
    kept = (fitting.count < fewest ? order.prefix(fewest) : fitting).sorted()
    rowsEach = fitting.count < fewest ? max(rowLimit / fewest, 1) : nil
  }

  /// The rows that an episode of a length keeps, counted within it.
  public func rows(ofLength length: Int) -> [Int] {
    guard let rowsEach, length > rowsEach else { return Array(0..<length) }
    return (0..<rowsEach).map { (2 * $0 + 1) * length / (2 * rowsEach) }
  }

  /// What was done, in words.
  public func description(of total: Int) -> String {
    "\(kept.count) of \(total) episodes drawn" + (rowsEach.map { ", at most \($0) evenly spaced rows of each" } ?? "")
  }
}
