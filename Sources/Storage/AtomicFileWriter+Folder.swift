import Foundation

extension AtomicFileWriter {
  /// Writes a folder of files, whole or not at all: beside its final name, to disk, then renamed as one. The folder that
  /// it stands in must exist.
  /// - Parameter files: their names in the folder, without slashes, and their bytes.
  /// - Throws: `WriteError`, with the path that was asked for; also when something of that name is there.
  public func write(_ files: [(name: String, bytes: Data)], asFolder path: String) throws(WriteError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw WriteError(path: path, action: .rename, code: EEXIST) }
    let above = PathParts(path).folder
    guard stat(above.isEmpty ? "." : above, &status) == 0 else {
      throw WriteError(path: path, action: .makeFolder, code: errno)
    }
    let beside = Self.unfinishedName(beside: path)
    do {
      try operations.makeFolder(beside)
      for (name, bytes) in files {
        precondition(!name.contains("/"), "'\(name)' is no name of a file in a folder")
        let file = PathParts.join(beside, name)
        let descriptor = try operations.create(file)
        defer { close(descriptor) }
        try operations.write(bytes, to: descriptor, path: file)
        try operations.synchronize(descriptor, path: file)
      }
      try operations.synchronizeFolder(beside)
      try operations.rename(beside, to: path)
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
      throw WriteError(path: path, action: error.action, code: error.code)
    }
    try operations.synchronizeFolder(above)
  }
}
