import Synchronization
import Zlib

/// The bytes of a deflated zip member, inflated as they are asked for.
///
/// What is read in order is inflated once; a read at a place before the last begins anew. Not more is inflated than the
/// directory announces.
final class DeflatedMember: ByteSource {
  private let file: RegularFile
  private let member: ZipMember
  private let key: String
  private let stream = Mutex<InflateStream?>(nil)

  init(file: RegularFile, member: ZipMember, key: String) {
    self.file = file
    self.member = member
    self.key = key
  }

  var count: Int { member.size }
  var isRandomAccess: Bool { false }

  func read(at offset: Int, into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    if memory.isEmpty, member.size > 0 { return }
    // The lock is held while the file is read: whoever comes second would have to begin anew otherwise.
    let memory = SendableMemory(bytes: memory)
    let failure: ArrayFileError? = stream.withLock { current in
      do throws(ArrayFileError) {
        var stream = current ?? InflateStream(file: file, member: member, key: key)
        if stream.position > offset { stream = InflateStream(file: file, member: member, key: key) }
        current = stream
        try stream.skip(to: offset)
        try stream.read(into: memory.bytes)
        if stream.position == member.size { current = nil }
        return nil
      } catch {
        current = nil
        return error
      }
    }
    if let failure { throw failure }
  }

  private struct SendableMemory: @unchecked Sendable { let bytes: UnsafeMutableRawBufferPointer }
}
