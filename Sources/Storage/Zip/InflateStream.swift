import Zlib

/// zlib at work on one member, at one place.
///
/// Not for two threads at once: `DeflatedMember` holds a lock around each use, which makes sending it safe.
final class InflateStream: @unchecked Sendable {
  private static let inputSize = 64 << 10

  private let file: RegularFile
  private let member: ZipMember
  private let key: String
  /// On the heap: zlib keeps the address.
  private let state: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var consumed = 0
  private var checksum = RunningChecksum()
  private var isEnded = false
  /// Bytes inflated so far.
  var position: Int { checksum.position }

  init(file: RegularFile, member: ZipMember, key: String) {
    self.file = file
    self.member = member
    self.key = key
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    input = .allocate(byteCount: Self.inputSize, alignment: 16)
    // Bits below 0: neither zlib's nor gzip's wrapping. Fails only without memory.
    let status = inflateInit2_(state, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func skip(to offset: Int) throws(ArrayFileError) {
    guard offset > position else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(1 << 16, offset - position), alignment: 16)
    defer { scratch.deallocate() }
    while position < offset {
      try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(scratch.count, offset - position)]))
    }
  }

  /// Fills the memory with what comes next; at the member's end, checks that it is the end and what the checksum says.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    var done = 0
    while done < memory.count {
      let part = UnsafeMutableRawBufferPointer(rebasing: memory[done..<min(memory.count, done + (1 << 30))])
      let count = try inflateSome(into: part)
      guard count > 0 || !isEnded else {
        throw damaged("it inflates to \(position) bytes where \(member.size) are announced")
      }
      checksum.add(UnsafeRawBufferPointer(rebasing: part[..<count]), at: position)
      done += count
    }
    if position == member.size { try finish() }
  }

  private func finish() throws(ArrayFileError) {
    var extra: UInt8 = 0
    while !isEnded {
      let count = try withUnsafeMutableBytes(of: &extra) { (memory) throws(ArrayFileError) in
        try inflateSome(into: memory)
      }
      if count > 0 { throw damaged("it inflates to more than the \(member.size) bytes that are announced") }
    }
    guard consumed - Int(state.pointee.avail_in) == member.range.count else {
      throw damaged("its compressed bytes end before the \(member.range.count) that are announced")
    }
    guard checksum.value == UInt(member.checksum) else { throw damaged(wrongChecksum) }
  }

  /// One step of zlib. Returns how many bytes it gave; 0 when it only took input, or has ended.
  private func inflateSome(into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Int {
    if isEnded { return 0 }
    if state.pointee.avail_in == 0 {
      let count = min(input.count, member.range.count - consumed)
      guard count > 0 else { throw damaged("its compressed bytes are cut short") }
      let part = UnsafeMutableRawBufferPointer(rebasing: input[..<count])
      try file.read(at: member.range.lowerBound + consumed, into: part, key: key)
      consumed += count
      state.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
      state.pointee.avail_in = UInt32(count)
    }
    state.pointee.next_out = memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(memory.count)
    let status = inflate(state, Z_NO_FLUSH)
    switch status {
    case Z_STREAM_END: isEnded = true
    case Z_OK, Z_BUF_ERROR: break
    default:
      throw damaged("its compressed bytes are damaged near byte \(position)")
    }
    return memory.count - Int(state.pointee.avail_out)
  }

  private func damaged(_ what: String) -> ArrayFileError {
    ArrayFileError(path: file.path, key: key, .damaged(what))
  }
}
