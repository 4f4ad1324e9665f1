import Experiments
import Foundation
import Probes
import Recordings
import Storage
import Synchronization
import Tensors
import Training

/// What `cotrain probe` was asked: which domains, how their layers are read, and what is said of it.
public struct ProbeComparison: Sendable {
  /// Taken when a user names no probe.
  public static let defaultProbes = ProbeRegistry.all.map(\.name)
  /// Taken when a user names no statistic.
  public static let defaultStatistics: [ProbeStatistic] = [
    .areaUnderROC, .accuracy, .balancedAccuracy, .logLoss, .calibration, .selectivity, .descriptionLength,
  ]

  public var sources: [RecordingSource]
  /// Names as in `ProbeRegistry.declarations`; "all" stands for every one.
  public var probes: [String]
  /// Names of `ProbeStatistic`; "all" stands for every one.
  public var statistics: [String]
  public var folds: Int
  /// Whether each step of the rows stands on its own: layers are then named "layer@step".
  public var byStep: Bool
  /// Whether linear domain information is also taken out, and the actions decoded before and after.
  public var erasure: Bool
  /// Whether the probes also read blurred layers.
  public var resolution: Bool
  /// Rows of a domain (and of a step) that are looked at, at most.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], probes: [String], statistics: [String], folds: Int, byStep: Bool = false,
    erasure: Bool = false, resolution: Bool = false, maximumRows: Int, seed: Int, workers: Int
  ) {
    self.sources = sources
    self.probes = probes
    self.statistics = statistics
    self.folds = folds
    self.byStep = byStep
    self.erasure = erasure
    self.resolution = resolution
    self.maximumRows = maximumRows
    self.seed = seed
    self.workers = workers
  }

  /// Probes every layer of every pair of domains, with a progress bar.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError`, what opening and reading the files throws, `Interrupted`.
  public func run(warn: (String) -> Void) throws -> ProbeReport {
    let choice = try ProbeChoice(probes: probes, statistics: statistics)
    let steps: [(step: Double?, domains: DomainSet)]
    let notes: [String]
    if byStep {
      let found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
      steps = found.steps.map { ($0.step, $0.domains) }
      notes = found.notes
    } else {
      let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
      steps = [(nil, domains)]
      notes = domains.notes
    }
    notes.forEach(warn)
    let places = steps[0].domains.layers.flatMap { layer in
      steps.map { (place: ProbedPlace(layer: layer, step: $0.step), domains: $0.domains) }
    }
    let pairs = steps[0].domains.pairs
    let bar = ProgressBar(title: "probe", total: pairs.count * places.count, unit: "layers")
    defer { bar.finish() }
    let results = try pairs.enumerated().map { index, pair in
      let parts = try places.enumerated().map { number, place in
        try Interruption.ofProcess.check()
        let two = TwoRecordings(domains: place.domains, real: pair.0, sim: pair.1)
        let before = index * places.count + number
        return try ProbedLayer(place.place, two, asked: self, choice: choice) { share, at in
          try Interruption.ofProcess.check()
          bar.update(Double(before) + share, message: at)
        }
      }
      return ProbeReport.Pair(
        real: steps[0].domains.recordings[pair.0].name, sim: steps[0].domains.recordings[pair.1].name, layers: parts)
    }
    let report = ProbeReport(pairs: results, folds: folds, seed: seed, notes: notes)
    report.warnings.forEach(warn)
    return report
  }
}
