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

  /// How far a study has come: fits done, fits in all, and the layer and probe at work.
  public typealias Progress = @Sendable (_ done: Int, _ total: Int, _ at: String) -> Void

  /// The rows, layer by layer, probe by probe, in the order of `ProbeStatistic`.
  ///
  /// A layer or statistic that has no answer (one episode on a side, no episodes for a control task) has rows without
  /// values that say why. Each layer and probe has the same folds and streams whatever else is asked for.
  /// - Throws: `ShapeError` and `SampleError` for layers that cannot be read: widths that differ, a value that is not
  ///   finite, episodes that do not add up.
  public func run(_ layers: [Layer], progress: @escaping Progress = { _, _, _ in }) throws -> [ProbeRow] {
    let samples = try layers.map {
      try DomainSample(real: $0.real, sim: $0.sim, realEpisodes: $0.realEpisodes, simEpisodes: $0.simEpisodes)
    }
    let fits = samples.map { fitCount($0) }
    let total = fits.reduce(0) { $0 + $1 * probes.count + windowProtocols.count }
    let done = Mutex(0)
    var rows: [ProbeRow] = []
    for (layer, sample) in zip(layers, samples) {
      for probe in probes {
        let report = ProbeReport(layer: layer.name, probe: probe.name, sample: sample)
        rows += self.rows(report, probe) {
          let count = done.withLock { count in
            count += 1
            return count
          }
          progress(min(count, total), total, "\(layer.name), \(probe.name)")
        }
      }
      for windows in windowProtocols {
        let report = ProbeReport(layer: layer.name, probe: windows.name, sample: sample)
        rows.append(
          report.row(.accuracy) {
            let result = try windows.run(on: sample, seed: seed)
            let status =
              "best of \(result.accuracies.count) epochs on one split over windows; last epoch \(result.last)"
            return (result.best, nil, [status])
          })
        let count = done.withLock { count in
          count += 1
          return count
        }
        progress(min(count, total), total, "\(layer.name), \(windows.name)")
      }
    }
    return rows
  }

  private func rows(
    _ report: ProbeReport, _ probe: any Probe, finished: @escaping @Sendable () -> Void
  ) -> [ProbeRow] {
    let sample = report.sample
    let scored = ProbeStatistic.ofScores.filter(statistics.contains)
    var rows: [ProbeRow] = []
    if !scored.isEmpty {
      let scores = Swift.Result {
        try CrossFit(folds: folds, seed: seed, workers: workers).scores(
          of: sample, with: probe, isSim: sample.isSim, purpose: "cross-fit", repetition: 0, finished: finished)
      }
      for statistic in scored {
        rows.append(
          report.row(statistic) {
            let scores = try scores.get()
            let fewer =
              scores.fold.count < folds
              ? "\(scores.fold.count) folds in place of \(folds), as many as the smaller side allows" : nil
            return (nil, try statistic.estimate(scores), [fewer, scores.warning])
          })
      }
    }
    if statistics.contains(.selectivity) {
      rows.append(
        report.row(.selectivity) {
          let control = try ControlTask(
            of: sample, with: probe, repetitions: controlDraws, folds: folds, seed: seed, workers: workers,
            finished: finished)
          return (nil, control.selectivity, [])
        })
    }
    if statistics.contains(.descriptionLength) {
      rows.append(
        report.row(.descriptionLength) {
          let code = try DescriptionLength(of: sample, with: probe, seed: seed, workers: workers, finished: finished)
          return (nil, code.bits, [])
        })
    }
    return rows
  }

  /// The number of fits a probe takes on a layer.
  private func fitCount(_ sample: DomainSample) -> Int {
    guard sample.realEpisodes > 1, sample.simEpisodes > 1 else { return 0 }
    let folds = min(folds, sample.realEpisodes, sample.simEpisodes)
    let runs = min(self.folds, sample.realRows, sample.simRows)
    var count = statistics.isDisjoint(with: ProbeStatistic.ofScores) ? 0 : folds
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

/// Makes rows of one layer and probe.
private struct ProbeReport {
  let layer: String
  let probe: String
  let sample: DomainSample

  /// - Parameter measure: the value alone or with its interval, and what the reader must know of it.
  func row(
    _ statistic: ProbeStatistic, _ measure: () throws -> (value: Double?, estimate: Estimate?, notes: [String?])
  ) -> ProbeRow {
    do {
      let (value, estimate, told) = try measure()
      let leak =
        sample.knowsEpisodes
        ? nil : "rows stand as episodes: neighbouring frames leak, the interval is too narrow"
      let notes = ([leak] + told).compactMap { $0 }
      return row(statistic, value, estimate, status: notes.isEmpty ? "ok" : notes.joined(separator: "; "))
    } catch {
      return row(statistic, nil, nil, status: "no value: \(error)")
    }
  }

  private func row(
    _ statistic: ProbeStatistic, _ value: Double?, _ estimate: Estimate?, status: String
  ) -> ProbeRow {
    ProbeRow(
      layer: layer, probe: probe, statistic: statistic, value: value ?? estimate?.value,
      lower: estimate?.interval.lower, upper: estimate?.interval.upper, realRows: sample.realRows,
      simRows: sample.simRows, realEpisodes: sample.realEpisodes, simEpisodes: sample.simEpisodes, status: status)
  }
}
