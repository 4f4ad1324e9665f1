import Experiments
import Foundation
import Storage

extension InspectionFolder {
  /// Writes reweight.csv, reweight.json and a picture; where they were asked for, demonstrations.csv, density.csv with
  /// weights.csv and weights.npz, and overlap.csv with its picture.
  /// - Returns: the paths written. Pictures are missing where gnuplot is.
  public func write(_ report: ReweightingReport) throws -> [String] {
    func data(_ table: CSVTable) -> Data { Data(table.text.utf8) }
    var files = [("reweight.csv", data(report.csv)), ("reweight.json", try report.json())]
    if !report.demonstrations.isEmpty { files.append(("demonstrations.csv", data(report.demonstrationTable))) }
    if !report.weights.isEmpty {
      files += [
        ("density.csv", data(report.densityTable)), ("weights.csv", data(report.demonstrationWeights)),
        ("weights.npz", report.weightArrays.data),
      ]
    }
    if !report.overlap.isEmpty { files.append(("overlap.csv", data(report.overlapTable))) }
    var paths = try write(files)
    paths += try draw(
      "reweight", title: "Where the denoising of real actions comes from, by the closed form",
      ReweightingPicture(report))
    if !report.overlap.isEmpty {
      paths += try draw("overlap", title: "How far actions at matching states overlap", OverlapPicture(report))
    }
    return paths
  }
}

/// Two panels a layer: the other domains' mass, and the effective sample size, over the share of noise.
struct ReweightingPicture: FolderPicture {
  private let layers: [String]
  private let ratios: [Double]
  private let domains: [String]

  init(_ report: ReweightingReport) {
    layers = report.layers.map(\.layer)
    ratios = Array(Set(report.masses.map(\.w))).sorted()
    var seen: Set<String> = []
    domains = Array(report.masses.map(\.domain).filter { seen.insert($0).inserted }.dropFirst())
  }

  var size: (width: Int, height: Int) { (900, 300 * layers.count + 40) }

  var commands: String {
    let panels = layers.flatMap { layer -> [String] in
      func chosen(_ w: Double, _ domain: String) -> String {
        "strcol(1) eq \(Gnuplot.quoted(layer)) && $2 == \(shortestDecimal(w)) && strcol(5) eq \(Gnuplot.quoted(domain))"
      }
      func curves(_ column: Int, of domains: [String], prior: Bool) -> String {
        ratios.enumerated().flatMap { index, w in
          domains.enumerated().flatMap { number, domain -> [String] in
            let color = "linecolor '\(Gnuplot.color(index))'"
            let place = "(\(chosen(w, domain)) ? $4 : NaN)"
            let name = domains.count > 1 ? "\(domain), w = " : "w = "
            var lines = [
              "  'reweight.csv' using \(place):\(column + 1):\(column + 2) skip 1 with filledcurves \(color) fillstyle "
                + "transparent solid 0.15 noborder notitle",
              "  'reweight.csv' using \(place):\(column) skip 1 with linespoints pointtype 7 pointsize 0.4 linewidth 1.5 "
                + "dashtype \(number + 1) \(color) title \(Gnuplot.quoted(name + String(format: "%.3g", w)))",
            ]
            if prior {
              lines.append(
                "  'reweight.csv' using \(place):9 skip 1 with lines dashtype 3 linewidth 1 \(color) notitle")
            }
            return lines
          }
        }.joined(separator: ", \\\n")
      }
      return [
        """
        set title \(Gnuplot.quoted("\(layer): mass of \(domains.joined(separator: ", ")) (dotted: by latents alone)"))
        unset logscale y
        set yrange [0:1]
        set key bottom right
        plot \\
        \(curves(6, of: domains, prior: true))
        """,
        """
        set title \(Gnuplot.quoted("\(layer): effective number of rows"))
        set yrange [*:*]
        set logscale y
        set key bottom right
        plot \\
        \(curves(12, of: Array(domains.prefix(1)), prior: false))
        """,
      ]
    }
    return """
      set datafile missing NaN
      set xrange [0:1]
      set xlabel "share of noise"
      set title noenhanced font ",12"
      set key font ",10" samplen 2 noenhanced
      set grid linecolor "#eeeeee"
      set multiplot layout \(layers.count),2
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}

/// One curve a pair of domains.
struct OverlapPicture: FolderPicture {
  private let pairs: [String]

  init(_ report: ReweightingReport) {
    var seen: Set<String> = []
    pairs = report.overlap.map(\.pair).filter { seen.insert($0).inserted }
  }

  var size: (width: Int, height: Int) { (700, 480) }

  var commands: String {
    let curves = pairs.enumerated().flatMap { index, pair -> [String] in
      let place = "(strcol(2) eq \(Gnuplot.quoted(pair)) ? $3 : NaN)"
      let color = "linecolor '\(Gnuplot.color(index))'"
      return [
        "  'overlap.csv' using \(place):5:6 skip 1 with filledcurves \(color) fillstyle transparent solid 0.15 noborder "
          + "notitle",
        "  'overlap.csv' using \(place):4 skip 1 with linespoints pointtype 7 pointsize 0.4 linewidth 1.5 \(color) title "
          + Gnuplot.quoted(pair),
      ]
    }
    return """
      set datafile missing NaN
      set xrange [0:1]
      set yrange [0:1]
      set xlabel "share of noise x"
      set ylabel "Bhattacharyya coefficient"
      set key top left noenhanced
      set grid linecolor "#eeeeee"
      plot \\
      \(curves.joined(separator: ", \\\n"))
      """
  }
}
