import Statistics
import Storage
import ToyModel

/// Claims M1 to M6 under many networks and training choices the study does not state: which findings belong to the data,
/// and which to the network.
struct ToySensitivityFigure: Figure {
  struct Variation: Codable, Equatable, Sendable {
    var name: String
    var setting: ToySetting
  }

  struct Settings: Codable, Equatable, Sendable {
    var dz: [Double]
    var w: [Double]
    var seeds: [Int]
    var variations: [Variation]
  }

  let description = FigureDescription(
    id: "toy-sensitivity", paper: .mechanistic, title: "Toy model: do the claims depend on the network?",
    columns: [
      Column("setting", "what differs from the default", unit: nil),
      Column("claim", "the claim's number", unit: nil),
      Column("statistic", "what is computed", unit: nil),
      Column("value", "the statistic"),
      Column("lower", "lower end of its 95 % interval over seeds"),
      Column("upper", "upper end of its 95 % interval over seeds"),
      Column("verdict", "holds, does not hold or undecided", unit: nil),
    ],
    claims: [], costs: ToyCosts.sensitivity, pictureSize: (1300, 900))

  /// The default and one change at a time.
  private static let changes: [(String, @Sendable (inout ToySetting) -> Void)] = [
    ("default", { _ in }),
    ("activation relu", { $0.activation = .relu }),
    ("activation tanh", { $0.activation = .tanh }),
    ("width 32", { $0.width = 32 }),
    ("2 hidden layers", { $0.hiddenLayers = 2 }),
    ("8 hidden layers", { $0.hiddenLayers = 8 }),
    ("learning rate 0.001", { $0.learningRate = 1e-3 }),
    ("learning rate 0.01", { $0.learningRate = 1e-2 }),
    ("1000 steps", { $0.steps = 1000 }),
    ("8000 steps", { $0.steps = 8000 }),
    ("normalized", { $0.normalized = true }),
    ("loss weighting", { $0.mixing = .lossWeighting }),
    ("no noise", { $0.targetNoise = 0 }),
    ("noise on both", { $0.sourceNoise = 0.3 }),
  ]

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      dz: [0.01, 0.5, 1, 3, 20, 50], w: [0.001, 0.01, 0.1, 0.5, 0.99, 1],
      seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed),
      variations: Self.changes.map { name, change in
        var setting = ToySetting()
        change(&setting)
        return Variation(name: name, setting: setting)
      })
    if preset == .smoke {
      settings.dz = [0.01, 1, 50]
      settings.w = [0.001, 0.1, 0.99, 1]
      settings.seeds = trainingSeeds(2, of: seed)
      settings.variations = settings.variations.filter { ["default", "activation relu", "width 32"].contains($0.name) }
      for index in settings.variations.indices {
        settings.variations[index].setting.steps = 500
        settings.variations[index].setting.testCount = 300
      }
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [ToyTrial] {
    let names = settings.variations.map(\.name)
    guard Set(names).count == names.count, !names.isEmpty else {
      throw UsageError("key 'variations': at least one, each with a name of its own")
    }
    let grid = ToyGrid(models: [.network], dz: settings.dz, w: settings.w, seeds: settings.seeds)
    return try settings.variations.flatMap { try grid.trials($0.setting) }
  }

  func reduce(_ settings: Settings, _ trials: [ToyTrial], _ outcomes: [ToyTrial.Outcome]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    let size = trials.count / settings.variations.count
    for (index, variation) in settings.variations.enumerated() {
      let own = (index * size)..<((index + 1) * size)
      let grid = ToyOutcomes(Array(trials[own]), Array(outcomes[own]))
      for claim in ToyClaims.all {
        let judged = try ToyClaims.judge(claim, grid)
        table.append([
          .text(variation.name), .text(claim.id), .text(judged.statistic), CSVValue(judged.value),
          CSVValue(judged.lower), CSVValue(judged.upper), .text(judged.verdict),
        ])
      }
    }
    return FigureData(figure: table, claims: [])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let names = settings.variations.map(\.name)
    let place = names.enumerated().map { "name eq \"\($1)\" ? \(names.count - 1 - $0) : " }.joined()
    let tics = names.enumerated().map { "\"\($1)\" \(names.count - 1 - $0)" }.joined(separator: ", ")
    let bareTics = names.indices.map { "\"\" \($0)" }.joined(separator: ", ")
    let verdicts = [("holds", "#27ae60"), ("does not hold", "#c0392b"), ("undecided", "#7f8c8d")]
    let panels = ToyClaims.all.enumerated().map { index, claim in
      let boundary =
        switch claim.side {
        case .above(let a), .below(let a): a
        case .notBelow(let a, let margin): a - margin
        case .notAbove(let a, let margin): a + margin
        case .within(let range): range.lowerBound
        }
      let lines = verdicts.map { verdict, color in
        let chosen = "strcol(2) eq \"\(claim.id)\" && strcol(7) eq \"\(verdict)\""
        return
          "  \"figure.csv\" using (\(chosen) ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor \"\(color)\" notitle"
      }
      return """
        set title "\(claim.id): claimed \(claim.side.words)"
        set xrange [*:*]
        $boundary << EOD
        \(shortestDecimal(boundary)),-0.7
        \(shortestDecimal(boundary)),\(shortestDecimal(Double(names.count) - 0.3))
        EOD
        set ytics (\(index % 3 == 0 ? tics : bareTics))
        plot \\
          $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \\
        \(lines.joined(separator: ", \\\n"))
        """
    }
    return """
      # One row a setting; green holds, red does not hold, grey undecided; the dashed line is the claim's boundary.
      set datafile missing NaN
      place(name) = \(place)NaN
      set yrange [-0.7:\(names.count).0 - 0.3]
      set grid ytics linecolor "#eeeeee"
      set xtics font ",10"
      set multiplot layout 2,3 margins 0.14,0.98,0.05,0.95 spacing 0.04,0.1
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
