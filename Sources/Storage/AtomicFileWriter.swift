import Foundation
import Synchronization

/// Writes whole files so that a reader, a crash or a full disk never meets half of one.
///
/// The bytes go to a new file beside the final name, are brought to disk, and take the final name in one step. When
/// anything fails, the unfinished file is removed and the file that had the name before is as it was.
public struct AtomicFileWriter: Sendable {
  /// Unfinished files and folders begin with this; a process that was killed leaves them, and `removeUnfinished` clears them.
  public static let unfinishedPrefix = ".unfinished-"

  private static let serial = Atomic<UInt64>(0)
  package let operations: any FileOperations

  public init(operations: any FileOperations = SystemFileOperations()) { self.operations = operations }

  /// Writes a file, replacing one of the same name. Its folder must exist.
  /// - Throws: `WriteError`, with the path that was asked for.
  public func write(_ bytes: Data, to path: String) throws(WriteError) {
    let parts = PathParts(path)
    let beside = Self.unfinishedName(beside: path)
    do {
      let descriptor = try operations.create(beside)
      do {
        defer { close(descriptor) }
        try operations.write(bytes, to: descriptor, path: beside)
        try operations.synchronize(descriptor, path: beside)
      }
      try operations.rename(beside, to: path)
    } catch {
      unlink(beside)
      throw WriteError(path: path, action: error.action, code: error.code)
    }
    try operations.synchronizeFolder(parts.folder)
  }

  /// Writes a file a part at a time, replacing one of the same name.
  /// - Throws: `WriteError`, with the path that was asked for, and what `body` throws.
  public func write(to path: String, _ body: (UnfinishedFile) throws -> Void) throws {
    let beside = Self.unfinishedName(beside: path)
    do {
      let descriptor = try operations.create(beside)
      do {
        defer { close(descriptor) }
        try body(UnfinishedFile(path: beside, descriptor: descriptor, operations: operations))
        try operations.synchronize(descriptor, path: beside)
      }
      try operations.rename(beside, to: path)
    } catch {
      unlink(beside)
      guard let error = error as? WriteError else { throw error }
      throw WriteError(path: path, action: error.action, code: error.code)
    }
    try operations.synchronizeFolder(PathParts(path).folder)
  }

  /// A name in the same folder that nothing else has.
  static func unfinishedName(beside path: String) -> String {
    let parts = PathParts(path)
    let serial = Self.serial.wrappingAdd(1, ordering: .relaxed).newValue
    return PathParts.join(parts.folder, "\(unfinishedPrefix)\(getpid())-\(serial)-\(parts.name)")
  }

  /// Writes text as UTF-8.
  public func write(_ text: String, to path: String) throws(WriteError) { try write(Data(text.utf8), to: path) }

  /// Creates a folder and those above it; one that exists is left as it is.
  public func makeFolder(_ path: String) throws(WriteError) { try operations.makeFolder(path) }

  /// Removes what a killed process left unfinished directly inside a folder.
  public func removeUnfinished(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(Self.unfinishedPrefix) {
      try? FileManager.default.removeItem(atPath: PathParts.join(folder, name))
    }
  }
}

/// A file that is being written and does not have its name yet.
public struct UnfinishedFile {
  let path: String
  fileprivate let descriptor: Int32
  fileprivate let operations: any FileOperations

  /// Adds bytes at the end.
  public func append(_ bytes: Data) throws(WriteError) {
    try operations.write(bytes, to: descriptor, path: path)
  }

  /// Writes over bytes that are there; what is appended goes to the end as before.
  func replace(at offset: Int, with bytes: Data) throws(WriteError) {
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
      throw WriteError(path: path, action: .write, code: errno)
    }
    try operations.write(bytes, to: descriptor, path: path)
    guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw WriteError(path: path, action: .write, code: errno) }
  }
}
