import Foundation

/// A file on disk, open for reading at any place from any thread.
///
/// Pipes, devices and folders are refused, so nothing here waits for another process.
package final class RegularFile: Sendable {
  package let path: String
  /// Bytes, when it was opened.
  package let size: Int
  private let descriptor: Int32

  package init(_ path: String) throws(ArrayFileError) {
    // A name with a zero byte would reach the system cut short. Without O_NONBLOCK a pipe without a writer blocks.
    let descriptor = path.utf8.contains(0) ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ArrayFileError(path: path, .unreadable(code: path.utf8.contains(0) ? ENOENT : errno))
    }
    var status = stat()
    let failure = fstat(descriptor, &status) == 0 ? Self.refusal(of: status) : .unreadable(code: errno)
    if let failure {
      close(descriptor)
      throw ArrayFileError(path: path, failure)
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func refusal(of status: stat) -> ArrayFileError.Reason? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: .unreadable(code: EISDIR)
    case S_IFIFO, S_IFSOCK: .unsupported("it is a pipe; write what comes through it to a file and name that")
    default: .unsupported("it is a device; name a file")
    }
  }

  /// Fills the memory with the bytes that begin at `offset`.
  /// - Parameter key: the array they belong to, for the error.
  /// - Throws: `ArrayFileError` when the file ends before or cannot be read.
  package func read(
    at offset: Int, into memory: UnsafeMutableRawBufferPointer, key: String? = nil
  ) throws(ArrayFileError) {
    var done = 0
    while done < memory.count {
      let count = pread(descriptor, memory.baseAddress! + done, memory.count - done, off_t(offset + done))
      if count == 0 {
        throw ArrayFileError(path: path, key: key, .damaged("the file became shorter while it was read"))
      }
      if count < 0, errno != EINTR { throw ArrayFileError(path: path, key: key, .unreadable(code: errno)) }
      done += max(count, 0)
    }
  }

  /// The bytes that begin at `offset`. The caller has checked that there are as many.
  package func bytes(at offset: Int, count: Int, key: String? = nil) throws(ArrayFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (memory) throws(ArrayFileError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(memory), key: key)
    }
    return bytes
  }
}
