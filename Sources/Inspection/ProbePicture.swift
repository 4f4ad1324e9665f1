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

  private var columns: Int { min(statistics.count, 4) }
  private var rows: Int { pairs.count * ((statistics.count + columns - 1) / columns) }
  var size: (width: Int, height: Int) {
    (max(columns * max(340, min(900, 60 + 30 * layers.count)), 480), rows * 300 + 40)
  }

  var commands: String {
    let place = layers.enumerated().map { "s eq \(Gnuplot.quoted($1)) ? \($0) : " }.joined()
    let tics = layers.enumerated().map { "\(Gnuplot.quoted($1)) \($0)" }.joined(separator: ", ")
    var panels: [String] = []
    for pair in pairs {
      for slot in 0..<(rows / pairs.count * columns) {
        guard slot < statistics.count else {
          panels.append("set multiplot next")
          continue
        }
        panels.append(panel(statistics[slot], pair, hasKey: panels.isEmpty))
      }
    }
    return """
      place(s) = \(place)NaN
      set datafile missing NaN
      set xtics (\(tics)) rotate by 40 right noenhanced font ",10"
      set xrange [-0.5:\(layers.count).0 - 0.5]
      set ytics font ",10"
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      set key top left font ",9" samplen 1 noenhanced
      set title noenhanced
      set multiplot layout \(rows),\(columns)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }

  private func panel(_ statistic: ProbeStatistic, _ pair: (real: String, sim: String), hasKey: Bool) -> String {
    let several = pairs.count > 1
    let title = (several ? "\(pair.real) and \(pair.sim): " : "") + statistic.rawValue
    // With more than two domains two columns name the pair first.
    let shift = several ? 2 : 0
    var curves = Double(statistic.chance).map { ["  \($0) with lines linecolor '#7f8c8d' dashtype 2 notitle"] } ?? []
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
      let look = "linecolor '\(Gnuplot.color(number))'"
      let title = hasKey ? "title \(Gnuplot.quoted("\(probe), 95 %"))" : "notitle"
      // A point of its own, for a value may stand without an interval.
      curves.append("  \(value) skip 1 with points pointtype 7 pointsize 0.6 \(look) \(title)")
      curves.append(
        "  \(value):\(shift + 5):\(shift + 6) skip 1 with yerrorbars pointtype 0 linewidth 1.5 \(look) notitle"
      )
    }
    return "set title \(Gnuplot.quoted(title))\nplot \\\n" + curves.joined(separator: ", \\\n")
  }
}
