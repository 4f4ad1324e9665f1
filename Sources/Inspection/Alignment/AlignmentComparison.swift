import Alignment
import Experiments
import Foundation
import Recordings
import Storage
import Tensors
import Training

/// What `cotrain align` was asked: which domains, which measures, how much resampling.
public struct AlignmentComparison: Sendable {
  /// What is compared with what.
  public enum Mode: Sendable, Equatable {
    /// All rows of one domain with all rows of the other.
    case allRows
    /// The same, and rows matched one to one by actions, states or steps beside it.
    case condition(RecordingSource.Role)
    /// Rows that stand for the same observation.
    case pairs(Pairing)
  }

  /// How rows of two files come to be pairs.
  public enum Pairing: String, Sendable, CaseIterable {
    /// Row i of one file and row i of the other are the same observation: two checkpoints or two networks.
    case rows
    /// Each row with the nearest state within a caliper, one to one.
    case states
    /// Episodes warped in time by their states, or by their actions where no states are known.
    case dtw
  }

  /// Taken when a user names no measure: one of each kind, all of which finish on any size of file.
  public static let defaultMeasures = ["sliced-w2", "mmd2", "energy", "neighbor-mixing"]
  /// The same for pairs of rows.
  public static let defaultPairedMeasures = ["cka", "procrustes", "mutual-knn"]

  public var sources: [RecordingSource]
  /// Names as in `MeasureRegistry`; "all" stands for every one that fits the mode.
  public var measures: [String]
  public var mode: Mode
  public var resamples: Int
  public var permutations: Int
  /// Rows of a domain that are looked at, at most.
  public var maximumRows: Int
  /// Seconds of one core that a measure may take in a layer, by an estimate that knows only the numbers of rows.
  public var budget: Double
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], measures: [String], mode: Mode = .allRows, resamples: Int, permutations: Int,
    maximumRows: Int, budget: Double, seed: Int, workers: Int
  ) {
    self.sources = sources
    self.measures = measures
    self.mode = mode
    self.resamples = resamples
    self.permutations = permutations
    self.maximumRows = maximumRows
    self.budget = budget
    self.seed = seed
    self.workers = workers
  }

  /// Compares every pair of domains, with a progress bar.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError`, what opening and reading the files throws, `Interrupted`.
  public func run(warn: (String) -> Void) throws -> AlignmentReport {
    let count: Int
    if case .pairs = mode {
      count = try MeasureRegistry.paired(chosen: measures).count
    } else {
      count = try MeasureRegistry.unpaired(chosen: measures).count
    }
    var limit: Int? = maximumRows
    // Rows that are pairs by their places stay where they are.
    if mode == .pairs(.rows) { limit = nil }
    let domains = try DomainSet(sources, rowLimit: limit, seed: UInt64(seed))
    domains.notes.forEach(warn)
    let pairs = domains.pairs
    let parts = domains.layers.count * count
    let bar = ProgressBar(title: "align", total: pairs.count * parts, unit: "measurements")
    defer { bar.finish() }
    do {
      let results = try pairs.enumerated().map { index, pair in
        let monitor = StudyMonitor(
          progress: { done, total in bar.update(Double(parts) * (Double(index) + Double(done) / Double(total))) },
          isCancelled: { Interruption.ofProcess.isRequested })
        let two = TwoRecordings(domains: domains, real: pair.0, sim: pair.1)
        return try domains.needsDouble
          ? result(two, Double.self, monitor, warn) : result(two, Float.self, monitor, warn)
      }
      if let smallest = results.compactMap(\.table.smallestPValue).min() {
        warn(
          "no p-value can be below \(shortestDecimal(smallest)) with these episodes and --permutations \(permutations)")
      }
      return AlignmentReport(pairs: results, seed: seed, notes: domains.notes)
    } catch is CancellationError {
      throw Interrupted()
    }
  }

  private func result<Scalar: TensorScalar>(
    _ two: TwoRecordings, _ scalar: Scalar.Type, _ monitor: StudyMonitor, _ warn: (String) -> Void
  ) throws -> AlignmentReport.Pair {
    let layers = two.layers(as: scalar)
    let episodes = try two.episodes()
    if episodes == nil {
      warn(
        "no episodes are known, so rows are taken as independent; neighbouring frames are not, and intervals are then "
          + "too narrow and p-values too small. Give 'episodes' arrays, or --episodes-real and --episodes-sim")
    }
    let study = AlignmentStudy(
      resamples: resamples, permutations: permutations, maximumRows: mode == .pairs(.rows) ? maximumRows : nil,
      budget: budget * 1e9, seed: UInt64(seed), workers: workers)
    switch mode {
    case .allRows:
      let table = try study.table(
        of: layers, episodes: episodes, measures: MeasureRegistry.unpaired(chosen: measures), monitor: monitor)
      return two.pair(table)
    case .condition(let role):
      let table = try study.conditionedTable(
        of: layers, episodes: episodes, conditions: two.conditions(role),
        measures: MeasureRegistry.unpaired(chosen: measures),
        monitor: monitor)
      return two.pair(
        table.marginal, matched: .init(condition: role.rawValue, table: table.matched, coverage: table.shareOfCoverage))
    case .pairs(let pairing):
      let pairs = try two.pairs(pairing, episodes: episodes, study: study)
      return two.pair(
        try study.pairedTable(
          of: layers, pairs: pairs, measures: MeasureRegistry.paired(chosen: measures), monitor: monitor))
    }
  }
}
