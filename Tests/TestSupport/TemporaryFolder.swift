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
}
