import Blosc
import Zlib
import Zstd

/// How the chunks of an array are compressed when they are written.
public enum ZarrCompressor: Sendable, Equatable {
  case none
  /// Levels 0 to 9.
  case zlib(level: Int = 5)
  /// Levels 1 to 22.
  case zstd(level: Int = 3)
  /// Zstandard or LZ4 within Blosc, the bytes of the elements shuffled. Levels 0 to 9.
  case blosc(BloscCodec = .zstd, level: Int = 5)

  public enum BloscCodec: String, Sendable {
    case zstd
    /// zarr's own choice: larger, and many times as fast.
    case lz4
  }

  /// What stands in `.zarray`, as numcodecs has it.
  var document: String {
    switch self {
    case .none: "null"
    case .zlib(let level): #"{"id": "zlib", "level": \#(level)}"#
    case .zstd(let level): #"{"id": "zstd", "level": \#(level)}"#
    case .blosc(let codec, let level):
      #"{"blocksize": 0, "clevel": \#(level), "cname": "\#(codec.rawValue)", "id": "blosc", "shuffle": 1}"#
    }
  }

  /// - Parameter elementSize: bytes of an element, which Blosc needs to shuffle them.
  /// - Precondition: the level is one that the library knows.
  func encode(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    switch self {
    case .none: return bytes
    case .zlib(let level):
      precondition((0...9).contains(level), "zlib has no level \(level)")
      var count = compressBound(UInt(bytes.count))
      return [UInt8](unsafeUninitializedCapacity: Int(count)) { result, resultCount in
        let status = compress2(result.baseAddress, &count, bytes, UInt(bytes.count), Int32(level))
        precondition(status == Z_OK, "zlib cannot compress: \(status)")
        resultCount = Int(count)
      }
    case .zstd(let level):
      precondition((1...22).contains(level), "Zstandard has no level \(level)")
      return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { result, resultCount in
        resultCount = ZSTD_compress(result.baseAddress, result.count, bytes, bytes.count, Int32(level))
        precondition(ZSTD_isError(resultCount) == 0, "Zstandard cannot compress")
      }
    case .blosc(let codec, let level):
      precondition((0...9).contains(level), "Blosc has no level \(level)")
      return [UInt8](unsafeUninitializedCapacity: bytes.count + Int(BLOSC_MAX_OVERHEAD)) { result, resultCount in
        let count = blosc_compress_ctx(
          Int32(level), Int32(BLOSC_SHUFFLE), elementSize, bytes.count, bytes, result.baseAddress, result.count,
          codec.rawValue, 0, 1)
        precondition(count > 0, "Blosc cannot compress: \(count)")
        resultCount = Int(count)
      }
    }
  }
}
