import Foundation
import Synchronization

/// The operating system with one planned accident: the n-th operation fails, or the process dies in its place.
///
/// Tests run every writer under every n and look at what is left. Operations are counted from 1 across all threads.
public final class FailingFileOperations: FileOperations {
  public enum Accident: Sendable, Equatable {
    /// The operation fails with this error number and so does every later one, as on a full disk.
    case failure(code: Int32)
    /// SIGKILL reaches the process, as when a machine loses power.
    case death
  }

  private let system = SystemFileOperations()
  private let planned: Int
  private let accident: Accident
  private let count = Mutex(0)

  public init(at planned: Int, _ accident: Accident) {
    self.planned = planned
    self.accident = accident
  }

  /// Operations seen so far.
  public var operationCount: Int { count.withLock { $0 } }

  private func meet(_ path: String, _ action: WriteError.Action) throws(WriteError) {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number >= planned else { return }
    switch accident {
    case .failure(let code): throw WriteError(path: path, action: action, code: code)
    case .death: kill(getpid(), SIGKILL)
    }
  }

  public func makeFolder(_ path: String) throws(WriteError) {
    try meet(path, .makeFolder)
    try system.makeFolder(path)
  }

  public func create(_ path: String) throws(WriteError) -> Int32 {
    try meet(path, .create)
    return try system.create(path)
  }

  /// Half of the bytes are written before a planned failure, as on a disk that fills up.
  public func write(_ bytes: Data, to descriptor: Int32, path: String) throws(WriteError) {
    let half = bytes.count / 2
    try system.write(bytes.prefix(half), to: descriptor, path: path)
    try meet(path, .write)
    try system.write(bytes.dropFirst(half), to: descriptor, path: path)
  }

  public func synchronize(_ descriptor: Int32, path: String) throws(WriteError) {
    try meet(path, .synchronize)
    try system.synchronize(descriptor, path: path)
  }

  public func rename(_ path: String, to final: String) throws(WriteError) {
    try meet(path, .rename)
    try system.rename(path, to: final)
  }

  public func synchronizeFolder(_ path: String) throws(WriteError) {
    try meet(path, .synchronize)
    try system.synchronizeFolder(path)
  }
}
