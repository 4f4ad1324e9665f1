import Foundation

/// A zarr store that is a folder. Symbolic links that lead out of it are refused, and pipes in it wait for nobody.
struct ZarrFolder: ZarrStore {
  private static let depthLimit = 32
  private static let folderLimit = 100_000

  let path: String
  /// Without symbolic links, ending in "/".
  private let root: String

  init(_ path: String) throws(ArrayFileError) {
    guard let real = Self.resolved(path) else { throw ArrayFileError(path: path, .unreadable(code: errno)) }
    self.path = path
    root = real == "/" ? "/" : real + "/"
  }

  func contents(of name: String, byteLimit: Int) throws(ArrayFileError) -> [UInt8]? {
    guard let real = Self.resolved(root + name) else {
      if [ENOENT, ENOTDIR].contains(errno) { return nil }
      throw ArrayFileError(path: path, key: name, .unreadable(code: errno))
    }
    guard real.hasPrefix(root) else { throw leadsOut(name) }
    do throws(ArrayFileError) {
      let file = try RegularFile(real)
      guard file.size <= byteLimit else {
        throw ArrayFileError(path: path, .tooLarge(bytes: file.size, limit: byteLimit))
      }
      return try file.bytes(at: 0, count: file.size)
    } catch {
      throw ArrayFileError(path: path, key: name, error.reason)
    }
  }

  func outline() throws(ArrayFileError) -> ZarrOutline {
    var outline = ZarrOutline()
    // Any other folder, which may be the root of the whole machine, is not looked through.
    let documents = [ZarrOutline.groupName, ZarrOutline.arrayName, ZarrOutline.laterName]
    guard documents.contains(where: { Self.exists(root + $0) }) else { return outline }
    var left = Self.folderLimit
    try visit("", above: [], &outline, left: &left)
    return outline
  }

  /// - Parameter above: the folders that hold this one; a link to one of them leads round in a circle.
  private func visit(
    _ key: String, above: [String], _ outline: inout ZarrOutline, left: inout Int
  ) throws(ArrayFileError) {
    left -= 1
    guard above.count < Self.depthLimit, left > 0 else {
      throw ArrayFileError(
        path: path, key: key, .unsupported("it has more than \(Self.folderLimit) folders, or they nest too deep"))
    }
    guard let real = Self.resolved(root + key) else { return }
    guard real + "/" == root || real.hasPrefix(root) || key.isEmpty else {
      outline.refusals.append(leadsOut(key))
      return
    }
    if above.contains(real) { return }
    let prefix = key.isEmpty ? "" : key + "/"
    // An array's own folder may hold a million chunks; it is not listed.
    if Self.exists(root + prefix + ZarrOutline.arrayName) {
      outline.arrays.append(key)
      return
    }
    if Self.exists(root + prefix + ZarrOutline.laterName) {
      outline.later.append(key)
      return
    }
    if Self.exists(root + prefix + ZarrOutline.groupName) { outline.hasGroup = true }
    for name in try folders(in: key) { try visit(prefix + name, above: above + [real], &outline, left: &left) }
  }

  /// Names of the folders within one, links to folders among them, in order.
  private func folders(in key: String) throws(ArrayFileError) -> [String] {
    guard let directory = opendir(root + key) else {
      throw ArrayFileError(path: path, key: key, .unreadable(code: errno))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(validatingCString: $0)
        }
      }
      guard let name, name != ".", name != ".." else { continue }
      var status = stat()
      let type = Int32(entry.pointee.d_type)
      if type == Int32(DT_DIR)
        || type != Int32(DT_REG) && stat(root + key + "/" + name, &status) == 0
          && status.st_mode & S_IFMT == S_IFDIR
      {
        names.append(name)
      }
    }
    return names.sorted()
  }

  private func leadsOut(_ name: String) -> ArrayFileError {
    ArrayFileError(
      path: path, key: name, .unsupported("it is a symbolic link that leads out of the store; copy what it names"))
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The path without symbolic links; nil with `errno`.
  private static func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
