/// A JSON value as it is written: numbers keep their text, and no two members of an object have one name.
///
/// Foundation's parser keeps one of two equal names in silence and rounds large integers; here both show.
enum StrictJSON: Equatable {
  case null
  case boolean(Bool)
  case number(String)
  case text(String)
  case list([StrictJSON])
  case object([String: StrictJSON])

  /// What is wrong with a text that is not JSON.
  struct Flaw: Error, Equatable {
    let byte: Int
    let expected: String
  }

  /// Reads a whole document.
  init(_ bytes: [UInt8]) throws(Flaw) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Flaw(byte: 0, expected: "UTF-8") }
    var scanner = StrictJSONScanner(bytes)
    self = try scanner.value(depth: 0)
    try scanner.end()
  }

  /// A number that is an integer and fits.
  var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }
}

/// Reads JSON as RFC 8259 has it, to a bounded depth.
private struct StrictJSONScanner {
  private static let depthLimit = 32

  private let bytes: [UInt8]
  private var position = 0

  /// - Parameter bytes: valid UTF-8.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  private func flaw(_ expected: String) -> StrictJSON.Flaw { StrictJSON.Flaw(byte: position, expected: expected) }

  mutating func end() throws(StrictJSON.Flaw) {
    skipSpace()
    if next != nil { throw flaw("nothing after the value") }
  }

  mutating func value(depth: Int) throws(StrictJSON.Flaw) -> StrictJSON {
    guard depth < Self.depthLimit else { throw flaw("values nested less than \(Self.depthLimit) deep") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(StrictJSON.Flaw) -> StrictJSON {
    try take("{")
    var members: [String: StrictJSON] = [:]
    if takeIfNext("}") { return .object(members) }
    repeat {
      skipSpace()
      let start = position
      let name = try text()
      skipSpace()
      try take(":")
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw StrictJSON.Flaw(byte: start, expected: "a name other than '\(name)', which stands before")
      }
    } while takeIfNext(",")
    try take("}")
    return .object(members)
  }

  private mutating func list(depth: Int) throws(StrictJSON.Flaw) -> StrictJSON {
    try take("[")
    var values: [StrictJSON] = []
    if takeIfNext("]") { return .list(values) }
    repeat { values.append(try value(depth: depth + 1)) } while takeIfNext(",")
    try take("]")
    return .list(values)
  }

  private mutating func word(_ word: String, _ value: StrictJSON) throws(StrictJSON.Flaw) -> StrictJSON {
    guard bytes[position...].starts(with: word.utf8) else { throw flaw("'\(word)'") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(StrictJSON.Flaw) -> String {
    let start = position
    _ = takeByte("-")
    if !takeByte("0") { try digits() }
    if takeByte(".") { try digits() }
    if takeByte("e") || takeByte("E") {
      if !takeByte("+") { _ = takeByte("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(StrictJSON.Flaw) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    if position == start { throw flaw("a value") }
  }

  private mutating func text() throws(StrictJSON.Flaw) -> String {
    try take("\"")
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw flaw("no control character within a text") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    try take("\"")
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape() throws(StrictJSON.Flaw) -> [UInt8] {
    guard let byte = next else { throw flaw("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if (0xD800..<0xDC00).contains(units[0]) {
        try take("\\")
        try take("u")
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw flaw("a pair of surrogates") }
      return Array(text.utf8)
    default: throw flaw("an escape")
    }
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws(StrictJSON.Flaw) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw flaw("four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private mutating func skipSpace() {
    while let byte = next, " \t\n\r".utf8.contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Character) throws(StrictJSON.Flaw) {
    guard takeByte(character) else { throw flaw("'\(character)'") }
  }

  private mutating func takeByte(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  /// Skips white space on both sides of a mark between values.
  private mutating func takeIfNext(_ character: Character) -> Bool {
    skipSpace()
    return takeByte(character)
  }
}
