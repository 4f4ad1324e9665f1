import Foundation
import Storage

/// Where data goes.
enum StandardOutput {
  /// - Throws: `WriteError`, a full disk behind a redirection included.
  static func write(_ text: String) throws(WriteError) {
    try SystemFileOperations().write(Data(text.utf8), to: STDOUT_FILENO, path: "standard output")
  }
}

/// Where warnings and errors go. Nothing can be said about a failure here, so none is reported.
enum StandardError {
  static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
