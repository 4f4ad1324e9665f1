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

  private var columns: Int { min(measures.count, 4) }
  private var rows: Int { (measures.count + columns - 1) / columns }
  var size: (width: Int, height: Int) { (max(columns * 340, 480), rows * 300 + 40) }

  var commands: String {
    // With more than two domains two columns name the pair first.
    let shift = pairs.count > 1 ? 2 : 0
    let place = layers.enumerated().map { "s eq \(Gnuplot.quoted($1)) ? \($0) : " }.joined()
    let tics = layers.enumerated().map { "\(Gnuplot.quoted($1)) \($0)" }.joined(separator: ", ")
    let panels = measures.enumerated().map { index, measure in
      "set title \(Gnuplot.quoted(measure))\nplot \\\n"
        + pairs.enumerated().flatMap { number, pair in
          curves(measure, pair, number: number, shift: shift, isFirst: index == 0)
        }.joined(separator: ", \\\n")
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

  private func curves(
    _ measure: String, _ pair: (real: String, sim: String), number: Int, shift: Int, isFirst: Bool
  ) -> [String] {
    var chosen = "strcol(\(shift + 2)) eq \(Gnuplot.quoted(measure))"
    if shift > 0 {
      chosen += " && strcol(1) eq \(Gnuplot.quoted(pair.real)) && strcol(2) eq \(Gnuplot.quoted(pair.sim))"
    }
    // Pairs stand side by side.
    let offset = 0.12 * (Double(number) - Double(pairs.count - 1) / 2)
    let x = "(\(chosen) ? place(strcol(\(shift + 1))) + \(offset) : NaN)"
    let color = Gnuplot.color(number)
    let value = "'align.csv' using \(x):\(shift + 3)"
    func title(_ text: String) -> String { isFirst ? "title \(Gnuplot.quoted(text))" : "notitle" }
    return [
      "  \(value):\(shift + 4):\(shift + 5) skip 1 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1.5 linecolor '\(color)' "
        + title("\(pair.real) and \(pair.sim), 95 %"),
      "  'align.csv' using \(x):\(shift + 6) skip 1 with points pointtype 2 pointsize 0.6 linecolor '#7f8c8d' "
        + title("floor: halves of \(pair.real)"),
      "  'align.csv' using \(x):\(shift + 7) skip 1 with points pointtype 1 pointsize 0.6 linecolor '#7f8c8d' "
        + title("floor: halves of \(pair.sim)"),
    ]
  }
}
