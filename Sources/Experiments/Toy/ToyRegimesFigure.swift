import Alignment
import Diagnosis
import Foundation
import Statistics
import Storage
import ToyModel

/// Sets the rules of `cotrain diagnose` on toy networks whose regime is known, and scores them on others.
struct ToyRegimesFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    /// The first seeds of the grid, on which the rules are set; the others score them.
    var fittingSeeds: Int
    /// Inputs of each domain that are recorded.
    var rows: Int
    /// Flow times of the recording, the first of which the rules are made for.
    var times: [Double]
    /// Splits into halves behind intervals and floors of separation and mixing.
    var resamples: Int
    /// ρ that the rules can choose from.
    var resolutions: [Double]
    /// ρ and flow times of the network probe.
    var networkResolutions: [Double]
    var networkTimes: [Double]
    /// Splits into halves behind a probe's floors.
    var probeFloors: Int
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "toy-regimes", paper: .none,
    title: "Toy model: rules that tell a network's regime from its activations",
    columns: [
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("seed", "training seed", unit: nil),
      Column("role", "fitting: the rules were set on it; scored: they were not", unit: nil),
      Column(
        "truth", "the regime by the network's predictions, by rules set down beforehand; empty: no class", unit: nil),
      Column("l2", "mean squared error on the target"),
      Column("l2_target_only", "the same of the target-only network of the same seed and Δz"),
      Column("share_source", "share of predictions near the source's answer"),
      Column("share_target", "share of predictions near the target's answer"),
      Column("time", "flow time of the recording"),
      Column("layer", "hidden layer, from 1; policy: the network as a whole", unit: nil),
      Column("separation", "energy coefficient between target and source"),
      Column("separation_lower", "lower end of its 95 % interval"),
      Column("separation_upper", "upper end"),
      Column("separation_floor", "mean of the floors of both domains"),
      Column("discernibility", "area under the ROC curve of the linear probe at the rules' resolution"),
      Column("discernibility_lower", "lower end of its 95 % interval"),
      Column("discernibility_upper", "upper end"),
      Column("discernibility_floor", "mean of the floors of both domains"),
      Column("network_discernibility", "the same of the network probe; empty where it was not asked"),
      Column("mixing", "neighbour mixing"),
      Column("regime", "what the rules say", unit: nil),
    ],
    fitColumns: [
      Column(
        "scope",
        "rule: the rules themselves; fitting, scored: verdicts on the seeds that set the rules and on the others",
        unit: nil),
      Column("time", "flow time of the recording"),
      Column(
        "layer",
        "hidden layer, from 1, judged as if it were deep and early enough for the rules to decide; decided: all layers that "
          + "the rules decide; policy: networks as a whole", unit: nil),
      Column(
        "statistic",
        "verdicts: those with a class; decided: share of them that is not undecided; right: share of the decided that is "
          + "the truth; right_lowest_seed: in the worst seed; commonest: share right of who always says the commonest class; "
          + "X as Y: how many of truth X were called Y; wrong_at_equal_activations: wrong verdicts on networks whose "
          + "readings are those of another of the same seed and Δz for which the verdict is right", unit: nil),
      Column("value", "the statistic"),
      Column("lower", "lower end of Wilson's 95 % interval over verdicts"),
      Column("upper", "upper end"),
    ],
    claims: [], costs: ToyCosts.regimes, pictureSize: (1500, 950))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var setting = ToySetting()
    var grid = ToyGrid(
      models: [.network], dz: [0.01, 0.1, 0.5, 1, 3, 10, 20, 50], w: [0.01, 0.1, 0.5, 0.9],
      seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed))
    if preset == .smoke {
      grid.dz = [0.01, 1, 50]
      grid.w = [0.1]
      grid.seeds = trainingSeeds(3, of: seed)
      setting.steps = 1000
      setting.testCount = 500
    }
    return Settings(
      grid: grid, fittingSeeds: preset == .paper ? 8 : 2,
      rows: preset == .smoke ? 64 : preset == .standard ? 256 : 1024,
      times: preset == .smoke ? [0] : [0, 0.25, 0.5, 0.75], resamples: preset == .smoke ? 20 : 100,
      resolutions: preset == .smoke ? [0.2] : [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1],
      networkResolutions: [0.2], networkTimes: [0], probeFloors: 1,
      setting: setting)
  }

  /// The grid, then the target-only networks.
  func trials(_ settings: Settings) throws -> [ToyRegimeTrial] {
    guard settings.rows >= 20, settings.resamples >= 20 else {
      throw UsageError("keys 'rows' and 'resamples' are \(settings.rows) and \(settings.resamples); at least 20 each")
    }
    guard settings.times.allSatisfy({ $0 >= 0 && $0 <= 1 }), !settings.times.isEmpty else {
      throw UsageError("key 'times' holds \(settings.times); expected flow times from 0 to 1")
    }
    guard settings.fittingSeeds > 0, settings.fittingSeeds < settings.grid.seeds.count else {
      throw UsageError(
        "key 'fittingSeeds' is \(settings.fittingSeeds); expected from 1 to \(settings.grid.seeds.count - 1), "
          + "so that seeds are left to score on")
    }
    guard !settings.grid.w.contains(1), settings.grid.models == [.network] else {
      throw UsageError(
        "key 'grid': mixing ratios below 1 of the model 'network'; target-only networks come by themselves")
    }
    var alone = settings.grid
    alone.w = [1]
    func trials(_ grid: ToyGrid, times: [Double]) throws -> [ToyRegimeTrial] {
      try grid.trials(settings.setting).map {
        ToyRegimeTrial(
          configuration: $0.configuration, rows: settings.rows, times: times, measures: ToyRegimeTrial.measures,
          resamples: settings.resamples, resolutions: settings.resolutions,
          networkResolutions: settings.networkResolutions, networkTimes: settings.networkTimes,
          probeFloors: settings.probeFloors)
      }
    }
    return try trials(settings.grid, times: settings.times) + trials(alone, times: [])
  }

  func reduce(
    _ settings: Settings, _ trials: [ToyRegimeTrial], _ outcomes: [ToyRegimeTrial.Outcome]
  ) throws -> FigureData {
    let networks = try ToyRegimeNetworks(settings, trials, outcomes)
    let fit = ToyRegimeFit(
      networks.cases.filter { networks.isFitting($0.seed) }, times: settings.times,
      resolutions: settings.networkResolutions, allResolutions: settings.resolutions)
    return FigureData(
      figure: networks.table(description.columns.map(\.name), fit?.rules ?? .calibrated),
      fit: try networks.scores(description.fitColumns.map(\.name), fit), claims: [])
  }

  func published() throws -> CSVTable? { nil }
}
