/// Reads the few Python literals of an npy header: strings without escapes, `True`, `False` and tuples of integers that
/// are not negative. Nothing is evaluated.
struct PythonLiteralScanner {
  struct Failure: Error, Equatable {
    let position: Int
    let expected: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  func failure(_ expected: String) -> Failure { Failure(position: position, expected: expected) }

  func isNext(_ character: Character) -> Bool {
    var place = position
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    return place < bytes.count && bytes[place] == character.asciiValue
  }

  mutating func takeIfNext(_ character: Character) -> Bool {
    guard isNext(character) else { return false }
    skipSpace()
    position += 1
    return true
  }

  mutating func take(_ character: Character) throws(Failure) {
    skipSpace()
    guard takeIfNext(character) else { throw failure("'\(character)'") }
  }

  /// Nothing but white space is left.
  mutating func end() throws(Failure) {
    skipSpace()
    if position < bytes.count { throw failure("nothing after the dictionary") }
  }

  mutating func string() throws(Failure) -> String {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"") else {
      throw failure("a string")
    }
    let quote = bytes[position]
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != quote {
      if bytes[end] == UInt8(ascii: "\\") || bytes[end] < 0x20 {
        position = end
        throw failure("a string without escapes")
      }
      end += 1
    }
    guard end < bytes.count else { throw failure("a string that ends") }
    position = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  mutating func boolean() throws(Failure) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw failure("True or False")
  }

  /// A tuple: `()`, `(3,)`, `(3, 4)`. Its last comma may be left out from two numbers on.
  mutating func integers() throws(Failure) -> [Int] {
    try take("(")
    var list: [Int] = []
    var commas = 0
    while !takeIfNext(")") {
      list.append(try integer())
      if takeIfNext(",") {
        commas += 1
      } else {
        try take(")")
        break
      }
    }
    guard list.count != 1 || commas == 1 else { throw failure("a tuple, as (\(list[0]),)") }
    return list
  }

  private mutating func integer() throws(Failure) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
      if first || second { throw failure("a length of at most 63 bits") }
      value = sum
      position += 1
    }
    guard position == start + 1 || position > start && bytes[start] != UInt8(ascii: "0") else {
      throw failure("a length that is not negative")
    }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
