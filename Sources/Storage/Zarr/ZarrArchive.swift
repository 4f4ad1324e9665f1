/// A zarr store that is a zip archive, of the store itself or of the one folder that holds it.
struct ZarrArchive: ZarrStore {
  private let archive: ZipArchive
  /// What stands before every name of the store.
  private let prefix: String

  init(_ archive: ZipArchive) {
    self.archive = archive
    let documents = archive.members.map(\.name).filter(Self.isDocument)
    let tops = Set(documents.map { $0.split(separator: "/", maxSplits: 1)[0] })
    let isFolder = tops.count == 1 && !documents.contains { !$0.contains("/") }
    prefix =
      isFolder && documents.contains { Self.isDocument($0) && $0.count { $0 == "/" } == 1 } ? "\(tops.first!)/" : ""
  }

  /// Whether an archive holds a zarr store.
  static func recognizes(_ archive: ZipArchive) -> Bool { archive.members.contains { isDocument($0.name) } }

  private static func isDocument(_ name: String) -> Bool {
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return last == ZarrOutline.arrayName || last == ZarrOutline.groupName || last == ZarrOutline.laterName
  }

  var path: String { archive.file.path }

  func outline() -> ZarrOutline {
    var outline = ZarrOutline()
    for member in archive.members where member.name.hasPrefix(prefix) && Self.isDocument(member.name) {
      let name = member.name.dropFirst(prefix.count)
      let slash = name.lastIndex(of: "/")
      let key = slash.map { String(name[..<$0]) } ?? ""
      switch slash.map({ name[name.index(after: $0)...] }) ?? name {
      case ZarrOutline.arrayName[...]: outline.arrays.append(key)
      case ZarrOutline.groupName[...]: outline.hasGroup = true
      default: outline.later.append(key)
      }
    }
    outline.arrays.sort()
    return outline
  }

  func contents(of name: String, byteLimit: Int) throws(ArrayFileError) -> [UInt8]? {
    guard let member = archive.member(named: prefix + name) else { return nil }
    return try archive.contents(of: member, byteLimit: byteLimit)
  }
}
