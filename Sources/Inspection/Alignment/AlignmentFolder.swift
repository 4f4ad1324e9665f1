import Foundation
import Storage

extension InspectionFolder {
  /// Writes align.csv, align.json, align.gp and align.svg.
  /// - Returns: the paths written. The picture is missing where gnuplot is.
  public func write(_ report: AlignmentReport) throws -> [String] {
    try write([("align.csv", Data(report.csv.text.utf8)), ("align.json", try report.json())])
      + draw("align", title: "How far apart the domains lie, layer by layer", AlignmentPicture(report))
  }

  /// Writes map.csv, map.gp and map.svg.
  /// - Returns: the paths written.
  public func write(map table: CSVTable) throws -> [String] {
    try write([("map.csv", Data(table.text.utf8))])
      + draw("map", title: "The rows of every layer, domains in colour", MapPicture(table))
  }
}
