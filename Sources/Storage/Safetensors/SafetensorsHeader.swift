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

  let metadata: [String: String]
  /// In the order of their bytes, which they fill without a gap.
  let entries: [SafetensorsEntry]

  /// - Parameters:
  ///   - bytes: the header without its length.   - dataCount: the number of bytes that follow it in the file.
  init(_ bytes: [UInt8], dataCount: Int, path: String) throws(SafetensorsError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw SafetensorsError(path: path, .headerNotUTF8)
    }
    var metadata: [String: String] = [:]
    var entries: [SafetensorsEntry] = []
    var scanner = SafetensorsScanner(bytes, path: path)
    try scanner.object { (scanner, key) throws(SafetensorsError) in
      if key == "__metadata__" {
        try scanner.object { (scanner, field) throws(SafetensorsError) in metadata[field] = try scanner.string() }
      } else {
        entries.append(try Self.entry(key, &scanner, path: path))
      }
    }
    try scanner.end()
    entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }

    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw SafetensorsError(path: path, key: entry.name, .misplaced(begin: entry.bytes.lowerBound, expected: end))
      }
      end = entry.bytes.upperBound
    }
    guard end == dataCount else { throw SafetensorsError(path: path, .wrongLength(tensors: end, file: dataCount)) }
    self.metadata = metadata
    self.entries = entries
  }

  private static func entry(
    _ name: String, _ scanner: inout SafetensorsScanner, path: String
  ) throws(SafetensorsError) -> SafetensorsEntry {
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: [Int]?
    scanner.key = name
    defer { scanner.key = nil }
    try scanner.object { (scanner, field) throws(SafetensorsError) in
      switch field {
      case "dtype":
        let text = try scanner.string()
        type = SafetensorsType(rawValue: text)
        if type == nil { throw SafetensorsError(path: path, key: name, .unknownType(text)) }
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: throw scanner.failure("dtype, shape or data_offsets, found '\(field)'")
      }
    }
    guard let type else { throw SafetensorsError(path: path, key: name, .missingField("dtype")) }
    guard let shape else { throw SafetensorsError(path: path, key: name, .missingField("shape")) }
    guard let offsets else { throw SafetensorsError(path: path, key: name, .missingField("data_offsets")) }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.failure("data_offsets [begin, end] with begin ≤ end, found \(offsets)")
    }
    var needed = 1
    for length in shape + [type.byteCount] {
      let (product, overflow) = needed.multipliedReportingOverflow(by: length)
      if overflow { throw SafetensorsError(path: path, key: name, .sizeOverflow) }
      needed = product
    }
    guard offsets[1] - offsets[0] == needed else {
      throw SafetensorsError(path: path, key: name, .wrongSize(bytes: offsets[1] - offsets[0], needed: needed))
    }
    return SafetensorsEntry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}
