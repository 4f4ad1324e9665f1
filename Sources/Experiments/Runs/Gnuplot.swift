import Foundation

/// Draws a folder's pictures with gnuplot. A script stays beside the CSV files, so that a user can restyle it.
package struct Gnuplot: Sendable {
  /// The picture could not be drawn from its own script. Exit code 70.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// A complete script NAME.gp: `gnuplot NAME.gp` in its folder draws NAME.svg again.
  package static func script(
    title: String, commands: String, size: (width: Int, height: Int), name: String = "figure"
  ) -> String {
    """
    # \(title)
    # Draws \(name).svg from the CSV files beside it: gnuplot \(name).gp
    if (!exists("to_standard_output")) set output "\(name).svg"
    set terminal svg size \(size.width),\(size.height) dynamic font "Helvetica,14" background "white"
    set encoding utf8
    set datafile separator ","
    set datafile missing ""
    \(commands)

    """
  }

  /// Runs NAME.gp in a folder.
  /// - Returns: the picture, or nil when gnuplot is not installed.
  /// - Throws: `Failure` when gnuplot refuses the script.
  package static func draw(in folder: String, name: String = "figure") throws -> Data? {
    guard version != nil else { return nil }
    let (status, output, complaints) = try run(["-e", "to_standard_output=1", "\(name).gp"], in: folder)
    guard status == 0, !output.isEmpty else {
      throw Failure(description: "gnuplot cannot draw '\(folder)/\(name).gp': \(complaints)")
    }
    return output
  }

  /// A colour for the n-th of several curves.
  package static func color(_ index: Int) -> String {
    ["#2c3e80", "#c0392b", "#16a085", "#8e44ad", "#d35400", "#7f8c8d"][index % 6]
  }

  /// A text as a string of a script that reads it as it stands.
  package static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: "''").replacingOccurrences(of: "\n", with: " ") + "'"
  }

  /// Such as "5.4 patchlevel 4"; nil when gnuplot is not installed.
  static let version: String? = {
    guard let (status, output, _) = try? run(["--version"], in: "."), status == 0 else { return nil }
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      .replacingOccurrences(of: "gnuplot ", with: "")
  }()

  private static func run(_ arguments: [String], in folder: String) throws -> (Int32, Data, String) {
    try ChildProcess.run(["gnuplot"] + arguments, in: folder)
  }
}

/// A program that is run to its end, found through PATH.
enum ChildProcess {
  /// - Returns: exit status (127 when there is no such program), standard output, standard error.
  static func run(_ command: [String], in folder: String) throws -> (Int32, Data, String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let output = Pipe()
    let complaints = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = complaints
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, bytes, text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
