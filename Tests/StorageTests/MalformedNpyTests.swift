import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Byte strings that are no npy files, and what each must raise.
@Suite struct MalformedNpyTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("bad.npy") }

  private func open(_ bytes: Data) throws -> StoredArray {
    folder.put("bad.npy", bytes)
    return try NpyFile(path).array
  }

  private func expect(
    _ reason: ArrayFileError.Reason, sourceLocation: SourceLocation = #_sourceLocation, _ bytes: Data
  ) {
    #expect(throws: ArrayFileError(path: path, reason), sourceLocation: sourceLocation) { try open(bytes) }
  }

  @Test func aSoundFileOpens() throws {
    let numbers: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    #expect(try open(npy(npyHeader("(2,)"), numbers: numbers)).tensor(as: Float.self) == Tensor([1, 2]))
    let other = "{ \"shape\":(1 , 2),\"fortran_order\" : False ,'descr':'=f4'}"
    #expect(try open(npy(other, version: (3, 0), numbers: numbers)).shape == [1, 2])
    #expect(try open(npy("{'descr':'f4','shape':(2,1,),'fortran_order':True}", numbers: numbers)).shape == [2, 1])
  }

  @Test func headersThatLieAboutTheirLengthAreRefused() {
    expect(.damaged("it has 0 bytes where its header needs 8; it was cut short"), Data())
    expect(.damaged("it has 9 bytes where its header needs 10; it was cut short"), npy("").prefix(9))
    expect(.damaged("it has 11 bytes where its header needs 12; it was cut short"), npy("", version: (2, 0)).prefix(11))
    expect(.damaged("its header is said to have 200 bytes where 2 follow"), npy("{}", length: 200))
    expect(
      .damaged("its header is said to have 4294967295 bytes where 2 follow"),
      npy("{}", version: (2, 0), length: 0xFFFF_FFFF))
    expect(
      .unsupported("its header has 65536 bytes, above the limit of 65535; save a plain array"),
      npy(String(repeating: " ", count: 65536), version: (2, 0)))
  }

  @Test func otherVersionsAndBeginningsAreRefused() {
    for version in [(0, 1), (1, 1), (4, 0), (255, 255)] as [(UInt8, UInt8)] {
      let text = "its npy format is version \(version.0).\(version.1); 1.0, 2.0 and 3.0 are read"
      expect(.unsupported(text), npy(npyHeader("()"), version: version, numbers: [0, 0, 0, 0]))
    }
    expect(.damaged("it does not begin as an npy file does"), Data("NUMPY and nothing else".utf8))
  }

  @Test func theNumbersAreAsManyAsTheShapeSays() {
    let text = { (bytes: Int, what: String) in
      "\(bytes) bytes follow its header where its shape [2, 3] needs 24; \(what)"
    }
    expect(.damaged(text(0, "it was cut short")), npy(npyHeader("(2, 3)")))
    expect(.damaged(text(23, "it was cut short")), npy(npyHeader("(2, 3)"), numbers: .init(repeating: 0, count: 23)))
    expect(
      .damaged(text(25, "something was added to it")), npy(npyHeader("(2, 3)"), numbers: .init(repeating: 0, count: 25))
    )
  }

  @Test(arguments: [
    "(4611686018427387904, 4)", "(9223372036854775807,)", "(2305843009213693952,)", "(0, 9223372036854775807)",
    "(4294967296, 4294967296, 0)", "(\(String(repeating: "1, ", count: 65)))",
  ]) func shapesThatCannotBeAreRefused(shape: String) {
    let error = #expect(throws: ArrayFileError.self) { try open(npy(npyHeader(shape))) }
    guard case .damaged(let text) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.hasSuffix("its size does not fit 63 bits") || text.hasSuffix("at most 64 axes are read"))
  }

  @Test(arguments: [
    "", "{", "}", "{}", "[]", "()", "None", "{,}", "{'descr'}", "{'descr':", "{'descr':}", "{'descr': '<f4'",
    "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'extra': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': ()}", "{'descr': '<f4', 'fortran_order': false, 'shape': ()}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (01,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0x1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': ((1,),)}", "{'descr': 4, 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f\\x34', 'fortran_order': False, 'shape': ()}", "{'descr': '<f4, 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}", "{'descr': '<f4' 'fortran_order': False, 'shape': ()}",
    "__import__('os').system('true')", "{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),)}",
    String(repeating: "{", count: 60000), "{'descr': " + String(repeating: "(", count: 60000),
  ]) func aHeaderThatIsNotTheFormatIsRefusedAtItsByte(header: String) throws {
    let error = #expect(throws: ArrayFileError.self) { try open(npy(header, numbers: [0, 0, 0, 0])) }
    switch error?.reason {
    case .damaged(let text):
      let byte = try #require(Int(text.drop { !$0.isNumber }.prefix { $0.isNumber }))
      #expect(text.hasPrefix("byte \(byte): expected ") && (10...10 + header.utf8.count).contains(byte))
    case .unsupported(let text): #expect(text.contains("records") && header.hasSuffix("("))
    default: Issue.record("\(header) raised \(String(describing: error))")
    }
  }

  @Test func headersAreTextOfTheirVersion() throws {
    let header = npyHeader("<é4", "()")
    expect(.damaged("its header is not ASCII"), npy(header, numbers: [0, 0, 0, 0]))
    expect(.damaged("its type '<é4' is none that numpy has"), npy(header, version: (3, 0), numbers: [0, 0, 0, 0]))
    var bytes = npy(npyHeader("()"), version: (3, 0), numbers: [0, 0, 0, 0])
    bytes[20] = 0xFF
    expect(.damaged("its header is not UTF-8"), bytes)
  }

  @Test func typesWithoutNumbersAreRefusedWithWhatToDo() {
    let remedies = [
      "|O": "never read; save arrays of numbers", "O": "never read; save arrays of numbers", "<U4": "save numbers",
      "|S9": "save numbers", "<M8[ns]": "seconds in float64", "<m8[s]": "seconds in float64",
      "<c8": "real and imaginary parts apart", "|V2": "bfloat16", "<f16": "save float64", "<g": "save float64",
    ]
    for (descr, words) in remedies {
      let error = #expect(throws: ArrayFileError.self) {
        try open(npy(npyHeader(descr, "(1,)"), numbers: [128, 2, 46]))
      }
      guard case .unsupported(let text) = error?.reason else {
        Issue.record("\(descr): \(String(describing: error))")
        continue
      }
      #expect(text.contains(words))
    }
    expect(
      .damaged("its type '|f4' does not say the order of its bytes"),
      npy(npyHeader("|f4", "()"), numbers: [0, 0, 0, 0]))
    for descr in ["", "<", "<f3", "<i16", "f", "?!", "<<f4", "<F4"] {
      let error = #expect(throws: ArrayFileError.self) { try open(npy(npyHeader(descr, "()"), numbers: [0, 0, 0, 0])) }
      #expect(error?.description.contains("'\(descr)'") == true)
    }
  }

  /// Every prefix of a sound file is refused, and no byte put anywhere in it crashes the reader.
  @Test func noDamageToASoundFileCrashes() throws {
    let sound = npy(npyHeader("<f8", fortran: true, "(3, 2)"), numbers: .init(repeating: 7, count: 48))
    for length in stride(from: 0, to: sound.count, by: 3) {
      #expect(throws: ArrayFileError.self, "\(length) bytes") { try open(sound.prefix(length)) }
    }
    var stream = RandomStream(seed: 2, purpose: "damage")
    var refused = 0
    for _ in 0..<300 {
      var damaged = sound
      for _ in 0...stream.uniform(below: 3) {
        damaged[stream.uniform(below: 80)] = UInt8(stream.uniform(below: 256))
      }
      do { _ = try open(damaged).tensor(as: Float.self) } catch is ArrayFileError { refused += 1 }
    }
    #expect(refused > 200, "most of what is damaged is header")
  }
}
