import Foundation
import Recordings
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct RecordingTests {
  private let folder = TemporaryFolder()

  private func write(_ name: String, _ fill: (inout NpzContents) throws -> Void) throws -> String {
    var contents = NpzContents()
    try fill(&contents)
    try contents.write(to: folder.file(name))
    return folder.file(name)
  }

  private func ramp(_ rows: Int, _ columns: Int) -> Tensor<Float> {
    try! Tensor((0..<(rows * columns)).map { Float($0) }, shape: [rows, columns])
  }

  @Test func everyMatrixWithoutARoleIsALayer() throws {
    let file = try write("a.npz") {
      $0.add("encoder", ramp(6, 2))
      $0.add("trunk", ramp(6, 3))
      $0.add("actions", ramp(6, 2))
      $0.add("episodes", [0, 0, 0, 1, 1, 2])
    }
    let recording = try Recording(RecordingSource(name: "real", file: file))
    #expect(recording.layers.map(\.name) == ["encoder", "trunk"])
    #expect(recording.episodes?.map(\.count) == [3, 2, 1])
    #expect(recording.condition(.actions)?.width == 2)
    #expect(recording.condition(.states) == nil)
  }

  @Test func rowsOfAnEpisodeBelongTogetherWhereverTheyStand() throws {
    let file = try write("a.npz") {
      $0.add("layer", ramp(5, 1))
      $0.add("episodes", [7, 3, 7, 7, 3])
    }
    let recording = try Recording(RecordingSource(name: "real", file: file))
    #expect(recording.episodes == [Episode(runs: [0..<1, 2..<4]), Episode(runs: [1..<2, 4..<5])])
    let rows = try recording.layers[0].rows(RowSelection(of: recording), as: Float.self)
    #expect(rows.elements == [0, 2, 3, 1, 4])
  }

  @Test func rolesCanStandInAnotherFile() throws {
    let file = try write("a.npz") { $0.add("layer", ramp(4, 2)) }
    let other = try write("b.npz") { $0.add("ids", [1, 1, 2, 2]) }
    let recording = try Recording(
      RecordingSource(name: "real", file: file, roles: [.episodes: "\(other):ids", .steps: other]))
    #expect(recording.episodes?.count == 2)
    #expect(recording.condition(.steps)?.rowCount == 4)
  }

  @Test func oneArrayIsNamedByItsKey() throws {
    let file = try write("a.npz") {
      $0.add("x", ramp(4, 2))
      $0.add("y", ramp(3, 2))
    }
    #expect(try Recording(RecordingSource(name: "real", file: "\(file):y")).rowCount == 3)
    let error = try #require(throws: RecordingError.self) { try Recording(RecordingSource(name: "real", file: file)) }
    #expect(error.reason == .rowsDiffer(found: 3, layer: "x", expected: 4))
  }

  @Test func episodesMustBeOneWholeNumberARow() throws {
    let short = try write("a.npz") {
      $0.add("x", ramp(4, 2))
      $0.add("episodes", [0, 1])
    }
    let error = try #require(throws: RecordingError.self) { try Recording(RecordingSource(name: "real", file: short)) }
    #expect(error.key == "episodes")
    let broken = try write("b.npz") {
      $0.add("x", ramp(2, 2))
      $0.add("episodes", Tensor<Float>([0, 0.5]))
    }
    #expect(throws: RecordingError.self) { try Recording(RecordingSource(name: "real", file: broken)) }
  }

  @Test func valuesThatAreNotFiniteAreNamedByRowAndColumn() throws {
    let file = try write("a.npz") { $0.add("x", try Tensor<Float>(rows: [[0, 1], [2, .infinity]])) }
    let recording = try Recording(RecordingSource(name: "real", file: file))
    let error = try #require(throws: RecordingError.self) {
      try recording.layers[0].rows(RowSelection(of: recording), as: Float.self)
    }
    #expect(error.reason == .notFinite(value: "inf", row: 1, column: 1))
  }

  @Test func emptyArraysAreRefused() throws {
    let file = try write("a.npz") { $0.add("x", Tensor<Float>.zeros([0, 3])) }
    let error = try #require(throws: RecordingError.self) { try Recording(RecordingSource(name: "real", file: file)) }
    #expect(error.reason == .empty(shape: [0, 3]))
  }

  @Test func aMatrixOfWideIntegersKeepsDouble() throws {
    let file = try write("a.npz") { $0.add("x", Tensor<Double>.zeros([2, 2])) }
    #expect(try Recording(RecordingSource(name: "real", file: file)).layers[0].needsDouble)
  }
}
