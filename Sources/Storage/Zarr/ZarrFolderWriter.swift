import Foundation

/// Writes the files of a zarr store into a folder that nobody looks at yet.
struct ZarrFolderWriter: Sendable {
  private let root: String
  private let operations: any FileOperations
  /// Folders made so far, each after the one that holds it.
  private var folders: [String] = []

  init(_ root: String, operations: any FileOperations) {
    self.root = root
    self.operations = operations
  }

  /// Makes the folder of the store, a group.
  mutating func open() throws(WriteError) { try makeGroup("") }

  /// Writes a file of an array, whose folder and the groups above it are made where they are not there.
  /// - Parameter name: its path in the store.
  mutating func write(_ bytes: Data, to name: String) throws(WriteError) {
    let parts = name.split(separator: "/")
    var folder = ""
    for (depth, part) in parts.dropLast().enumerated() {
      folder = PathParts.join(folder, String(part))
      if folders.contains(folder) { continue }
      if depth == parts.count - 2 { try makeFolder(folder) } else { try makeGroup(folder) }
    }
    try writeFile(bytes, to: name)
  }

  /// Brings the names of everything that was written to disk.
  func synchronizeFolders() throws(WriteError) {
    for folder in folders.reversed() { try operations.synchronizeFolder(PathParts.join(root, folder)) }
  }

  private mutating func makeGroup(_ folder: String) throws(WriteError) {
    try makeFolder(folder)
    try writeFile(Data("{\n    \"zarr_format\": 2\n}\n".utf8), to: PathParts.join(folder, ZarrOutline.groupName))
  }

  private mutating func makeFolder(_ folder: String) throws(WriteError) {
    try operations.makeFolder(folder.isEmpty ? root : PathParts.join(root, folder))
    folders.append(folder)
  }

  /// Writes a file into a folder that is there already; from any thread.
  func writeFile(_ bytes: Data, to name: String) throws(WriteError) {
    let path = PathParts.join(root, name)
    let descriptor = try operations.create(path)
    defer { close(descriptor) }
    try operations.write(bytes, to: descriptor, path: path)
    try operations.synchronize(descriptor, path: path)
  }
}
