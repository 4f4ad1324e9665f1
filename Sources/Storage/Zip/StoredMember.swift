import Synchronization

/// The bytes of a zip member that is not compressed, read where they stand.
final class StoredMember: ByteSource {
  private let file: RegularFile
  private let member: ZipMember
  private let key: String
  private let checksum = Mutex(RunningChecksum())

  init(file: RegularFile, member: ZipMember, key: String) {
    self.file = file
    self.member = member
    self.key = key
  }

  var count: Int { member.size }
  var isRandomAccess: Bool { true }

  func read(at offset: Int, into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    try file.read(at: member.range.lowerBound + offset, into: memory, key: key)
    let isWrong = checksum.withLock { running in
      running.add(UnsafeRawBufferPointer(memory), at: offset)
      return running.position == member.size && running.value != UInt(member.checksum)
    }
    if isWrong { throw ArrayFileError(path: file.path, key: key, .damaged(wrongChecksum)) }
  }
}

let wrongChecksum = "its bytes do not have the checksum that the archive gives; the file is damaged, write it again"
