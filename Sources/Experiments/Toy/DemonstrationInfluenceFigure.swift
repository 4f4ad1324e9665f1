import Foundation
import Statistics
import Storage
import ToyModel

/// Does the closed form's ranking of source demonstrations say what training without each of them does?
struct DemonstrationInfluenceFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    /// Bins of u, each of which is a demonstration.
    var groups: Int
    var queries: Int
    /// Flow times.
    var times: [Double]
    /// Networks trained without each group.
    var repeats: Int
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "demonstration-influence", paper: .none,
    title: "Toy model: the closed form's ranking of demonstrations, and training without each of them",
    columns: [
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("seed", "training seed", unit: nil),
      Column("group", "number of the group: source demonstrations in a bin of u", unit: nil),
      Column("u", "middle of the bin"),
      Column("mass", "the group's mean weight in the closed form's answers on the target plane"),
      Column("pull", "the closed form's first-order change of loss when the group is left out"),
      Column("model", "closed-form or network, computed or trained without the group", unit: nil),
      Column("repeat", "number of the training, of the network", unit: nil),
      Column("loss_change", "change of ½‖x̂₀ − a‖² on the target plane, the mean over queries and noise levels"),
      Column("answer_shift", "mean distance of the answers without the group from those with it"),
    ],
    fitColumns: [
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("model", "closed-form or network", unit: nil),
      Column(
        "statistic",
        "spearman_loss: of pull and loss_change over groups; spearman_shift: of mass and answer_shift; repeats_loss, "
          + "repeats_shift: of two trainings with one another, a ceiling; mean_loss_change; mean_shift; chance_shift: between "
          + "trainings with all demonstrations", unit: nil),
      Column("value", "mean over seeds; changes of the network are means over its repeats"),
      Column("lower", "lower end of the 95 % t interval over seeds; empty below two seeds"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [], costs: ToyCosts.influence, pictureSize: (1300, 800))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      grid: ToyGrid(
        models: [.network], dz: [0.01, 0.5, 3], w: [0.1], seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed)),
      groups: 30, queries: 400, times: [0.2, 0.5, 0.8], repeats: 2, setting: ToySetting())
    // Thirty groups have no effect that a second training would find again.
    if preset == .standard {
      settings.grid.dz = [0.01, 0.5]
      settings.groups = 12
      settings.setting.steps = 2000
    }
    if preset == .smoke {
      settings.grid.dz = [0.5]
      settings.grid.seeds = trainingSeeds(1, of: seed)
      settings.groups = 8
      settings.setting.steps = 1000
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [DemonstrationInfluenceTrial] {
    for (name, value, least) in [("groups", settings.groups, 4), ("repeats", settings.repeats, 1)] where value < least {
      throw UsageError("key '\(name)' is \(value); expected at least \(least)")
    }
    guard (1...settings.setting.testCount).contains(settings.queries) else {
      throw UsageError("key 'queries' is \(settings.queries); expected 1 to testCount, \(settings.setting.testCount)")
    }
    guard !settings.times.isEmpty, settings.times.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw UsageError("key 'times': expected flow times from 0 to below 1; at 1 there is no noise")
    }
    guard !settings.setting.normalized else {
      throw UsageError("key 'normalized' is true; network and closed form are compared in the data's own units")
    }
    guard settings.grid.models == [.network] else {
      throw UsageError("key 'models': this figure trains networks; the closed form stands beside each")
    }
    return try settings.grid.trials(settings.setting).map {
      DemonstrationInfluenceTrial(
        configuration: $0.configuration, groups: settings.groups, queries: settings.queries, times: settings.times,
        repeats: settings.repeats)
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [DemonstrationInfluenceTrial], _ outcomes: [DemonstrationInfluenceTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      for (number, group) in outcome.groups.enumerated() {
        func append(
          _ model: String, _ number: Int, _ repetition: Int?, _ effect: DemonstrationInfluenceTrial.Outcome.Effect
        ) {
          table.append([
            .number(c.dz), .number(c.w), .integer(Int(c.seeds.data)), .integer(number),
            .number((group.lower + group.upper) / 2), .number(group.mass), .number(group.pull), .text(model),
            repetition.map(CSVValue.integer) ?? .missing, .number(effect.loss), .number(effect.shift),
          ])
        }
        append("closed-form", number, nil, group.closedForm)
        for (repetition, effect) in group.network.enumerated() { append("network", number, repetition, effect) }
      }
    }
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for dz in settings.grid.dz {
      for w in settings.grid.w {
        let cell = zip(trials, outcomes).filter { $0.0.configuration.dz == dz && $0.0.configuration.w == w }.map(\.1)
        for (model, statistic, value) in Self.statistics {
          let values = try cell.compactMap(value)
          guard values.count == cell.count, !values.isEmpty else { continue }
          let interval = values.count >= 2 ? try Estimate.mean(of: values).interval : nil
          fit.append([
            .number(dz), .number(w), .text(model), .text(statistic),
            .number(values.reduce(0, +) / Double(values.count)), CSVValue(interval?.lower), CSVValue(interval?.upper),
          ])
        }
      }
    }
    return FigureData(figure: table, fit: fit, claims: [])
  }

  private typealias Outcome = DemonstrationInfluenceTrial.Outcome

  private static let statistics: [(model: String, name: String, value: @Sendable (Outcome) throws -> Double?)] = [
    ("closed-form", "spearman_loss", { try spearman($0.groups.map(\.pull), $0.groups.map(\.closedForm.loss)) }),
    ("closed-form", "spearman_shift", { try spearman($0.groups.map(\.mass), $0.groups.map(\.closedForm.shift)) }),
    ("closed-form", "mean_loss_change", { mean($0.groups.map(\.closedForm.loss)) }),
    ("closed-form", "mean_shift", { mean($0.groups.map(\.closedForm.shift)) }),
    (
      "network", "spearman_loss",
      { try spearman($0.groups.map(\.pull), $0.groups.map { mean($0.network.map(\.loss)) }) }
    ),
    (
      "network", "spearman_shift",
      { try spearman($0.groups.map(\.mass), $0.groups.map { mean($0.network.map(\.shift)) }) }
    ),
    (
      "network", "repeats_loss",
      { try betweenRepeats($0) { $0.loss } }
    ),
    (
      "network", "repeats_shift",
      { try betweenRepeats($0) { $0.shift } }
    ),
    ("network", "mean_loss_change", { mean($0.groups.map { mean($0.network.map(\.loss)) }) }),
    ("network", "mean_shift", { mean($0.groups.map { mean($0.network.map(\.shift)) }) }),
    ("network", "chance_shift", { $0.networkNoise }),
  ]

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private static func spearman(_ x: [Double], _ y: [Double]) throws -> Double {
    try Correlation.spearman(x, y).coefficient
  }

  private static func betweenRepeats(_ outcome: Outcome, _ value: (Outcome.Effect) -> Double) throws -> Double? {
    guard outcome.groups[0].network.count >= 2 else { return nil }
    return try spearman(outcome.groups.map { value($0.network[0]) }, outcome.groups.map { value($0.network[1]) })
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    func panel(_ title: String, _ dz: Double, _ model: String, x: Int, y: Int, labels: (String, String)) -> String {
      let chosen = "$1 == \(shortestDecimal(dz)) && strcol(8) eq \"\(model)\""
      return """
        set title "\(title), Δz = \(shortestDecimal(dz))"
        set xlabel "\(labels.0)"
        set ylabel "\(labels.1)"
        plot "figure.csv" using (\(chosen) ? $\(x) : NaN):\(y):5 skip 1 with points pointtype 7 pointsize 0.5 linecolor palette notitle
        """
    }
    let panels = ["closed-form", "network"].flatMap { model in
      settings.grid.dz.map {
        panel(
          model == "network" ? "network, trained without" : "closed form without", $0, model, x: 7, y: 10,
          labels: ("pull of the group", "change of the loss"))
      }
    }
    return """
      # One point a group of source demonstrations and training, coloured by u.
      set datafile missing NaN
      set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
      set cbrange [0:1]
      unset colorbox
      set xtics font ",10"
      set grid linecolor "#eeeeee"
      set format x "%g"
      set xzeroaxis linecolor "#999999"
      set yzeroaxis linecolor "#999999"
      set multiplot layout 2,\(settings.grid.dz.count)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
