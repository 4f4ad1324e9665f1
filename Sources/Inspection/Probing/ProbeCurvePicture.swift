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
  /// All values with their intervals, so that panels can be compared; nil where there is none.
  private let range: ClosedRange<Double>?
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
    let statistic = statistics.contains("auc") ? "auc" : statistics[0]
    self.statistic = statistic
    let drawn = table.rows.filter { $0[shift + 3].description == statistic }.flatMap { $0[(shift + 4)...(shift + 6)] }
    let ends = drawn.compactMap { cell in if case .number(let number) = cell { number } else { nil } }
    let margin = 0.02 * ((ends.max() ?? 0) - (ends.min() ?? 0))
    range = ends.isEmpty || margin == 0 ? nil : (ends.min()! - margin)...(ends.max()! + margin)
    pairs = shift == 0 ? nil : table.rows.map { $0.prefix(2).map(\.description) }.distinct()
  }

  private var grid: PanelGrid {
    let pairs = pairs.map { $0.map(Optional.some) } ?? [nil]
    return PanelGrid(
      pairs.flatMap { pair in probes.map { panel($0, pair) } }, size: (360, 320),
      key: layers.enumerated().map { ($1, "linespoints \(look($0))") })
  }

  var size: (width: Int, height: Int) { grid.size }

  var commands: String {
    """
    set datafile missing NaN
    # Colours follow the order of the layers, where there are many.
    set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
    unset colorbox
    set xlabel \(Gnuplot.quoted(along == "step" ? "step" : "noise, in deviations within domains")) offset 0,0.5
    set autoscale xfix
    set offsets graph 0.05, graph 0.05, 0, 0
    \(range.map { "set yrange [\($0.lowerBound):\($0.upperBound)]" } ?? "set yrange [*:*]")
    set tics font ",10"
    set grid ytics linecolor "#eeeeee"
    set errorbars small
    \(grid.commands(left: 60, bottom: 55))
    """
  }

  private func panel(_ probe: String, _ pair: [String]?) -> (title: String, curves: [String]) {
    var curves =
      ["auc", "balanced_accuracy"].contains(statistic) ? ["0.5 with lines linecolor '#7f8c8d' dashtype 2"] : []
    for (number, layer) in layers.enumerated() {
      var wanted = [(shift + 1, layer), (shift + 3, probe), (shift + 4, statistic)]
      if let pair { wanted += [(1, pair[0]), (2, pair[1])] }
      let chosen = wanted.map { "strcol(\($0.0)) eq \(Gnuplot.quoted($0.1))" }.joined(separator: " && ")
      curves.append(
        "'\(name).csv' using (\(chosen) ? $\(shift + 2) : NaN):\(shift + 5):\(shift + 6):\(shift + 7) skip 1 "
          + "with yerrorlines \(look(number))")
    }
    return ((pair.map { "\($0[0]) and \($0[1]), " } ?? "") + "\(probe): \(statistic)", curves)
  }

  private func look(_ layer: Int) -> String {
    let color =
      layers.count > 6
      ? "palette frac \(shortestDecimal(Double(layer) / Double(layers.count - 1)))" : "'\(Gnuplot.color(layer))'"
    return "pointtype 7 pointsize 0.5 linewidth 1.5 linecolor \(color)"
  }
}
