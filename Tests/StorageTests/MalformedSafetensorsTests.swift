import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Byte strings that are no safetensors files, and what each must raise.
@Suite struct MalformedSafetensorsTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("bad.safetensors") }

  /// Opens a file of the given header, its true length before it and zeros behind it.
  private func open(_ header: String, zeros: Int = 0, length: UInt64? = nil) throws -> SafetensorsFile {
    try open(bytes: littleEndian(length ?? UInt64(header.utf8.count)) + Data(header.utf8) + Data(count: zeros))
  }

  private func open(bytes: Data) throws -> SafetensorsFile {
    folder.put("bad.safetensors", bytes)
    return try SafetensorsFile(path)
  }

  private func littleEndian(_ value: UInt64) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }

  private func expect(
    _ flaw: SafetensorsFlaw, key: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> SafetensorsFile
  ) {
    #expect(throws: ArrayFileError(path: path, key: key, .safetensors(flaw)), sourceLocation: sourceLocation) {
      _ = try body()
    }
  }

  private static let square = #"{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}"#

  // MARK: The table of huggingface/safetensors 0.4, safetensors/src/tensor.rs

  @Test func theTableOfTheReferenceReaderIsRefusedInTheSameWay() {
    let square = Self.square
    // test_json_attack: ten tensors on the same bytes.
    let attack = (0..<10).map { #""weight_\#($0)":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}"# }
    let shared = #expect(throws: ArrayFileError.self) {
      try open("{\(attack.joined(separator: ","))}", zeros: 16)
    }
    #expect(shared?.reason == .safetensors(.misplaced(begin: 0, expected: 16)))
    // test_metadata_incomplete_buffer: bytes too many, bytes too few.
    expect(.wrongLength(tensors: 16, file: 50)) { try open(square, zeros: 50) }
    expect(.wrongLength(tensors: 16, file: 14)) { try open(square, zeros: 14) }
    // test_header_too_large
    expect(.headerTooLarge(bytes: 0xFFFF_FF00_0000_003C, limit: 100_000_000)) {
      try open(square, zeros: 16, length: 0xFFFF_FF00_0000_003C)
    }
    // test_header_too_small
    expect(.tooShort(bytes: 0)) { try open(bytes: Data()) }
    // test_invalid_header_length
    expect(.headerBeyondFile(bytes: 60, available: 0)) { try open("", length: 60) }
    // test_invalid_header_non_utf8
    expect(.headerNotUTF8) { try open(bytes: littleEndian(1) + Data([0xFF])) }
    // test_invalid_header_not_json
    expect(.malformedHeader(byte: 1, expected: "'\"'")) { try open("{") }
    // test_whitespace_start_padded_header_is_not_allowed
    expect(.malformedHeader(byte: 0, expected: "'{'")) { try open("\t\n{}\r ") }
    // test_invalid_info
    expect(.wrongSize(bytes: 4, needed: 16), key: "test") {
      try open(#"{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0, 4]}}"#)
    }
    // test_validation_overflow: of the shape, of shape times type.
    expect(.sizeOverflow, key: "test") {
      try open(#"{"test":{"dtype":"I32","shape":[2,18446744073709551614],"data_offsets":[0,16]}}"#, zeros: 16)
    }
    expect(.sizeOverflow, key: "test") {
      try open(#"{"test":{"dtype":"I32","shape":[2,9223372036854775807],"data_offsets":[0,16]}}"#, zeros: 16)
    }
  }

  @Test func theTableOfTheReferenceReaderIsAcceptedInTheSameWay() throws {
    // test_deserialization, test_empty_shapes_allowed, test_zero_sized_tensor, test_whitespace_padded_header
    let square = try open(Self.square, zeros: 16)
    #expect(square.entries.map(\.shape) == [[2, 2]] && square.entries[0].type == .signed32)
    let scalar = try open(#"{"test":{"dtype":"I32","shape":[],"data_offsets":[0,4]}}"#, zeros: 4)
    #expect(scalar.entries.map(\.shape) == [[]])
    let empty = try open(#"{"test":{"dtype":"I32","shape":[2,0],"data_offsets":[0, 0]}}"#)
    #expect(empty.entries.map(\.shape) == [[2, 0]] && empty.entries[0].bytes == 0..<0)
    #expect(try open("{}\r \t\n").entries.isEmpty)
  }

  // MARK: What the table leaves out

  @Test func aHeaderOfTheWholeLimitIsNotReadFromAShortFile() {
    expect(.headerBeyondFile(bytes: 100_000_000, available: 2)) { try open("{}", length: 100_000_000) }
    expect(.headerTooLarge(bytes: 100_000_001, limit: 100_000_000)) { try open("{}", length: 100_000_001) }
    expect(.headerTooLarge(bytes: .max, limit: 100_000_000)) { try open("{}", length: .max) }
  }

  @Test func tensorsNeitherOverlapNorLeaveGaps() throws {
    func header(_ offsets: [(Int, Int)]) -> String {
      let items = offsets.enumerated().map {
        #""t\#($0)":{"dtype":"U8","shape":[\#($1.1 - $1.0)],"data_offsets":[\#($1.0),\#($1.1)]}"#
      }
      return "{\(items.joined(separator: ","))}"
    }
    #expect(try open(header([(4, 8), (0, 4)]), zeros: 8).entries.map(\.name) == ["t1", "t0"], "in any order")
    expect(.misplaced(begin: 3, expected: 4), key: "t1") { try open(header([(0, 4), (3, 8)]), zeros: 8) }
    expect(.misplaced(begin: 5, expected: 4), key: "t1") { try open(header([(0, 4), (5, 8)]), zeros: 8) }
    expect(.misplaced(begin: 1, expected: 0), key: "t0") { try open(header([(1, 8)]), zeros: 8) }
    expect(.wrongLength(tensors: 4, file: 8)) { try open(header([(0, 4)]), zeros: 8) }
  }

  @Test func duplicateKeysAreRefused() {
    let item = #""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    expect(.duplicateKey, key: "a") { try open("{\(item),\(item)}") }
    expect(.duplicateKey, key: "a") {
      try open("{\(item),\(item.replacingOccurrences(of: "a\":{", with: "\\u0061\":{"))}")
    }
    expect(.duplicateKey, key: "k") { try open(#"{"__metadata__":{"k":"1","k":"2"}}"#) }
    expect(.duplicateKey, key: "shape") {
      try open(#"{"a":{"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]}}"#)
    }
  }

  @Test(arguments: ["dtype", "shape", "data_offsets"]) func aMissingFieldIsNamed(field: String) {
    let fields = ["dtype": #""U8""#, "shape": "[0]", "data_offsets": "[0,0]"].filter { $0.key != field }
    let body = fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
    expect(.missingField(field), key: "a") { try open("{\"a\":{\(body)}}") }
  }

  @Test(arguments: [
    "null", "[]", "1", #""text""#, #"{"a""#, #"{"a":"#, #"{"a":1}"#, #"{"a":{}"#, "{}{}", "{},", "{,}", #"{"a":{},}"#,
    #"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0.0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0e1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[00],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0,],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[,0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":0,"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":8,"shape":[0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"note":"x"}}"#,
    #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":"a"}"#, #"{"__metadata__":null}"#,
    "{\"a\nb\":{}}", #"{"\q":{}}"#, #"{"\u12":{}}"#, #"{"\ud800":{}}"#, #"{"\ud800\u0041":{}}"#, #"{"\udc00":{}}"#,
    #"{"\"#,
  ]) func aHeaderThatIsNotTheFormatIsRefusedAtItsByte(header: String) throws {
    let error = #expect(throws: ArrayFileError.self) { try open(header) }
    guard case .damaged(let text) = error?.reason else {
      Issue.record("\(header) raised \(String(describing: error))")
      return
    }
    if text == SafetensorsFlaw.missingField("dtype").description {
      #expect(header.contains("{}"))
    } else {
      let byte = try #require(Int(text.split(separator: " ")[1]))
      #expect(text.hasPrefix("byte \(byte) of the header: expected ") && byte <= header.utf8.count)
    }
  }

  @Test func typesNobodyKnowsAreRefusedAndKnownOnesListedButNotRead() throws {
    expect(.unknownType("F128"), key: "a") {
      try open(#"{"a":{"dtype":"F128","shape":[],"data_offsets":[0,16]}}"#, zeros: 16)
    }
    let file = try open(
      #"{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#,
      zeros: 3)
    #expect(file.entries.map(\.name) == ["a", "b"] && file.arrays.map(\.key) == ["b"])
    let error = ArrayFileError(
      path: path, key: "a", .unsupported("tensors of type F8_E4M3 are not read; convert it to F16, BF16 or F32"))
    #expect(file.unreadable == [error])
    #expect(throws: error) { try file.tensor("a", as: Float.self) }
  }

  @Test func elementsOfLessThanAByteFillWholeBytes() throws {
    let file = try open(#"{"a":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[0,3]}}"#, zeros: 3)
    #expect(file.entries.map(\.bytes) == [0..<3])
    expect(.partOfByte(bits: 12), key: "a") {
      try open(#"{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}"#, zeros: 2)
    }
  }

  @Test func aShapeOfNoElementsThatCouldNotBeComputedWithIsRefused() {
    expect(.sizeOverflow, key: "a") {
      try open(#"{"a":{"dtype":"U8","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#)
    }
    expect(.malformedHeader(byte: 156, expected: "at most 64 integers"), key: "a") {
      try open("{\"a\":{\"dtype\":\"U8\",\"shape\":[\(String(repeating: "0,", count: 64))0],\"data_offsets\":[0,0]}}")
    }
  }

  /// Every prefix of a sound file is refused, and no byte put anywhere in it crashes the reader.
  @Test func noDamageToASoundFileCrashes() throws {
    var contents = SafetensorsContents(metadata: ["step": "7"])
    contents.add("weight", Tensor<Float>([1, 2]))
    contents.add("b\"ias\n", Tensor<Double>([3]))
    let sound = contents.data
    for length in 0..<sound.count {
      #expect(throws: ArrayFileError.self, "\(length) bytes") { try open(bytes: sound.prefix(length)) }
    }
    var stream = RandomStream(seed: 1, purpose: "damage")
    var refused = 0
    for _ in 0..<1000 {
      var damaged = sound
      for _ in 0...stream.uniform(below: 3) {
        damaged[stream.uniform(below: sound.count)] = UInt8(stream.uniform(below: 256))
      }
      do {
        let file = try open(bytes: damaged)
        for entry in file.entries { _ = try? file.tensor(entry.name, as: Float.self) }
      } catch is ArrayFileError {
        refused += 1
      }
    }
    #expect(refused > 500, "most of a small file is header")
  }
}
