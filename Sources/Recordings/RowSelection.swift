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

  /// Episodes are drawn in random order until the next would exceed the limit; without episodes single rows are drawn.
  /// A first episode that alone exceeds the limit is thinned to every s-th row.
  public init(of recording: Recording, limit: Int, seed: UInt64, index: UInt64 = 0) {
    precondition(limit > 0, "at least one row is looked at")
    let all = recording.rowCount
    guard all > limit else {
      self.init(of: recording)
      return
    }
    var stream = RandomStream(seed: seed, purpose: "recordings/selection", index: index)
    guard let episodes = recording.episodes else {
      let rows = Episode(rows: stream.sample(limit, of: all).sorted())
      self.init(nil, orRows: rows, note: "\(limit) of \(all) rows, drawn with seed \(seed)")
      return
    }
    let order = stream.permutation(episodes.count)
    let first = episodes[order[0]]
    if first.count > limit {
      let thinned = Episode(rows: first.rows(every: (first.count + limit - 1) / limit))
      self.init(
        [thinned], orRows: thinned,
        note: "\(thinned.count) rows of 1 of \(episodes.count) episodes, drawn with seed \(seed): it alone exceeds "
          + "\(limit) rows")
      return
    }
    var chosen: [Int] = []
    var count = 0
    for index in order {
      if count + episodes[index].count > limit { break }
      chosen.append(index)
      count += episodes[index].count
    }
    self.init(
      chosen.sorted().map { episodes[$0] }, orRows: Episode(runs: []),
      note: "\(chosen.count) of \(episodes.count) episodes (\(count) of \(all) rows), drawn with seed \(seed)")
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

  func rows(every step: Int) -> [Int] {
    runs.joined().enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }
}
