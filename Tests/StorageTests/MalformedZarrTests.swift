import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Stores that contradict themselves, and what each must raise.
@Suite struct MalformedZarrTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("bad.zarr") }

  private static let fields = [
    "chunks": "[2, 3]", "compressor": "null", "dtype": #""<f4""#, "fill_value": "0.0", "filters": "null",
    "order": #""C""#, "shape": "[4, 3]", "zarr_format": "2",
  ]

  private func put(_ bytes: Data, _ name: String) throws {
    try AtomicFileWriter().makeFolder(PathParts(PathParts.join(path, name)).folder)
    try Data(#"{"zarr_format": 2}"#.utf8).write(to: URL(fileURLWithPath: path + "/.zgroup"))
    try bytes.write(to: URL(fileURLWithPath: PathParts.join(path, name)))
  }

  /// A store with one array "a", whose document has some fields replaced; nil leaves one out.
  private func open(_ changes: [String: String?] = [:], chunks: [String: Data] = [:]) throws -> StoredArray {
    let fields = Self.fields.merging(changes.mapValues { $0 ?? "" }) { $1 }.filter { !$0.value.isEmpty }
    return try open(document: "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}", chunks: chunks)
  }

  private func open(document: String, chunks: [String: Data] = [:]) throws -> StoredArray {
    try put(Data(document.utf8), "a/.zarray")
    for (name, bytes) in chunks { try put(bytes, "a/\(name)") }
    return try ZarrFile(path).array(named: "a")
  }

  private func expectDamage(
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
  ) {
    let error = #expect(throws: ArrayFileError.self, sourceLocation: sourceLocation) { _ = try body() }
    guard let error else { return }
    guard case .damaged(let text) = error.reason, text.contains(words), error.path == path, error.key == "a" else {
      Issue.record("raised \(error), not damage with '\(words)'", sourceLocation: sourceLocation)
      return
    }
  }

  // MARK: The document

  @Test(arguments: [
    ("shape", "[-4, 3]", "length -4"), ("shape", "[4.0, 3]", "length 4.0"), ("shape", "[4]", "[4]"),
    ("shape", "4", "no list"), ("shape", "[9223372036854775808, 3]", "length 9223372036854775808"),
    ("shape", "[4611686018427387904, 3]", "63 bits"), ("shape", "[1e3, 3]", "length 1e3"), ("shape", "null", "no list"),
    ("chunks", "[0, 3]", "length 0"), ("chunks", "[-1, 3]", "length -1"), ("chunks", "[2, 3, 1]", "[2, 3, 1]"),
    ("chunks", "true", "no list"), ("dtype", #""|f4""#, "order of its bytes"),
    ("dtype", #""<q9""#, "none that numpy has"),
    ("dtype", "5", "dtype is 5"), ("order", #""A""#, "neither"), ("order", "null", "neither"),
    ("fill_value", #""zero""#, "none of float32"), ("fill_value", "[0]", "none of float32"),
    ("fill_value", "NaN", "expected a value"), ("filters", "{}", "filters are an object"),
    ("compressor", #""zlib""#, "without an id"), ("compressor", #"{"level": 1}"#, "without an id"),
    ("dimension_separator", #""..""#, "neither"), ("dimension_separator", "null", "neither"),
  ]) func aFieldThatCannotBeIsDamageAndNamed(field: String, value: String, words: String) {
    expectDamage(words) { try open([field: value]) }
  }

  @Test(arguments: fields.keys.sorted()) func aMissingFieldIsNamed(field: String) {
    expectDamage("does not give its \(field)") { try open([field: nil]) }
  }

  @Test(arguments: [
    ("|u1", "256"), ("|u1", "-1"), ("|u1", "0.5"), ("|i1", "128"), ("<i8", "9223372036854775808"), ("<u8", "-1"),
    ("|b1", "2"), ("<i4", #""NaN""#),
  ]) func aFillValueThatTheTypeCannotHoldIsDamage(type: String, value: String) {
    expectDamage("fill_value") { try open(["dtype": "\"\(type)\"", "fill_value": value]) }
  }

  @Test func theExtremesOfEveryTypeAreFillValues() throws {
    for (type, value, number) in [
      ("<u8", "18446744073709551615", 0x1p64), (">i8", "-9223372036854775808", -0x1p63), ("|i1", "-128", -128),
      ("<f4", #""-Infinity""#, -.infinity), ("<i2", "7.0", 7), ("|b1", "1", 1), ("<f8", "1e308", 1e308),
    ] {
      let array = try open(["dtype": "\"\(type)\"", "fill_value": value])
      #expect(try array.tensor(as: Double.self).withUnsafeBuffer { $0.allSatisfy { $0 == number } }, "\(type) \(value)")
    }
  }

  @Test(arguments: [
    "", "null", "[]", "{", "{}{}", "{\"a\": }", "{\"a\": 1,}", "{'a': 1}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}",
    "{\"a\": tru}", "{\"\\ud800\": 1}", "{\"\\x\": 1}", "\u{FEFF}{}", "{\"a\u{1}\": 1}", "{\"a\": \"", "nul",
  ]) func aDocumentThatIsNoJSONObjectIsDamage(document: String) {
    expectDamage("its .zarray") { try open(document: document) }
  }

  @Test func bytesThatAreNotUTF8AreDamage() throws {
    try put(Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), "a/.zarray")
    expectDamage("UTF-8") { try ZarrFile(path) }
  }

  @Test func namesThatStandTwiceAreDamage() {
    expectDamage("other than 'shape'") { try open(["order": #""C", "shape": [4, 3]"#]) }
    expectDamage("other than 'order'") { try open(["order": #""C", "\u006frder": "F""#]) }
  }

  @Test func deepNestingIsDamageAndNotAnEndlessDescent() {
    for depth in [40, 400_000] {
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      expectDamage("nested less than 32 deep") { try open(document: "{\"a\": \(nested)}") }
    }
  }

  @Test func aDocumentOfManyMegabytesIsNotRead() throws {
    let error = #expect(throws: ArrayFileError.self) { try open(document: String(repeating: " ", count: 2 << 20)) }
    #expect(error?.reason == .tooLarge(bytes: 2 << 20, limit: 1 << 20))
  }

  @Test func chunksLargerThanTheLimitAreRefusedBeforeAnyMemoryIsTaken() throws {
    for chunks in ["[4611686018427387904, 3]", "[67108864, 3]", "[2147483648, 2147483648]"] {
      let error = #expect(throws: ArrayFileError.self) { try open(["chunks": chunks]) }
      #expect(error?.reason.description.contains("more than 134217728 bytes") == true)
    }
  }

  @Test func anArrayOfTooManyChunksIsRefusedWhenItIsRead() throws {
    let array = try open(["shape": "[1152921504606846975, 1]", "chunks": "[1, 1]", "dtype": "\"|u1\""])
    #expect(array.shape == [1_152_921_504_606_846_975, 1])
    let error = #expect(throws: ArrayFileError.self) { try array.rows(0..<5, as: Float.self) }
    #expect(error?.reason.description.contains("more than 1048576 chunks") == true)
    #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
  }

  // MARK: Chunks

  @Test func anUncompressedChunkOfAnotherSizeIsDamage() throws {
    for count in [0, 1, 23, 25, 48] {
      let array = try open(chunks: ["0.0": Data(count: 24), "1.0": Data(count: count)])
      #expect(try array.rows(0..<2, as: Float.self).shape == [2, 3], "the sound chunk is read")
      expectDamage("chunk 1.0") { try array.rows(1..<3, as: Float.self) }
    }
  }

  private static let codecs: [(name: String, compressor: ZarrCompressor)] = [
    ("zlib", .zlib()), ("zstd", .zstd()), ("blosc", .blosc()), ("blosc", .blosc(level: 0)),
  ]

  /// The two chunks of an array of [4, 3] as each codec has them; gzip and lz4 from zarr's own store.
  private func encoded() throws -> [(codec: String, bytes: Data, shape: String, chunks: String)] {
    var found: [(String, Data, String, String)] = []
    for (number, codec) in Self.codecs.enumerated() {
      var contents = ZarrContents()
      contents.add(
        "a", try Tensor<Float>((0..<12).map(Float.init), shape: [4, 3]), rowsPerChunk: 2, compressor: codec.compressor)
      try contents.write(to: folder.file("sound-\(number).zarr"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("sound-\(number).zarr/a/0.0")))
      found.append((codec.name, bytes, "[4, 3]", "[2, 3]"))
    }
    let archive = try ZipArchive(RegularFile(ContainerCases.path("matrix.zarr.zip")))
    for name in ["gzip", "lz4", "blosc-lz4-1", "blosc-blosclz-2", "blosc-zlib-0", "blosc-zstd-1"] {
      let member = try #require(archive.member(named: "compressors/\(name)/0.0"))
      let bytes = Data(try archive.contents(of: member, byteLimit: 1 << 20))
      found.append((String(name.prefix(5).split(separator: "-")[0]), bytes, "[40, 4]", "[25, 4]"))
    }
    return found
  }

  @Test func compressedChunksThatAreCutShortOrAddedToAreDamage() throws {
    for (codec, bytes, shape, chunks) in try encoded() {
      let settings = ["compressor": "{\"id\": \"\(codec)\"}", "shape": shape, "chunks": chunks]
      #expect(try open(settings, chunks: ["0.0": bytes]).rows(0..<2, as: Float.self).rows == 2, "\(codec) is sound")
      for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        let array = try open(settings, chunks: ["0.0": bytes.prefix(count)])
        expectDamage("chunk 0.0") { try array.rows(0..<2, as: Float.self) }
      }
      let array = try open(settings, chunks: ["0.0": bytes + Data("more".utf8)])
      expectDamage("chunk 0.0") { try array.rows(0..<2, as: Float.self) }
    }
  }

  /// A chunk that would decode to more, or to less, than the array's chunks take is refused, whatever it announces.
  @Test func chunksOfAnotherDecodedSizeAreDamage() throws {
    for (codec, bytes, shape, _) in try encoded() {
      for chunks in ["[1, 3]", "[1, 1]", "[3, 3]", "[40, 40]", "[2048, 16384]"] {
        let array = try open(
          ["compressor": "{\"id\": \"\(codec)\"}", "shape": shape, "chunks": chunks], chunks: ["0.0": bytes])
        expectDamage("chunk 0.0") { try array.rows(0..<1, as: Float.self) }
      }
    }
  }

  @Test func bombsInAChunkAreRefusedBeforeTheyAreDecoded() throws {
    for (codec, compressor) in Self.codecs {
      var contents = ZarrContents()
      contents.add("a", Tensor<Float>.zeros([4 << 20]), rowsPerChunk: 4 << 20, compressor: compressor)
      let store = folder.file("bomb-\(compressor).zarr")
      try contents.write(to: store)
      let bomb = try Data(contentsOf: URL(fileURLWithPath: store + "/a/0"))
      let array = try open(["compressor": "{\"id\": \"\(codec)\"}"], chunks: ["0.0": bomb])
      expectDamage("chunk 0.0") { try array.rows(0..<1, as: Float.self) }
    }
  }

  /// Each byte of Blosc's header, the sizes it announces among them, is set to values that lie.
  @Test func bloscHeadersThatLieAreDamageOrHarmless() throws {
    for (codec, bytes, shape, chunks) in try encoded() where codec == "blosc" {
      for place in 0..<16 {
        for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where bytes[place] != value {
          var lying = bytes
          lying[place] = value
          let array = try open(
            ["compressor": #"{"id": "blosc"}"#, "shape": shape, "chunks": chunks], chunks: ["0.0": lying])
          do throws(ArrayFileError) { _ = try array.rows(0..<1, as: Float.self) } catch {
            #expect(error.reason.description.hasPrefix("chunk 0.0: "))
          }
        }
      }
    }
  }

  @Test func noDamageToACompressedChunkCrashes() throws {
    var stream = RandomStream(seed: 5, purpose: "damage")
    for (codec, bytes, shape, chunks) in try encoded() {
      var array = try open(["compressor": "{\"id\": \"\(codec)\"}", "shape": shape, "chunks": chunks])
      for _ in 0..<60 {
        var damaged = bytes
        for _ in 0...stream.uniform(below: 3) {
          damaged[stream.uniform(below: bytes.count)] = UInt8(stream.uniform(below: 256))
        }
        try put(damaged, "a/0.0")
        array = try ZarrFile(path).array(named: "a")
        do throws(ArrayFileError) { _ = try array.rows(0..<1, as: Float.self) } catch {
          #expect(error.key == "a" && error.path == path)
        }
      }
    }
  }

  // MARK: What leads out of the store

  @Test func linksThatLeadOutAreRefusedAndLinksWithinAreFollowed() throws {
    try Data(count: 24).write(to: URL(fileURLWithPath: folder.file("secret")))
    var array = try open(chunks: ["0.0": Data(count: 24)])
    #expect(symlink("../../secret", path + "/a/1.0") == 0)
    let error = #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
    #expect(error?.key == "a" && error?.reason.description.contains("leads out of the store") == true)

    #expect(unlink(path + "/a/1.0") == 0 && symlink("0.0", path + "/a/1.0") == 0)
    array = try ZarrFile(path).array(named: "a")
    #expect(try array.tensor(as: Float.self).shape == [4, 3])

    #expect(symlink(folder.path, path + "/outside") == 0 && symlink(".", path + "/round") == 0)
    #expect(symlink("a", path + "/again") == 0)
    let file = try ZarrFile(path)
    #expect(file.arrays.map(\.key) == ["a", "again"])
    #expect(file.unreadable.map(\.key) == ["outside"])

    #expect(unlink(path + "/a/.zarray") == 0 && symlink("../../secret", path + "/a/.zarray") == 0)
    #expect(throws: ArrayFileError.self) { try ZarrFile(path).array(named: "a") }
  }

  @Test func chunkFoldersThatLeadOutAreRefused() throws {
    try AtomicFileWriter().makeFolder(folder.file("elsewhere"))
    try Data(count: 24).write(to: URL(fileURLWithPath: folder.file("elsewhere/0")))
    let array = try open(["dimension_separator": #""/""#])
    #expect(symlink("../../elsewhere", path + "/a/0") == 0)
    let error = #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
    #expect(error?.reason.description.contains("leads out of the store") == true)
  }

  @Test func pipesAndFoldersInPlaceOfFilesDoNotBlock() throws {
    let array = try open()
    #expect(mkfifo(path + "/a/0.0", 0o600) == 0)
    let error = #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
    #expect(error?.key == "a" && error?.reason.description.contains("pipe") == true)
    #expect(unlink(path + "/a/0.0") == 0 && mkdir(path + "/a/0.0", 0o700) == 0)
    #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
    #expect(unlink(path + "/a/.zarray") == 0 && mkfifo(path + "/a/.zarray", 0o600) == 0)
    #expect(throws: ArrayFileError.self) { try ZarrFile(path).array(named: "a") }
  }

  @Test func foldersThatNestTooDeepAreRefused() throws {
    try put(Data(), String(repeating: "x/", count: 60) + "file")
    let error = #expect(throws: ArrayFileError.self) { try ZarrFile(path) }
    #expect(error?.reason.description.contains("nest too deep") == true)
  }

  // MARK: Replay buffers

  @Test(arguments: [
    ([3, 2, 4], "episode 1 ends at row 2.0, not behind row 3"), ([0, 4], "episode 0 ends at row 0.0"),
    ([-1, 4], "episode 0 ends at row -1.0"), ([2, 2, 4], "episode 1 ends at row 2.0"),
    ([1, 3], "ends at row 3, and 'a' has 4 rows"), ([1, 5], "ends at row 5, and 'a' has 4 rows"), ([], "ends at row 0"),
  ]) func episodeEndsThatDoNotFitTheRowsAreDamage(ends: [Int], words: String) throws {
    var contents = ZarrContents()
    contents.add("data/a", Tensor<Float>.zeros([4, 3]))
    contents.add("meta/episode_ends", ends)
    try contents.write(to: path)
    let error = #expect(throws: ArrayFileError.self) { try ZarrFile(path) }
    #expect(error?.key == "meta/episode_ends" && error?.reason.description.contains(words) == true)
  }

  @Test func episodeEndsThatAreNoListOfIntegersAreDamage() throws {
    for ends in [Tensor<Float>([2, 4]), Tensor<Float>.zeros([1, 1])] {
      let path = folder.file("floats-\(ends.rank).zarr")
      var contents = ZarrContents()
      contents.add("data/a", Tensor<Float>.zeros([4, 3]))
      contents.add("meta/episode_ends", ends)
      try contents.write(to: path)
      let error = #expect(throws: ArrayFileError.self) { try ZarrFile(path) }
      #expect(error?.reason.description.contains("is a list of integers") == true)
    }
  }
}
