import Zlib

/// CRC-32 of bytes that are met in order, as far as they are; a read elsewhere neither adds nor disturbs.
struct RunningChecksum: Sendable {
  private(set) var position = 0
  private(set) var value = crc32(0, nil, 0)

  mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    if offset == 0 { self = RunningChecksum() }
    guard offset == position, let base = bytes.baseAddress else { return }
    value = crc32_z(value, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    position += bytes.count
  }
}
