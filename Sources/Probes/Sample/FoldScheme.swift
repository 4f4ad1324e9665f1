import Statistics
import Tensors

/// How rows are divided into folds, each of which is scored by a probe that was fitted on the others.
public enum FoldScheme: String, Sendable, CaseIterable {
  /// An episode stands in one fold as a whole: what an interval and a comparison of layers need.
  case wholeEpisodes = "whole episodes"
  /// Rows are dealt out at random, as the studies' released code does. Neighbouring frames fall on both sides, and a
  /// probe that remembers episodes looks like one that tells domains apart.
  case shuffledRows = "shuffled rows"
  /// Each domain's rows are cut into as many runs as there are folds, in the order given: the nearest thing to whole
  /// episodes where only an order is known.
  case contiguousRows = "contiguous rows"
  /// Each episode is cut into as many runs as there are folds: every episode is known to every probe, its frames are
  /// not. The control task needs this.
  case withinEpisodes = "runs within episodes"

  /// The fold of each row, both domains in each fold in their shares as far as whole units allow.
  ///
  /// Whole episodes are dealt by size, largest first and equal ones in random order, to the fold with the fewest rows
  /// of that domain.
  /// - Parameter folds: at least 2; lowered to the episodes (or rows) of the smaller side.
  /// - Throws: `SampleError` when a side has a single unit, so that nothing can be held out.
  public func assign(_ sample: DomainSample, folds: Int, seed: UInt64) throws(SampleError) -> FoldAssignment {
    guard folds >= 2 else {
      throw .outOfRange(what: "folds", value: Double(folds), expected: "at least 2")
    }
    let sides = [0..<sample.realRows, sample.realRows..<sample.rowCount]
    let units: [Int]
    let unit: String
    switch self {
    case .wholeEpisodes:
      units = [sample.realEpisodes, sample.simEpisodes]
      unit = sample.knowsEpisodes ? "episodes" : "rows"
    case .shuffledRows, .contiguousRows, .withinEpisodes:
      units = sides.map(\.count)
      unit = "rows"
    }
    for (side, count) in zip(["real", "sim"], units) where count < 2 {
      throw .tooFew(what: "\(side) \(unit), one of which is held out while others train,", found: count, needed: 2)
    }
    let count = min(folds, units[0], units[1])
    var ofRow = [Int](repeating: 0, count: sample.rowCount)
    for (side, range) in sides.enumerated() {
      var stream = RandomStream(seed: seed, purpose: "probe folds", index: UInt64(side))
      switch self {
      case .wholeEpisodes:
        let episodes = side == 0 ? 0..<sample.realEpisodes : sample.realEpisodes..<sample.rows.groups.count
        deal(episodes.map { sample.rows.groups[$0] }, into: count, &ofRow, &stream)
      case .shuffledRows:
        deal(range.map { $0..<($0 + 1) }, into: count, &ofRow, &stream)
      case .contiguousRows:
        for row in range { ofRow[row] = (row - range.lowerBound) * count / range.count }
      case .withinEpisodes:
        break
      }
    }
    if self == .withinEpisodes {
      var stream = RandomStream(seed: seed, purpose: "probe folds")
      for episode in sample.rows.groups {
        // Episodes shorter than the folds would all fall into the first ones without a turn of their own.
        let turn = stream.uniform(below: count)
        for (place, row) in episode.enumerated() { ofRow[row] = (place * count / episode.count + turn) % count }
      }
    }
    return FoldAssignment(count: count, ofRow: ofRow)
  }

  private func deal(_ units: [Range<Int>], into count: Int, _ ofRow: inout [Int], _ stream: inout RandomStream) {
    let shuffled = stream.permutation(units.count).map { units[$0] }
    // Swift's sort keeps equal elements in their order.
    let ordered = shuffled.sorted { $0.count > $1.count }
    var filled = [Int](repeating: 0, count: count)
    for unit in ordered {
      let fold = filled.indices.min { filled[$0] < filled[$1] }!
      filled[fold] += unit.count
      for row in unit { ofRow[row] = fold }
    }
  }
}

/// The fold of each row.
public struct FoldAssignment: Sendable, Hashable {
  public let count: Int
  /// From 0 to `count` − 1.
  public let ofRow: [Int]

  public init(count: Int, ofRow: [Int]) {
    precondition(ofRow.allSatisfy { $0 >= 0 && $0 < count }, "a fold from 0 to \(count - 1) for each row")
    self.count = count
    self.ofRow = ofRow
  }
}
