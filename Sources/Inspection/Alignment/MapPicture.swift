import Experiments
import Storage

/// One panel a layer of a map's table.
struct MapPicture: FolderPicture {
  private let layers: [String]
  private let domains: [String]
  private let projection: String
  private let isSpatial: Bool
  private let hasEpisodes: Bool

  init(_ table: CSVTable) {
    layers = table.rows.map { $0[0].description }.distinct()
    domains = table.rows.map { $0[2].description }.distinct()
    projection = table.rows.first?[1].description ?? ""
    isSpatial = table.columns.last == "z"
    hasEpisodes = table.rows.contains { $0[3] != .missing }
  }

  private var columns: Int { min(layers.count, 3) }
  private var rows: Int { (layers.count + columns - 1) / columns }
  var size: (width: Int, height: Int) { (max(columns * 460, 480), rows * 420 + 40) }

  var commands: String {
    let panels = layers.enumerated().map { index, layer in
      "set title \(Gnuplot.quoted(layer))\nbefore = '-'\n\(isSpatial ? "splot" : "plot") \\\n"
        + domains.enumerated().flatMap { number, domain in
          curves(domain, color: Gnuplot.color(number), layer: layer, isFirst: index == 0)
        }.joined(separator: ", \\\n")
    }
    return """
      set datafile missing NaN
      to_x = NaN; to_y = NaN; to_z = NaN
      set title noenhanced
      set key top right font ",10" noenhanced
      set xtics format ""
      set ytics format ""
      \(isSpatial ? "set ztics format \"\"\nset view 65,35\nset xyplane 0\nset zlabel \(Gnuplot.quoted("\(projection) 3"))" : "")
      set xlabel \(Gnuplot.quoted("\(projection) 1"))
      set ylabel \(Gnuplot.quoted("\(projection) 2"))
      set multiplot layout \(rows),\(columns)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }

  /// The episodes as thin lines, then the rows as points.
  private func curves(_ domain: String, color: String, layer: String, isFirst: Bool) -> [String] {
    let chosen = "strcol(1) eq \(Gnuplot.quoted(layer)) && strcol(3) eq \(Gnuplot.quoted(domain))"
    let title = isFirst ? "title \(Gnuplot.quoted(domain))" : "notitle"
    let axes = isSpatial ? ["x", "y", "z"] : ["x", "y"]
    let places = axes.indices.map { "$\($0 + 6)" }
    let points =
      "  'map.csv' using (\(chosen) ? \(places[0]) : NaN):"
      + axes.indices.dropFirst().map { "\($0 + 6)" }.joined(separator: ":")
      + " skip 1 with points pointtype 7 pointsize 0.3 linecolor '\(color)' \(title)"
    guard hasEpisodes else { return [points] }
    // A segment leads from the row before to this one where both are of one episode.
    let steps = zip(axes, places).map { "from_\($0) = to_\($0), to_\($0) = \($1), " }.joined()
    let segment =
      "  'map.csv' using (chosen = (\(chosen)), same = chosen && strcol(4) eq before, "
      + "before = (chosen ? strcol(4) : '-'), \(steps)same ? from_x : NaN):"
      + (axes.dropFirst().map { "(from_\($0))" } + axes.map { "(to_\($0) - from_\($0))" }).joined(separator: ":")
    return [
      "\(segment) skip 1 with vectors nohead linewidth 0.3 linecolor rgb '#90\(color.dropFirst())' notitle", points,
    ]
  }
}
