import Statistics
import Storage
import ToyModel

/// What methods that choose a mixture make of sources whose worth is known: one useful, one useless, one harmful.
struct MixtureOptimizationFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var methods: [MixtureMethod]
    var useless: [PlantedMixture.Useless]
    var seeds: [Int]
    /// How far from the target's plane the useless domain lies.
    var distance: Double
    var optimization: PlantedMixture.Optimization
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "mixture-optimisation", paper: .none,
    title: "Toy model: the shares that mixture optimisation gives a useful, a useless and a harmful source",
    columns: [
      Column("method", "how the shares are chosen", unit: nil),
      Column("seed", "training seed", unit: nil),
      Column("domain", "target, useful, useless or harmful", unit: nil),
      Column("weight", "share of the domain in the final training: the mean over the optimisation's steps"),
      Column("target_loss", "flow-matching loss of the final network on fresh target demonstrations"),
      Column("l2", "its mean squared error per coordinate over the whole target plane"),
      Column("final_weight", "share after the optimisation's last step; empty for a fixed ratio"),
      Column("useless", "what the useless domain shows: elsewhere (another map), noise (random answers)", unit: nil),
    ],
    fitColumns: [
      Column("method", "how the shares are chosen", unit: nil),
      Column(
        "statistic",
        "weight_DOMAIN: mean share; ordered: share of seeds with useful > useless > harmful; log_target_loss, log_l2: "
          + "mean of ln(value ÷ the natural ratio's with the same seed)", unit: nil),
      Column("value", "the statistic"),
      Column("lower", "lower end of the 95 % interval: t over seeds, Wilson for ordered; empty below two seeds"),
      Column("upper", "upper end of the interval"),
      Column("useless", "what the useless domain shows", unit: nil),
    ],
    markerColumns: [
      Column("method", "how the shares are chosen", unit: nil),
      Column("seed", "training seed", unit: nil),
      Column("step", "step of the optimisation"),
      Column("domain", "target, useful, useless or harmful", unit: nil),
      Column("weight", "share after the step"),
      Column("score", "what moved it: excess loss, or alignment of gradients"),
      Column("useless", "what the useless domain shows", unit: nil),
    ],
    claims: [], costs: ToyCosts.mixture, pictureSize: (1700, 1000))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var setting = PlantedMixture.defaultSetting
    if preset == .smoke { (setting.steps, setting.testCount) = (400, 500) }
    // References of their own are four trainings more.
    let methods = MixtureMethod.allCases.filter { preset != .standard || $0 != .separateReferences }
    return Settings(
      methods: methods, useless: PlantedMixture.Useless.allCases,
      seeds: trainingSeeds(preset == .smoke ? 2 : preset == .standard ? 10 : 50, of: seed), distance: 10,
      optimization: PlantedMixture.Optimization(), setting: setting)
  }

  func trials(_ settings: Settings) throws -> [MixtureOptimizationTrial] {
    for seed in settings.seeds where seed < 0 {
      throw UsageError("key 'seeds': \(seed) is negative; a seed is 0 or more")
    }
    let counts = [
      ("methods", settings.methods.count), ("useless", settings.useless.count), ("seeds", settings.seeds.count),
    ]
    for (name, count) in counts where count == 0 { throw UsageError("key '\(name)' is empty; give at least one value") }
    var trials: [MixtureOptimizationTrial] = []
    for useless in settings.useless {
      for method in settings.methods {
        for seed in settings.seeds {
          let mixture = PlantedMixture(
            useless: useless, distance: settings.distance, setting: settings.setting,
            seeds: ToySeeds(all: UInt64(seed)))
          do { try mixture.validate() } catch { throw UsageError("\(error)") }
          trials.append(
            MixtureOptimizationTrial(method: method, mixture: mixture, optimization: settings.optimization))
        }
      }
    }
    return trials
  }

  func reduce(
    _ settings: Settings, _ trials: [MixtureOptimizationTrial], _ outcomes: [PlantedOutcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var path = CSVTable(columns: description.markerColumns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let (method, useless) = (CSVValue.text(trial.method.rawValue), CSVValue.text(trial.mixture.useless.rawValue))
      let seed = CSVValue.integer(Int(trial.mixture.seeds.data))
      for (index, part) in PlantedMixture.Part.allCases.enumerated() {
        let domain = CSVValue.text(part.rawValue)
        table.append([
          method, seed, domain, .number(outcome.shares[index]), .number(outcome.heldOutLoss), .number(outcome.l2),
          CSVValue(outcome.optimized?.finalShares[index]), useless,
        ])
        for point in outcome.optimized?.path ?? [] {
          path.append([
            method, seed, .integer(point.step), domain, .number(point.shares[index]), .number(point.scores[index]),
            useless,
          ])
        }
      }
    }
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for useless in settings.useless {
      let here = zip(trials, outcomes).filter { $0.0.mixture.useless == useless }
      let natural = here.filter { $0.0.method == .natural }.map(\.1)
      for method in settings.methods {
        let found = here.filter { $0.0.method == method }.map(\.1)
        for (name, estimate) in try statistics(found, natural: natural) {
          fit.append([
            .text(method.rawValue), .text(name), .number(estimate.value), CSVValue(estimate.lower),
            CSVValue(estimate.upper), .text(useless.rawValue),
          ])
        }
      }
    }
    return FigureData(figure: table, fit: fit, markers: path, claims: [])
  }

  private func statistics(
    _ found: [PlantedOutcome], natural: [PlantedOutcome]
  ) throws -> [(String, (value: Double, lower: Double?, upper: Double?))] {
    func mean(_ values: [Double]) throws -> (Double, Double?, Double?) {
      guard values.count > 1 else { return (values[0], nil, nil) }
      let estimate = try Estimate.mean(of: values)
      return (estimate.value, estimate.interval.lower, estimate.interval.upper)
    }
    var rows = try PlantedMixture.Part.allCases.enumerated().map { index, part in
      ("weight_\(part.rawValue)", try mean(found.map { $0.shares[index] }))
    }
    let ordered = try Estimate.proportion(successes: found.count { $0.isOrdered }, trials: found.count)
    rows.append(("ordered", (ordered.value, ordered.interval.lower, ordered.interval.upper)))
    guard found.count > 1, natural.count == found.count else { return rows }
    for (name, value) in [("log_target_loss", \PlantedOutcome.heldOutLoss), ("log_l2", \PlantedOutcome.l2)] {
      let ratio = try Estimate.meanLogRatio(
        of: found.map { $0[keyPath: value] }, over: natural.map { $0[keyPath: value] })
      rows.append((name, (ratio.value, ratio.interval.lower, ratio.interval.upper)))
    }
    return rows
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    MixtureOptimizationPlot(methods: settings.methods, useless: settings.useless, steps: settings.setting.steps).script
  }
}
