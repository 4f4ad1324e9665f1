import Experiments
import Foundation

/// Panels of one size in rows and columns, under a key that all of them share.
struct PanelGrid {
  private let panels: [(title: String, curves: [String])]
  private let key: [(words: String, look: String)]
  private let columns: Int
  private let panelSize: (width: Int, height: Int)
  private let keyRows: Int

  /// - Parameters:
  ///   - panels: the title of each and what gnuplot plots in it.   - size: of a panel with its labels, in pixels.
  ///   - key: words, and how gnuplot draws what they name.
  init(
    _ panels: [(title: String, curves: [String])], size: (width: Int, height: Int), key: [(words: String, look: String)]
  ) {
    self.panels = panels
    self.key = key
    columns = min(max(panels.count, 1), 4)
    panelSize = (max(size.width, 480 / columns), size.height)
    // The key gets no wider than a panel's plot.
    let entriesInRow = max(1, (panelSize.width - 80) / (7 * (key.map(\.words.count).max() ?? 0) + 45))
    keyRows = (key.count + entriesInRow - 1) / entriesInRow
  }

  private var keyHeight: Int { 14 + 16 * keyRows }
  private var rows: Int { (panels.count + columns - 1) / columns }
  var size: (width: Int, height: Int) { (columns * panelSize.width, rows * panelSize.height + keyHeight) }

  /// - Parameters:
  ///   - left, bottom: pixels for the labels of an axis.
  func commands(left: Int, bottom: Int) -> String {
    func share(_ pixels: Int, of all: Int) -> String { String(format: "%.4f", Double(pixels) / Double(all)) }
    let (width, height) = size
    let margins = [
      share(left, of: width), share(width - 20, of: width), share(bottom, of: height),
      share(height - keyHeight - 30, of: height),
    ]
    // An entry of its own for each, for a curve may have no point in the first panel.
    let entries = key.map { "keyentry with \($0.look) title \(Gnuplot.quoted($0.words))" }
    let plots = panels.enumerated().map { index, panel in
      "set title \(Gnuplot.quoted(panel.title))\nplot \\\n  "
        + (panel.curves.map { "\($0) notitle" } + (index == 0 ? entries : [])).joined(separator: ", \\\n  ")
    }
    return """
      set title noenhanced font ",12"
      set key at screen 0.5, screen 1 center top horizontal maxrows \(max(keyRows, 1)) font ",10" samplen 1 noenhanced
      set multiplot layout \(rows),\(columns) margins \(margins.joined(separator: ",")) \\
        spacing \(share(left + 20, of: width)),\(share(bottom + 40, of: height))
      \(plots.joined(separator: "\nunset key\n"))
      unset multiplot
      """
  }

  /// Gnuplot's `place(NAME)` and a horizontal axis with a place for each layer, in the order given.
  static func axis(of layers: [String]) -> String {
    let place = layers.enumerated().map { "s eq \(Gnuplot.quoted($1)) ? \($0) : " }.joined()
    let tics = layers.enumerated().map { "\(Gnuplot.quoted($1)) \($0)" }.joined(separator: ", ")
    return """
      place(s) = \(place)NaN
      set datafile missing NaN
      set xtics (\(tics)) rotate by 40 right noenhanced font ",10"
      set xrange [-0.5:\(layers.count).0 - 0.5]
      set ytics font ",10"
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      """
  }
}
