import Recordings
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct RowSelectionTests {
  private let folder = TemporaryFolder()

  /// Row i is the number i; episodes of the given lengths, or none.
  private func recording(rows: Int, episodes: [Int]?) throws -> Recording {
    var contents = NpzContents()
    contents.add("x", try Tensor<Float>((0..<rows).map { Float($0) }, shape: [rows, 1]))
    if let episodes { contents.add("episodes", episodes.enumerated().flatMap { [Int](repeating: $0, count: $1) }) }
    try contents.write(to: folder.file("x.npz"))
    return try Recording(RecordingSource(name: "real", file: folder.file("x.npz")))
  }

  @Test func withinTheLimitEverythingIsLookedAt() throws {
    let recording = try recording(rows: 10, episodes: [4, 6])
    let selection = RowSelection(of: recording, limit: 10, seed: 0)
    #expect(selection == RowSelection(of: recording))
    #expect(selection.note == nil)
  }

  @Test func wholeEpisodesAreDrawnAndSaid() throws {
    let recording = try recording(rows: 1000, episodes: [Int](repeating: 10, count: 100))
    let selection = RowSelection(of: recording, limit: 305, seed: 1)
    #expect(selection.episodes.count == 30)
    #expect(selection.episodes.allSatisfy { $0.count == 10 })
    #expect(selection.note?.contains("30 of 100 episodes") == true)
    #expect(selection == RowSelection(of: recording, limit: 305, seed: 1))
    #expect(selection != RowSelection(of: recording, limit: 305, seed: 2))
  }

  @Test func withoutEpisodesRowsAreDrawn() throws {
    let recording = try recording(rows: 100, episodes: nil)
    let selection = RowSelection(of: recording, limit: 20, seed: 1)
    let rows = try recording.layers[0].rows(selection, as: Float.self).elements
    #expect(rows.count == 20 && Set(rows).count == 20)
    #expect(!selection.knowsEpisodes)
  }

  @Test func rowsAreThoseOfTheFile() throws {
    let recording = try recording(rows: 60, episodes: [10, 20, 30])
    let selection = RowSelection(of: recording, limit: 45, seed: 3)
    let rows = try recording.layers[0].rows(selection, as: Float.self).elements
    #expect(rows.map { Int($0) } == selection.episodes.flatMap(\.runs).flatMap { Array($0) })
  }

  @Test func fewEpisodesAreKeptAndThinnedRatherThanDropped() throws {
    let recording = try recording(rows: 400, episodes: [Int](repeating: 40, count: 10))
    let selection = RowSelection(of: recording, limit: 80, seed: 0)
    #expect(selection.episodes.count == 8)
    #expect(selection.episodes.allSatisfy { $0.count == 10 })
    #expect(selection.note?.contains("8 of 10 episodes drawn, at most 10 evenly spaced rows of each") == true)
  }

  @Test func anEpisodeLongerThanTheLimitIsThinnedEvenly() throws {
    let recording = try recording(rows: 100, episodes: [100])
    let selection = RowSelection(of: recording, limit: 25, seed: 0)
    #expect(selection.episodes.flatMap(\.runs).flatMap { Array($0) } == (0..<25).map { 4 * $0 + 2 })
  }
}
