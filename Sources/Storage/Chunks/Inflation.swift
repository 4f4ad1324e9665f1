import Zlib

/// zlib over whole chunks, whose length after decompression is known before.
enum Inflation {
  enum Wrapping: Int32 {
    case zlib = 15
    case gzip = 31
  }

  /// Inflates bytes that give exactly `target.count`. Memory beyond the target does not depend on what they claim.
  static func inflate(
    _ bytes: [UInt8], _ wrapping: Wrapping, into target: UnsafeMutableRawBufferPointer
  ) throws(ChunkFlaw) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(ChunkFlaw) in try inflate(bytes, wrapping, into: target) }
  }

  private static func inflate(
    _ bytes: UnsafeBufferPointer<UInt8>, _ wrapping: Wrapping, into target: UnsafeMutableRawBufferPointer
  ) throws(ChunkFlaw) {
    guard let from = bytes.baseAddress, let to = target.baseAddress else { throw ChunkFlaw("it has no bytes") }
    guard bytes.count <= Int(UInt32.max), target.count <= Int(UInt32.max) else { throw ChunkFlaw("it is above 4 GiB") }
    var stream = z_stream()
    let status = inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: from)
    stream.avail_in = UInt32(bytes.count)
    stream.next_out = to.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(target.count)
    var result = Zlib.inflate(&stream, Z_NO_FLUSH)
    var surplus: UInt8 = 0
    if result == Z_OK, stream.avail_out == 0 {
      // The end mark and the checksum may still stand before it.
      result = withUnsafeMutablePointer(to: &surplus) { surplus in
        stream.next_out = surplus
        stream.avail_out = 1
        defer { stream.next_out = nil }
        return Zlib.inflate(&stream, Z_NO_FLUSH)
      }
    }
    guard stream.total_out <= UInt(target.count) else {
      throw ChunkFlaw("it inflates to more than the \(target.count) bytes of a chunk")
    }
    switch result {
    case Z_STREAM_END: break
    case Z_OK, Z_BUF_ERROR: throw ChunkFlaw("its compressed bytes are cut short")
    default: throw ChunkFlaw("its compressed bytes are damaged")
    }
    guard stream.total_out == UInt(target.count) else {
      throw ChunkFlaw("it inflates to \(stream.total_out) bytes where a chunk takes \(target.count)")
    }
    guard stream.avail_in == 0 else { throw ChunkFlaw("\(stream.avail_in) bytes follow its compressed bytes") }
  }
}
