import Foundation
import Storage

/// The folder that `cotrain align --out` writes: tables, the picture and the script that draws it.
public struct AlignmentFolder: Sendable {
  public let path: String
  private let writer: AtomicFileWriter

  public init(path: String, writer: AtomicFileWriter = AtomicFileWriter()) {
    self.path = path
    self.writer = writer
  }

  /// Writes align.csv, align.json, align.gp and align.svg.
  /// - Returns: the paths written. The picture is missing where gnuplot is.
  /// - Throws: `WriteError`, or `Gnuplot.Failure`.
  public func write(_ report: AlignmentReport) throws -> [String] {
    try open()
    return try write([("align.csv", Data(report.csv.text.utf8)), ("align.json", try report.json())])
      + draw("align", title: "How far apart the domains lie, layer by layer", AlignmentPicture(report))
  }

  /// Writes map.csv, map.gp and map.svg.
  /// - Returns: the paths written.
  public func write(map table: CSVTable) throws -> [String] {
    try open()
    return try write([("map.csv", Data(table.text.utf8))])
      + draw("map", title: "The rows of every layer, domains in colour", MapPicture(table))
  }

  private func open() throws {
    try writer.makeFolder(path)
    writer.removeUnfinished(in: path)
  }

  private func write(_ files: [(name: String, data: Data)]) throws -> [String] {
    try files.map { file in
      let target = PathParts.join(path, file.name)
      try writer.write(file.data, to: target)
      return target
    }
  }

  private func draw(_ name: String, title: String, _ picture: some FolderPicture) throws -> [String] {
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
