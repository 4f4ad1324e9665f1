import Diagnosis
import Experiments
import Storage

/// gnuplot's regime map, from diagnosis.csv.
struct RegimeMapPicture: FolderPicture {
  private let diagnosis: Diagnosis
  let size = (width: 760, height: 560)

  init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

  var commands: String {
    let rules = diagnosis.rules
    let separation = CoordinateColumns(.separation)
    let points = diagnosis.layers.enumerated().flatMap { index, layer -> [String] in
      let probe = CoordinateColumns(layer.betterProbe)
      let row = "'diagnosis.csv' skip 1 every ::\(index)::\(index)"
      let color = layer.verdict.regime.color
      var curves: [String] = []
      if layer.separation.interval != nil, layer[layer.betterProbe].interval != nil {
        curves.append(
          "  \(row) using \(separation.value):\(probe.value):\(separation.lower):\(separation.upper):\(probe.lower):"
            + "\(probe.upper) with xyerrorbars pointtype 7 pointsize 0.8 linewidth 1.3 linecolor '\(color)' notitle")
      } else if layer.separation.value != nil, layer[layer.betterProbe].value != nil {
        curves.append(
          "  \(row) using \(separation.value):\(probe.value) with points pointtype 6 pointsize 0.8 linecolor '\(color)' "
            + "notitle")
      } else {
        return []
      }
      curves.append(
        "  \(row) using \(separation.value):\(probe.value):(\(Gnuplot.quoted("\(index + 1) \(layer.name.prefix(24))"))) with "
          + "labels left offset 0.7,\([0.6, -0.6, 1.3, -1.3][index % 4]) noenhanced font \",11\" notitle")
      return curves
    }
    let legend = Regime.allCases.map {
      "  NaN with points pointtype 7 linecolor '\($0.color)' title \(Gnuplot.quoted($0.title))"
    }
    return """
      set xrange [0:1]
      set nonlinear x via sqrt(x) inverse x*x
      set xtics (0, 0.02, 0.1, 0.25, 0.5, 1)
      set yrange [*<0.45:1.08]
      set xlabel "separation: 0 together, 1 apart (root scale)"
      set ylabel "discernibility at ρ = \(shortestDecimal(rules.resolution)), the better probe"
      set arrow 1 from \(rules.disjoint),\(rules.discernible) to \(rules.disjoint),1.08 nohead dashtype 2 linecolor '#7f8c8d'
      set label 1 "structured aligned" at \(rules.disjoint / 4),\(rules.discernible + 0.02) center textcolor '#7f8c8d'
      set label 2 "disjoint" at 0.45,\(rules.discernible + 0.02) center textcolor '#7f8c8d'
      set label 3 "overlapping" at 0.45,0.47 center textcolor '#7f8c8d'
      set key below noenhanced
      set bmargin 6
      set errorbars small
      plot \\
        \(rules.discernible) with lines dashtype 2 linecolor '#7f8c8d' notitle, \\
      \((points + legend).joined(separator: ", \\\n"))
      """
  }
}

/// gnuplot's depth profile, from diagnosis.csv.
struct DepthProfilePicture: FolderPicture {
  private let diagnosis: Diagnosis
  let size = (width: 1020, height: 420)

  init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

  var commands: String {
    let names = diagnosis.layers.enumerated().map { "\(Gnuplot.quoted(String($1.name.prefix(24)))) \($0)" }
    let rules = diagnosis.rules
    func panel(
      _ coordinate: Coordinate, _ title: String, line: (height: Double, name: String), range: String
    ) -> String {
      let columns = CoordinateColumns(coordinate)
      return """
        set title "\(title)"
        set yrange [\(range)]
        plot 'diagnosis.csv' skip 1 using 0:\(columns.value) with lines linewidth 1.2 linecolor '#2c3e80' notitle, \\
          '' skip 1 using 0:\(columns.value):\(columns.lower):\(columns.upper) with yerrorbars pointtype 7 pointsize 0.7 linecolor '#2c3e80' title '95 %', \\
          '' skip 1 using 0:\(columns.realFloor) with points pointtype 2 pointsize 0.6 linecolor '#7f8c8d' title 'floor: halves of real', \\
          '' skip 1 using 0:\(columns.simFloor) with points pointtype 1 pointsize 0.6 linecolor '#7f8c8d' title 'floor: halves of sim', \\
          \(line.height) with lines dashtype 2 linecolor '#7f8c8d' title '\(line.name)'
        """
    }
    return """
      set xtics (\(names.joined(separator: ", "))) rotate by 40 right noenhanced font ",10"
      set xrange [-0.5:\(diagnosis.layers.count).0 - 0.5]
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      set key below font ",10" samplen 1
      set multiplot layout 1,3
      \(panel(.mixing, "local: neighbour mixing", line: (1, "as if shuffled"), range: "*:*"))
      \(panel(.separation, "global: separation", line: (rules.disjoint, "threshold"), range: "0:1"))
      \(panel(.discernibility, "discernibility, linear probe", line: (rules.discernible, "threshold"), range: "*<0.45:1.02"))
      unset multiplot
      """
  }
}

/// gnuplot's course of a training run, from series.csv.
struct SeriesPicture: FolderPicture {
  private let course: DiagnosisReport.Course
  let size = (width: 1020, height: 420)

  init(_ course: DiagnosisReport.Course) { self.course = course }

  var commands: String {
    let layers = course.series.layers
    let hasSteps = course.series.checkpoints.allSatisfy { $0.step != nil }
    func panel(_ coordinate: Coordinate, _ title: String, line: Double, range: String) -> String {
      let columns = CoordinateColumns(coordinate, shift: 2)
      let curves = layers.enumerated().map { index, name in
        let x = "strcol(3) eq \(Gnuplot.quoted(name)) ? \(hasSteps ? "$2" : "$0") : NaN"
        return "  'series.csv' skip 1 using (\(x)):\(columns.value):\(columns.lower):\(columns.upper) "
          + "with yerrorlines pointtype 7 pointsize 0.5 linecolor '\(Gnuplot.color(index))' "
          + "title \(Gnuplot.quoted(String(name.prefix(24))))"
      }
      let dashed = "  \(line) with lines dashtype 2 linecolor '#7f8c8d' notitle"
      return "set title \"\(title)\"\nset yrange [\(range)]\nplot \\\n"
        + (curves + [dashed]).joined(separator: ", \\\n")
    }
    let rules = course.series.checkpoints.first?.diagnosis.rules ?? .calibrated
    return """
      set datafile missing NaN
      set xlabel "\(course.axis == .step ? "flow or diffusion step" : hasSteps ? "training step" : "row of series.csv")"
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      set key below noenhanced font ",10" samplen 1
      set bmargin 7
      set multiplot layout 1,3
      \(panel(.mixing, "local: neighbour mixing", line: 1, range: "*:*"))
      \(panel(.separation, "global: separation", line: rules.disjoint, range: "0:1"))
      \(panel(.discernibility, "discernibility, linear probe", line: rules.discernible, range: "*<0.45:1.02"))
      unset multiplot
      """
  }
}

/// Where a coordinate's numbers stand in diagnosis.csv, counted from 1.
private struct CoordinateColumns {
  let value: Int
  var lower: Int { value + 1 }
  var upper: Int { value + 2 }
  var realFloor: Int { value + 3 }
  var simFloor: Int { value + 4 }

  init(_ coordinate: Coordinate, shift: Int = 0) {
    value = DiagnosisReport.layerColumns.firstIndex(of: coordinate.rawValue)! + 1 + shift
  }
}

extension Regime {
  /// On white.
  var color: String {
    switch self {
    case .disjoint: "#b45309"
    case .structuredAligned: "#0f766e"
    case .overlapping: "#6d28d9"
    case .undecided: "#64748b"
    }
  }
}
