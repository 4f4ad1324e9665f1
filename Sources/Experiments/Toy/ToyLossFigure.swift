import Storage
import ToyModel

/// The loss on the target plane over Δz and w: the mechanistic study's left quantitative toy figure.
struct ToyLossFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "toy-loss", paper: .mechanistic, title: "Toy model: loss on the target over Δz and the mixing ratio",
    columns: [
      Column("model", "network, or closed-form (kernel-weighted optimum on the same samples)", unit: nil),
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("seed", "training seed", unit: nil),
      Column("l2", "mean squared error per coordinate against the target's answer, whole plane"),
      Column("l2_in_support", "the same where the target was demonstrated, u ≤ 0.8"),
      Column("l2_out_of_support", "the same beyond, u > 0.8"),
    ],
    claims: [ToyClaims.m2, ToyClaims.m3, ToyClaims.m4, ToyClaims.m6], costs: ToyCosts.loss,
    pictureSize: (1500, 620))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    let published = PublishedToyLosses.shipped
    var setting = ToySetting()
    var grid = ToyGrid(
      models: [.network, .closedForm], dz: published.dz, w: [0] + published.w + [1],
      seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed))
    if preset == .smoke {
      grid.dz = [0.01, 1, 50]
      grid.w = [0.001, 0.1, 0.99, 1]
      grid.seeds = trainingSeeds(2, of: seed)
      setting.steps = 1000
      setting.testCount = 500
    }
    return Settings(grid: grid, setting: setting)
  }

  func trials(_ settings: Settings) throws -> [ToyTrial] { try settings.grid.trials(settings.setting) }

  func reduce(_ settings: Settings, _ trials: [ToyTrial], _ outcomes: [ToyTrial.Outcome]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      table.append([
        .text(c.model.rawValue), .number(c.dz), .number(c.w), .integer(Int(c.seeds.data)), .number(outcome.l2),
        CSVValue(outcome.l2InSupport), CSVValue(outcome.l2OutOfSupport),
      ])
    }
    let pairs = zip(trials, outcomes).filter { $0.0.configuration.model == .network }
    let network = ToyOutcomes(pairs.map(\.0), pairs.map(\.1))
    return FigureData(figure: table, claims: try description.claims.map { try ToyClaims.judge($0, network) })
  }

  let publishedTables = [PublishedToyLosses.table]

  func published() throws -> CSVTable? {
    var table = CSVTable(columns: description.columns.map(\.name))
    let losses = try PublishedToyLosses()
    for (dz, row) in zip(losses.dz, losses.values) {
      for (w, loss) in zip(losses.w, row) {
        table.append(["published", .number(dz), .number(w), .missing, .number(loss), .missing, .missing])
      }
    }
    return table
  }

  func plot(_ settings: Settings) -> String {
    // Mixing ratios stand at equal distances: 0 and 1 have no place on a logarithmic axis.
    let ratios = Array(Set(settings.grid.w + PublishedToyLosses.shipped.w)).sorted()
    let place = ratios.enumerated().map { "w == \(shortestDecimal($1)) ? \($0) : " }.joined()
    let tics = ratios.enumerated().map { "\"\(shortestDecimal($1))\" \($0)" }.joined(separator: ", ")
    let curves = settings.grid.dz.sorted()
    func panel(_ title: String, _ file: String, _ model: String, individual: Bool) -> String {
      let lines = curves.enumerated().map { index, dz in
        let value = "(strcol(1) eq \"\(model)\" && $2 == \(shortestDecimal(dz)) ? log10($5) : NaN)"
        let color = "linecolor palette frac \(shortestDecimal(Double(index) / Double(max(curves.count - 1, 1))))"
        let name = "title \"Δz = \(shortestDecimal(dz))\""
        let points =
          individual
          ? ", \\\n  \"\(file)\" using (place($3)):\(value) skip 1 with points pointtype 7 pointsize 0.25 \(color) notitle"
          : ""
        return
          "  \"\(file)\" using (place($3)):\(value) skip 1 smooth unique with lines linewidth 2 \(color) \(name)\(points)"
      }
      return "set title \"\(title)\"\nplot \\\n" + lines.joined(separator: ", \\\n") + "\n"
    }
    let models = settings.grid.models.map { model in
      panel(
        model == .network ? "network: seeds, geometric mean" : "closed form: seeds, geometric mean",
        "figure.csv", model.rawValue, individual: true)
    }
    return """
      place(w) = \(place)NaN
      set datafile missing NaN
      set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
      unset colorbox
      set xlabel "w, share of target data"
      set xtics (\(tics)) rotate by 60 right
      set xrange [-0.5:\(ratios.count).0 - 0.5]
      set ylabel "loss on the target plane"
      set yrange [-1:4]
      set ytics ("0.1" -1, "1" 0, "10" 1, "100" 2, "1000" 3, "10000" 4)
      set grid ytics linecolor "#dddddd"
      set key top right font ",8"
      set multiplot layout 1,\(models.count + 1)
      \(panel("published", "published.csv", "published", individual: false))
      \(models.joined(separator: "\n"))
      unset multiplot
      """
  }
}
