import HDF5Survey

/// What a child says of a file: records of words and texts, each checked to be there.
///
/// The child may have written them with damaged memory, so nothing in them is believed before it is checked.
package struct HDF5Report {
  let path: String
  /// The array that was asked about, where it was one.
  let key: String?
  package let bytes: [UInt8]
  private var position = 0
  /// Where the last record ends.
  private let end: Int

  package init(_ bytes: [UInt8], path: String, key: String? = nil) {
    self.path = path
    self.key = key
    self.bytes = bytes
    end = bytes.count - 16
  }

  /// Whether the child came to its end.
  var isComplete: Bool { end >= 0 && word(at: end) == HDF5_REPORT_END && word(at: end + 8) == 0 }

  /// The kind of the next record; nil after the last one.
  /// - Throws: what the child could not read.
  mutating func next() throws(ArrayFileError) -> Int? {
    if position == end { return nil }
    let kind = try number()
    if kind == HDF5_REPORT_FAILURE { throw ArrayFileError(path: path, key: key, .damaged(try text())) }
    return kind
  }

  mutating func word() throws(ArrayFileError) -> UInt64 {
    guard position <= end - 8 else { throw garbled }
    defer { position += 8 }
    return word(at: position)
  }

  /// A word that is an ordinary number.
  mutating func number(atMost limit: Int = .max) throws(ArrayFileError) -> Int {
    guard let number = Int(exactly: try word()), number <= limit else { throw garbled }
    return number
  }

  mutating func data() throws(ArrayFileError) -> [UInt8] {
    let count = try number()
    guard count <= end - position else { throw garbled }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// A text; what is not UTF-8 in it is replaced.
  mutating func text() throws(ArrayFileError) -> String { String(decoding: try data(), as: UTF8.self) }

  private func word(at offset: Int) -> UInt64 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
  }

  var garbled: ArrayFileError {
    ArrayFileError(
      path: path, key: key,
      .damaged("libhdf5 gives a description of the file that contradicts itself, as it does for damaged files"))
  }
}
