import Foundation
import Storage
import Synchronization
import Training

/// Where the results of a sweep came from.
public struct SweepTally: Codable, Sendable, Equatable {
  /// Found in the run folder.
  public var kept = 0
  /// Taken from another run folder.
  public var adopted = 0
  public var computed = 0
  /// Of `kept`, those that another build of the program computed.
  public var keptFromOtherBuild = 0

  public init(kept: Int = 0, adopted: Int = 0, computed: Int = 0, keptFromOtherBuild: Int = 0) {
    self.kept = kept
    self.adopted = adopted
    self.computed = computed
    self.keptFromOtherBuild = keptFromOtherBuild
  }
}

/// How a sweep ended.
public struct SweepResult<Outcome: Sendable>: Sendable {
  public let tally: SweepTally
  /// Outcomes in the order of the grid; or `TrialFailures`, `Interrupted`, or `WriteError` when one could not be kept.
  public let ending: Result<[Outcome], any Error>
}

/// Runs a grid of trials on a bounded number of threads and keeps each result as soon as it is there.
///
/// Outcomes come back in the order of the grid; nothing about them depends on the number of threads or the order of
/// completion. Trials that are equal run once.
public struct Sweep<Task: Trial>: Sendable {
  private let trials: [Task]
  private let hashes: [TrialHash]
  private let store: TrialStore
  private let jobs: Int
  private let code: String
  private let interruption: Interruption

  public init(_ trials: [Task], store: TrialStore, jobs: Int, code: String, interruption: Interruption) throws {
    self.trials = trials
    self.hashes = try trials.map { try $0.hash() }
    self.store = store
    self.jobs = jobs
    self.code = code
    self.interruption = interruption
  }

  /// - Parameter title: heads the progress bar on standard error.
  /// - Throws: `WriteError` when a result of another run cannot be taken over.
  public func run(title: String, style: ProgressBar.Style) throws -> SweepResult<Task.Outcome> {
    var outcomes = [TrialHash: Task.Outcome]()
    var tally = SweepTally()
    var waiting = [Int]()
    var seen = Set<TrialHash>()
    for (index, hash) in hashes.enumerated() where seen.insert(hash).inserted {
      if let record = store.record(of: trials[index], hash) {
        outcomes[hash] = record.outcome
        tally.kept += 1
        if record.code != code { tally.keptFromOtherBuild += 1 }
      } else if let record = try store.adopt(trials[index], hash) {
        outcomes[hash] = record.outcome
        tally.adopted += 1
      } else {
        waiting.append(index)
      }
    }

    if !waiting.isEmpty {
      let bar = ProgressBar(
        title: title, total: seen.count, unit: "trials", alreadyCompleted: outcomes.count, style: style)
      let work = Work(sweep: self, waiting: waiting, head: outcomes.count, bar: bar)
      let end = work.run(threads: min(jobs, waiting.count))
      tally.computed = end.outcomes.count
      if let error = end.error { return SweepResult(tally: tally, ending: .failure(error)) }
      for (index, outcome) in end.outcomes { outcomes[hashes[index]] = outcome }
    }
    return SweepResult(tally: tally, ending: .success(hashes.map { outcomes[$0]! }))
  }

  // MARK: Threads

  private final class Work: Sendable {
    struct State {
      var next = 0
      var outcomes = [Int: Task.Outcome]()
      var failures = [Int: String]()
      var fractions = [Int: Double]()
      /// Ends the sweep: results can no longer be kept, or the user wants to stop.
      var end: (any Error)?
    }

    private let sweep: Sweep
    private let waiting: [Int]
    private let head: Int
    private let bar: ProgressBar
    private let state = Mutex(State())

    init(sweep: Sweep, waiting: [Int], head: Int, bar: ProgressBar) {
      self.sweep = sweep
      self.waiting = waiting
      self.head = head
      self.bar = bar
    }

    func run(threads count: Int) -> (outcomes: [Int: Task.Outcome], error: (any Error)?) {
      let group = DispatchGroup()
      for _ in 0..<count {
        group.enter()
        let thread = Thread {
          while let index = self.takeNext() { self.run(index) }
          group.leave()
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
      group.wait()
      bar.finish()
      let (outcomes, failures, end) = state.withLock { ($0.outcomes, $0.failures, $0.end) }
      let failed = failures.sorted { $0.key < $1.key }.map { index, reason in
        TrialFailures.Failure(label: sweep.trials[index].label, reason: reason)
      }
      let error = failed.isEmpty ? nil : TrialFailures(failures: failed, trialCount: waiting.count + head)
      return (outcomes, end ?? error)
    }

    private func takeNext() -> Int? {
      state.withLock { state in
        if state.end == nil, sweep.interruption.isRequested { state.end = Interrupted() }
        guard state.end == nil, state.next < waiting.count else { return nil }
        defer { state.next += 1 }
        return waiting[state.next]
      }
    }

    private func run(_ index: Int) {
      let trial = sweep.trials[index]
      let hash = sweep.hashes[index]
      let progress = TrialProgress { fraction, message in
        try self.sweep.interruption.check()
        self.show(index, fraction, message)
      }
      do {
        let outcome = try trial.run(progress)
        _ = try sweep.store.keep(outcome, of: trial, hash)
        state.withLock { $0.outcomes[index] = outcome }
      } catch let error as WriteError {
        state.withLock { $0.end = $0.end ?? error }
      } catch let error as Interrupted {
        state.withLock { $0.end = $0.end ?? error }
      } catch {
        let reason = "\(error)"
        do {
          try sweep.store.keepFailure(reason, of: trial, hash)
          state.withLock { $0.failures[index] = reason }
        } catch {
          state.withLock { $0.end = $0.end ?? error }
        }
      }
      show(index, nil, nil)
    }

    /// A fraction of nil means that the trial is over.
    private func show(_ index: Int, _ fraction: Double?, _ message: String?) {
      let completed = state.withLock { state in
        state.fractions[index] = fraction
        let underWay = state.fractions.values.reduce(0, +)
        return Double(head + state.outcomes.count + state.failures.count) + min(underWay, Double(waiting.count))
      }
      bar.update(completed, message: message)
    }
  }
}
