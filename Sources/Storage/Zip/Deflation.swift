import Foundation
import Zlib

/// zlib over bytes in memory.
enum Deflation {
  enum Wrapping: Int32 {
    /// As in a zip archive.
    case none = -15
    /// As in a chunk of an HDF5 file.
    case zlib = 15
  }

  /// Deflates bytes.
  /// - Parameters:
  ///   - level: 1 to 9, or zlib's own choice.
  ///   - isLast: without it more may follow: the bytes of the parts, one after another, are one stream.
  static func deflate(
    _ bytes: some ContiguousBytes, level: Int32 = Z_DEFAULT_COMPRESSION, _ wrapping: Wrapping = .none,
    isLast: Bool = true
  ) -> Data {
    // On the heap: zlib keeps the address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, wrapping.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
    defer { deflateEnd(stream) }
    var result = Data()
    let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    defer { output.deallocate() }
    bytes.withUnsafeBytes { source in
      var done = 0
      var isFinished = false
      while !isFinished {
        // zlib counts in 32 bits.
        let part = min(1 << 30, source.count - done)
        if stream.pointee.avail_in == 0, part > 0 {
          stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.bindMemory(to: UInt8.self).baseAddress! + done)
          stream.pointee.avail_in = UInt32(part)
          done += part
        }
        stream.pointee.next_out = output.baseAddress!
        stream.pointee.avail_out = UInt32(output.count)
        let isAll = done == source.count
        let status = Zlib.deflate(stream, isAll ? (isLast ? Z_FINISH : Z_SYNC_FLUSH) : Z_NO_FLUSH)
        result.append(output.baseAddress!, count: output.count - Int(stream.pointee.avail_out))
        isFinished = isLast ? status == Z_STREAM_END : isAll && stream.pointee.avail_out > 0
      }
    }
    return result
  }
}
