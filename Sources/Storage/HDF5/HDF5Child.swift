import Foundation
import HDF5Survey

/// A child process in which libhdf5 looks at a file, and what it reports.
///
/// Damaged files bring libhdf5 1.10 to invalid memory accesses and endless loops (one in a hundred does after one to three
/// bytes were changed), so it never runs in this process. A child that crashes, falls silent or takes too much memory is
/// an error like any other.
package enum HDF5Child {
  /// Bytes a child may take beyond what this process has mapped.
  private static let memoryLimit = 512 << 20
  /// Bytes a report may have.
  private static let reportLimit = 128 << 20
  /// Milliseconds a child may be silent.
  private static let patience: Int32 = 8000

  /// Reports on every object of a file.
  package static func survey(_ path: String) throws(ArrayFileError) -> HDF5Report {
    try report(path: path, key: nil) { out in hdf5_start_survey(path, out, memoryLimit) }
  }

  /// Reports where the chunks stand that begin at some elements of a dataset.
  /// - Parameter offsets: `rank` numbers for each chunk.
  static func searchChunks(
    _ path: String, dataset: String, key: String, offsets: [UInt64], rank: Int
  ) throws(ArrayFileError) -> HDF5Report {
    try report(path: path, key: key) { out in
      hdf5_start_chunk_search(path, dataset, offsets, offsets.count / rank, rank, out, memoryLimit)
    }
  }

  private static func report(
    path: String, key: String?, start: (Int32) -> pid_t
  ) throws(ArrayFileError) -> HDF5Report {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ArrayFileError(path: path, key: key, .unreadable(code: errno)) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    // A child inherits libhdf5 as it stands: not in the middle of another thread's call.
    let child = HDF5Library.call { start(ends[1]) }
    let code = errno
    close(ends[1])
    guard child > 0 else { throw ArrayFileError(path: path, key: key, .unreadable(code: code)) }

    let (bytes, reason) = listen(ends[0])
    if reason != nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    if let reason { throw ArrayFileError(path: path, key: key, reason) }
    let report = HDF5Report(bytes, path: path, key: key)
    guard report.isComplete else {
      let signal = status & 0x7F
      let end = signal == 0 ? "ended with code \(status >> 8 & 0xFF)" : "was stopped by signal \(signal)"
      throw ArrayFileError(
        path: path, key: key,
        .damaged("libhdf5 \(end) while it looked at the file, as damaged files make it do; write the file again"))
    }
    return report
  }

  /// Takes what comes through the pipe until its end, or gives up.
  private static func listen(_ descriptor: Int32) -> ([UInt8], gaveUp: ArrayFileError.Reason?) {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, patience)
      if ready < 0, errno == EINTR { continue }
      if ready == 0 {
        return (bytes, .damaged("libhdf5 does not come to an end with the file, as happens with damaged ones"))
      }
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return (bytes, .unreadable(code: errno)) }
      if count == 0 { return (bytes, nil) }
      bytes += block[..<count]
      if bytes.count > reportLimit { return (bytes, .tooLarge(bytes: bytes.count, limit: reportLimit)) }
    }
  }
}
