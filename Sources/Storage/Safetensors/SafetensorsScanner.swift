/// Reads the JSON of a safetensors header: objects, strings and lists of integers that are not negative, nothing else.
///
/// Foundation's parser keeps one of two equal keys in silence and rounds large integers; here both are errors.
struct SafetensorsScanner {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  /// The entry being read, for errors.
  var key: String?

  /// - Parameter bytes: valid UTF-8.
  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  func failure(_ expected: String) -> ArrayFileError {
    ArrayFileError(path: path, key: key, .safetensors(.malformedHeader(byte: position, expected: expected)))
  }

  /// Nothing but white space is left.
  mutating func end() throws(ArrayFileError) {
    skipSpace()
    if position < bytes.count { throw failure("nothing after the header's object") }
  }

  /// An object, whose values `member` reads one after another. At the outermost level no white space precedes it.
  mutating func object(
    _ member: (inout SafetensorsScanner, String) throws(ArrayFileError) -> Void
  ) throws(ArrayFileError) {
    if position > 0 { skipSpace() }
    try take("{")
    if takeIfNext("}") { return }
    var keys: Set<String> = []
    repeat {
      let name = try string()
      guard keys.insert(name).inserted else { throw ArrayFileError(path: path, key: name, .safetensors(.duplicateKey)) }
      skipSpace()
      try take(":")
      try member(&self, name)
    } while takeIfNext(",")
    skipSpace()
    try take("}")
  }

  /// A list of at most 64 integers: more axes than that are no array's.
  mutating func integers() throws(ArrayFileError) -> [Int] {
    skipSpace()
    try take("[")
    var list: [Int] = []
    if takeIfNext("]") { return list }
    repeat {
      guard list.count < 64 else { throw failure("at most 64 integers") }
      list.append(try integer())
    } while takeIfNext(",")
    skipSpace()
    try take("]")
    return list
  }

  private mutating func integer() throws(ArrayFileError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      if first || second { throw ArrayFileError(path: path, key: key, .safetensors(.sizeOverflow)) }
      value = sum
      position += 1
    }
    let isCanonical = position == start + 1 || position > start && bytes[start] != UInt8(ascii: "0")
    guard isCanonical, next.map({ !".eE".utf8.contains($0) }) ?? true else {
      throw failure("an integer that is not negative")
    }
    return value
  }

  /// A string, its escapes resolved.
  mutating func string() throws(ArrayFileError) -> String {
    skipSpace()
    try take("\"")
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      position += 1
      if byte < 0x20 { throw failure("no control character within a string") }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: Unicode.UTF8.encode(try escape())!)
      } else {
        text.append(byte)
      }
    }
    try take("\"")
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape() throws(ArrayFileError) -> Unicode.Scalar {
    guard let byte = next else { throw failure("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = UInt32(try codeUnit())
      guard (0xD800..<0xDC00).contains(unit) else {
        guard let scalar = Unicode.Scalar(unit) else { throw failure("a pair of surrogates") }
        return scalar
      }
      try take("\\")
      try take("u")
      let low = UInt32(try codeUnit())
      guard (0xDC00..<0xE000).contains(low) else { throw failure("a pair of surrogates") }
      return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))!
    default: throw failure("an escape")
    }
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws(ArrayFileError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Self.hexadecimal(byte) else { throw failure("four hexadecimal digits") }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, " \t\n\r".utf8.contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Character) throws(ArrayFileError) {
    guard next == character.asciiValue else { throw failure("'\(character)'") }
    position += 1
  }

  private mutating func takeIfNext(_ character: Character) -> Bool {
    skipSpace()
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }
}
