import Alignment
import Statistics
import Synchronization
import Tensors

/// Probes of several layers: the rows of `cotrain probe`.
public struct ProbeStudy: Sendable {
  /// One layer's activations in both domains.
  public struct Layer: Sendable {
    /// Name, and where one layer is recorded at several diffusion steps the step with it.
    public let name: String
    /// `[n, d]`
    public let real: Tensor<Float>
    /// `[m, d]`
    public let sim: Tensor<Float>
    /// Rows of each real episode, in the rows' order; nil when unknown.
    public let realEpisodes: [Int]?
    public let simEpisodes: [Int]?

    public init(
      _ name: String, real: Tensor<Float>, sim: Tensor<Float>, realEpisodes: [Int]? = nil, simEpisodes: [Int]? = nil
    ) {
      self.name = name
      self.real = real
      self.sim = sim
      self.realEpisodes = realEpisodes
      self.simEpisodes = simEpisodes
    }
  }

  public var probes: [any Probe]
  /// Protocols of one split over windows, reported beside the probes.
  public var windowProtocols: [WindowProtocol]
  public var folds: Int
  public var seed: UInt64
  /// Threads that fit side by side; no value depends on it.
  public var workers: Int
  /// Draws of control labels behind `selectivity`.
  public var controlDraws: Int
  /// What to report; statistics left out cost nothing.
  public var statistics: Set<ProbeStatistic>

  public init(
    probes: [any Probe] = ProbeRegistry.all, windowProtocols: [WindowProtocol] = [], folds: Int = 5, seed: UInt64 = 0,
    workers: Int = 1, controlDraws: Int = 3, statistics: Set<ProbeStatistic> = Set(ProbeStatistic.allCases)
  ) {
    self.probes = probes
    self.windowProtocols = windowProtocols
    self.folds = folds
    self.seed = seed
    self.workers = workers
    self.controlDraws = controlDraws
    self.statistics = statistics
  }

  /// How far a study has come: fits done, fits in all, and the layer and probe at work. Throws to stop.
  public typealias Progress = @Sendable (_ done: Int, _ total: Int, _ at: String) throws -> Void

  /// The rows, layer by layer, probe by probe, in the order of `ProbeStatistic`.
  ///
  /// A layer or statistic that has no answer (one episode on a side, no episodes for a control task) has rows without
  /// values that say why. Each layer and probe has the same folds and streams whatever else is asked for.
  /// - Throws: `ShapeError` and `SampleError` for layers that cannot be read: widths that differ, a value that is not
  ///   finite, episodes that do not add up; and what `progress` throws.
  public func run(_ layers: [Layer], progress: @escaping Progress = { _, _, _ in }) throws -> [ProbeRow] {
    let samples = try layers.map {
      try DomainSample(real: $0.real, sim: $0.sim, realEpisodes: $0.realEpisodes, simEpisodes: $0.simEpisodes)
    }
    let total = samples.reduce(0) { $0 + fitCount($1) }
    let done = Mutex(0)
    return try zip(layers, samples).flatMap { layer, sample in
      try rows(of: sample, named: layer.name) { at in
        let count = done.withLock { count in
          count += 1
          return count
        }
        try progress(min(count, total), total, at)
      }
    }
  }

  /// The rows of one layer: as in `run`, for callers who hold one layer at a time.
  /// - Parameter finished: called as fits end, from any thread, with the layer and probe at work; throws to stop.
  /// - Throws: what `finished` throws.
  package func rows(
    of sample: DomainSample, named layer: String, finished: @escaping @Sendable (_ at: String) throws -> Void
  ) throws -> [ProbeRow] {
    var rows: [ProbeRow] = []
    for probe in probes {
      let report = LayerProbe(layer: layer, probe: probe.name, sample: sample)
      let at = "\(layer), \(probe.name)"
      rows += try self.rows(report, probe) { try report.stoppable { try finished(at) } }
    }
    for windows in windowProtocols {
      let report = LayerProbe(layer: layer, probe: windows.name, sample: sample)
      rows.append(
        try report.row(.accuracy) {
          let result = try windows.run(on: sample, seed: seed)
          let status = "best of \(result.accuracies.count) epochs on one split over windows; last epoch \(result.last)"
          return .init(value: result.best, notes: [status])
        })
      try finished("\(layer), \(windows.name)")
    }
    return rows
  }

  private func rows(
    _ report: LayerProbe, _ probe: any Probe, finished: @escaping @Sendable () throws -> Void
  ) throws -> [ProbeRow] {
    let sample = report.sample
    let scored = ProbeStatistic.ofScores.filter(statistics.contains)
    var rows: [ProbeRow] = []
    if !scored.isEmpty {
      let found = try report.attempt { try scores(of: sample, with: probe, finished: finished) }
      for statistic in scored {
        rows.append(
          try report.row(statistic) {
            let (scores, separated) = try found.get()
            let fewer =
              scores.fold.count < folds
              ? "\(scores.fold.count) folds in place of \(folds), as many as the smaller side allows" : nil
            return .init(
              estimate: try statistic.estimate(scores),
              separated: try separated.map { try statistic.estimate($0).value },
              notes: [fewer, scores.warning])
          })
      }
    }
    if statistics.contains(.selectivity) {
      rows.append(
        try report.row(.selectivity) {
          let control = try ControlTask(
            of: sample, with: probe, repetitions: controlDraws, folds: folds, seed: seed, workers: workers,
            finished: finished)
          return .init(estimate: control.selectivity)
        })
    }
    if statistics.contains(.descriptionLength) {
      rows.append(
        try report.row(.descriptionLength) {
          let code = try DescriptionLength(of: sample, with: probe, seed: seed, workers: workers, finished: finished)
          return .init(estimate: code.bits)
        })
    }
    return rows
  }

  /// Scores with whole episodes kept together. Where none are known rows are dealt out, and scores with runs of rows
  /// kept together stand beside.
  private func scores(
    of sample: DomainSample, with probe: any Probe, finished: @escaping @Sendable () throws -> Void
  ) throws -> (scores: OutOfFoldScores, separated: OutOfFoldScores?) {
    if sample.knowsEpisodes {
      let crossFit = CrossFit(folds: folds, seed: seed, workers: workers)
      return (try crossFit.scores(of: sample, with: probe, finished: finished), nil)
    }
    let leakage = try Leakage(
      of: sample, with: probe, folds: folds, seed: seed, workers: workers, finished: finished)
    return (leakage.shuffled, leakage.separated)
  }

  /// The number of fits a layer takes.
  package func fitCount(_ sample: DomainSample) -> Int {
    fitCountOfProbe(sample) * probes.count + windowProtocols.count
  }

  private func fitCountOfProbe(_ sample: DomainSample) -> Int {
    guard sample.realEpisodes > 1, sample.simEpisodes > 1 else { return 0 }
    let folds = min(folds, sample.realEpisodes, sample.simEpisodes)
    let runs = min(self.folds, sample.realRows, sample.simRows)
    var count = statistics.isDisjoint(with: ProbeStatistic.ofScores) ? 0 : folds * (sample.knowsEpisodes ? 1 : 2)
    if statistics.contains(.selectivity), sample.knowsEpisodes { count += runs * (controlDraws + 1) }
    if statistics.contains(.descriptionLength) { count += (try? DescriptionLength.fitCount(sample, seed: seed)) ?? 0 }
    return count
  }
}

extension ProbeStatistic {
  /// One of `ofScores`.
  fileprivate func estimate(_ scores: OutOfFoldScores) throws -> Estimate {
    switch self {
    case .areaUnderROC: try scores.areaUnderROC()
    case .accuracy: try scores.accuracy()
    case .balancedAccuracy: try scores.balancedAccuracy()
    case .logLoss: try scores.logLoss()
    case .brier: try scores.brierScore()
    case .calibration: try scores.calibrationError()
    case .proxyADistance: try scores.proxyADistance()
    case .selectivity, .descriptionLength: preconditionFailure("\(self) is not read from scores")
    }
  }
}
