/// One tensor's place in a safetensors file.
public struct SafetensorsEntry: Sendable, Equatable {
  public let name: String
  public let type: SafetensorsType
  public let shape: [Int]
  /// Where its bytes stand in the data that follow the header.
  public let bytes: Range<Int>
}

/// The header of a safetensors file, checked in full: what it says can be read without any further check.
struct SafetensorsHeader {
  /// Longer headers are refused before they are read.
  static let byteLimit = 100_000_000
  static let tensorLimit = 250_000

  let metadata: [String: String]
  /// In the order of their bytes, which they fill without a gap.
  let entries: [SafetensorsEntry]

  /// - Parameters:
  ///   - bytes: the header without its length.   - dataCount: the number of bytes that follow it in the file.
  init(_ bytes: [UInt8], dataCount: Int, path: String) throws(ArrayFileError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ArrayFileError(path: path, .safetensors(.headerNotUTF8))
    }
    var metadata: [String: String] = [:]
    var entries: [SafetensorsEntry] = []
    var scanner = SafetensorsScanner(bytes, path: path)
    try scanner.object { (scanner, key) throws(ArrayFileError) in
      if key == "__metadata__" {
        try scanner.object { (scanner, field) throws(ArrayFileError) in metadata[field] = try scanner.string() }
      } else {
        guard entries.count < Self.tensorLimit else {
          throw ArrayFileError(path: path, .safetensors(.tooManyTensors(limit: Self.tensorLimit)))
        }
        entries.append(try Self.entry(key, &scanner, path: path))
      }
    }
    try scanner.end()
    entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }

    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw ArrayFileError(
          path: path, key: entry.name, .safetensors(.misplaced(begin: entry.bytes.lowerBound, expected: end)))
      }
      end = entry.bytes.upperBound
    }
    guard end == dataCount else {
      throw ArrayFileError(path: path, .safetensors(.wrongLength(tensors: end, file: dataCount)))
    }
    self.metadata = metadata
    self.entries = entries
  }

  private static func entry(
    _ name: String, _ scanner: inout SafetensorsScanner, path: String
  ) throws(ArrayFileError) -> SafetensorsEntry {
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: [Int]?
    scanner.key = name
    defer { scanner.key = nil }
    try scanner.object { (scanner, field) throws(ArrayFileError) in
      switch field {
      case "dtype":
        let text = try scanner.string()
        type = SafetensorsType(rawValue: text)
        if type == nil { throw ArrayFileError(path: path, key: name, .safetensors(.unknownType(text))) }
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: throw scanner.failure("dtype, shape or data_offsets, found '\(field)'")
      }
    }
    guard let type else { throw ArrayFileError(path: path, key: name, .safetensors(.missingField("dtype"))) }
    guard let shape else { throw ArrayFileError(path: path, key: name, .safetensors(.missingField("shape"))) }
    guard let offsets else { throw ArrayFileError(path: path, key: name, .safetensors(.missingField("data_offsets"))) }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.failure("data_offsets [begin, end] with begin ≤ end, found \(offsets)")
    }
    guard let widest = ElementType.float64.byteCount(of: shape) else {
      throw ArrayFileError(path: path, key: name, .safetensors(.sizeOverflow))
    }
    let (bits, overflow) = (widest / 8).multipliedReportingOverflow(by: type.bitCount)
    if overflow { throw ArrayFileError(path: path, key: name, .safetensors(.sizeOverflow)) }
    guard bits % 8 == 0 else { throw ArrayFileError(path: path, key: name, .safetensors(.partOfByte(bits: bits))) }
    guard offsets[1] - offsets[0] == bits / 8 else {
      throw ArrayFileError(
        path: path, key: name, .safetensors(.wrongSize(bytes: offsets[1] - offsets[0], needed: bits / 8)))
    }
    return SafetensorsEntry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}
