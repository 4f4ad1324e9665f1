import Foundation
import Statistics
import Tensors

/// How much of a probe's accuracy is more than its memory of episodes.
///
/// In the control task every episode has a label drawn at random, as many of each as there are episodes of each domain;
/// only a probe that recognises episodes can tell it. In both tasks the folds are runs of frames within episodes, so
/// every episode is known to every probe:
///
///     selectivity = balanced accuracy at the domain − mean balanced accuracy at random labels
///
/// A probe with an accuracy of 1 and a selectivity near 0 says that frames resemble their neighbours, not that the
/// domains differ.
/// - Source: Hewitt and Liang, "Designing and interpreting probes with control tasks", EMNLP 2019, with an episode in
///   the place of a word.
public struct ControlTask: Sendable {
  /// The difference, with an interval over episodes (first term) and over control labels (second term).
  public let selectivity: Estimate
  /// At the domain, same folds.
  public let accuracy: Estimate
  /// At each draw of random labels.
  public let controlAccuracies: [Double]

  /// - Parameters:
  ///   - repetitions: draws of control labels, at least 2.
  ///   - finished: called as fits end, from any thread; throws to stop.
  /// - Throws: `SampleError` without episodes, with a single one on a side, or with one draw; and what the probe throws.
  public init(
    of sample: DomainSample, with probe: any Probe, repetitions: Int = 5, folds: Int = 5, seed: UInt64,
    workers: Int = 1, finished: @escaping @Sendable () throws -> Void = {}
  ) throws {
    guard sample.knowsEpisodes, sample.rows.groups.contains(where: { $0.count > 1 }) else {
      throw SampleError.degenerate(
        what: "control task: no episodes are known, so there is nothing that random labels could belong to",
        remedy: "give the rows of each episode")
    }
    guard repetitions >= 2 else {
      throw SampleError.tooFew(what: "draws of control labels", found: repetitions, needed: 2)
    }
    for (side, count) in [("real", sample.realEpisodes), ("sim", sample.simEpisodes)] where count < 2 {
      throw SampleError.tooFew(what: "\(side) episodes of a control task", found: count, needed: 2)
    }
    let crossFit = CrossFit(folds: folds, scheme: .withinEpisodes, seed: seed, workers: workers)
    let task = try crossFit.scores(
      of: sample, with: probe, isSim: sample.isSim, purpose: "within episodes", repetition: 0, finished: finished)
    accuracy = try task.balancedAccuracy()
    controlAccuracies = try (0..<repetitions).map { repetition in
      let labels = Self.labels(sample, seed: seed, repetition: repetition)
      return try crossFit.scores(
        of: sample, with: probe, isSim: labels, purpose: "control labels", repetition: repetition, finished: finished
      ).balancedAccuracy().value
    }
    let control = try Estimate.mean(of: controlAccuracies)
    let value = accuracy.value - control.value
    let (below, above) = (accuracy.value - accuracy.interval.lower, accuracy.interval.upper - accuracy.value)
    let half = control.interval.halfWidth
    selectivity = Estimate(
      value: value,
      interval: Interval(
        lower: value - (below * below + half * half).squareRoot(),
        upper: value + (above * above + half * half).squareRoot()),
      count: accuracy.count, method: "Wilson over episodes, t over control labels")
  }

  /// A label for each row: the domains' labels dealt to episodes at random.
  static func labels(_ sample: DomainSample, seed: UInt64, repetition: Int) -> [Bool] {
    var stream = RandomStream(seed: seed, purpose: "control labels", index: UInt64(repetition))
    let place = stream.permutation(sample.rows.groups.count)
    return sample.episodeOfRow.map { place[$0] >= sample.realEpisodes }
  }
}
