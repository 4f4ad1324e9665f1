import ToyModel

/// The picture of `mixture-optimisation`: for each kind of useless domain the shares of every seed, the paths of the
/// optimised ones, and the error at the target.
struct MixtureOptimizationPlot {
  let methods: [MixtureMethod]
  let useless: [PlantedMixture.Useless]
  let steps: Int

  private static let colors: [PlantedMixture.Part: String] = [
    .target: "#7f8c8d", .useful: "#27ae60", .useless: "#f39c12", .harmful: "#c0392b",
  ]

  var script: String {
    let optimised = methods.filter { $0 != .natural && $0 != .uniform }
    let tics = methods.enumerated().map { "\"\($1.rawValue)\" \($0)" }.joined(separator: ", ")
    let place = methods.enumerated().map { "m eq \"\($1.rawValue)\" ? \($0) : " }.joined() + "NaN"
    let panels = useless.map { useless in
      let (chosen, inPath) = ("strcol(8) eq \"\(useless.rawValue)\"", "strcol(7) eq \"\(useless.rawValue)\"")
      let shares = PlantedMixture.Part.allCases.enumerated().map { index, part in
        let shift = Double(index) * 0.18 - 0.27
        return
          "\"figure.csv\" using (\(chosen) && strcol(3) eq \"\(part.rawValue)\" ? place(strcol(1)) + \(shift) : NaN):4 skip 1 "
          + "with points pointtype 7 pointsize 0.5 linecolor \"\(Self.colors[part]!)\" title \"\(part.rawValue)\""
      }
      let paths = optimised.map { method in
        let lines = PlantedMixture.Part.allCases.map { part in
          "\"figure-markers.csv\" using (\(inPath) && strcol(1) eq \"\(method.rawValue)\" && strcol(4) eq "
            + "\"\(part.rawValue)\" ? $3 : NaN):5 skip 1 with points pointtype 7 pointsize 0.15 linecolor "
            + "\"\(Self.colors[part]!)\" notitle"
        }
        return """
          set title "\(method.rawValue): path of the shares"
          plot \(lines.joined(separator: ", \\\n  "))
          """
      }
      return """
        set title "useless domain: \(useless.rawValue)"
        set ylabel "share in the final training"
        unset xlabel
        set yrange [0:1]
        set xrange [-0.6:\(Double(methods.count) - 0.4)]
        set xtics rotate by -20 (\(tics)) font ",9"
        set key top left horizontal font ",9"
        plot \(shares.joined(separator: ", \\\n  "))
        unset key
        set title "error on the target's plane"
        set ylabel "mean squared error"
        set logscale y
        set yrange [*:*]
        plot "figure.csv" using (\(chosen) && strcol(3) eq "target" ? place(strcol(1)) : NaN):6 skip 1 with points \\
          pointtype 7 pointsize 0.5 linecolor "#2c3e50" notitle
        unset logscale y
        set xtics norotate autofreq font ",9"
        set xlabel "step"
        set ylabel "share"
        set yrange [0:1]
        set xrange [0:\(steps)]
        set xtics \(max(1, steps / 2))
        \(paths.joined(separator: "\n"))
        """
    }
    return """
      set datafile missing NaN
      set grid linecolor "#eeeeee"
      place(m) = \(place)
      set multiplot layout \(useless.count),\(2 + optimised.count)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
