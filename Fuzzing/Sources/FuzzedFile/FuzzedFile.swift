import Foundation
import Storage

/// A file in memory that holds the fuzzer's input: readers take paths.
public final class FuzzedFile {
  public let path: String
  private let descriptor: Int32

  public init(_ bytes: UnsafePointer<UInt8>?, count: Int) {
    let name = "/cotrain-fuzzing-\(getpid())"
    descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    shm_unlink(name)
    precondition(descriptor >= 0 && write(descriptor, bytes, count) == count, "no memory for the input")
    path = "/proc/self/fd/\(descriptor)"
  }

  deinit { close(descriptor) }

  /// Opens the file and reads every array in it: whole as `Float`, and some rows as `Double`.
  ///
  /// The reader may throw `ArrayFileError` and nothing else; more than 64 MiB for an array is refused.
  public func exercise(_ open: (String) throws(ArrayFileError) -> any ArrayFile) {
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
