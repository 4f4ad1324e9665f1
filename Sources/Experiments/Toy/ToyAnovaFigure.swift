import Reweighting
import Statistics
import Storage
import ToyModel

/// How much of the toy's loss variance alignment, mixing ratio and their interaction explain, on our table and on the
/// published one, under several transforms and with parts of the table left out.
struct ToyAnovaFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var dz: [Double]
    var w: [Double]
    var seeds: [Int]
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "toy-anova", paper: .mechanistic, title: "Toy model: loss variance explained by Δz and by the mixing ratio",
    columns: [
      Column("source", "network (our cells, means over seeds of the transformed loss) or published", unit: nil),
      Column("transform", "what is analysed of a loss: raw, log, or clipped at 50", unit: nil),
      Column("dropped", "row or column left out of the table, or none", unit: nil),
      Column("factor", "dz, w or interaction (the remainder: one value a cell)", unit: nil),
      Column("ss", "sum of squares"),
      Column("df", "degrees of freedom"),
      Column("eta_squared", "share of the total sum of squares"),
      Column("omega_squared", "the same, corrected for chance; empty for the interaction"),
      Column("lower", "lower end of η²'s 95 % interval over seeds (delete-one-seed jackknife)"),
      Column("upper", "upper end of η²'s 95 % interval over seeds"),
      Column("p", "p-value against the interaction; empty for the interaction"),
    ],
    claims: [ToyClaims.m5], costs: ToyCosts.anova, pictureSize: (1000, 620))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    // The trials of toy-loss: run after it under one --out, they are taken over.
    let loss = ToyLossFigure().settings(preset, seed: seed)
    return Settings(
      dz: loss.grid.dz, w: loss.grid.w.filter { $0 > 0 && $0 < 1 }, seeds: loss.grid.seeds, setting: loss.setting)
  }

  func trials(_ settings: Settings) throws -> [ToyTrial] {
    for (name, values) in [("dz", settings.dz), ("w", settings.w)] where Set(values).count < 3 {
      throw UsageError(
        "key '\(name)' has \(Set(values).count) values; with one left out, an analysis of variance needs 3")
    }
    return try ToyGrid(models: [.network], dz: settings.dz, w: settings.w, seeds: settings.seeds)
      .trials(settings.setting)
  }

  func reduce(_ settings: Settings, _ trials: [ToyTrial], _ outcomes: [ToyTrial.Outcome]) throws -> FigureData {
    let network = ToyOutcomes(trials, outcomes)
    guard let losses = network.losses(dz: network.dz, w: network.w) else {
      throw UsageError("keys 'dz' and 'w': every cell is needed once")
    }
    var table = CSVTable(columns: description.columns.map(\.name))
    try append(ToyVariance(dz: network.dz, w: network.w, losses: losses), as: "network", to: &table)
    try append(try Self.publishedVariance(), as: "published", to: &table)
    return FigureData(figure: table, claims: [try ToyClaims.judge(ToyClaims.m5, network)])
  }

  private static func publishedVariance() throws -> ToyVariance {
    let losses = try PublishedToyLosses()
    return try ToyVariance(dz: losses.dz, w: losses.w, losses: losses.values.map { $0.map { [$0] } })
  }

  /// What is analysed of a loss, by its name in the table.
  private static let transforms: [(name: String, transform: ResponseTransform)] = [
    ("raw", .raw), ("log", .log), ("clipped", .clip(50)),
  ]

  private func append(_ variance: ToyVariance, as source: String, to table: inout CSVTable) throws {
    for (name, transform) in Self.transforms {
      // Every single drop under the logarithm, which the claim is about; w = .001 under all.
      let drops =
        [.nothing] + (transform == .log ? variance.singleDrops : variance.w.contains(0.001) ? [.w(0.001)] : [])
      for dropped in drops {
        let rows = try Self.rows(variance, transform, dropped)
        for row in rows { table.append([.text(source), .text(name), .text(dropped.name)] + row) }
      }
    }
  }

  /// The columns from `factor` on, for each factor. A table whose cells are all equal has no shares: they are left empty.
  private static func rows(
    _ variance: ToyVariance, _ transform: ResponseTransform, _ dropped: ToyVariance.Dropped
  ) throws -> [[CSVValue]] {
    let factors: [(String, KeyPath<TwoWayANOVA, TwoWayANOVA.Effect>)] = [
      ("dz", \.rows), ("w", \.columns), ("interaction", \.interaction),
    ]
    do {
      let analysis = try variance.analysis(transform, dropping: dropped)
      return try factors.map { name, factor in
        let effect = analysis[keyPath: factor]
        let interval =
          variance.seedCount < 2
          ? nil
          : try variance.estimate(transform, dropping: dropped) { $0[keyPath: factor].etaSquared }.interval
        return [
          .text(name), .number(effect.sumOfSquares), .integer(effect.degreesOfFreedom), .number(effect.etaSquared),
          CSVValue(effect.test?.omegaSquared), CSVValue(interval?.lower), CSVValue(interval?.upper),
          CSVValue(effect.test?.pValue),
        ]
      }
    } catch SampleError.constant {
      return factors.map { name, _ in [.text(name)] + [CSVValue](repeating: .missing, count: 7) }
    }
  }

  private static let bars = "toy_anova_bars"
  let publishedTables = [PublishedToyLosses.table, bars]

  func published() throws -> CSVTable? {
    var table = CSVTable(columns: description.columns.map(\.name))
    // The bars of the study's figure; they do not follow from its table under any transform here.
    for row in try PublishedTable(Self.bars).rows {
      let factor = try row.text("factor")
      let share = CSVValue(try row.value("variance_explained"))
      table.append(
        ["published bars", .missing, .missing, .text(factor), .missing, .missing, share]
          + [CSVValue](repeating: .missing, count: 4))
    }
    return table
  }

  func plot(_ settings: Settings) -> String {
    let groups = [
      ("published bars", ""), ("published", "log"), ("network", "log"), ("network", "raw"), ("network", "clipped"),
    ]
    let factors = [("dz", "#2c3e80"), ("w", "#e67e22"), ("interaction", "#95a5a6")]
    var lines: [String] = []
    for (place, group) in groups.enumerated() {
      for (shift, factor) in factors.enumerated() {
        let x = shortestDecimal(Double(place) + 0.25 * Double(shift - 1))
        let title = place == 0 ? "title \"\(factor.0 == "dz" ? "Δz" : factor.0)\"" : "notitle"
        if group.0 == "published bars" {
          lines.append(
            "  \"published.csv\" using (strcol(4) eq \"\(factor.0)\" ? \(x) : NaN):7 skip 1 with boxes linecolor \"\(factor.1)\" \(title)"
          )
        } else {
          let own =
            "strcol(1) eq \"\(group.0)\" && strcol(2) eq \"\(group.1)\" && strcol(3) eq \"none\" && strcol(4) eq \"\(factor.0)\""
          lines.append(
            "  \"figure.csv\" using (\(own) ? \(x) : NaN):7 skip 1 with boxes linecolor \"\(factor.1)\" \(title)")
          if group.0 == "network" {
            lines.append(
              "  \"figure.csv\" using (\(own) ? \(x) : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor \"black\" notitle"
            )
          }
        }
      }
    }
    let tics = groups.enumerated().map { "\"\($1.1.isEmpty ? $1.0 : "\($1.0) table,\\n\($1.1) loss")\" \($0)" }
    return """
      set datafile missing NaN
      set style fill solid 0.9 noborder
      set boxwidth 0.23
      set xrange [-0.6:\(groups.count).0 - 0.4]
      set yrange [-0.2:1.1]
      set ytics 0.2
      set ylabel "share of variance, η²"
      set xtics (\(tics.joined(separator: ", ")))
      set key top left
      set bmargin 4
      set errorbars small
      plot \\
      \(lines.joined(separator: ", \\\n"))
      """
  }
}
