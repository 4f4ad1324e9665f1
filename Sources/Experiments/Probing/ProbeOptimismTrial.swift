import Probes
import Statistics
import Synchronization
import Tensors

/// Probes one sample of planted episodes by the empirical study's protocol and by ours, and asks the network about
/// episodes that it has never seen.
struct ProbeOptimismTrial: Trial {
  static let kind = "probe-optimism"
  static let version = 1

  var planted: PlantedEpisodes
  var folds: Int
  /// Episodes of each domain that the network is asked about afterwards.
  var freshEpisodes: Int
  var seed: Int

  /// Balanced accuracies.
  struct Outcome: Codable, Sendable {
    struct Row: Codable, Sendable {
      let method: String
      let value: Double
      let lower: Double?
      let upper: Double?
    }

    let rows: [Row]
  }

  /// What is compared, in the order of the rows.
  static let methods = ["windows", "windows-last-epoch", "cross-fitted", "cross-fitted-linear", "fresh-episodes"]

  var label: String { "accuracy=\(planted.bestAccuracy) correlation=\(planted.correlation) seed=\(seed)" }

  func run(_ progress: TrialProgress) throws -> Outcome {
    let seed = UInt64(seed)
    let sample = try planted.sample(seed: seed, purpose: "probe optimism")
    let windows = WindowProtocol.embedding
    let total = Double(2 * folds + 2)
    let done = Mutex(0.0)
    let advance: @Sendable () throws -> Void = {
      let count = done.withLock { count in
        count += 1
        return count
      }
      try progress.report(count / total)
    }

    let study = try windows.run(on: sample, seed: seed)
    try advance()
    let crossFit = CrossFit(folds: folds, seed: seed)
    let network = try crossFit.scores(of: sample, with: windows.crossFitted, finished: advance).balancedAccuracy()
    let linear = try crossFit.scores(of: sample, with: LinearProbe(), finished: advance).balancedAccuracy()

    var other = planted
    other.episodes = freshEpisodes
    let fresh = try other.sample(seed: seed, purpose: "probe optimism, fresh episodes")
    let fitted = try windows.crossFitted.fit(
      sample.rows.rows, isSim: sample.isSim, stream: RandomStream(seed: seed, purpose: "probe of all episodes"))
    let told = try OutOfFoldScores(
      logOdds: fitted.logOdds(of: fresh.rows.rows), isSim: fresh.isSim, episodeOfRow: fresh.episodeOfRow
    ).balancedAccuracy()
    try advance()

    let estimates: [(value: Double, estimate: Estimate?)] = [
      (study.best, nil), (study.last, nil), (network.value, network), (linear.value, linear), (told.value, told),
    ]
    return Outcome(
      rows: zip(Self.methods, estimates).map {
        Outcome.Row(
          method: $0, value: $1.value, lower: $1.estimate?.interval.lower, upper: $1.estimate?.interval.upper)
      })
  }
}
