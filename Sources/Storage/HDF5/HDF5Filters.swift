/// The filters through which a dataset's chunks went when they were written, to be undone from the last to the first.
///
/// libhdf5 does not undo them here: its deflate takes as much memory as a chunk claims to need.
struct HDF5Filters: Sendable, Equatable {
  private enum Filter: Equatable {
    case deflate
    /// First all first bytes of the elements, then all second ones, …
    case shuffle(elementSize: Int)
    case checksum
  }

  private static let checksumSize = 4
  /// Filters that others register, by the name of what writes them.
  private static let known = [
    4: "szip", 5: "n-bit", 6: "scale-offset", 305: "LZO", 307: "bzip2", 32000: "LZF", 32001: "Blosc", 32004: "LZ4",
    32008: "bitshuffle", 32013: "ZFP", 32015: "Zstandard", 32026: "Blosc2",
  ]

  private let filters: [Filter]

  /// - Throws: `ChunkFlaw` that names the filter which is not read.
  init(_ described: [HDF5Dataset.Filter]) throws(ChunkFlaw) {
    var filters: [Filter] = []
    for filter in described {
      switch filter.number {
      case 1: filters.append(.deflate)
      case 2:
        guard (1...(1 << 20)).contains(filter.setting) else {
          throw ChunkFlaw("its shuffle filter is set for elements of \(filter.setting) bytes")
        }
        filters.append(.shuffle(elementSize: Int(filter.setting)))
      case 3: filters.append(.checksum)
      default:
        let name = Self.known[filter.number] ?? (filter.name.isEmpty ? "unknown" : filter.name)
        throw ChunkFlaw(
          "its chunks are compressed by filter \(filter.number) (\(name)), and gzip, shuffle and fletcher32 are read; "
            + "write it again with compression='gzip', or use h5repack -f GZIP=4")
      }
    }
    guard filters.count(where: { $0 == .deflate }) <= 1 else { throw ChunkFlaw("its chunks are deflated twice") }
    self.filters = filters
  }

  /// Whether a chunk stands in the file as its elements do.
  func leavesPlain(skipping mask: UInt64) -> Bool { applied(skipping: mask).isEmpty }

  /// - Parameters:
  ///   - mask: a bit for each filter that was left out.   - target: the bytes of a chunk.
  func undo(_ bytes: [UInt8], skipping mask: UInt64, into target: UnsafeMutableRawBufferPointer) throws(ChunkFlaw) {
    let applied = applied(skipping: mask)
    var bytes = bytes
    for (place, filter) in applied.enumerated().reversed() {
      switch filter {
      case .checksum: try Self.removeChecksum(&bytes)
      case .shuffle(let size): bytes = Self.unshuffled(bytes, elementSize: size)
      case .deflate:
        let checksums = applied[..<place].count { $0 == .checksum }
        bytes = try Self.inflated(bytes, count: target.count + checksums * Self.checksumSize)
      }
    }
    guard bytes.count == target.count else {
      throw ChunkFlaw("it has \(bytes.count) bytes where a chunk takes \(target.count)")
    }
    target.copyBytes(from: bytes)
  }

  private func applied(skipping mask: UInt64) -> [Filter] {
    filters.enumerated().filter { mask >> UInt64($0.offset) & 1 == 0 }.map(\.element)
  }

  private static func inflated(_ bytes: [UInt8], count: Int) throws(ChunkFlaw) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    try result.withUnsafeMutableBufferPointer { (target) throws(ChunkFlaw) in
      try Inflation.inflate(bytes, .zlib, into: UnsafeMutableRawBufferPointer(target))
    }
    return result
  }

  /// Bytes that do not make a whole element stand at the end in either order.
  private static func unshuffled(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    guard elementSize > 1, count > 1 else { return bytes }
    return [UInt8](unsafeUninitializedCapacity: bytes.count) { result, resultCount in
      bytes.withUnsafeBufferPointer { bytes in
        for byte in 0..<elementSize {
          for element in 0..<count { result[element &* elementSize &+ byte] = bytes[byte &* count &+ element] }
        }
        for rest in count * elementSize..<bytes.count { result[rest] = bytes[rest] }
      }
      resultCount = bytes.count
    }
  }

  private static func removeChecksum(_ bytes: inout [UInt8]) throws(ChunkFlaw) {
    guard bytes.count >= checksumSize else { throw ChunkFlaw("it is too short for its checksum") }
    let stored = bytes.littleEndian(at: bytes.count - checksumSize, as: UInt32.self)
    bytes.removeLast(checksumSize)
    guard stored == fletcher32(bytes) else {
      throw ChunkFlaw("its bytes do not have the checksum that stands with them")
    }
  }

  /// Fletcher's checksum over 16-bit words, the first byte of each being the upper one.
  static func fletcher32(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var place = 0
    while place < bytes.count {
      let word = UInt64(bytes[place]) << 8 | (place + 1 < bytes.count ? UInt64(bytes[place + 1]) : 0)
      low = fold(low + word)
      high = fold(high + low)
      place += 2
    }
    return UInt32(high) << 16 | UInt32(low)
  }

  private static func fold(_ sum: UInt64) -> UInt64 { (sum & 0xFFFF) + (sum >> 16) }
}
