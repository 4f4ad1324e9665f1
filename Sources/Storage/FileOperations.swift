import Foundation

/// What a writer asks of the operating system, so that a test can make any one of these fail.
///
/// Paths are absolute or relative to the working directory. Each method throws `WriteError` and nothing else.
public protocol FileOperations: Sendable {
  /// Creates a folder and those above it; one that exists is left as it is.
  func makeFolder(_ path: String) throws(WriteError)
  /// Opens a new file for writing and returns its descriptor.
  func create(_ path: String) throws(WriteError) -> Int32
  /// Writes every byte or throws.
  func write(_ bytes: Data, to descriptor: Int32, path: String) throws(WriteError)
  /// Waits until what was written has reached the disk.
  func synchronize(_ descriptor: Int32, path: String) throws(WriteError)
  /// Gives a file its final name; whatever had that name before is replaced in one step.
  func rename(_ path: String, to final: String) throws(WriteError)
  /// Waits until the names in a folder have reached the disk.
  func synchronizeFolder(_ path: String) throws(WriteError)
}

/// The operating system itself.
public struct SystemFileOperations: FileOperations {
  public init() {}

  public func makeFolder(_ path: String) throws(WriteError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { return }
      throw WriteError(path: path, action: .makeFolder, code: ENOTDIR)
    }
    let above = PathParts(path).folder
    if !above.isEmpty, above != path { try makeFolder(above) }
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw WriteError(path: path, action: .makeFolder, code: errno) }
  }

  public func create(_ path: String) throws(WriteError) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw WriteError(path: path, action: .create, code: errno) }
    return descriptor
  }

  public func write(_ bytes: Data, to descriptor: Int32, path: String) throws(WriteError) {
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let written = Foundation.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        if written >= 0 {
          offset += written
        } else if errno != EINTR {
          code = errno
          return
        }
      }
    }
    if code != 0 { throw WriteError(path: path, action: .write, code: code) }
  }

  public func synchronize(_ descriptor: Int32, path: String) throws(WriteError) {
    if fsync(descriptor) != 0 { throw WriteError(path: path, action: .synchronize, code: errno) }
  }

  public func rename(_ path: String, to final: String) throws(WriteError) {
    if Foundation.rename(path, final) != 0 { throw WriteError(path: final, action: .rename, code: errno) }
  }

  public func synchronizeFolder(_ path: String) throws(WriteError) {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw WriteError(path: path, action: .synchronize, code: errno) }
    defer { close(descriptor) }
    // Some file systems cannot synchronise a folder and say EINVAL; the rename is atomic on them all the same.
    if fsync(descriptor) != 0, errno != EINVAL {
      throw WriteError(path: path, action: .synchronize, code: errno)
    }
  }
}
