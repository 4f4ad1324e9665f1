import Alignment
import Foundation
import Statistics
import Tensors

/// Scores every row by a probe that was fitted without its fold.
public struct CrossFit: Sendable {
  public var folds: Int
  public var scheme: FoldScheme
  public var seed: UInt64
  /// Threads that fit folds side by side; the result does not depend on it.
  public var workers: Int

  public init(folds: Int = 5, scheme: FoldScheme = .wholeEpisodes, seed: UInt64 = 0, workers: Int = 1) {
    self.folds = folds
    self.scheme = scheme
    self.seed = seed
    self.workers = workers
  }

  /// - Parameter finished: called as fits end, from any thread; throws to stop.
  /// - Throws: `SampleError` when a side has a single unit, and what the probe throws.
  public func scores(
    of sample: DomainSample, with probe: any Probe, finished: @escaping @Sendable () throws -> Void = {}
  ) throws -> OutOfFoldScores {
    try scores(
      of: sample, with: probe, isSim: sample.isSim, purpose: "cross-fit", repetition: 0, finished: finished)
  }

  /// - Parameters:
  ///   - isSim: labels in place of the domains; folds stay those of the domains.
  ///   - repetition: names the random streams of the fits.
  ///   - finished: called as fits end, from any thread; throws to stop.
  func scores(
    of sample: DomainSample, with probe: any Probe, isSim: [Bool], purpose: String, repetition: Int,
    finished: @escaping @Sendable () throws -> Void
  ) throws -> OutOfFoldScores {
    let assignment = try scheme.assign(sample, folds: folds, seed: seed)
    let tasks = (0..<assignment.count).map { fold in
      let train = assignment.ofRow.indices.filter { assignment.ofRow[$0] != fold }
      return ProbeTask(
        train: train, test: assignment.ofRow.indices.filter { assignment.ofRow[$0] == fold },
        isSim: train.map { isSim[$0] }, index: repetition * assignment.count + fold)
    }
    let runner = ProbeTaskRunner(
      probe: probe, rows: sample.rows.rows, seed: seed, workers: workers, finished: finished)
    let results = try runner.run(tasks, purpose: purpose)
    var logOdds = [Double](repeating: 0, count: sample.rowCount)
    for (task, result) in zip(tasks, results) {
      for (row, score) in zip(task.test, result.logOdds) { logOdds[row] = score }
    }
    return OutOfFoldScores(
      logOdds: logOdds, isSim: isSim, episodeOfRow: sample.episodeOfRow, columns: sample.width, fold: assignment,
      priorLogOdds: tasks.map(\.priorLogOdds), statuses: results.map(\.status))
  }
}

/// What probes said of rows they were not fitted on.
public struct OutOfFoldScores: Sendable {
  /// ln P(sim | x)/P(real | x) of each row.
  public let logOdds: [Double]
  public let isSim: [Bool]
  /// The episode of each row, counted from 0.
  public let episodeOfRow: [Int]
  /// The columns that the probes read.
  public let columns: Int
  public let fold: FoldAssignment
  /// ln n_sim/n_real of the rows each fold's probe was fitted on: where it decides when both domains count the same.
  public let priorLogOdds: [Double]
  /// How each fold's fit ended.
  public let statuses: [MeasuredValue.Status]

  public init(
    logOdds: [Double], isSim: [Bool], episodeOfRow: [Int], columns: Int, fold: FoldAssignment,
    priorLogOdds: [Double], statuses: [MeasuredValue.Status] = []
  ) {
    precondition(
      logOdds.count == isSim.count && isSim.count == episodeOfRow.count && fold.ofRow.count == isSim.count
        && priorLogOdds.count == fold.count, "one score, label, episode and fold a row")
    self.logOdds = logOdds
    self.isSim = isSim
    self.episodeOfRow = episodeOfRow
    self.columns = columns
    self.fold = fold
    self.priorLogOdds = priorLogOdds
    self.statuses = statuses
  }

  /// Scores by one classifier, without folds.
  public init(logOdds: [Double], isSim: [Bool], episodeOfRow: [Int]) {
    let sims = isSim.count { $0 }
    self.init(
      logOdds: logOdds, isSim: isSim, episodeOfRow: episodeOfRow, columns: 0,
      fold: FoldAssignment(count: 1, ofRow: [Int](repeating: 0, count: isSim.count)),
      priorLogOdds: [logRatio(sims, isSim.count - sims)])
  }

  /// The fits that did not reach their tolerance, in words; nil when all did.
  public var warning: String? {
    let failures = statuses.filter { if case .notConverged = $0 { true } else { false } }
    return failures.first.map { "\(failures.count) of \(statuses.count) fits \($0)" }
  }
}

/// ln a/b of two counts; 0 when one is 0 and the ratio says nothing.
func logRatio(_ a: Int, _ b: Int) -> Double { a > 0 && b > 0 ? log(Double(a) / Double(b)) : 0 }
