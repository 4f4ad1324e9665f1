import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Arrays that are written a block at a time, in every format that takes them.
@Suite struct ProducedArrayTests {
  let folder = TemporaryFolder()

  private static func byte(_ row: Int, _ place: Int) -> UInt8 { UInt8((row + place * place) % 251) }

  /// Pictures of width 7 · 5 · 3 that compress a little.
  private func pictures(_ count: Int) -> ProducedArray {
    ProducedArray(shape: [count, 7, 5, 3], type: .unsigned8) { rows, target in
      for (place, row) in rows.enumerated() {
        for byte in 0..<105 { target[place * 105 + byte] = Self.byte(row, byte) }
      }
    }
  }

  private static func expected(_ rows: Range<Int>) -> [Float] {
    var numbers: [Float] = []
    for row in rows { for place in 0..<105 { numbers.append(Float(byte(row, place))) } }
    return numbers
  }

  private func expectPictures(_ array: StoredArray, count: Int) throws {
    #expect(array.type == .unsigned8 && array.shape == [count, 7, 5, 3])
    let numbers = try array.tensor(as: Float.self).elements
    #expect(numbers == Self.expected(0..<count))
  }

  private func numbers() throws -> Tensor<Double> {
    try Tensor((0..<30).map { $0 == 4 ? -0.0 : Double($0) / 3 }, shape: [10, 3])
  }

  @Test(arguments: [0, 1, 9]) func npzFilesComeBack(level: Int) throws {
    // Two blocks of 4 MiB and a part of one.
    let count = 90_000
    func write(_ name: String, workers: Int) throws -> String {
      var contents = NpzStream()
      contents.add("numbers", ProducedArray(try numbers()))
      contents.add("pictures", pictures(count), level: level)
      contents.add("empty", pictures(0), level: level)
      contents.add("ends", ProducedArray([3, 10]), level: level)
      try contents.write(to: folder.file(name), workers: workers)
      return folder.file(name)
    }
    let path = try write("one.npz", workers: 1)
    let file = try NpzFile(path)
    #expect(file.arrays.map(\.key) == ["numbers", "pictures", "empty", "ends"])
    try expectPictures(file.arrays[1], count: count)
    try expectPictures(file.arrays[2], count: 0)
    #expect(
      try file.arrays[0].tensor(as: Double.self).elements.map(\.bitPattern) == numbers().elements.map(\.bitPattern))
    #expect(try file.arrays[3].tensor(as: Double.self).elements == [3, 10] && file.arrays[3].type == .signed64)
    #expect(try bytes(path) == bytes(write("three.npz", workers: 3)))
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test func aStoredStreamHasTheBytesOfTheContentsInMemory() throws {
    var stream = NpzStream()
    stream.add("numbers", ProducedArray(try numbers()))
    stream.add("ends", ProducedArray([3, 10]))
    try stream.write(to: folder.file("stream.npz"))
    var contents = NpzContents()
    contents.add("numbers", try numbers())
    contents.add("ends", [3, 10])
    #expect(try bytes(folder.file("stream.npz")) == contents.data)
  }

  @Test func zarrStoresComeBackWithTheirAttributes() throws {
    func write(_ name: String, workers: Int) throws {
      var contents = try ZarrContents(attributes: ["units": "metres"])
      contents.add("data/pictures", pictures(300), rowsPerChunk: 128, compressor: .blosc(.lz4))
      contents.add("data/none", pictures(0), rowsPerChunk: 128)
      try contents.write(to: folder.file(name), workers: workers)
    }
    try write("one.zarr", workers: 1)
    try write("three.zarr", workers: 3)
    let file = try ZarrFile(folder.file("one.zarr"))
    try expectPictures(file.array(named: "data/pictures"), count: 300)
    try expectPictures(file.array(named: "data/none"), count: 0)
    #expect(try folder.names("one.zarr/data/pictures") == [".zarray", "0.0.0.0", "1.0.0.0", "2.0.0.0"])
    for name in [".zattrs", "data/pictures/.zarray", "data/pictures/2.0.0.0"] {
      #expect(try bytes(folder.file("one.zarr/\(name)")) == bytes(folder.file("three.zarr/\(name)")))
    }
    #expect(try String(decoding: bytes(folder.file("one.zarr/.zattrs")), as: UTF8.self).contains("\"metres\""))
    let description = try String(decoding: bytes(folder.file("one.zarr/data/pictures/.zarray")), as: UTF8.self)
    #expect(description.contains(#""cname": "lz4""#) && description.contains(#""dtype": "|u1""#))
  }

  private func hdf5() throws -> HDF5Contents {
    var contents = HDF5Contents()
    contents.addGroup("data", attributes: ["total": .integer(310), "env_args": .text("{\"name\": \"Δ\"}")])
    for (episode, count) in [300, 10].enumerated() {
      let key = "data/demo_\(episode)"
      contents.addGroup(key, attributes: ["num_samples": .integer(count)])
      contents.add("\(key)/obs/pictures", pictures(count), rowsPerChunk: 16, level: 1)
      contents.add("\(key)/actions", ProducedArray(Tensor<Double>.zeros([count, 3])))
    }
    contents.add("other/numbers", ProducedArray(try numbers()))
    contents.add("other/none", pictures(0))
    contents.add("mask/train", texts: ["demo_0", "demo_11"])
    contents.add("mask/valid", texts: [])
    return contents
  }

  @Test func hdf5FilesComeBack() throws {
    try hdf5().write(to: folder.file("one.hdf5"))
    let file = try HDF5File(folder.file("one.hdf5"))
    #expect(file.episodeEnds == [300, 310])
    let pictures = try file.array(named: "obs/pictures")
    #expect(pictures.shape == [310, 7, 5, 3])
    let rows = try pictures.rows(300..<310, as: Float.self).elements
    #expect(rows == Self.expected(0..<10))
    #expect(try file.array(named: "other/numbers").tensor(as: Double.self) == numbers())
    #expect(try file.array(named: "other/none").shape == [0, 7, 5, 3])
    #expect(file.unreadable.map(\.key) == ["mask/train", "mask/valid"], "texts are no numbers")
    try hdf5().write(to: folder.file("three.hdf5"), workers: 3)
    #expect(try bytes(folder.file("one.hdf5")) == bytes(folder.file("three.hdf5")))
  }

  /// Whatever operation fails, the name holds the whole file or nothing, and no other file remains.
  @Test func aFailureAtAnyOperationLeavesTheWholeFileOrNothing() throws {
    var npz = NpzStream()
    npz.add("numbers", ProducedArray(try numbers()))
    npz.add("pictures", pictures(10), level: 1)
    let hdf5 = try hdf5()
    for (name, write) in [
      ("file.npz", { try npz.write(to: $0, with: AtomicFileWriter(operations: $1)) }),
      ("file.hdf5", { try hdf5.write(to: $0, with: AtomicFileWriter(operations: $1)) }),
    ] as [(String, (String, FailingFileOperations) throws -> Void)] {
      let path = folder.file(name)
      let counting = FailingFileOperations(at: .max, .failure(code: ENOSPC))
      try write(path, counting)
      for n in 1...counting.operationCount {
        unlink(path)
        let error = #expect(throws: WriteError.self) {
          try write(path, FailingFileOperations(at: n, .failure(code: ENOSPC)))
        }
        #expect(error?.code == ENOSPC)
        // The last operation brings the new name in its folder to disk.
        #expect(try folder.names().contains(name) == (n == counting.operationCount))
        #expect(try !folder.names().contains { $0.hasPrefix(AtomicFileWriter.unfinishedPrefix) })
      }
    }
  }

  @Test func whatAProducerThrowsIsThrownAndNothingIsLeft() throws {
    struct Stop: Error {}
    let failing = ProducedArray(shape: [40, 3], type: .unsigned8) { rows, _ in if rows.upperBound > 20 { throw Stop() }
    }
    var (npz, zarr, hdf5) = (NpzStream(), ZarrContents(), HDF5Contents())
    npz.add("a", failing)
    zarr.add("a", failing, rowsPerChunk: 10)
    hdf5.add("a", failing, rowsPerChunk: 10, level: 1)
    for workers in [1, 3] {
      #expect(throws: Stop.self) { try npz.write(to: folder.file("a.npz"), workers: workers) }
      #expect(throws: Stop.self) { try zarr.write(to: folder.file("a.zarr"), workers: workers) }
      #expect(throws: Stop.self) { try hdf5.write(to: folder.file("a.hdf5"), workers: workers) }
      #expect(try folder.names().isEmpty)
    }
  }

}
