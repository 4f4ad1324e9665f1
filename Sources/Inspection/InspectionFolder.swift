import Experiments
import Foundation
import Storage

/// The folder that a command on domains' files writes with `--out`: tables, pictures and the scripts that draw them.
public struct InspectionFolder: Sendable {
  public let path: String
  private let writer: AtomicFileWriter

  /// Makes the folder, and clears away what an interrupted writer left there.
  /// - Throws: `WriteError`.
  public init(path: String, writer: AtomicFileWriter = AtomicFileWriter()) throws {
    self.path = path
    self.writer = writer
    try writer.makeFolder(path)
    writer.removeUnfinished(in: path)
  }

  /// Writes each file in one step.
  /// - Returns: the paths written.
  func write(_ files: [(name: String, data: Data)]) throws -> [String] {
    try files.map { file in
      let target = PathParts.join(path, file.name)
      try writer.write(file.data, to: target)
      return target
    }
  }

  /// Writes NAME.gp and NAME.svg.
  /// - Returns: the paths written. The picture is missing where gnuplot is.
  /// - Throws: `WriteError`, or `Gnuplot.Failure`.
  func draw(_ name: String, title: String, _ picture: some FolderPicture) throws -> [String] {
    let script = Gnuplot.script(title: title, commands: picture.commands, size: picture.size, name: name)
    let paths = try write([("\(name).gp", Data(script.utf8))])
    guard let drawn = try Gnuplot.draw(in: path, name: name) else { return paths }
    return try paths + write([("\(name).svg", drawn)])
  }
}

/// A picture of the tables in a folder.
protocol FolderPicture {
  /// What gnuplot is told; output and terminal are set by the caller.
  var commands: String { get }
  var size: (width: Int, height: Int) { get }
}
