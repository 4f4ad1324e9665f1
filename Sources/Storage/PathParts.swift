/// A path as the folder and the name in it.
///
/// Foundation's own way to part a path stops the process at a relative path of one character.
public struct PathParts: Sendable, Equatable {
  /// "" for a name in the working folder, "/" for one in the root.
  public let folder: String
  /// "" for the root itself.
  public let name: String

  public init(_ path: String) {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else {
      folder = ""
      name = String(trimmed)
      return
    }
    var above = trimmed[..<slash]
    while above.last == "/" { above.removeLast() }
    folder = above.isEmpty ? "/" : String(above)
    name = String(trimmed[trimmed.index(after: slash)...])
  }

  /// A name inside a folder; the working folder is "".
  public static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
