import Experiments
import Probes
import Statistics
import Storage
import Synchronization
import Tensors

/// A layer, or a layer at one of its steps.
public struct ProbedPlace: Sendable, Hashable {
  public let layer: String
  public let step: Double?

  /// "layer", or "layer@step".
  public var name: String { step.map { "\(layer)@\(shortestDecimal($0))" } ?? layer }
}

/// What was found in one layer of two domains.
public struct ProbedLayer: Sendable {
  /// A number beside those of the contract's table: of a blurred layer, or before and after erasure.
  public struct Reading: Sendable {
    /// The probe, or the decoder of actions.
    public let reader: String
    /// ρ, in deviations within domains, of a blurred layer.
    public let resolution: Double?
    public let statistic: String
    /// nil where `status` says why there is none.
    public let estimate: Estimate?
    public let status: String
  }

  public let place: ProbedPlace
  public let knowsEpisodes: Bool
  public let realRows: Int
  public let simRows: Int
  public let realEpisodes: Int
  public let simEpisodes: Int
  public let rows: [ProbeRow]
  public let resolution: [Reading]
  public let erasure: [Reading]

  /// Reads the layer and probes it.
  /// - Parameter progress: told the share that is done and what is at work; throws to stop.
  init(
    _ place: ProbedPlace, _ two: TwoRecordings, asked: ProbeComparison, choice: ProbeChoice,
    progress: @escaping @Sendable (Double, String) throws -> Void
  ) throws {
    let sample = try two.sample(ofLayer: place.layer)
    let actions = asked.erasure ? try two.actions() : nil
    let study = ProbeStudy(
      probes: choice.probes, windowProtocols: choice.windowProtocols, folds: asked.folds, seed: UInt64(asked.seed),
      workers: asked.workers, statistics: choice.statistics)
    let probes = choice.probes.count
    let resolutions = ResolutionCurve.standardResolutions
    let decoders: [any ActionDecoder] = [RidgeDecoder(), NetworkDecoder()]
    var total = study.fitCount(sample)
    if asked.resolution { total += asked.folds * probes * resolutions.count }
    if asked.erasure { total += asked.folds * (probes + decoders.count) }
    let steps = StepCount(total: total, progress: progress)

    self.place = place
    knowsEpisodes = sample.knowsEpisodes
    (realRows, simRows) = (sample.realRows, sample.simRows)
    (realEpisodes, simEpisodes) = (sample.realEpisodes, sample.simEpisodes)
    rows = try study.rows(of: sample, named: place.name) { try steps.advance($0) }
    let crossFit = CrossFit(folds: asked.folds, seed: UInt64(asked.seed), workers: asked.workers)
    resolution =
      asked.resolution
      ? try choice.probes.flatMap { probe in
        try Self.readings(probe.name, resolutions.flatMap { [("auc", $0), ("balanced_accuracy", $0)] }) {
          try ResolutionCurve(of: sample, with: probe, resolutions: resolutions, fitting: crossFit) {
            try steps.advance("\(place.name), \(probe.name), blurred")
          }.points.flatMap { [$0.areaUnderROC, $0.balancedAccuracy] }
        }
      } : []
    guard let actions else {
      erasure = []
      return
    }
    erasure =
      try choice.probes.flatMap { probe in
        try Self.readings(probe.name, [("auc_erased", nil), ("balanced_accuracy_erased", nil)]) {
          let scores = try crossFit.scores(of: sample, with: ErasedProbe(probe)) {
            try steps.advance("\(place.name), \(probe.name), erased")
          }
          return [try scores.areaUnderROC(), try scores.balancedAccuracy()]
        }
      }
      + decoders.flatMap { decoder in
        try Self.readings(decoder.name, [("r2", nil), ("r2_erased", nil), ("r2_loss", nil)]) {
          let cost = try ErasureCost(
            of: sample, actions: actions, decodedBy: decoder, folds: asked.folds, seed: UInt64(asked.seed),
            workers: asked.workers
          ) { try steps.advance("\(place.name), actions by \(decoder.name)") }
          return [cost.before, cost.after, cost.loss]
        }
      }
  }

  /// Numbers that are found together, or the reason why there are none.
  private static func readings(
    _ reader: String, _ statistics: [(name: String, resolution: Double?)], _ find: () throws -> [Estimate]
  ) throws -> [Reading] {
    do {
      return zip(statistics, try find()).map {
        Reading(reader: reader, resolution: $0.resolution, statistic: $0.name, estimate: $1, status: "ok")
      }
    } catch let stop as Interrupted {
      throw stop
    } catch {
      return statistics.map {
        Reading(
          reader: reader, resolution: $0.resolution, statistic: $0.name, estimate: nil, status: "no value: \(error)")
      }
    }
  }
}

/// Counts fits from any thread.
private final class StepCount: Sendable {
  private let total: Int
  private let progress: @Sendable (Double, String) throws -> Void
  private let done = Mutex(0)

  init(total: Int, progress: @escaping @Sendable (Double, String) throws -> Void) {
    self.total = max(total, 1)
    self.progress = progress
  }

  func advance(_ at: String) throws {
    let count = done.withLock { count in
      count += 1
      return count
    }
    try progress(min(Double(count) / Double(total), 1), at)
  }
}

extension TwoRecordings {
  /// A layer's rows of both domains, as probes take them.
  fileprivate func sample(ofLayer layer: String) throws -> DomainSample {
    let episodes = try episodes()
    return try DomainSample(
      real: domains.rows(ofLayer: layer, domain: real, as: Float.self),
      sim: domains.rows(ofLayer: layer, domain: sim, as: Float.self), realEpisodes: episodes?.real,
      simEpisodes: episodes?.sim)
  }

  /// The actions of both domains' rows, real ones first.
  /// - Throws: `UsageError` when a domain has none.
  fileprivate func actions() throws -> Tensor<Float> {
    let actions = try rows(.actions)
    guard actions.real.columns == actions.sim.columns else {
      throw UsageError(
        "actions have \(actions.real.columns) numbers in one domain and \(actions.sim.columns) in the other; decoding "
          + "both needs the same")
    }
    return try Tensor.concatenated([actions.real, actions.sim]).converted(to: Float.self)
  }
}
