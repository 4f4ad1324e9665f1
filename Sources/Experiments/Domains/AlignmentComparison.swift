import Alignment
import Foundation
import Recordings
import Tensors
import Training

/// What `cotrain align` was asked: which domains, which measures, how much resampling.
public struct AlignmentComparison: Sendable {
  /// Taken when a user names no measure: one of each kind, all of which finish on any size of file.
  public static let defaultMeasures = ["sliced-w2", "mmd2", "energy", "neighbor-mixing"]

  public var sources: [RecordingSource]
  public var measures: [any UnpairedMeasure]
  public var resamples: Int
  public var permutations: Int
  /// Rows of a domain that are looked at, at most.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], measures: [any UnpairedMeasure], resamples: Int, permutations: Int, maximumRows: Int,
    seed: Int, workers: Int
  ) {
    self.sources = sources
    self.measures = measures
    self.resamples = resamples
    self.permutations = permutations
    self.maximumRows = maximumRows
    self.seed = seed
    self.workers = workers
  }

  /// The unpaired measures named; "all" stands for every one.
  /// - Throws: `UsageError` for an unknown name, or for a paired measure, with what to use in its place.
  public static func measures(named names: [String]) throws(UsageError) -> [any UnpairedMeasure] {
    var chosen: [any UnpairedMeasure] = []
    for name in names {
      if name == "all" {
        chosen += MeasureRegistry.unpaired
      } else if let measure = MeasureRegistry.unpaired.first(where: { $0.declaration.name == name }) {
        chosen.append(measure)
      } else if MeasureRegistry.paired.contains(where: { $0.declaration.name == name }) {
        throw UsageError(
          "'\(name)' compares rows that are the same observation, and two domains' rows are not; make pairs with "
            + "--pair states or --pair dtw, or take one of \(defaultMeasures.joined(separator: ", "))")
      } else {
        let nearest = nearestName(to: name, among: MeasureRegistry.declarations.map(\.name))
        throw UsageError(
          "unknown measure '\(name)'" + (nearest.map { "; the nearest is '\($0)'" } ?? "")
            + "; cotrain align --list shows them all")
      }
    }
    var seen: Set<String> = []
    return chosen.filter { seen.insert($0.declaration.name).inserted }
  }

  /// Compares every pair of domains, with a progress bar.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: what opening and reading the files throws; `Interrupted`.
  public func run(warn: (String) -> Void) throws -> (report: AlignmentReport, domains: DomainSet) {
    let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
    domains.notes.forEach(warn)
    let pairs = domains.pairs
    let parts = domains.layers.count * measures.count
    let bar = ProgressBar(title: "align", total: pairs.count * parts, unit: "measurements")
    defer { bar.finish() }
    let tables = try pairs.enumerated().map { index, pair in
      let monitor = StudyMonitor(
        progress: { done, total in bar.update(Double(parts) * (Double(index) + Double(done) / Double(total))) },
        isCancelled: { Interruption.ofProcess.isRequested })
      return try domains.needsDouble
        ? table(domains, pair, Double.self, monitor, warn) : table(domains, pair, Float.self, monitor, warn)
    }
    let report = AlignmentReport(
      pairs: zip(pairs, tables).map {
        .init(real: domains.recordings[$0.0].name, sim: domains.recordings[$0.1].name, table: $1)
      }, seed: seed, notes: domains.notes)
    return (report, domains)
  }

  private func table<Scalar: TensorScalar>(
    _ domains: DomainSet, _ pair: (Int, Int), _ scalar: Scalar.Type, _ monitor: StudyMonitor, _ warn: (String) -> Void
  ) throws -> AlignmentTable {
    let (real, sim) = pair
    let layers = domains.layers.map { name in
      AlignmentLayer<Scalar>(name) {
        (
          try domains.rows(ofLayer: name, domain: real, as: scalar),
          try domains.rows(ofLayer: name, domain: sim, as: scalar)
        )
      }
    }
    var episodes: EpisodeLengths?
    switch (domains.episodeLengths(ofDomain: real), domains.episodeLengths(ofDomain: sim)) {
    case (let a?, let b?): episodes = EpisodeLengths(real: a, sim: b)
    case (nil, nil):
      warn(
        "no episodes are known, so rows are taken as independent; neighbouring frames are not, and intervals are then "
          + "too narrow and p-values too small. Give 'episodes' arrays, or --episodes-real and --episodes-sim")
    case (let a, _):
      let missing = domains.recordings[a == nil ? real : sim].name
      throw UsageError(
        "'\(missing)' has no episodes and the other domain has; give --episodes-\(missing) PATH:KEY, or an array "
          + "'episodes' in its file")
    }
    let study = AlignmentStudy(
      resamples: resamples, permutations: permutations, seed: UInt64(seed), workers: workers)
    do {
      return try study.table(of: layers, episodes: episodes, measures: measures, monitor: monitor)
    } catch is CancellationError {
      throw Interrupted()
    }
  }
}
