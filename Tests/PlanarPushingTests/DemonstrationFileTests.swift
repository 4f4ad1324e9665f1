import Foundation
import PlanarPushing
import Storage
import Synchronization
import Tensors
import TestSupport
import Testing

/// The toolkit's own file of demonstrations.
@Suite struct DemonstrationFileTests {
  let folder = TemporaryFolder()

  private func set() throws -> DemonstrationSet {
    try DemonstrationSet(
      of: .humanLike, in: .source.opening([DomainGap("object:2"), DomainGap("centre-of-mass:3")]), count: 6, seed: 3,
      box: .evaluation, workers: 2)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let set = try set()
    let path = folder.file("six.demos")
    try set.write(to: path)
    #expect(try DemonstrationSet(contentsOf: path) == set)
    try set.write(to: folder.file("again.demos"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path))
        == Data(contentsOf: URL(fileURLWithPath: folder.file("again.demos"))))
    // Others read it as any safetensors file.
    let file = try #require(ArrayFiles.open(path) as? SafetensorsFile)
    #expect(file.entries.count == 5 && file.metadata["format"] == "cotrain demonstrations")
    #expect(try file.array(named: "commands").shape == [set.demonstrations.reduce(0) { $0 + $1.count }, 2])
  }

  @Test func anExpertOfTheTargetWithItsInfiniteNumbersIsReadAgain() throws {
    let set = try DemonstrationSet(of: .planner, in: .target, count: 1, seed: 1)
    try set.write(to: folder.file("one.demos"))
    #expect(try DemonstrationSet(contentsOf: folder.file("one.demos")) == set)
  }

  /// Any single bit: in the header, in the strings, in the numbers.
  @Test func aFileWithAChangedBitIsRefused() throws {
    let path = folder.file("one.demos")
    try DemonstrationSet(of: .planner, in: .source, count: 1, seed: 2).write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for place in Array(0..<40) + Array(stride(from: 40, to: bytes.count, by: 61)) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      folder.put("changed.demos", changed)
      #expect(throws: ArrayFileError.self, "byte \(place)") {
        try DemonstrationSet(contentsOf: folder.file("changed.demos"))
      }
    }
  }

  @Test func aFileThatWasCutShortIsRefused() throws {
    let path = folder.file("one.demos")
    try DemonstrationSet(of: .planner, in: .source, count: 1, seed: 2).write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in Array(0..<20) + Array(stride(from: 20, to: bytes.count, by: 97)) {
      folder.put("short.demos", bytes.prefix(count))
      #expect(throws: ArrayFileError.self, "\(count) bytes") {
        try DemonstrationSet(contentsOf: folder.file("short.demos"))
      }
    }
  }

  /// Files that are sound as safetensors and lie about their numbers: nothing is believed, nothing crashes.
  @Test(arguments: [
    ["lengths": [3, 1 << 40]], ["lengths": [3, -1]], ["lengths": [4, 1]], ["lengths": [2, 2], "attempts": [5, 5]],
    ["attempts": [1]],
  ]) func sizesThatDoNotFitAreRefused(lies: [String: [Int]]) throws {
    var contents = SafetensorsContents(metadata: ["format": "cotrain demonstrations", "version": "1"])
    contents.add("states", try Tensor((0..<30).map(Double.init), shape: [6, 5]))
    contents.add("commands", try Tensor((0..<8).map(Double.init), shape: [4, 2]))
    contents.add("outcomes", try Tensor((0..<8).map(Double.init), shape: [2, 4]))
    contents.add("lengths", lies["lengths"] ?? [2, 2])
    contents.add("attempts", lies["attempts"] ?? [0, 1])
    try contents.write(to: folder.file("lies.demos"))
    let error = #expect(throws: ArrayFileError.self) { try DemonstrationSet(contentsOf: folder.file("lies.demos")) }
    #expect(error?.key == lies.keys.sorted().first)
  }

  @Test func otherSafetensorsFilesAndLaterVersionsAreNamed() throws {
    try SafetensorsContents().write(to: folder.file("weights.demos"))
    let other = #expect(throws: ArrayFileError.self) { try DemonstrationSet(contentsOf: folder.file("weights.demos")) }
    #expect(other?.description.contains("none of demonstrations") == true)
    try SafetensorsContents(metadata: ["format": "cotrain demonstrations", "version": "2"]).write(to: folder.file("b"))
    let later = #expect(throws: ArrayFileError.self) { try DemonstrationSet(contentsOf: folder.file("b")) }
    #expect(later?.description.contains("version 2") == true)
  }

  @Test func aRunThatWasStoppedGoesOnToTheSameDemonstrations() throws {
    struct Stop: Error {}
    let whole = try DemonstrationSet(of: .planner, in: .source, count: 230, seed: 4, workers: 2)
    let unfinished = UnfinishedDemonstrations(of: folder.file("set.demos"))
    #expect(throws: Stop.self) {
      try DemonstrationSet(of: .planner, in: .source, count: 230, seed: 4, workers: 2, unfinished: unfinished) {
        if $0 > 150 { throw Stop() }
      }
    }
    #expect(try folder.names("set.demos.unfinished") == ["0-99.demos"])
    let first = Mutex<Int?>(nil)
    let resumed = try DemonstrationSet(
      of: .planner, in: .source, count: 230, seed: 4, workers: 2, unfinished: unfinished
    ) { count in first.withLock { $0 = $0 ?? count } }
    #expect(resumed == whole)
    #expect(first.withLock { $0 } == whole.attempts.count { $0 < 100 }, "the first batch was not made again")
    // Another request does not take them.
    #expect(throws: UnfinishedDemonstrations.Conflict.self) {
      try DemonstrationSet(of: .planner, in: .source, count: 230, seed: 5, workers: 2, unfinished: unfinished)
    }
    unfinished.remove()
    #expect(try folder.names().isEmpty)
  }
}
