import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct HDF5FileTests {
  let folder = TemporaryFolder()

  @Test(arguments: ["matrix-earliest.h5", "matrix-v110.h5", "bomb.h5"])
  func everyArrayThatH5pyWroteIsRead(name: String) throws {
    let file = try HDF5File(ContainerCases.path(name))
    let cases = ContainerCases.shared.cases.filter { $0.file == name }
    #expect(!cases.isEmpty)
    for item in cases { try ContainerCases.expectEqual(item, in: file) }
    #expect(file.episodeEnds == nil)
    if name != "bomb.h5" {
      #expect(file.arrays.map(\.key).sorted() == cases.map(\.key).sorted(), "what is listed is what was written")
      #expect(file.unreadable.isEmpty)
    }
  }

  @Test func anArrayOfManyChunksMostOfWhichAreAbsentIsRead() throws {
    let array = try HDF5File(ContainerCases.path("bomb.h5")).array(named: "sparse")
    let expected = (0..<100_000).map { (16..<99_980).contains($0) ? -7 : ContainerCases.value($0, "signed") }
    #expect(try array.tensor(as: Double.self).withUnsafeBuffer { Array($0) } == expected)
    for rows in [49_988..<49_992, 3..<12, 25_000..<25_007, 20_473..<20_481] {
      let found = try array.rows(rows, as: Double.self).withUnsafeBuffer { Array($0) }
      #expect(found == Array(expected[rows.lowerBound * 2..<rows.upperBound * 2]), "rows \(rows)")
    }
  }

  // MARK: robomimic

  @Test func demonstrationsAreJoinedInTheOrderOfTheirNumbers() throws {
    let file = try HDF5File(ContainerCases.path("robomimic.hdf5"))
    #expect(file.arrays.map(\.key) == ["actions", "obs/object", "rewards"])
    #expect(file.episodeEnds == [3, 7, 9, 14, 18], "demonstrations 0, 1, 2, 10, 11")
    for item in ContainerCases.shared.cases where item.file == "robomimic.hdf5" {
      try ContainerCases.expectEqual(item, in: file)
    }
  }

  @Test func whatDemonstrationsDoNotShareIsRefusedWithTheOneAtFault() throws {
    let file = try HDF5File(ContainerCases.path("robomimic.hdf5"))
    let reasons = Dictionary(uniqueKeysWithValues: file.unreadable.map { ($0.key ?? "", $0.reason.description) })
    let expected = [
      "obs/only-some": "demo_2 has no such array, and demo_0 has; remove it or write it for all",
      "obs/wider": "a row has the shape [3] in demo_11 and [2] in demo_0",
      "obs/longer": "demo_10 has 6 rows, and 5 in other arrays such as its actions",
      "obs/other-type": "it is float64 in demo_1 and float32 in demo_0",
      "obs/instruction": "demo_0: it holds text, and arrays of numbers are read",
      "mask/train": "it holds text, and arrays of numbers are read",
    ]
    #expect(reasons == expected)
    for key in expected.keys {
      #expect(throws: ArrayFileError.self) { try file.array(named: key) }
    }
  }

  // MARK: What is not read

  @Test func whatIsNotReadIsNamedWithItsReason() throws {
    let path = ContainerCases.path("refused.h5")
    let file = try HDF5File(path)
    let expected = [
      "text": "text", "texts": "text", "fixed-text": "text", "records": "records", "complex": "records",
      "references": "references", "sequences": "different lengths", "enumeration": "enumeration", "opaque": "opaque",
      "nothing": "null dataspace", "lzf": "filter 32000 (LZF)", "scale-offset": "filter 6 (scale-offset)",
      "external-link": "link to another file", "through-external-link": "leads to nothing in this file",
      "dangling": "leads to nothing in this file", "round-1": "leads to nothing in this file",
      "round-2": "leads to nothing in this file", "external-storage": "external storage", "virtual": "virtual",
      "beyond-counting": "63 bits", "huge-chunks": "134217728 bytes; write smaller ones",
    ]
    for (key, words) in expected {
      let error = #expect(throws: ArrayFileError.self) { try file.array(named: key) }
      #expect(error?.path == path && error?.key == key)
      guard case .unsupported(let text)? = error?.reason else {
        Issue.record("\(key) raised \(String(describing: error))")
        continue
      }
      #expect(text.contains(words), "\(key): \(text)")
    }
    #expect(file.unreadable.count == expected.count)
    #expect(file.arrays.map(\.key) == ["endless", "sound"], "groups that hold themselves are listed once")
    #expect(throws: ArrayFileError(path: path, key: "absent", .noSuchKey(known: ["endless", "sound"]))) {
      try file.array(named: "absent")
    }
  }

  /// 2^50 rows that were never written take a few bytes in the file; reading some takes no more than their own.
  @Test func anArrayThatClaimsEndlessRowsCostsNothing() throws {
    let array = try HDF5File(ContainerCases.path("refused.h5")).array(named: "endless")
    #expect(array.shape == [1 << 50, 3])
    let error = #expect(throws: ArrayFileError.self) { try array.rows((1 << 50) - 2..<1 << 50, as: Float.self) }
    #expect(error?.reason.description.contains("more than 1048576 chunks") == true)
    #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
  }

  // MARK: Damage

  @Test func chunksThatAreNotWhatTheyAnnounceAreRefused() throws {
    let path = ContainerCases.path("bomb.h5")
    let file = try HDF5File(path)
    let expected = [
      "bomb": "it takes 83 bytes", "short": "inflates to 10 bytes where a chunk takes 64",
      "garbage": "compressed bytes are damaged", "cut": "cut short", "followed": "4 bytes follow",
      "wrong-checksum": "checksum", "wrong-size": "60 bytes where a chunk takes 64",
    ]
    for (key, words) in expected {
      let array = try file.array(named: key)
      let error = #expect(throws: ArrayFileError.self, "\(key)") { try array.tensor(as: Float.self) }
      guard case .damaged(let text)? = error?.reason else {
        Issue.record("\(key) raised \(String(describing: error))")
        continue
      }
      #expect(text.hasPrefix("chunk [0]: ") && text.contains(words) || key == "bomb", "\(key): \(text)")
      #expect(error?.key == key)
    }
  }

  @Test func everyPrefixOfAFileIsRefused() throws {
    let sound = try Data(contentsOf: URL(fileURLWithPath: ContainerCases.path("robomimic.hdf5")))
    let path = folder.file("short.h5")
    for length in [0, 1, 7, 8, 9, 40, 95, 96, 500, 1000, 2048, 8000, 20_000, sound.count / 2, sound.count - 1] {
      try sound.prefix(length).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ArrayFileError.self, "\(length) bytes") { try HDF5File(path) }
      #expect(error?.path == path)
      switch error?.reason {
      case .unrecognized: #expect(length < 8)
      case .damaged: #expect(length >= 8)
      default: Issue.record("\(length) bytes raised \(String(describing: error))")
      }
    }
  }

  /// Files with a few changed bytes, some of which crash libhdf5 or never let it end, are an error or are read.
  @Test func noDamageCrashesOrHangs() throws {
    var stream = RandomStream(seed: 3, purpose: "damage")
    let path = folder.file("damaged.h5")
    var refused = 0
    for name in ["robomimic.hdf5", "refused.h5"] {
      let sound = try Data(contentsOf: URL(fileURLWithPath: ContainerCases.path(name)))
      for _ in 0..<40 {
        var damaged = sound
        for _ in 0...stream.uniform(below: 40) {
          damaged[stream.uniform(below: sound.count)] = UInt8(stream.uniform(below: 256))
        }
        try damaged.write(to: URL(fileURLWithPath: path))
        do throws(ArrayFileError) {
          let file = try HDF5File(path)
          for array in file.arrays {
            _ = try? array.rows(0..<min(array.rowCount, 4), as: Float.self, byteLimit: 1 << 20)
          }
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > 10)
  }

  /// A file of h5py's in which two bytes were changed, those at 17063 and 20622, brings libhdf5 1.10.8 down while it reads
  /// a header.
  @Test func aFileThatStopsLibhdf5IsAnError() throws {
    let path = ContainerCases.path("../stops-libhdf5.h5")
    let error = #expect(throws: ArrayFileError.self) { try HDF5File(path) }
    guard case .damaged? = error?.reason else {
      Issue.record("raised \(String(describing: error))")
      return
    }
  }

  /// A child may report with damaged memory; whatever it says is an error or a listing.
  @Test func noDamageToAReportCrashes() throws {
    var stream = RandomStream(seed: 4, purpose: "damage")
    var refused = 0
    for name in ["matrix-v110.h5", "refused.h5"] {
      let sound = try HDF5Child.survey(ContainerCases.path(name)).bytes
      for length in stride(from: 0, to: sound.count - 16, by: 1 + sound.count / 200) {
        let report = HDF5Report(Array(sound[..<length] + sound.suffix(16)), path: "a.h5")
        do throws(ArrayFileError) { _ = try HDF5Listing(report) } catch { refused += 1 }
      }
      for _ in 0..<1000 {
        var damaged = sound
        for _ in 0...stream.uniform(below: 5) {
          let place = stream.uniform(below: sound.count - 16)
          damaged[place] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(stream.uniform(below: 256))][stream.uniform(below: 6)]
        }
        do throws(ArrayFileError) { _ = try HDF5Listing(HDF5Report(damaged, path: "a.h5")) } catch { refused += 1 }
      }
    }
    #expect(refused > 1000)
  }

  @Test func otherThingsThanFilesAreRefused() throws {
    #expect(throws: ArrayFileError(path: folder.path, .unreadable(code: EISDIR))) { try HDF5File(folder.path) }
    let absent = folder.file("absent.h5")
    #expect(throws: ArrayFileError(path: absent, .unreadable(code: ENOENT))) { try HDF5File(absent) }
    let pipe = folder.file("pipe.h5")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: ArrayFileError.self) { try HDF5File(pipe) }
    let text = folder.file("text.h5")
    try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: text))
    let error = #expect(throws: ArrayFileError.self) { try HDF5File(text) }
    #expect(error?.reason == .unrecognized(found: "it does not have the signature of an HDF5 file"))
  }

  @Test func aFileIsReadFromManyThreadsAtOnce() async throws {
    let file = try HDF5File(ContainerCases.path("matrix-v110.h5"))
    let cases = ContainerCases.shared.cases.filter { $0.file == "matrix-v110.h5" && $0.key.hasPrefix("filters") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { for item in cases { try ContainerCases.expectEqual(item, in: file) } } }
      try await group.waitForAll()
    }
  }
}
