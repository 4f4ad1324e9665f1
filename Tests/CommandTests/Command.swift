import Foundation
import TestSupport
import Testing

/// The built `cotrain`, run as a user runs it.
struct Command {
  struct Result {
    let status: Int32
    let output: String
    let complaints: String
  }

  /// Stands beside the test bundle's resources.
  static let executable = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("cotrain")

  /// Runs to the end. The working folder is `folder`; `shell` wraps the command line, such as `ulimit -f 0; exec "$@"`.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:], shell: String? = nil
  ) throws -> Result {
    let process = try start(arguments, in: folder, environment: environment, shell: shell)
    process.waitUntilExit()
    func text(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }
    let status = process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
    return Result(status: status, output: try text(".output"), complaints: try text(".complaints"))
  }

  /// Starts and returns at once. Output goes to the files `.output` and `.complaints`.
  static func start(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:], shell: String? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", shell ?? "exec \"$@\"", "sh", executable.path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["COLUMNS": "100"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try handle(folder.file(".output"))
    process.standardError = try handle(folder.file(".complaints"))
    try process.run()
    return process
  }

  private static func handle(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}

extension TemporaryFolder {
  /// Every file under a folder by its path, except provenance.json, which tells of times and calls.
  func contents(of name: String) -> [String: Data] {
    var contents = [String: Data]()
    let root = file(name)
    for path in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
    where !path.hasSuffix("provenance.json") {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
      if !isFolder.boolValue { contents[path] = FileManager.default.contents(atPath: "\(root)/\(path)") }
    }
    return contents
  }
}
