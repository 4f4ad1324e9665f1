import Storage
import ToyModel

/// The picture of `mixture-optimisation`, a row for each kind of useless domain: the shares of every seed, the error at
/// the target, and the path of each method's shares.
struct MixtureOptimizationPlot {
  let methods: [MixtureMethod]
  let useless: [PlantedMixture.Useless]
  let steps: Int

  private static let colors: [PlantedMixture.Part: String] = [
    .target: "#7f8c8d", .useful: "#27ae60", .useless: "#f39c12", .harmful: "#c0392b",
  ]

  var script: String {
    let place = methods.enumerated().map { "m eq \"\($1.rawValue)\" ? \($0) : " }.joined() + "NaN"
    let rows = useless.enumerated().map { index, useless in
      let bottom = 1 - Double(index + 1) / Double(self.useless.count)
      return [shares(useless, bottom), errors(useless, bottom), paths(useless, bottom)].joined(separator: "\n")
    }
    return """
      set datafile missing NaN
      set grid linecolor "#eeeeee"
      place(m) = \(place)
      set multiplot
      \(rows.joined(separator: "\n"))
      unset multiplot
      """
  }

  /// Where the next panel stands, as shares of the picture.
  private func panel(_ left: Double, _ width: Double, _ bottom: Double) -> String {
    let numbers = [left, bottom, width, 1 / Double(useless.count)].map { shortestDecimal($0) }
    return "set origin \(numbers[0]),\(numbers[1])\nset size \(numbers[2]),\(numbers[3])"
  }

  private func shares(_ useless: PlantedMixture.Useless, _ bottom: Double) -> String {
    let tics = methods.enumerated().map { "\"\($1.rawValue)\" \($0)" }.joined(separator: ", ")
    let lines = PlantedMixture.Part.allCases.enumerated().map { index, part in
      let x = "place(strcol(1)) + \(shortestDecimal(0.18 * Double(index) - 0.27))"
      return "\"figure.csv\" using (strcol(8) eq \"\(useless.rawValue)\" && strcol(3) eq \"\(part.rawValue)\" ? \(x) "
        + ": NaN):4 skip 1 with points pointtype 7 pointsize 0.5 linecolor \"\(Self.colors[part]!)\" "
        + "title \"\(part.rawValue)\""
    }
    return """
      \(panel(0, 0.29, bottom))
      set title "shares in the final training (useless: \(useless.rawValue))"
      set ylabel "share"
      unset xlabel
      set yrange [0:1]
      set xrange [-0.6:\(shortestDecimal(Double(methods.count) - 0.4))]
      set xtics rotate by -25 (\(tics)) font ",9"
      set key top left horizontal font ",9"
      plot \(lines.joined(separator: ", \\\n  "))
      """
  }

  private func errors(_ useless: PlantedMixture.Useless, _ bottom: Double) -> String {
    """
    \(panel(0.29, 0.19, bottom))
    unset key
    set title "error on the target's plane"
    set ylabel "mean squared error"
    set logscale y
    set yrange [*:*]
    plot "figure.csv" using \
    (strcol(8) eq "\(useless.rawValue)" && strcol(3) eq "target" ? place(strcol(1)) : NaN):6 skip 1 \
    with points pointtype 7 pointsize 0.5 linecolor "#2c3e50"
    """
  }

  private func paths(_ useless: PlantedMixture.Useless, _ bottom: Double) -> String {
    let optimised = methods.filter { $0 != .natural && $0 != .uniform }
    let width = 0.52 / Double(max(optimised.count, 1))
    let plots = optimised.enumerated().map { index, method in
      let lines = PlantedMixture.Part.allCases.map { part in
        "\"figure-markers.csv\" using (strcol(7) eq \"\(useless.rawValue)\" && strcol(1) eq \"\(method.rawValue)\" "
          + "&& strcol(4) eq \"\(part.rawValue)\" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 "
          + "linecolor \"\(Self.colors[part]!)\""
      }
      return """
        \(panel(0.48 + Double(index) * width, width, bottom))
        set title "path: \(method.rawValue)"
        plot \(lines.joined(separator: ", \\\n  "))
        """
    }
    return """
      unset logscale y
      set xtics norotate \(max(1, steps / 2)) font ",9"
      set xlabel "step"
      unset ylabel
      set yrange [0:1]
      set xrange [0:\(steps)]
      \(plots.joined(separator: "\n"))
      """
  }
}
