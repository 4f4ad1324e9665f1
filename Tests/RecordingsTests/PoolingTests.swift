import Recordings
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct PoolingTests {
  private let folder = TemporaryFolder()

  /// `[2, 3, 4]`, element i is i.
  private func recording(_ pooling: Pooling?) throws -> Recording {
    var contents = NpzContents()
    contents.add("layer", try Tensor<Float>((0..<24).map { Float($0) }, shape: [2, 3, 4]))
    try contents.write(to: folder.file("tokens.npz"))
    return try Recording(RecordingSource(name: "real", file: folder.file("tokens.npz"), pooling: pooling))
  }

  private func rows(_ pooling: Pooling) throws -> Tensor<Float> {
    let recording = try recording(pooling)
    return try recording.layers[0].rows(RowSelection(of: recording), as: Float.self)
  }

  @Test func meanAveragesOverTokens() throws {
    #expect(try rows(.mean) == Tensor(rows: [[4, 5, 6, 7], [16, 17, 18, 19]]))
  }

  @Test func spatialAveragesOverWhatFollowsTheChannels() throws {
    #expect(try rows(.spatial) == Tensor(rows: [[1.5, 5.5, 9.5], [13.5, 17.5, 21.5]]))
  }

  @Test func tokenTakesOne() throws {
    #expect(try rows(.token(2)) == Tensor(rows: [[8, 9, 10, 11], [20, 21, 22, 23]]))
  }

  @Test func flattenKeepsEveryNumber() throws {
    #expect(try rows(.flatten) == Tensor((0..<24).map { Float($0) }, shape: [2, 12]))
  }

  @Test func rowsThatAreNoVectorsNeedAPooling() throws {
    let error = try #require(throws: RecordingError.self) { try recording(nil) }
    #expect(error.reason == .needsPooling(shape: [2, 3, 4]))
    #expect("\(error)".contains("--pool"))
  }

  @Test func aTokenBeyondTheLastIsRefused() throws {
    let error = try #require(throws: RecordingError.self) { try recording(.token(3)) }
    #expect(error.reason == .cannotPool(.token(3), shape: [2, 3, 4]))
  }

  @Test(arguments: ["token:-1", "token:", "max", "Mean", ""]) func unknownPoolingsAreNone(_ text: String) {
    #expect(Pooling(text) == nil)
  }
}
