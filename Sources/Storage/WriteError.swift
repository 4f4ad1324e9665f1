import Foundation

/// A file or folder could not be written. No file is left half written.
public struct WriteError: Error, Equatable, Sendable {
  public enum Action: String, Sendable {
    case makeFolder = "cannot make the folder"
    case create = "cannot create a file beside"
    case write = "cannot write"
    case synchronize = "cannot bring to disk"
    case rename = "cannot give its final name to"
  }

  public let path: String
  public let action: Action
  /// The system's error number, such as `ENOSPC`.
  public let code: Int32

  public init(path: String, action: Action, code: Int32) {
    self.path = path
    self.action = action
    self.code = code
  }
}

extension WriteError: CustomStringConvertible {
  public var description: String {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free some space or choose another folder, then run again; no file is left half written"
      case EACCES, EPERM, EROFS: "choose a folder you may write to"
      case ENOTDIR: "a file stands where a folder is needed; choose another folder"
      case EEXIST, ENOTEMPTY: "something of that name is there already; choose another name"
      default: "no file is left half written"
      }
    return "\(action.rawValue) '\(path)': \(String(cString: strerror(code))); \(remedy)"
  }
}
