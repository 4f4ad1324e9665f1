import Statistics
import Tensors

/// Which rows of a recording are looked at: all, or as many whole episodes as a limit allows.
public struct RowSelection: Sendable, Hashable {
  /// The rows of each chosen episode, in the order of the recording. Without episodes: one entry with all rows.
  public let episodes: [Episode]
  /// Whether `episodes` are the recording's own, or just its rows.
  public let knowsEpisodes: Bool
  /// What was left out, in words; nil when nothing was.
  public let note: String?

  public var rowCount: Int { episodes.reduce(0) { $0 + $1.count } }

  /// Everything.
  public init(of recording: Recording) {
    self.init(recording.episodes, orRows: Episode(runs: [0..<recording.rowCount]), note: nil)
  }

  /// A stretch of a recording's rows as they stand in the file, whatever their episodes.
  public init(rows: Range<Int>) { self.init(nil, orRows: Episode(runs: [rows]), note: nil) }

  /// Whole episodes are drawn (`EpisodeDraw`); without episodes single rows are.
  public init(of recording: Recording, limit: Int, seed: UInt64, index: UInt64 = 0) {
    self.init(of: RowSelection(of: recording), limit: limit, seed: seed, index: index)
  }

  /// All rows, in the order of the file.
  init(rows count: Int) { self.init(nil, orRows: Episode(runs: [0..<count]), note: nil) }

  /// The rows of a selection for which `isWanted`; an episode that has none of them goes.
  func filtered(_ isWanted: (Int) -> Bool) -> RowSelection {
    let left = episodes.map { Episode(rows: $0.runs.joined().filter(isWanted)) }
    return RowSelection(
      knowsEpisodes ? left.filter { $0.count > 0 } : nil, orRows: left[0], note: note)
  }

  /// Whole episodes of a selection; without episodes single rows.
  init(of whole: RowSelection, limit: Int, seed: UInt64, index: UInt64) {
    precondition(limit > 0, "at least one row is looked at")
    let all = whole.rowCount
    guard all > limit else {
      self = whole
      return
    }
    var stream = RandomStream(seed: seed, purpose: "recordings/selection", index: index)
    let episodes = whole.episodes
    guard whole.knowsEpisodes else {
      let known = Array(episodes[0].runs.joined())
      let rows = Episode(rows: stream.sample(limit, of: all).sorted().map { known[$0] })
      self.init(nil, orRows: rows, note: "\(limit) of \(all) rows, drawn with seed \(seed)")
      return
    }
    let draw = EpisodeDraw(lengths: episodes.map(\.count), rowLimit: limit, stream: &stream)
    let kept = draw.kept.map { index in
      let rows = Array(episodes[index].runs.joined())
      return Episode(rows: draw.rows(ofLength: rows.count).map { rows[$0] })
    }
    let count = kept.reduce(0) { $0 + $1.count }
    self.init(
      kept, orRows: Episode(runs: []),
      note: "\(draw.description(of: episodes.count)) (\(count) of \(all) rows), with seed \(seed)")
  }

  private init(_ episodes: [Episode]?, orRows rows: Episode, note: String?) {
    self.episodes = episodes ?? [rows]
    knowsEpisodes = episodes != nil
    self.note = note
  }
}

extension Episode {
  /// Rows, ascending, as runs.
  init(rows: [Int]) {
    var runs: [Range<Int>] = []
    for row in rows {
      if let last = runs.last, last.upperBound == row {
        runs[runs.count - 1] = last.lowerBound..<(row + 1)
      } else {
        runs.append(row..<(row + 1))
      }
    }
    self.init(runs: runs)
  }
}
