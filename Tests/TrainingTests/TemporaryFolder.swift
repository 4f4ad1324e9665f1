import Foundation

/// A folder of its own for one test, removed when the test is over.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("cotrain-\(UUID().uuidString)").path

  init() { try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
  func names(_ under: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(under)).sorted()
  }
}
