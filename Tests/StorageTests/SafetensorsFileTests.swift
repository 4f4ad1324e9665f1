import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("weights.safetensors") }

  /// The file as huggingface/safetensors 0.4 writes it in its own test `test_serialization`.
  @Test func bytesAreThoseOfTheReferenceWriter() throws {
    var contents = SafetensorsContents()
    contents.add("attn.0", try Tensor<Float>([0, 1, 2, 3, 4, 5], shape: [1, 2, 3]))
    let header = #"{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}"#
    var expected: [UInt8] = [64, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
    expected += [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64]
    #expect(Array(contents.data) == expected)
  }

  /// The same of `test_serialization_forced_alignement` and `test_empty`.
  @Test func headersArePaddedToEightBytes() throws {
    var contents = SafetensorsContents()
    contents.add("attn0", try Tensor<Float>([0, 1, 2, 3, 4, 5], shape: [1, 1, 2, 3]))
    let header = #"{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       "#
    #expect(Array(contents.data.prefix(80)) == [72, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8))
    #expect(Array(SafetensorsContents().data) == [8, 0, 0, 0, 0, 0, 0, 0, 123, 125, 32, 32, 32, 32, 32, 32])
    let strings = SafetensorsContents(metadata: ["framework": "pt"]).data
    #expect(
      Array(strings) == [40, 0, 0, 0, 0, 0, 0, 0] + Array(#"{"__metadata__":{"framework":"pt"}}     "#.utf8))
  }

  @Test func wideTypesComeFirstAndThenNamesInOrder() throws {
    var contents = SafetensorsContents()
    contents.add("b", Tensor<Float>([1]))
    contents.add("a", Tensor<Float>([2, 3]))
    contents.add("z", Tensor<Double>([4]))
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    #expect(file.entries.map(\.name) == ["z", "a", "b"])
    #expect(file.entries.map(\.bytes) == [0..<8, 8..<16, 16..<20])
    #expect(file.entries.map(\.type) == [.float64, .float32, .float32])
  }

  @Test func everyBitComesBack() throws {
    let singles: [Float] = [
      0, -0.0, 1, -.pi, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      Float(bitPattern: 0x7FC1_2345),
    ]
    let doubles = singles.map { $0.isNaN ? Double(bitPattern: 0x7FF8_1234_5678_9ABC) : Double($0) / 3 }
    var contents = SafetensorsContents()
    contents.add("singles", try Tensor(singles, shape: [3, 3]))
    contents.add("doubles", Tensor(doubles))
    contents.add("scalar", Tensor<Double>(0.1))
    contents.add("empty", Tensor<Float>.zeros([4, 0, 2]))
    contents.add("transposed", try Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3]).transposed())
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    #expect(try file.tensor("singles", as: Float.self).shape == [3, 3])
    #expect(try file.tensor("singles", as: Float.self).elements.map(\.bitPattern) == singles.map(\.bitPattern))
    #expect(try file.tensor("doubles", as: Double.self).elements.map(\.bitPattern) == doubles.map(\.bitPattern))
    #expect(try file.tensor("scalar", as: Double.self) == Tensor<Double>(0.1))
    #expect(try file.tensor("empty", as: Float.self).shape == [4, 0, 2])
    #expect(try file.tensor("transposed", as: Float.self).elements == [1, 4, 2, 5, 3, 6])
  }

  @Test func singlesReadAsDoublesAreExactAndDoublesAsSinglesRounded() throws {
    var contents = SafetensorsContents()
    contents.add("single", Tensor<Float>([0.1, -2]))
    contents.add("double", Tensor<Double>([0.1, -2]))
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    #expect(try file.tensor("single", as: Double.self).elements == [Double(Float(0.1)), -2])
    #expect(try file.tensor("double", as: Float.self).elements == [0.1, -2])
  }

  @Test func namesAndStringsOfAnyCharactersComeBack() throws {
    let texts = [
      "plain", "quote\" slash\\ solidus/", "line\nfeed\ttab\r\u{8}\u{C}\u{1}", "Δz — 真实 🤖", "", "{\"json\":[1]}",
    ]
    var contents = SafetensorsContents(
      metadata: Dictionary(uniqueKeysWithValues: texts.map { ("key of \($0)", $0) }))
    for (index, text) in texts.enumerated() { contents.add(text, Tensor<Double>([Double(index)])) }
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    #expect(file.metadata == Dictionary(uniqueKeysWithValues: texts.map { ("key of \($0)", $0) }))
    for (index, text) in texts.enumerated() {
      #expect(try file.tensor(text, as: Double.self).elements == [Double(index)])
    }
  }

  @Test func equalContentsHaveEqualBytesInWhateverOrderTheyWereAdded() {
    let names = (0..<20).map { "layer\($0)" }
    let strings = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    func data(_ order: [String]) -> Data {
      var contents = SafetensorsContents(metadata: strings)
      for name in order { contents.add(name, Tensor<Float>([Float(name.count)])) }
      return contents.data
    }
    #expect(data(names) == data(names.reversed()))
  }

  @Test func aTensorThatIsNotThereIsAnErrorThatNamesThoseThatAre() throws {
    var contents = SafetensorsContents()
    contents.add("weight", Tensor<Float>([1]))
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    let error = #expect(throws: ArrayFileError.self) { try file.tensor("bias", as: Float.self) }
    #expect(error == ArrayFileError(path: path, key: "bias", .noSuchKey(known: ["weight"])))
    #expect(
      error?.description == "cannot read '\(path)', array 'bias': there is no such array; the file has 1: weight")
  }

  @Test func aMissingFileAndAFolderAreErrorsOfTheSystem() {
    #expect(throws: ArrayFileError(path: path, .unreadable(code: ENOENT))) { try SafetensorsFile(path) }
    #expect(throws: ArrayFileError(path: folder.path, .unreadable(code: EISDIR))) {
      try SafetensorsFile(folder.path)
    }
  }

  @Test func aFileThatShrinksWhileItIsOpenIsAnErrorAndNoCrash() throws {
    var contents = SafetensorsContents()
    contents.add("weight", Tensor<Float>.ones([1000]))
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    truncate(path, 200)
    let shrunk = ArrayFileError(path: path, key: "weight", .damaged("the file became shorter while it was read"))
    #expect(throws: shrunk) { try file.tensor("weight", as: Float.self) }
  }

  @Test func aFailedWriteLeavesTheOldFileReadable() throws {
    var old = SafetensorsContents()
    old.add("weight", Tensor<Float>([1]))
    try old.write(to: path)
    var new = SafetensorsContents()
    new.add("weight", Tensor<Float>([2]))
    for n in 1...4 {
      let writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      #expect(throws: WriteError.self) { try new.write(to: path, with: writer) }
      #expect(try SafetensorsFile(path).tensor("weight", as: Float.self).elements == [1])
      #expect(try folder.names() == ["weights.safetensors"])
    }
  }

  @Test func severalThreadsReadOneFile() throws {
    var contents = SafetensorsContents()
    for index in 0..<16 { contents.add("t\(index)", Tensor<Float>(repeating: Float(index), shape: [5000])) }
    try contents.write(to: path)
    let file = try SafetensorsFile(path)
    try forEachInParallel(64, workers: 4) { index in
      let values = try file.tensor("t\(index % 16)", as: Float.self)
      #expect(values == Tensor(repeating: Float(index % 16), shape: [5000]))
    }
  }
}
