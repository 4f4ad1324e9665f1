import Experiments
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing
import Training

/// Squares a number; refuses negative ones, and counts how often it ran.
struct Square: Trial {
  static let kind = "square"
  static let version = 1
  /// Runs by the test that started them and the number.
  static let runs = Mutex([String: Int]())

  var test: String
  var number: Int
  var label: String { "number=\(number)" }

  struct Negative: Error, CustomStringConvertible {
    let description: String
  }

  func run(_ progress: TrialProgress) throws -> Int {
    Self.runs.withLock { $0["\(test) \(number)", default: 0] += 1 }
    if number < 0 { throw Negative(description: "\(number) is negative") }
    try progress.report(0.5, message: "half way")
    return number * number
  }

  static func runs(of test: String) -> [Int] {
    runs.withLock { runs in runs.filter { $0.key.hasPrefix(test + " ") }.map(\.value) }
  }
}

@Suite struct SweepTests {
  let folder = TemporaryFolder()

  func sweep(
    _ numbers: [Int], jobs: Int = 2, test: String = #function, code: String = "build 1", at name: String = "trials",
    neighbours: [String] = [], interruption: Interruption = Interruption(),
    writer: AtomicFileWriter = AtomicFileWriter()
  ) throws -> SweepResult<Int> {
    let store = TrialStore(path: folder.file(name), code: code, neighbours: neighbours, writer: writer)
    let trials = numbers.map { Square(test: test, number: $0) }
    return try Sweep(trials, store: store, jobs: jobs, code: code, interruption: interruption)
      .run(title: "squares", style: .silent)
  }

  @Test(arguments: [1, 2, 7]) func outcomesComeInTheOrderOfTheGrid(jobs: Int) throws {
    let numbers = Array((0..<50).reversed())
    #expect(try sweep(numbers, jobs: jobs).ending.get() == numbers.map { $0 * $0 })
  }

  @Test func equalTrialsRunOnce() throws {
    let result = try sweep([3, 4, 3, 3], test: "once")
    #expect(try result.ending.get() == [9, 16, 9, 9])
    #expect(result.tally.computed == 2)
    #expect(Square.runs(of: "once") == [1, 1])
  }

  @Test func finishedTrialsAreKept() throws {
    _ = try sweep([1, 2], test: "kept")
    let result = try sweep([1, 2, 3], test: "kept", code: "build 2")
    #expect(try result.ending.get() == [1, 4, 9])
    #expect(result.tally == SweepTally(kept: 2, computed: 1, keptFromOtherBuild: 2))
    #expect(Square.runs(of: "kept") == [1, 1, 1])
  }

  @Test func aDamagedResultIsComputedAgain() throws {
    _ = try sweep([5])
    let hash = try Square(test: "aDamagedResultIsComputedAgain()", number: 5).hash()
    let path = folder.file("trials/\(hash.folderName)/result.json")
    let whole = try #require(FileManager.default.contents(atPath: path))
    try AtomicFileWriter().write(whole.prefix(whole.count / 2), to: path)
    #expect(try sweep([5]).tally.computed == 1)
    #expect(FileManager.default.contents(atPath: path) == whole)
  }

  @Test func anotherRunsResultIsTakenWhenTheSameProgramComputedIt() throws {
    _ = try sweep([6, 7], test: "neighbour")
    let path = folder.file("trials")
    let same = try sweep([6, 7], test: "neighbour", at: "same", neighbours: [path])
    #expect(same.tally == SweepTally(adopted: 2))
    #expect(try same.ending.get() == [36, 49])
    let other = try sweep([6, 7], test: "neighbour", code: "build 2", at: "other", neighbours: [path])
    #expect(other.tally == SweepTally(computed: 2))
  }

  @Test func aFailureIsKeptAndReportedAndTheOthersGoOn() throws {
    let result = try sweep([2, -3, 4, -1], test: "failure")
    let error = #expect(throws: TrialFailures.self) { try result.ending.get() }
    #expect(error?.failures.map(\.label) == ["number=-3", "number=-1"])
    #expect(error?.failures.map(\.reason) == ["-3 is negative", "-1 is negative"])
    #expect(error?.trialCount == 4)
    #expect(result.tally.computed == 2)
    let again = try sweep([2, -3, 4, -1], test: "failure")
    #expect(again.tally == SweepTally(kept: 2))
    let hash = try Square(test: "failure", number: -3).hash()
    #expect(try folder.names("trials/\(hash.folderName)") == ["failure.json"])
  }

  @Test func aRequestToStopEndsTheSweep() throws {
    let interruption = Interruption()
    interruption.request()
    let result = try sweep([1, 2], test: "stop", interruption: interruption)
    #expect(throws: Interrupted.self) { try result.ending.get() }
    #expect(Square.runs(of: "stop").isEmpty)
  }

  @Test func aFullDiskEndsTheSweep() throws {
    let writer = AtomicFileWriter(operations: FailingFileOperations(at: 9, .failure(code: ENOSPC)))
    let result = try sweep(Array(1...20), jobs: 1, test: "full", writer: writer)
    #expect(throws: WriteError.self) { try result.ending.get() }
    #expect(Square.runs(of: "full").count == 2, "the trial that could not be kept is the last")
  }

  @Test func theHashIsTheDigestOfKindVersionAndConfiguration() throws {
    let json = #"{"configuration":{"number":3,"test":"hash"},"kind":"square","version":1}"#
    #expect(try Square(test: "hash", number: 3).hash().hexadecimal == Digest(of: Data(json.utf8)).hexadecimal)
    #expect(try Square(test: "hash", number: 3).hash() != Square(test: "hash", number: 4).hash())
  }
}
