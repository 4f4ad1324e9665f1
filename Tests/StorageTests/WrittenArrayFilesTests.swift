import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// What the writers leave, read back. With COTRAIN_WRITTEN_FILES=FOLDER the files stay there, and
/// Tools/reference/array_files.py holds them against numpy and safetensors.
@Suite struct WrittenArrayFilesTests {
  private static let shapes = [
    [], [0], [7], [1, 1], [5, 0], [0, 3], [4, 9], [5, 3, 2], [2, 3, 2, 4], [2, 1, 3, 1, 2],
  ]
  private static let integers = (0..<7).map { 37 * $0 + 11 }
  private let temporary = TemporaryFolder()
  private let folder: String

  init() throws {
    folder = ProcessInfo.processInfo.environment["COTRAIN_WRITTEN_FILES"] ?? temporary.path
    try AtomicFileWriter().makeFolder(folder)
  }

  private func tensor<Scalar: TensorScalar>(_ shape: [Int], as: Scalar.Type) throws -> Tensor<Scalar> {
    let code = Scalar.self == Float.self ? "f4" : "f8"
    return try Tensor((0..<shape.reduce(1, *)).map { Scalar(referenceNumber(code, $0)) }, shape: shape)
  }

  private func name(_ kind: String, _ shape: [Int]) -> String {
    "\(kind)-\(shape.map(String.init).joined(separator: "x"))"
  }

  private func expectSame<Scalar: TensorScalar>(_ array: StoredArray, _ tensor: Tensor<Scalar>) throws {
    #expect(array.type == (Scalar.self == Float.self ? .float32 : .float64))
    let found = try array.tensor(as: Scalar.self)
    #expect(found.shape == tensor.shape && found == tensor, "\(array.path) \(array.key)")
  }

  @Test func npyFilesComeBack() throws {
    for shape in Self.shapes {
      let single = folder + "/\(name("float", shape)).npy"
      try NpyContents(tensor(shape, as: Float.self)).write(to: single)
      try expectSame(NpyFile(single).array, tensor(shape, as: Float.self))
      let double = folder + "/\(name("double", shape)).npy"
      try NpyContents(tensor(shape, as: Double.self)).write(to: double)
      try expectSame(NpyFile(double).array, tensor(shape, as: Double.self))
    }
    let path = folder + "/integers.npy"
    try NpyContents(Self.integers).write(to: path)
    #expect(try NpyFile(path).array.type == .signed64)
    #expect(try NpyFile(path).array.tensor(as: Double.self).elements == Self.integers.map(Double.init))
  }

  private func npz(_ contents: NpzContents) throws -> NpzContents {
    var contents = contents
    for shape in Self.shapes {
      contents.add(name("float", shape), try tensor(shape, as: Float.self))
      contents.add(name("double", shape), try tensor(shape, as: Double.self))
    }
    contents.add("integers", Self.integers)
    contents.add("layer/Δz", try tensor([4, 9], as: Float.self))
    return contents
  }

  private func expectBack(_ path: String) throws {
    let file = try NpzFile(path)
    #expect(file.arrays.count == 2 * Self.shapes.count + 2 && file.unreadable.isEmpty)
    for shape in Self.shapes {
      try expectSame(file.array(named: name("float", shape)), tensor(shape, as: Float.self))
      try expectSame(file.array(named: name("double", shape)), tensor(shape, as: Double.self))
    }
    #expect(try file.array(named: "integers").tensor(as: Float.self).elements == Self.integers.map(Float.init))
    try expectSame(file.array(named: "layer/Δz"), tensor([4, 9], as: Float.self))
  }

  @Test func npzFilesComeBackAndHaveTheSameBytesEveryTime() throws {
    for (compression, file) in [(NpzContents.Compression.stored, "stored.npz"), (.deflated, "deflated.npz")] {
      let contents = try npz(NpzContents(compression: compression))
      try contents.write(to: folder + "/" + file)
      try expectBack(folder + "/" + file)
      #expect(try contents.data == npz(NpzContents(compression: compression)).data)
    }
  }

  /// Every size and place in zip64's 64-bit fields, as in archives above 4 GiB.
  @Test func npzFilesWithWideFieldsComeBack() throws {
    try npz(NpzContents(archive: ZipContents(wideFrom: 0))).write(to: folder + "/zip64.npz")
    try expectBack(folder + "/zip64.npz")
  }

  @Test func safetensorsFilesComeBack() throws {
    var contents = SafetensorsContents(metadata: ["Δ": "z\n"])
    for shape in Self.shapes {
      contents.add(name("float", shape), try tensor(shape, as: Float.self))
      contents.add(name("double", shape), try tensor(shape, as: Double.self))
    }
    let path = folder + "/written.safetensors"
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    for shape in Self.shapes {
      try expectSame(file.array(named: name("float", shape)), tensor(shape, as: Float.self))
      try expectSame(file.array(named: name("double", shape)), tensor(shape, as: Double.self))
    }
  }

  @Test func everyBitOfANaNComesBackCompressedOrNot() throws {
    let bits: [UInt32] = [0x7FC1_2345, 0xFF81_0001, 0x8000_0000, 0x0000_0001, 0x7F80_0000]
    for compression in [NpzContents.Compression.stored, .deflated] {
      var contents = NpzContents(compression: compression)
      contents.add("a", Tensor(bits.map { Float(bitPattern: $0) }))
      let path = temporary.file("nan.npz")
      try contents.write(to: path)
      #expect(try NpzFile(path).arrays[0].tensor(as: Float.self).elements.map(\.bitPattern) == bits)
    }
  }

  @Test func aFailedWriteLeavesTheOldFileReadable() throws {
    let path = temporary.file("a.npz")
    var old = NpzContents()
    old.add("a", Tensor<Float>([1]))
    try old.write(to: path)
    var new = NpzContents(compression: .deflated)
    new.add("a", Tensor<Float>([2]))
    for n in 1...4 {
      let writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      #expect(throws: WriteError.self) { try new.write(to: path, with: writer) }
      #expect(throws: WriteError.self) { try NpyContents([1]).write(to: path, with: writer) }
      #expect(try NpzFile(path).arrays[0].tensor(as: Float.self).elements == [1])
      #expect(try temporary.names() == ["a.npz"])
    }
  }
}
