import Experiments
import Foundation
import Storage

/// One panel a probe (and pair of domains): the area under the ROC curve along a number, one curve a layer.
///
/// The table has a column of that name after `layer`; where areas were not asked for, its first statistic is drawn.
struct ProbeCurvePicture: FolderPicture {
  private let name: String
  private let along: String
  private let layers: [String]
  private let probes: [String]
  private let statistic: String
  /// nil for a single pair.
  private let pairs: [[String]]?
  private let shift: Int

  init(_ table: CSVTable, along: String) {
    let shift = table.columns[0] == "layer" ? 0 : 2
    name = along == "step" ? "steps" : along
    self.along = along
    self.shift = shift
    func distinct(_ column: Int) -> [String] { table.rows.map { $0[column].description }.distinct() }
    layers = distinct(shift)
    probes = distinct(shift + 2)
    let statistics = distinct(shift + 3)
    statistic = statistics.contains("auc") ? "auc" : statistics[0]
    pairs = shift == 0 ? nil : table.rows.map { $0.prefix(2).map(\.description) }.distinct()
  }

  private var columns: Int { min(probes.count, 4) }
  private var rowsOfPair: Int { (probes.count + columns - 1) / columns }
  private var rows: Int { (pairs?.count ?? 1) * rowsOfPair }
  var size: (width: Int, height: Int) { (max(columns * 380, 480), rows * 320 + 40) }

  var commands: String {
    var panels: [String] = []
    for pair in pairs.map({ $0.map(Optional.some) }) ?? [nil] {
      for slot in 0..<(rowsOfPair * columns) {
        panels.append(
          slot < probes.count ? panel(probes[slot], pair, hasKey: panels.isEmpty) : "set multiplot next")
      }
    }
    return """
      set datafile missing NaN
      set xlabel \(Gnuplot.quoted(along == "step" ? "step" : "noise, in deviations within domains"))
      set ylabel \(Gnuplot.quoted(statistic)) noenhanced
      set offsets graph 0.05, graph 0.05, 0, 0
      set tics font ",10"
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      set key bottom left font ",9" samplen 1 noenhanced
      set title noenhanced
      set multiplot layout \(rows),\(columns)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }

  private func panel(_ probe: String, _ pair: [String]?, hasKey: Bool) -> String {
    var curves =
      ["auc", "balanced_accuracy"].contains(statistic)
      ? ["  0.5 with lines linecolor '#7f8c8d' dashtype 2 notitle"] : []
    for (number, layer) in layers.enumerated() {
      var wanted = [(shift + 1, layer), (shift + 3, probe), (shift + 4, statistic)]
      if let pair { wanted += [(1, pair[0]), (2, pair[1])] }
      let chosen = wanted.map { "strcol(\($0.0)) eq \(Gnuplot.quoted($0.1))" }.joined(separator: " && ")
      curves.append(
        "  '\(name).csv' using (\(chosen) ? $\(shift + 2) : NaN):\(shift + 5):\(shift + 6):\(shift + 7) skip 1 "
          + "with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '\(Gnuplot.color(number))' "
          + (hasKey ? "title \(Gnuplot.quoted(layer))" : "notitle"))
    }
    let title = (pair.map { "\($0[0]) and \($0[1]): " } ?? "") + probe
    return "set title \(Gnuplot.quoted(title))\nplot \\\n" + curves.joined(separator: ", \\\n")
  }
}
