import Alignment
import Synchronization
import Tensors

/// One fit of a probe and the rows it then scores: folds, control labels and growing prefixes are all lists of these.
struct ProbeTask: Sendable {
  let train: [Int]
  let test: [Int]
  /// The labels of the training rows.
  let isSim: [Bool]
  /// With the seed and the purpose, names the task's random stream.
  let index: Int

  /// The training rows' own ln n_sim/n_real.
  var priorLogOdds: Double {
    let sims = isSim.count { $0 }
    return logRatio(sims, isSim.count - sims)
  }
}

/// What a task found: the log odds of its test rows, in their order.
struct ProbeTaskResult: Sendable {
  let logOdds: [Double]
  let status: MeasuredValue.Status
}

/// Runs tasks side by side. What they find depends on neither the workers nor the order.
struct ProbeTaskRunner: Sendable {
  let probe: any Probe
  let rows: Tensor<Float>
  let seed: UInt64
  let workers: Int
  /// Called as tasks end, from any thread; throws to stop.
  let finished: @Sendable () throws -> Void

  func run(_ tasks: [ProbeTask], purpose: String) throws -> [ProbeTaskResult] {
    let results = Mutex([ProbeTaskResult?](repeating: nil, count: tasks.count))
    try forEachInParallel(tasks.count, workers: workers) { place in
      let task = tasks[place]
      let stream = RandomStream(seed: seed, purpose: "\(probe.name) probe, \(purpose)", index: UInt64(task.index))
      let fitted = try probe.fit(rows.gatherRows(task.train), isSim: task.isSim, stream: stream)
      let result = ProbeTaskResult(
        logOdds: try fitted.logOdds(of: rows.gatherRows(task.test)), status: fitted.status)
      results.withLock { $0[place] = result }
      try finished()
    }
    return results.withLock { $0.map { $0! } }
  }
}
