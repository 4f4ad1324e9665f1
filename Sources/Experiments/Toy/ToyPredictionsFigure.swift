import Storage
import ToyModel

/// What is predicted on the target plane in three scenarios and at several mixing ratios: the study's 3 × 4 panel.
struct ToyPredictionsFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    /// Predictions in figure.csv for every cell and seed; the shares behind M1 use all test points.
    var keptPredictions: Int
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "toy-predictions", paper: .mechanistic, title: "Toy model: predictions on the target plane",
    columns: [
      Column("model", "network, or closed-form (kernel-weighted optimum on the same samples)", unit: nil),
      Column("scenario", "overlapping, structured or disjoint", unit: nil),
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("seed", "training seed", unit: nil),
      Column("u", "first input of the test point, which drives the answer"),
      Column("v", "second input of the test point, a nuisance"),
      Column("y1", "first coordinate of the prediction"),
      Column("y2", "second coordinate of the prediction"),
      Column("target1", "first coordinate of the target's answer, without noise"),
      Column("target2", "second coordinate of the target's answer, without noise"),
    ],
    claims: [ToyClaims.m1], costs: ToyCosts.predictions, pictureSize: (1200, 980))

  /// Columns of the drawn panel.
  private static let panelRatios = [0, 0.01, 0.1, 1]

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      grid: ToyGrid(
        models: [.network, .closedForm], dz: ToyScenario.dz, w: [0, 0.01, 0.05, 0.1, 0.5, 1],
        seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed)),
      keptPredictions: 200, setting: ToySetting())
    if preset == .smoke {
      settings.grid.w = Self.panelRatios
      settings.grid.seeds = trainingSeeds(1, of: seed)
      settings.setting.steps = 2000
      settings.setting.testCount = 400
      settings.keptPredictions = 400
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [ToyTrial] {
    guard settings.keptPredictions >= 0 else { throw UsageError("key 'keptPredictions' is negative") }
    return try settings.grid.trials(settings.setting, keptPredictions: settings.keptPredictions)
  }

  func reduce(_ settings: Settings, _ trials: [ToyTrial], _ outcomes: [ToyTrial.Outcome]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      let cell: [CSVValue] = [
        .text(c.model.rawValue), .text(ToyScenario.name(of: c.dz)), .number(c.dz), .number(c.w),
        .integer(Int(c.seeds.data)),
      ]
      for p in outcome.predictions {
        table.append(cell + [p.u, p.v, p.y1, p.y2, p.target1, p.target2].map(CSVValue.number))
      }
    }
    let pairs = zip(trials, outcomes).filter { $0.0.configuration.model == .network }
    let network = ToyOutcomes(pairs.map(\.0), pairs.map(\.1))
    return FigureData(figure: table, claims: [try ToyClaims.judge(ToyClaims.m1, network)])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let ratios = Self.panelRatios.filter { settings.grid.w.contains($0) }
    let seed = settings.grid.seeds[0]
    let support = shortestDecimal(settings.setting.targetSupport)
    let offset = shortestDecimal(settings.setting.offset)
    var panels: [String] = []
    for dz in settings.grid.dz {
      for w in ratios {
        let ours =
          "strcol(1) eq \"network\" && $3 == \(shortestDecimal(dz)) && $4 == \(shortestDecimal(w)) && $5 == \(seed)"
        panels.append(
          """
          set title "\(ToyScenario.name(of: dz)) (Δz = \(shortestDecimal(dz))), w = \(shortestDecimal(w))"
          plot \\
            "figure.csv" using (\(ours) ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \\
            [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \\
            [0:\(support)] "+" using (y1($1) + \(offset)):(y2($1) + \(offset)) with lines linewidth 1 linecolor "#c0392b" notitle, \\
            [\(support):1] "+" using (y1($1) + \(offset)):(y2($1) + \(offset)) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \\
            "+" every ::::0 using (y1(\(support)) + \(offset)):(y2(\(support)) + \(offset)) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
          """)
      }
    }
    return """
      # The network's predictions on the target plane, coloured by u. Grey: the source's answers. Red: the target's,
      # dashed where it was not demonstrated (from the cross on).
      set datafile missing NaN
      theta(u) = 1.5*pi*(1 + 2*u)
      y1(u) = theta(u)*cos(theta(u))
      y2(u) = theta(u)*sin(theta(u))
      set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
      set cbrange [0:1]
      unset colorbox
      set samples 300
      set size ratio -1
      set xrange [-16:24]
      set yrange [-16:20]
      set xtics 10
      set ytics 10
      set multiplot layout \(settings.grid.dz.count),\(ratios.count) margins 0.04,0.99,0.04,0.95 spacing 0.04,0.07
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
