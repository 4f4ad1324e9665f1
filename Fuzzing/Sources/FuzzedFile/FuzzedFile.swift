import Foundation
import Storage

/// A file in memory that holds the fuzzer's input: readers take paths, and libhdf5 one that has a name.
public final class FuzzedFile {
  public let path: String

  public init(_ bytes: UnsafePointer<UInt8>?, count: Int) {
    path = "/dev/shm/cotrain-fuzzing-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0 && write(descriptor, bytes, count) == count, "no memory for the input")
    close(descriptor)
  }

  deinit { unlink(path) }

  /// Opens the file and reads every array in it: whole as `Float`, and some rows as `Double`.
  ///
  /// The reader may throw `ArrayFileError` and nothing else; more than 64 MiB for an array is refused.
  public func exercise(_ open: (String) throws(ArrayFileError) -> any ArrayFile) { Self.exercise(path: path, open) }

  /// The same with a file or folder that stands elsewhere.
  public static func exercise(path: String, _ open: (String) throws(ArrayFileError) -> any ArrayFile) {
    do {
      let file = try open(path)
      _ = file.episodeEnds
      for error in file.unreadable { _ = error.description }
      for array in file.arrays {
        do {
          _ = try array.tensor(as: Float.self, byteLimit: 64 << 20)
          let middle = array.rowCount / 2
          _ = try array.rows(middle..<min(array.rowCount, middle + 3), as: Double.self, byteLimit: 64 << 20)
        } catch { _ = error.description }
      }
    } catch { _ = error.description }
  }
}
