import Foundation
import Storage

/// `runs/<figure>-<preset>-<seed>/`: a figure's configuration, trials, tables, picture and verdicts.
struct RunFolder: Sendable {
  let path: String
  let writer: AtomicFileWriter

  func file(_ name: String) -> String { "\(path)/\(name)" }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// Accepts a folder that is not there yet, or holds the same run when that may be resumed. Writes nothing.
  /// - Throws: `RunFolderConflict`, or why the configuration that is there cannot be read.
  func check(_ configuration: RunConfiguration, resume: Bool) throws {
    if exists("config.yaml") {
      let present = try RunConfiguration(file: file("config.yaml"))
      if let key = configuration.firstDifference(from: present) {
        throw RunFolderConflict(
          description: "'\(path)' holds a run with another value of '\(key)'; choose another folder with --out")
      }
      guard resume else {
        throw RunFolderConflict(
          description: "'\(path)' exists; --resume finishes it and keeps its trials, --out chooses another folder")
      }
    } else if let names = try? FileManager.default.contentsOfDirectory(atPath: path),
      names.contains(where: { !$0.hasPrefix(AtomicFileWriter.unfinishedPrefix) })
    {
      throw RunFolderConflict(
        description: "'\(path)' exists and holds no run (there is no config.yaml); choose another folder with --out")
    }
  }

  /// Makes the folder and its config.yaml where they are missing, and clears what a killed process left half written.
  /// - Throws: `WriteError`.
  func open(_ configuration: RunConfiguration) throws {
    try writer.makeFolder(path)
    writer.removeUnfinished(in: path)
    if !exists("config.yaml") { try writer.write(try configuration.yaml(), to: file("config.yaml")) }
  }

  /// The folders `trials/` of the other runs beside this one, sorted.
  var neighbours: [String] {
    let above = PathParts(path).folder
    let own = PathParts(path).name
    return ((try? FileManager.default.contentsOfDirectory(atPath: above.isEmpty ? "." : above)) ?? []).sorted()
      .filter { $0 != own }.map { PathParts.join(above, "\($0)/trials") }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// Writes everything that is made from the trials. The picture is missing where gnuplot is.
  /// - Returns: the names of the files, in the order in which a reader wants them.
  /// - Throws: `WriteError`, or `Gnuplot.Failure`.
  func write<F: Figure>(_ data: FigureData, of figure: F, _ settings: F.Settings) throws -> [String] {
    var names = [String]()
    func write(_ bytes: Data, _ name: String) throws {
      try writer.write(bytes, to: file(name))
      names.append(name)
    }
    let description = figure.description
    for (name, table) in data.files { try write(Data(table.text.utf8), name) }
    try write(try JSONText.pretty(ColumnsFile(description)), "columns.json")
    if let published = try figure.published() {
      precondition(published.columns == description.columns.map(\.name), "published.csv has the columns of figure.csv")
      try write(Data(published.text.utf8), "published.csv")
    }
    if !data.pictures.isEmpty { try writer.makeFolder(file("pictures")) }
    for (name, image) in data.pictures { try write(image.png, FigureData.path(ofPicture: name)) }
    try write(try JSONText.pretty(data.claims), "claims.json")
    let script = Gnuplot.script(
      title: "\(description.id): \(description.title)", commands: figure.plot(settings), size: description.pictureSize)
    try write(Data(script.utf8), "figure.gp")
    if let picture = try Gnuplot.draw(in: path) { try write(picture, "figure.svg") }
    return names
  }
}

/// columns.json: for each CSV file, its columns.
private struct ColumnsFile: Encodable {
  private let files: [String: [Column]]

  init(_ description: FigureDescription) {
    files = [
      "figure.csv": description.columns, "figure-fit.csv": description.fitColumns,
      "figure-markers.csv": description.markerColumns,
    ].filter { !$0.value.isEmpty }
  }

  func encode(to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    try single.encode(files)
  }
}
