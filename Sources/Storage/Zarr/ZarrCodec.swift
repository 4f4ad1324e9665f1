import Blosc
import LZ4
import Zstd

/// How a chunk was compressed, named as numcodecs does.
enum ZarrCodec: String, CaseIterable {
  case zlib, gzip, zstd, lz4, blosc

  /// Decodes a chunk that gives exactly `target.count` bytes.
  ///
  /// What the chunk itself says of its size is held against that before anything is done; no memory is taken for it.
  func decode(_ bytes: [UInt8], into target: UnsafeMutableRawBufferPointer) throws(ChunkFlaw) {
    switch self {
    case .zlib: try Inflation.inflate(bytes, .zlib, into: target)
    case .gzip: try Inflation.inflate(bytes, .gzip, into: target)
    case .zstd: try Self.decodeZstandard(bytes, into: target)
    case .lz4: try Self.decodeLZ4(bytes, into: target)
    case .blosc: try Self.decodeBlosc(bytes, into: target)
    }
  }

  private static func decodeZstandard(_ bytes: [UInt8], into target: UnsafeMutableRawBufferPointer) throws(ChunkFlaw) {
    let count = ZSTD_decompress(target.baseAddress, target.count, bytes, bytes.count)
    guard ZSTD_isError(count) == 0 else {
      throw ChunkFlaw(
        "Zstandard does not give the \(target.count) bytes of a chunk: \(String(cString: ZSTD_getErrorName(count)))")
    }
    guard count == target.count else { throw ChunkFlaw("it gives \(count) bytes where a chunk takes \(target.count)") }
  }

  /// numcodecs puts the number of bytes before LZ4's block.
  private static func decodeLZ4(_ bytes: [UInt8], into target: UnsafeMutableRawBufferPointer) throws(ChunkFlaw) {
    guard bytes.count > 4 else { throw ChunkFlaw("its compressed bytes are cut short") }
    let announced = bytes.littleEndian(at: 0, as: UInt32.self)
    guard Int(announced) == target.count else {
      throw ChunkFlaw("it announces \(announced) bytes where a chunk takes \(target.count)")
    }
    let count = bytes.withUnsafeBytes { bytes in
      LZ4_decompress_safe(
        bytes.baseAddress! + 4, target.baseAddress, Int32(clamping: bytes.count - 4), Int32(clamping: target.count))
    }
    guard Int(count) == target.count else { throw ChunkFlaw("its compressed bytes are damaged") }
  }

  private static func decodeBlosc(_ bytes: [UInt8], into target: UnsafeMutableRawBufferPointer) throws(ChunkFlaw) {
    var announced = 0
    guard bytes.count >= Int(BLOSC_MIN_HEADER_LENGTH), blosc_cbuffer_validate(bytes, bytes.count, &announced) == 0
    else {
      throw ChunkFlaw("its Blosc header contradicts its \(bytes.count) bytes")
    }
    guard announced == target.count else {
      throw ChunkFlaw("its Blosc header announces \(announced) bytes where a chunk takes \(target.count)")
    }
    let count = blosc_decompress_ctx(bytes, target.baseAddress, target.count, 1)
    guard Int(count) == target.count else { throw ChunkFlaw("its compressed bytes are damaged") }
  }
}
