import Foundation
import Storage
import TestSupport
import Testing

@Suite struct DemonstrationsTests {
  private let folder = TemporaryFolder()

  @discardableResult private func make(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Command.Result {
    let result = try Command.run(["demonstrations"] + arguments, in: folder, environment: environment)
    #expect(result.status == 0, "\(arguments): \(result.complaints)")
    return result
  }

  private func summary(_ result: Command.Result) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test func theOwnFileIsMadeAndWrittenInEveryOtherFormat() throws {
    let made = try summary(
      make([
        "--expert", "human", "--domain", "target", "--count", "3", "--seed", "5", "--out", "real.demos", "--json",
      ]))
    #expect(made["demonstrations"] as? Int == 3 && made["expert"] as? String == "human")
    #expect(made["sha256"] as? String == (try Digest(ofFile: folder.file("real.demos"))).hexadecimal)
    let steps = try #require(made["steps"] as? Int)
    for name in ["real.npz", "real.zarr", "real.hdf5"] {
      let exported = try make(["--from", "real.demos", "--out", name, "--frames", "16"])
      #expect(exported.output.contains("\(steps + 3) of 16 × 16"))
      let file = try ArrayFiles.open(folder.file(name))
      let camera = try #require(file.arrays.first { $0.key.hasSuffix("overhead_camera") })
      #expect(camera.shape == [steps + 3, 16, 16, 3] && camera.type == .unsigned8)
      // Pictures, not noise and not nothing: the table is light, the block is not.
      let first = try camera.rows(0..<1, as: Float.self).elements
      #expect(Set(first).count > 10)
    }
    #expect(try folder.names() == [".complaints", ".output", "real.demos", "real.hdf5", "real.npz", "real.zarr"])
  }

  @Test func theStudysStoreIsWrittenInOtherFormatsWithItsPictures() throws {
    try make(["--count", "2", "--out", "two.zarr", "--frames", "8"])
    let store = try ZarrFile(folder.file("two.zarr"))
    let pictures = try store.array(named: "overhead_camera").tensor(as: Float.self)
    for name in ["two.npz", "two.hdf5"] {
      let text = try make(["--from", "two.zarr", "--out", name]).output
      #expect(text.contains("\(pictures.shape[0]) of 8 × 8, overhead_camera") && !text.contains("expert"))
      let file = try ArrayFiles.open(folder.file(name))
      #expect(
        try file.arrays.first { $0.key.hasSuffix("overhead_camera") }?.tensor(as: Float.self) == pictures)
    }
    #expect(try HDF5File(folder.file("two.hdf5")).episodeEnds == store.episodeEnds)
  }

  @Test func aStoreWithoutAKeyOfTheStudysNamesIt() throws {
    try make(["--count", "1", "--out", "one.zarr"])
    try FileManager.default.removeItem(atPath: folder.file("one.zarr/data/target"))
    try refuse(
      "--from", "one.zarr", "--out", "a.npz", status: 65, says: "one.zarr", "'target'", "missing", "last pose",
      leaving: [".complaints", ".output", "one.zarr"])
    try FileManager.default.removeItem(atPath: folder.file("one.zarr/meta/episode_ends"))
    try refuse(
      "--from", "one.zarr", "--out", "a.npz", status: 65, says: "episode_ends", "meta/episode_ends",
      leaving: [".complaints", ".output", "one.zarr"])
  }

  @Test func theSameSeedGivesTheSameBytesForAnyNumberOfJobs() throws {
    let arguments = ["--domain", "source", "--gap", "colour-randomisation:3", "--gap", "object:2", "--count", "4"]
    for (name, jobs) in [("one", "1"), ("three", "3")] {
      try make(arguments + ["--frames", "12", "--jobs", jobs, "--out", "\(name).zarr"])
      try make(arguments + ["--jobs", jobs, "--out", "\(name).demos"])
    }
    #expect(folder.contents(of: "one.zarr") == folder.contents(of: "three.zarr"))
    func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }
    #expect(bytes("one.demos") == bytes("three.demos") && bytes("one.demos") != nil)
    try make(arguments + ["--seed", "1", "--out", "other.demos"])
    #expect(bytes("one.demos") != bytes("other.demos"))
  }

  /// Killed at any operation on files, the run goes on to the bytes of one that was not.
  @Test(arguments: [8, 14]) func aKilledRunGoesOnToTheSameBytes(operation: Int) throws {
    let arguments = ["--count", "220", "--seed", "2", "--out"]
    try make(arguments + ["whole.demos"])
    let killed = try Command.run(
      ["demonstrations"] + arguments + ["set.demos"], in: folder, environment: ["COTRAIN_FAULT": "kill:\(operation)"])
    #expect(killed.status == -SIGKILL)
    #expect(try folder.names("set.demos.unfinished").contains("0-99.demos"))
    try make(arguments + ["set.demos"])
    func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }
    #expect(bytes("set.demos") == bytes("whole.demos") && bytes("set.demos") != nil)
    #expect(try folder.names() == [".complaints", ".output", "set.demos", "whole.demos"])
  }

  @Test func anInterruptKeepsWhatIsFinished() throws {
    let process = try Command.start(
      ["demonstrations", "--count", "100000", "--out", "many.demos"], in: folder)
    let kept = folder.file("many.demos.unfinished/0-99.demos")
    for _ in 0..<1200 where !FileManager.default.fileExists(atPath: kept) { usleep(50_000) }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let complaints = try String(contentsOfFile: folder.file(".complaints"), encoding: .utf8)
    #expect(complaints.contains("interrupted") && complaints.contains("many.demos.unfinished"))
    #expect(FileManager.default.fileExists(atPath: kept))
    #expect(!FileManager.default.fileExists(atPath: folder.file("many.demos")))
  }

  @Test func aFilmShowsTheFirstDemonstration() throws {
    let result = try make(["--count", "1", "--out", "one.demos", "--film", "one.webp"])
    #expect(result.output.contains("one.webp"))
    let film = try Data(contentsOf: URL(fileURLWithPath: folder.file("one.webp")))
    #expect(film.prefix(4) == Data("RIFF".utf8) && film.dropFirst(8).prefix(4) == Data("WEBP".utf8))
  }

  @Test func anExpertMayNotKnowTheDomain() throws {
    let knowing = try summary(make(["--domain", "target", "--count", "2", "--out", "a.demos", "--json"]))
    let assuming = try summary(
      make(["--domain", "target", "--assume", "source", "--count", "2", "--out", "b.demos", "--json"]))
    #expect(knowing["sha256"] as? String != assuming["sha256"] as? String)
  }

  private func refuse(
    _ arguments: String..., status: Int32, says words: String..., leaving names: [String]? = nil
  ) throws {
    let result = try Command.run(["demonstrations"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
    if let names { #expect(try folder.names() == names) }
  }

  @Test func badInputHasTheContractsCodes() throws {
    try refuse("--count", "0", "--out", "a.demos", status: 64, says: "--count 0", "1 to")
    try refuse("--count", "-3", "--out", "a.demos", status: 64, says: "--count -3")
    try refuse("--out", "a.demos", status: 64, says: "--count", "--from")
    try refuse("--count", "1", "--out", "a.tar", status: 64, says: "a.tar", ".zarr")
    try refuse("--count", "1", "--out", "a.demos", "--gap", "colour-shfit:2", status: 64, says: "'colour-shift'")
    try refuse(
      "--count", "1", "--out", "a.demos", "--gap", "centre-of-mass:9", status: 64, says: "no level 9", "1, 2, 3, 4")
    try refuse(
      "--count", "1", "--out", "a.demos", "--gap", "object:1", "--gap", "object:2", status: 64, says: "twice")
    try refuse("--count", "1", "--out", "a.demos", "--expert", "robot", status: 64, says: "robot")
    try refuse("--count", "1", "--out", "a.demos", "--domain", "mars", status: 64, says: "mars")
    try refuse("--count", "1", "--out", "a.demos", "--frames", "96", status: 64, says: "--frames")
    try refuse("--count", "1", "--out", "a.zarr", "--frames", "4", status: 64, says: "8 to 1024")
    try refuse("--count", "1", "--out", "a.demos", "--seed", "-1", status: 64, says: "--seed -1")
    try refuse("--count", "1", "--out", "a.demos", "--jobs", "0", status: 64, says: "--jobs 0")
    try refuse("--from", "absent.demos", "--out", "a.npz", status: 66, says: "absent.demos")
    try refuse("--from", "absent.demos", "--count", "3", "--out", "a.npz", status: 64, says: "--count", "--from")
    try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.file("text.demos")))
    try refuse("--from", "text.demos", "--out", "a.npz", status: 65, says: "text.demos")
    try refuse("--count", "1", "--out", "/proc/nothing/a.demos", status: 73, says: "/proc/nothing")
    try refuse("--count", "1", "--out", "text.demos/a.demos", status: 73, says: "text.demos")
    try refuse("--from", "a.zarr", "--out", "b.npz", "--frames", status: 64, says: "--frames", ".demos")
    try refuse("--from", "a.zarr", "--out", "b.demos", status: 64, says: "another format")
    #expect(try folder.names() == [".complaints", ".output", "text.demos"])
  }

  @Test func aFileThatIsThereIsNotWrittenOver() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.file("a.demos")))
    try refuse("--count", "1", "--out", "a.demos", status: 73, says: "a.demos", "another name")
    #expect(FileManager.default.contents(atPath: folder.file("a.demos")) == Data("mine".utf8))
  }

  @Test func whatAnotherRunLeftIsNotTaken() throws {
    let killed = try Command.run(
      ["demonstrations", "--count", "120", "--out", "a.demos"], in: folder, environment: ["COTRAIN_FAULT": "kill:9"])
    #expect(killed.status == -SIGKILL)
    try refuse(
      "--count", "120", "--seed", "1", "--out", "a.demos", status: 73, says: "a.demos.unfinished", "another expert")
  }

  @Test(arguments: ["a.demos", "a.npz", "a.zarr", "a.hdf5"]) func aFullDiskIsSaidAndNothingHalfWrittenIsLeft(
    name: String
  ) throws {
    let result = try Command.run(
      ["demonstrations", "--count", "1", "--out", name], in: folder, environment: ["COTRAIN_FAULT": "fail:9"])
    #expect(result.status == 73, "\(result.complaints)")
    #expect(result.complaints.contains("No space left on device"))
    #expect(try folder.names() == [".complaints", ".output", "\(name).unfinished"])
    // The demonstration was kept, and with space again the file is written.
    try make(["--count", "1", "--out", name])
    #expect(try folder.names() == [".complaints", ".output", name])
  }

  /// A limit on the size of files is the shell's way to a full disk: here libhdf5 itself meets it.
  @Test(arguments: ["a.hdf5", "a.npz"]) func aFileThatGrowsTooLargeIsSaid(name: String) throws {
    let result = try Command.run(
      ["demonstrations", "--count", "2", "--frames", "96", "--out", name], in: folder,
      shell: "ulimit -f 24; exec \"$@\"")
    #expect(result.status == 73, "\(result.complaints)")
    #expect(result.complaints.contains("File too large"))
  }
}
