import Foundation
import Storage

extension InspectionFolder {
  /// Writes probe.csv, probe.json and a picture of each statistic by layer; steps.csv, resolution.csv and erasure.csv where
  /// they were asked for, and pictures of the first two.
  /// - Returns: the paths written. Pictures are missing where gnuplot is.
  public func write(_ report: ProbeReport) throws -> [String] {
    var paths = try write([("probe.csv", Data(report.csv.text.utf8)), ("probe.json", try report.json())])
    for (name, table) in [("steps", report.steps), ("resolution", report.resolution), ("erasure", report.erasure)] {
      if let table { paths += try write([("\(name).csv", Data(table.text.utf8))]) }
    }
    paths += try draw("probe", title: "How well the domain is read, layer by layer", ProbePicture(report))
    if let table = report.steps {
      paths += try draw(
        "steps", title: "How well the domain is read, by layer and step", ProbeCurvePicture(table, along: "step"))
    }
    if let table = report.resolution {
      paths += try draw(
        "resolution", title: "How well the domain is read from blurred layers",
        ProbeCurvePicture(table, along: "resolution"))
    }
    return paths
  }
}
