import Foundation

/// A folder of its own for one test, removed when the test is over.
package final class TemporaryFolder: Sendable {
  package let path = FileManager.default.temporaryDirectory.appendingPathComponent("cotrain-\(UUID().uuidString)").path

  package init() { try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func file(_ name: String) -> String { path + "/" + name }
  package func names(_ under: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(under)).sorted()
  }

  /// Puts a file of these bytes there and gives its path. Foundation's way, and rewriting a file in place, wait for the
  /// disk; a test that writes a thousand files should not.
  @discardableResult package func put(_ name: String, _ bytes: Data) -> String {
    let path = file(name)
    unlink(path)
    let stream = fopen(path, "w")!
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, stream) }
    precondition(fclose(stream) == 0, "cannot write \(path)")
    return path
  }
}
