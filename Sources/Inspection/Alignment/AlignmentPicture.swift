import Experiments
import Foundation

/// One panel a measure: its value in every layer with the interval, and the floors of both domains beside it.
struct AlignmentPicture: FolderPicture {
  private let layers: [String]
  private let measures: [String]
  private let pairs: [(real: String, sim: String)]

  init(_ report: AlignmentReport) {
    let rows = report.pairs.flatMap(\.table.rows)
    layers = rows.map(\.layer).distinct()
    measures = rows.map(\.measure).distinct()
    pairs = report.pairs.map { ($0.real, $0.sim) }
  }

  private var grid: PanelGrid {
    PanelGrid(
      measures.map { measure in
        (measure, pairs.enumerated().flatMap { curves(measure, $1, number: $0) })
      }, size: (340, 300), key: key)
  }

  var size: (width: Int, height: Int) { grid.size }

  var commands: String {
    PanelGrid.axis(of: layers) + "\n"
      + grid.commands(left: 60, bottom: 40 + 4 * min(20, layers.map(\.count).max() ?? 0))
  }

  private static let floorLooks = [
    "points pointtype 2 pointsize 0.6 linecolor '#7f8c8d'", "points pointtype 1 pointsize 0.6 linecolor '#7f8c8d'",
  ]

  private static func look(_ number: Int) -> String {
    "yerrorbars pointtype 7 pointsize 0.6 linewidth 1.5 linecolor '\(Gnuplot.color(number))'"
  }

  private var key: [(words: String, look: String)] {
    pairs.enumerated().map { ("\($1.real) and \($1.sim), 95 %", Self.look($0)) }
      + zip(["floor: halves of the first", "floor: halves of the second"], Self.floorLooks).map { ($0, $1) }
  }

  private func curves(_ measure: String, _ pair: (real: String, sim: String), number: Int) -> [String] {
    // With more than two domains two columns name the pair first.
    let shift = pairs.count > 1 ? 2 : 0
    var chosen = "strcol(\(shift + 2)) eq \(Gnuplot.quoted(measure))"
    if shift > 0 {
      chosen += " && strcol(1) eq \(Gnuplot.quoted(pair.real)) && strcol(2) eq \(Gnuplot.quoted(pair.sim))"
    }
    // Pairs stand side by side.
    let offset = 0.12 * (Double(number) - Double(pairs.count - 1) / 2)
    let x = "(\(chosen) ? place(strcol(\(shift + 1))) + \(offset) : NaN)"
    return ["'align.csv' using \(x):\(shift + 3):\(shift + 4):\(shift + 5) skip 1 with \(Self.look(number))"]
      + zip([6, 7], Self.floorLooks).map { "'align.csv' using \(x):\(shift + $0) skip 1 with \($1)" }
  }
}
