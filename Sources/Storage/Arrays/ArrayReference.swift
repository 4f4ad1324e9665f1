import Foundation

/// A file as a user names it on a command line: `FILE`, or `FILE:KEY` for one array in it.
public struct ArrayReference: Sendable, Equatable, CustomStringConvertible {
  public let path: String
  /// nil for the whole file.
  public let key: String?

  public init(path: String, key: String? = nil) {
    self.path = path
    self.key = key
  }

  /// Parts a text at the last colon before which a file's or folder's name stands.
  ///
  /// Names may have colons themselves: a text that is the name of a file is that file. Where nothing of that name
  /// exists, the last colon parts it, for the error that follows to say so.
  public init(_ text: String) {
    let exists = { (path: String) in !path.isEmpty && FileManager.default.fileExists(atPath: path) }
    let colons = text.indices.filter { text[$0] == ":" && $0 != text.startIndex }
    if !exists(text), let colon = colons.last(where: { exists(String(text[..<$0])) }) ?? colons.last {
      path = String(text[..<colon])
      key = String(text[text.index(after: colon)...])
    } else {
      path = text
      key = nil
    }
  }

  public var description: String { key.map { "\(path):\($0)" } ?? path }
}
