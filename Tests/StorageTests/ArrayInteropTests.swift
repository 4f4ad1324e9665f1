import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Files that numpy 2.3.5 and safetensors 0.8.0 wrote (Tools/reference/array_files.py), number for number.
@Suite struct ArrayInteropTests {
  private let folder = TemporaryFolder()

  private func reference(_ name: String) -> String {
    Bundle.module.bundlePath + "/Reference/arrays/" + name
  }

  /// Every number, as Float and as Double, whole and row by row.
  private func expectNumbers(
    _ array: StoredArray, code: String, shape: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let count = shape.reduce(1, *)
    let expected = (0..<count).map { referenceNumber(code, $0) }
    let doubles = try array.tensor(as: Double.self)
    let singles = try array.tensor(as: Float.self)
    #expect(array.shape == shape && doubles.shape == shape, "\(array.key)", sourceLocation: sourceLocation)
    #expect(doubles.elements == expected, "\(array.key)", sourceLocation: sourceLocation)
    #expect(singles.elements == expected.map { Float($0) }, "\(array.key)", sourceLocation: sourceLocation)
    let width = count / max(1, array.rowCount)
    for row in 0..<array.rowCount {
      let tensor = try array.rows(row..<row + 1, as: Double.self)
      #expect(tensor.shape == [1] + shape.dropFirst(), sourceLocation: sourceLocation)
      #expect(tensor.elements == Array(expected[row * width..<(row + 1) * width]), sourceLocation: sourceLocation)
    }
  }

  private static let specials: [Double] = [.nan, .infinity, -.infinity, -0.0, 6e-8, -65504, 1]

  private func expectSpecials(_ array: StoredArray) throws {
    let found = try array.tensor(as: Double.self).elements
    #expect(found[0].isNaN && found[1] == .infinity && found[2] == -.infinity && found[3].bitPattern == 1 << 63)
    #expect(abs(found[4] - 6e-8) < 4e-10 && found[5] == -65504 && found[6] == 1)
  }

  /// "f4-be-F-v2-5x3x2" as numpy's code of the type and the shape.
  private func parts(_ key: String) -> (code: String, shape: [Int]) {
    let parts = key.split(separator: "-", omittingEmptySubsequences: false)
    return (String(parts[0]), parts[4].split(separator: "x").map { Int($0)! })
  }

  @Test(arguments: ["matrix-stored.npz", "matrix-deflated.npz"])
  func everyTypeByteOrderOrderAndVersionIsReadFromNpz(name: String) throws {
    let file = try NpzFile(reference(name))
    #expect(file.arrays.count == 21 * 2 * 3 + 9 * 2 + 3 && file.unreadable.isEmpty)
    for array in file.arrays {
      if array.key.hasPrefix("specials") {
        try expectSpecials(array)
      } else {
        try expectNumbers(array, code: parts(array.key).code, shape: parts(array.key).shape)
      }
    }
  }

  /// The members of the matrix are npy files; each is laid down as one.
  @Test func everyTypeByteOrderOrderAndVersionIsReadFromNpy() throws {
    let archive = try ZipArchive(RegularFile(reference("matrix-deflated.npz")))
    for member in archive.members where !member.name.hasPrefix("specials") {
      let path = folder.put("array", try Data(archive.contents(of: member, byteLimit: 1 << 16)))
      let (code, shape) = parts(String(member.name.dropLast(".npy".count)))
      try expectNumbers(NpyFile(path).array, code: code, shape: shape)
    }
  }

  @Test func whatNumpySavesIsRead() throws {
    try expectNumbers(NpyFile(reference("plain.npy")).array, code: "f4", shape: [5, 3, 2])
    try expectNumbers(NpyFile(reference("fortran.npy")).array, code: "f8", shape: [4, 9])
    #expect(try NpzFile(reference("empty.npz")).arrays.isEmpty)
  }

  /// `streamed.npz` was written to a pipe: the sizes stand behind the members' bytes.
  @Test(arguments: ["savez.npz", "savez_compressed.npz", "streamed.npz"])
  func whatNumpySavesTogetherIsRead(name: String) throws {
    let file = try NpzFile(reference(name))
    #expect(file.arrays.map(\.key) == ["layer/0", "Δz", "episodes"])
    #expect(file.arrays.map(\.type) == [.float32, .float64, .signed64])
    try expectNumbers(file.arrays[0], code: "f4", shape: [5, 3])
    try expectNumbers(file.arrays[1], code: "f8", shape: [4, 9])
    try expectNumbers(file.arrays[2], code: "i8", shape: [7])
  }

  @Test func everyTypeIsReadFromSafetensors() throws {
    let file = try SafetensorsFile(reference("numpy.safetensors"))
    #expect(file.metadata == ["Δ": "z\n"] && file.arrays.count == 15)
    for array in file.arrays {
      switch array.key {
      case "specials": try expectSpecials(array)
      case "scalar": try expectNumbers(array, code: "f4", shape: [])
      case "empty": try expectNumbers(array, code: "f8", shape: [0, 3])
      case "bool": try expectNumbers(array, code: "b1", shape: [5, 3, 2])
      default: try expectNumbers(array, code: array.key, shape: [5, 3, 2])
      }
    }
    let brain = try SafetensorsFile(reference("brain.safetensors"))
    try expectNumbers(brain.array(named: "brain"), code: "bf16", shape: [5, 3, 2])
    #expect(brain.arrays.map(\.key) == ["brain"] && brain.unreadable.map(\.key) == ["eight"])
  }

  @Test func anArrayOfObjectsIsRefusedAndItsNeighboursAreRead() throws {
    let file = try NpzFile(reference("refused.npz"))
    #expect(file.arrays.map(\.key) == ["layer"])
    try expectNumbers(file.arrays[0], code: "f4", shape: [5, 3])
    let remedies = [
      "objects": "pickled Python objects", "text": "text ('<U4')", "bytes": "text ('|S4')", "dates": "'<M8[D]'",
      "durations": "'<m8[s]'", "complex": "save real and imaginary parts apart", "records": "records",
      "raw": "bfloat16", "long": "'<f16'",
    ]
    #expect(Set(file.unreadable.compactMap(\.key)) == Set(remedies.keys))
    for (key, words) in remedies {
      let error = #expect(throws: ArrayFileError.self) { try file.array(named: key) }
      guard case .unsupported(let text) = error?.reason else {
        Issue.record("\(key): \(String(describing: error))")
        continue
      }
      #expect(text.contains(words))
    }
  }

  @Test func everyFileIsKnownByItsContents() throws {
    for (name, type) in [
      ("plain.npy", "NpyFile"), ("savez.npz", "NpzFile"), ("empty.npz", "NpzFile"),
      ("brain.safetensors", "SafetensorsFile"),
    ] {
      let path = folder.file("renamed-\(name.dropLast(4))")
      try FileManager.default.copyItem(atPath: reference(name), toPath: path)
      #expect(try "\(Swift.type(of: ArrayFiles.open(path)))" == type)
    }
  }

  @Test(arguments: ["pickle.pkl", "torch.pt"]) func picklesAreRefusedWithWhatToDo(name: String) {
    let error = #expect(throws: ArrayFileError.self) { try ArrayFiles.open(reference(name)) }
    #expect(error?.description.contains("never read; save the arrays with numpy.savez or safetensors") == true)
  }

  /// Where an array is contiguous in row-major order, ours are numpy's own bytes.
  @Test func npyFilesHaveNumpysOwnBytes() throws {
    let archive = try ZipArchive(RegularFile(reference("matrix-stored.npz")))
    for shape in [[], [0], [7], [1, 1], [5, 0], [4, 9], [5, 3, 2], [2, 1, 3, 1, 2]] {
      let numbers = (0..<shape.reduce(1, *)).map { Float(referenceNumber("f4", $0)) }
      let name = "f4-le-C-v1-\(shape.map(String.init).joined(separator: "x")).npy"
      let member = try #require(archive.member(named: name))
      #expect(
        try Array(NpyContents(Tensor(numbers, shape: shape)).data) == archive.contents(of: member, byteLimit: 4096))
    }
    let plain = try Data(contentsOf: URL(fileURLWithPath: reference("plain.npy")))
    #expect(try NpyContents(Tensor((0..<30).map { Float(referenceNumber("f4", $0)) }, shape: [5, 3, 2])).data == plain)
  }
}
