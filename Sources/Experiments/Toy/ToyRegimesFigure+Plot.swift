import Storage

extension ToyRegimesFigure {
  /// A regime map a layer at the first flow time: discernibility against separation, colour the truth, lines the
  /// thresholds; empty points set the rules, full ones score them.
  func plot(_ settings: Settings) -> String {
    let classes = [
      ("overlapping", "overlapping", "#d95f02"), ("structured_aligned", "structured aligned", "#1b9e77"),
      ("disjoint", "disjoint", "#7570b3"), ("", "no class", "#aaaaaa"),
    ]
    let time = shortestDecimal(settings.times[0])
    let layers = settings.setting.hiddenLayers
    func panel(_ layer: Int) -> String {
      let points = classes.flatMap { truth, _, color in
        [("fitting", 6), ("scored", 7)].map { role, shape in
          let isChosen =
            "strcol(11) eq \"\(layer)\" && strcol(5) eq \"\(truth)\" && strcol(4) eq \"\(role)\" && $10 == \(time)"
          return "  \"figure.csv\" using (\(isChosen) ? $12 : NaN):16:13:14:17:18 skip 1 with xyerrorbars pointtype "
            + "\(shape) pointsize 0.7 linewidth 0.7 linecolor \"\(color)\" notitle"
        }
      }
      return "set title \"layer \(layer) of \(layers)\"\nplot \\\n" + points.joined(separator: ", \\\n")
    }
    let names = classes.map { _, name, color in
      "  NaN with points pointtype 7 linecolor \"\(color)\" title \"\(name)\""
    }
    return """
      set datafile missing NaN
      stats "figure-fit.csv" using (strcol(4) eq "discernible" ? $5 : NaN) skip 1 name "told" nooutput
      stats "figure-fit.csv" using (strcol(4) eq "disjoint" ? $5 : NaN) skip 1 name "apart" nooutput
      set logscale x
      set xrange [0.0007:1]
      set yrange [0.38:1.03]
      set xlabel "separation"
      set ylabel "discernibility"
      set grid linecolor "#eeeeee"
      set arrow 1 from graph 0, first told_min to graph 1, first told_min nohead dashtype 2 linecolor "#444444"
      set arrow 2 from apart_min, told_min to apart_min, graph 1 nohead dashtype 2 linecolor "#444444"
      set multiplot layout 2,3
      \((1...layers).map(panel).joined(separator: "\n"))
      unset arrow
      unset logscale
      unset border
      unset tics
      unset xlabel
      unset ylabel
      unset grid
      set key center center font ",13" samplen 1
      set title "truth; empty points set the rules"
      set xrange [0:1]
      set yrange [0:1]
      plot \\
      \(names.joined(separator: ", \\\n"))
      unset multiplot
      """
  }
}
