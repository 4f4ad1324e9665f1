import Experiments
import Foundation
import Probes

/// One panel a statistic (and pair of domains): its value in every layer with the interval, probes side by side.
struct ProbePicture: FolderPicture {
  private let layers: [String]
  private let probes: [String]
  private let statistics: [ProbeStatistic]
  private let pairs: [(real: String, sim: String)]

  init(_ report: ProbeReport) {
    let rows = report.pairs.flatMap(\.layers).flatMap(\.rows)
    layers = rows.map(\.layer).distinct()
    probes = rows.map(\.probe).distinct()
    statistics = rows.map(\.statistic).distinct()
    pairs = report.pairs.map { ($0.real, $0.sim) }
  }

  private var grid: PanelGrid {
    PanelGrid(
      pairs.flatMap { pair in statistics.map { panel($0, pair) } },
      size: (max(300, min(900, 80 + 30 * layers.count)), 300),
      key: probes.enumerated().map { ($1, "points \(look($0))") })
  }

  var size: (width: Int, height: Int) { grid.size }

  var commands: String {
    PanelGrid.axis(of: layers) + "\n"
      + grid.commands(left: 60, bottom: 40 + 4 * min(20, layers.map(\.count).max() ?? 0))
  }

  private func panel(_ statistic: ProbeStatistic, _ pair: (real: String, sim: String)) -> (
    title: String, curves: [String]
  ) {
    let several = pairs.count > 1
    let title = (several ? "\(pair.real) and \(pair.sim): " : "") + statistic.rawValue
    // With more than two domains two columns name the pair first.
    let shift = several ? 2 : 0
    var curves = Double(statistic.chance).map { ["\($0) with lines linecolor '#7f8c8d' dashtype 2"] } ?? []
    for (number, probe) in probes.enumerated() {
      var chosen =
        "strcol(\(shift + 2)) eq \(Gnuplot.quoted(probe)) && strcol(\(shift + 3)) eq "
        + Gnuplot.quoted(statistic.rawValue)
      if several {
        chosen += " && strcol(1) eq \(Gnuplot.quoted(pair.real)) && strcol(2) eq \(Gnuplot.quoted(pair.sim))"
      }
      // Probes stand side by side.
      let offset = 0.14 * (Double(number) - Double(probes.count - 1) / 2)
      let value = "'probe.csv' using (\(chosen) ? place(strcol(\(shift + 1))) + \(offset) : NaN):\(shift + 4)"
      curves.append("\(value):\(shift + 5):\(shift + 6) skip 1 with yerrorbars \(look(number))")
      // Once more as points, for a value may stand without an interval.
      curves.append("\(value) skip 1 with points \(look(number))")
    }
    return (title, curves)
  }

  private func look(_ probe: Int) -> String {
    "pointtype 7 pointsize 0.6 linewidth 1.5 linecolor '\(Gnuplot.color(probe))'"
  }
}
