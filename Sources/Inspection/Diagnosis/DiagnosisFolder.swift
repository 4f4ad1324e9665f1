import Experiments
import Foundation
import Storage

extension InspectionFolder {
  /// Writes diagnosis.csv, measures.csv, probes.csv, diagnosis.json, the regime map and the depth profile with their
  /// scripts, diagnosis.html, and comparison.csv or series.csv where they were asked for.
  /// - Returns: the paths written. Pictures are missing where gnuplot is.
  public func write(_ report: DiagnosisReport) throws -> [String] {
    var files: [(name: String, data: Data)] = [
      ("diagnosis.csv", Data(report.layerTable.text.utf8)),
      ("measures.csv", Data(report.measureTable.text.utf8)),
      ("probes.csv", Data(report.probeTable.text.utf8)),
    ]
    if let other = report.other {
      files.append(("comparison.csv", Data(DiagnosisReport.table(other.comparison).text.utf8)))
    }
    if let course = report.course { files.append(("series.csv", Data(DiagnosisReport.table(course).text.utf8))) }
    files.append(("diagnosis.json", try report.json()))
    files.append(("diagnosis.html", Data(DiagnosisPage(report).text.utf8)))
    var paths = try write(files)
    paths += try draw(
      "regime-map", title: "Discernibility against separation, one point a layer", RegimeMapPicture(report.diagnosis))
    paths += try draw(
      "depth-profile", title: "Local geometry and global alignment along depth", DepthProfilePicture(report.diagnosis))
    if let course = report.course {
      paths += try draw("series", title: "Every layer along the \(course.axis.rawValue)s", SeriesPicture(course))
    }
    return paths
  }
}
