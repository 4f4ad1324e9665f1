import Foundation
import PlanarPushing
import PushingPolicies
import Statistics
import Storage

/// Whether the experts' demonstrations can be learned from: a small policy on keypoints for each expert in each domain of
/// the base pair, and how often it solves the task.
struct PolicyTrialFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var experts: [String]
    var domains: [String]
    var training: PolicyTraining
    /// Evaluation starts of each policy.
    var starts: Int
    var seeds: [Int]
  }

  let description = FigureDescription(
    id: "policy-trial", paper: .none,
    title: "Policies on keypoints, trained on each expert's demonstrations and tried in their domain",
    columns: [
      Column("expert", "planner: both errors at once; human: orientation first, with a hand's irregularity", unit: nil),
      Column("domain", "source or target of the base pair", unit: nil),
      Column("seed", "seed of demonstrations, training and evaluation starts", unit: nil),
      Column(
        "outcome",
        "reached: the block within tolerance at some step; held: for a second; returned: the study's success, pusher and "
          + "block at once", unit: nil),
      Column("successes", "starts with that outcome"),
      Column("trials", "starts"),
      Column("rate", "successes / trials"),
      Column("lower", "lower end of the 95 % Wilson interval"),
      Column("upper", "upper end of the interval"),
    ],
    fitColumns: [
      Column("expert", "as in figure.csv", unit: nil),
      Column("domain", "as in figure.csv", unit: nil),
      Column("seed", "as in figure.csv", unit: nil),
      Column(
        "statistic",
        "residual: share of the action chunks' variance that the nearest moment of another episode leaves unexplained "
          + "(interval: jackknife over episodes); demonstration_steps: mean control steps of a demonstration; "
          + "expert_failures: attempts dropped; median_return: seconds, of the starts that returned", unit: nil),
      Column("value", "the statistic"),
      Column("lower", "lower end of its 95 % interval, where it has one"),
      Column("upper", "upper end"),
    ],
    claims: [],
    costs: [.smoke: .init(minutes: 0.2), .standard: .init(minutes: 26), .paper: .init(minutes: 65)],
    pictureSize: (1000, 560))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      experts: [ExpertCharacter.planner.name, ExpertCharacter.humanLike.name],
      domains: [PushingDomain.source.name, PushingDomain.target.name], training: .standard, starts: 200,
      seeds: trainingSeeds(preset == .paper ? 5 : 2, of: seed))
    if preset == .smoke {
      settings.training = PolicyTraining(demonstrations: 20, steps: 200)
      (settings.training.form.width, settings.training.form.blocks, settings.training.batchSize) = (32, 1, 64)
      settings.starts = 10
      settings.seeds = trainingSeeds(1, of: seed)
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [PolicyTrial] {
    for (key, given, known) in [
      ("experts", settings.experts, Array(PolicyTrial.experts.keys)),
      ("domains", settings.domains, Array(PolicyTrial.domains.keys)),
    ] {
      for name in given where !known.contains(name) {
        throw UsageError("key '\(key)': there is no '\(name)'; expected \(known.sorted().joined(separator: " or "))")
      }
    }
    let training = settings.training
    for (key, value, least) in [
      ("training.demonstrations", training.demonstrations, 2), ("training.steps", training.steps, 0),
      ("training.batchSize", training.batchSize, 1), ("training.form.width", training.form.width, 1),
      ("training.form.blocks", training.form.blocks, 0),
      ("training.form.samplingSteps", training.form.samplingSteps, 1),
      ("starts", settings.starts, 1),
    ] where value < least {
      throw UsageError("key '\(key)' is \(value); expected at least \(least)")
    }
    for seed in settings.seeds where seed < 0 {
      throw UsageError("key 'seeds': \(seed) is negative; a seed is 0 or more")
    }
    return settings.experts.flatMap { expert in
      settings.domains.flatMap { domain in
        settings.seeds.map {
          PolicyTrial(expert: expert, domain: domain, training: training, starts: settings.starts, seed: $0)
        }
      }
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [PolicyTrial], _ outcomes: [PolicyTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let cell: [CSVValue] = [.text(trial.expert), .text(trial.domain), .integer(trial.seed)]
      let rates = outcome.rates
      let outcomes: [(String, KeyPath<SuccessRates, Int>)] = [
        ("reached", \.reached), ("held", \.held), ("returned", \.returned),
      ]
      for (name, path) in outcomes {
        let rate = try rates.rate(of: path)
        table.append(
          cell + [
            .text(name), .integer(rates[keyPath: path]), .integer(rates.episodes), .number(rate.value),
            .number(rate.interval.lower), .number(rate.interval.upper),
          ])
      }
      let residual = outcome.residual
      fit.append(
        cell + [
          "residual", .number(residual.value), .number(residual.interval.lower), .number(residual.interval.upper),
        ])
      fit.append(cell + ["demonstration_steps", .number(outcome.meanSteps), .missing, .missing])
      fit.append(cell + ["expert_failures", .integer(outcome.expertFailures), .missing, .missing])
      let times = outcome.returnTimes
      fit.append(cell + ["median_return", CSVValue(times.isEmpty ? nil : times[times.count / 2]), .missing, .missing])
    }
    return FigureData(figure: table, fit: fit, claims: [])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let cells = settings.experts.flatMap { expert in settings.domains.map { (expert, $0) } }
    let colors = [("reached", "#bdc3c7"), ("held", "#5d8aa8"), ("returned", "#2c3e80")]
    var curves: [String] = []
    for (place, (outcome, color)) in colors.enumerated() {
      for (index, (expert, domain)) in cells.enumerated() {
        // The seeds of a cell beside one another, in the order of their rows.
        let own = "strcol(1) eq '\(expert)' && strcol(2) eq '\(domain)' && strcol(4) eq '\(outcome)'"
        let offset = Double(index) + 0.26 * Double(place - 1)
        let width = 0.22 / Double(settings.seeds.count)
        for (number, seed) in settings.seeds.enumerated() {
          let x = offset + width * (Double(number) - Double(settings.seeds.count - 1) / 2)
          let here = "(\(own) && $3 == \(seed) ? \(x) : NaN)"
          curves.append(
            "  'figure.csv' using \(here):7:(\(0.9 * width)) skip 1 with boxes fillstyle solid 0.85 noborder "
              + "linecolor '\(color)' " + (index == 0 && number == 0 ? "title '\(outcome)'" : "notitle"))
          curves.append(
            "  'figure.csv' using \(here):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle")
        }
      }
    }
    curves.append("  0.7 with lines dashtype 2 linecolor '#c0392b' title '.7 returned is asked for'")
    let ticks = cells.enumerated().map { "'\($1.0), \($1.1)' \($0)" }.joined(separator: ", ")
    return """
      set datafile missing NaN
      set xrange [-0.5:\(Double(cells.count) - 0.5)]
      set yrange [0:1.12]
      set ytics 0, 0.2, 1
      set xtics (\(ticks))
      set ylabel "share of \(settings.starts) starts"
      set key top center horizontal
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      plot \\
      \(curves.joined(separator: ", \\\n"))
      """
  }
}
