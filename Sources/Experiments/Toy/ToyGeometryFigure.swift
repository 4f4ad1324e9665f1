import Storage
import ToyModel

/// The three scenarios' demonstrations: planes in R³, Swiss rolls in R².
struct ToyGeometryFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var dz: [Double]
    var seed: Int
    var setting: ToySetting
  }

  /// Drawing the demonstrations of one scenario.
  struct Drawing: Trial {
    static let kind = "toy-demonstrations"
    static let version = 1
    var dz: Double
    var seed: Int
    var setting: ToySetting
    var label: String { "demonstrations dz=\(dz) seed=\(seed)" }

    struct Point: Codable, Sendable {
      let domain: ToyGeometry.Side
      let x: [Double]
      let y: [Double]
    }

    func run(_ progress: TrialProgress) throws -> [Point] {
      let geometry = ToyGeometry(ToyConfiguration(dz: dz, w: 0, setting: setting, seeds: ToySeeds(all: UInt64(seed))))
      return try ToyGeometry.Side.allCases.flatMap { side in
        let sample = try geometry.demonstrations(side)
        return (0..<sample.inputs.rows).map {
          Point(domain: side, x: sample.inputs.row(at: $0).elements, y: sample.answers.row(at: $0).elements)
        }
      }
    }
  }

  let description = FigureDescription(
    id: "toy-geometry", paper: .mechanistic, title: "Toy model: the demonstrations of the three scenarios",
    columns: [
      Column("scenario", "overlapping, structured or disjoint", unit: nil),
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("domain", "source or target", unit: nil),
      Column("u", "first input, which drives the answer"),
      Column("v", "second input, a nuisance"),
      Column("z", "third input, the domain's plane"),
      Column("y1", "first coordinate of the answer, with its noise"),
      Column("y2", "second coordinate of the answer, with its noise"),
    ],
    claims: [], costs: ToyCosts.instant, pictureSize: (1200, 820))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    Settings(dz: ToyScenario.dz, seed: trainingSeeds(1, of: seed)[0], setting: ToySetting())
  }

  func trials(_ settings: Settings) throws -> [Drawing] {
    let grid = ToyGrid(models: [.network], dz: settings.dz, w: [0], seeds: [settings.seed])
    return try grid.trials(settings.setting).map {
      Drawing(dz: $0.configuration.dz, seed: settings.seed, setting: settings.setting)
    }
  }

  func reduce(_ settings: Settings, _ trials: [Drawing], _ outcomes: [[Drawing.Point]]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, points) in zip(trials, outcomes) {
      for point in points {
        table.append(
          [.text(ToyScenario.name(of: trial.dz)), .number(trial.dz), .text(point.domain.rawValue)]
            + (point.x + point.y).map(CSVValue.number))
      }
    }
    return FigureData(figure: table, claims: [])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    func select(_ dz: Double, _ domain: String, _ column: Int) -> String {
      "($2 == \(shortestDecimal(dz)) && strcol(3) eq \"\(domain)\" ? $\(column) : NaN)"
    }
    let planes = settings.dz.map { dz in
      """
      set title "\(ToyScenario.name(of: dz)): Δz = \(shortestDecimal(dz))"
      splot \\
        "figure.csv" using \(select(dz, "source", 4)):5:6:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette title "source", \\
        "figure.csv" using \(select(dz, "target", 4)):5:6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "target"
      """
    }
    let rolls = settings.dz.map { dz in
      """
      set title "answers"
      plot \\
        "figure.csv" using \(select(dz, "source", 7)):8:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette notitle, \\
        "figure.csv" using \(select(dz, "target", 7)):8 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle
      """
    }
    return """
      set datafile missing NaN
      set palette defined (0 "#2c3e80", 0.5 "#5dade2", 1 "#aed6f1")
      unset colorbox
      set multiplot layout 2,\(settings.dz.count)
      set xlabel "u"
      set ylabel "v"
      set zlabel "z"
      set xyplane 0
      set view 70,30
      set zrange [0:11]
      set cbrange [0:1]
      set xtics 0.5 offset 0,-0.3
      set ytics 0.5
      set ztics 2
      set key at screen 0.99,0.99
      \(planes.joined(separator: "\n"))
      unset zlabel
      set xtics 10 offset 0,0
      set ytics 10
      set xlabel "y1"
      set ylabel "y2"
      set size ratio -1
      \(rolls.joined(separator: "\n"))
      unset multiplot
      """
  }
}

/// The study's three scenarios.
enum ToyScenario {
  /// The Δz of the drawn scenarios.
  static let dz = [0.01, 1, 9]

  static func name(of dz: Double) -> String {
    if ToyOutcomes.overlapping(dz) { return "overlapping" }
    if ToyOutcomes.structured(dz) { return "structured" }
    return dz > 3 ? "disjoint" : "between"
  }
}
