import Alignment
import Probes
import Statistics
import Tensors

/// The coordinates of every layer of a policy, and the regimes that the rules make of them.
///
///     let diagnosis = try DiagnosisStudy(seed: 1, workers: 2).run(layers, episodes: episodes)
///
/// A layer has three coordinates, none of which knows its scale: how far apart the domains lie (`EnergyCoefficient`), how
/// well the domain can be read once rows are blurred by ρ deviations within domains (cross-fitted probes on
/// `ResolutionCurve`), and how far neighbours come from both domains (`NeighborMixing`). Each has an interval over whole
/// episodes and a floor, the same between halves of one domain's episodes. Beside them stand the alignment measures and
/// probes one would look at next.
///
/// The same seed gives the same diagnosis for any number of workers, but for the seconds in its alignment rows.
public struct DiagnosisStudy: Sendable {
  public var rules: RegimeRules
  /// Taken beside the coordinates.
  public var measures: [any UnpairedMeasure]
  /// Taken beside the coordinates, without blur.
  public var probes: [any Probe]
  /// Splits into halves behind intervals and floors of alignment measures.
  public var resamples: Int
  /// Splits into halves behind a probe's floors.
  public var probeFloors: Int
  public var folds: Int
  /// Rows a side for exact transport, which has no interval; nil leaves it out.
  public var transportRows: Int?
  /// More rows a side than this are drawn down for the alignment measures, by whole episodes; nil: no limit but a
  /// measure's own.
  public var maximumRows: Int?
  /// Flow time of the recording, the share of the action in the policy's noisy input: 0 where an input holds none.
  public var flowTime: Double
  public var seed: UInt64
  public var workers: Int

  public init(
    rules: RegimeRules = .calibrated,
    measures: [any UnpairedMeasure] = [EnergyDistance(), MaximumMeanDiscrepancy(), SlicedWasserstein(power: 2)],
    probes: [any Probe] = [LinearProbe(), NetworkProbe.twoLayer], resamples: Int = 200, probeFloors: Int = 4,
    folds: Int = 5, transportRows: Int? = 1024, maximumRows: Int? = nil, flowTime: Double = 0,
    seed: UInt64 = 0, workers: Int = 1
  ) {
    self.rules = rules
    self.measures = measures
    self.probes = probes
    self.resamples = resamples
    self.probeFloors = probeFloors
    self.folds = folds
    self.transportRows = transportRows
    self.maximumRows = maximumRows
    self.flowTime = flowTime
    self.seed = seed
    self.workers = workers
  }

  /// - Parameters:
  ///   - layers: in the order of the network's depth; one is held at a time.
  ///   - episodes: how many rows each episode has; nil: every row is taken as independent, which each status says.
  /// - Throws: `AlignmentError` when episodes and rows do not fit, `ShapeError` when a layer's matrices do not,
  ///   `SampleError` for a value that is not finite, `CancellationError` when the monitor says so, and what a layer's
  ///   `load` throws. A coordinate that cannot be taken on these rows has no value, and its status says why.
  public func run(
    _ layers: [AlignmentLayer<Float>], episodes: EpisodeLengths?, monitor: StudyMonitor = StudyMonitor()
  ) throws -> Diagnosis {
    let progress = DiagnosisProgress(layers: layers.count, monitor: monitor)
    var method: String?
    let found = try layers.enumerated().map { place, layer in
      let depth = layers.count < 2 ? 1 : Double(place) / Double(layers.count - 1)
      let (real, sim) = try layer.load()
      let held = AlignmentLayer(layer.name, real: real, sim: sim)
      let table = try alignment(of: held, episodes, progress)
      method = method ?? table.intervalMethod
      return try diagnosis(of: layer.name, depth, real, sim, episodes, table, progress)
    }
    return Diagnosis(
      layers: found, rules: rules,
      methods: [
        "separation, mixing and alignment measures: \(method ?? "none")",
        "probes: \(folds) folds of whole episodes; areas under the ROC curve by DeLong over episodes, other statistics as "
          + "`cotrain probe` has them",
        "floors of a probe: mean distance from ½, on top of ½, between halves of one domain's episodes, "
          + "\(probeFloors) splits",
      ], seed: seed, flowTime: flowTime)
  }

  private func alignment(
    of layer: AlignmentLayer<Float>, _ episodes: EpisodeLengths?, _ progress: DiagnosisProgress
  ) throws -> AlignmentTable {
    let study = AlignmentStudy(
      resamples: resamples, permutations: 0, maximumRows: maximumRows, seed: seed, workers: workers)
    var table = try study.table(
      of: [layer], episodes: episodes, measures: [Self.separation, Self.mixing] + measures,
      monitor: progress.monitor(of: .alignment))
    progress.finish(.alignment)
    guard let transportRows else { return table }
    var transport = study
    transport.resamples = 0
    transport.maximumRows = min(transportRows, maximumRows ?? .max)
    let exact = try transport.table(
      of: [layer], episodes: episodes, measures: [MeasureRegistry.unpaired(named: "w2")],
      monitor: progress.monitor(of: .transport))
    progress.finish(.transport)
    table.rows += exact.rows.map { row in
      var row = row
      row.remarks.append("exact transport on at most \(transportRows) rows a side, without interval")
      return row
    }
    return table
  }

  private func diagnosis(
    of name: String, _ depth: Double, _ real: Tensor<Float>, _ sim: Tensor<Float>, _ episodes: EpisodeLengths?,
    _ table: AlignmentTable, _ progress: DiagnosisProgress
  ) throws -> LayerDiagnosis {
    let lengths = [episodes?.real, episodes?.sim].map { $0?.filter { $0 > 0 } }
    let sample = try DomainSample(real: real, sim: sim, realEpisodes: lengths[0], simEpisodes: lengths[1])
    var linear = Discernibility(
      probe: LinearProbe(), folds: folds, floors: probeFloors, halves: resamples, seed: seed, workers: workers)
    var network = Discernibility(
      probe: NetworkProbe.twoLayer, folds: folds, floors: 0, halves: resamples, seed: seed, workers: workers)
    let fits = FitCount(
      of: folds * probes.count + linear.fitCount(resolutions: 1) + network.fitCount(resolutions: 1),
      monitor: progress.monitor(of: .probes))
    linear.probe = WatchedProbe(probe: linear.probe, fits: fits)
    network.probe = WatchedProbe(probe: network.probe, fits: fits)
    let readByLinear = try linear.readings(of: sample, at: [rules.resolution])[0]
    let readByNetwork = try network.readings(of: sample, at: [rules.resolution])[0]
    let beside = try ProbeStudy(
      probes: probes.map { WatchedProbe(probe: $0, fits: fits) }, folds: folds, seed: seed, workers: workers,
      statistics: [.areaUnderROC, .accuracy, .balancedAccuracy, .logLoss, .calibration]
    ).run([ProbeStudy.Layer(name, real: real, sim: sim, realEpisodes: lengths[0], simEpisodes: lengths[1])])
    try fits.check()
    progress.finish(.probes)
    let separation = Reading(table.rows[0])
    let mixing = Reading(table.rows[1])
    return LayerDiagnosis(
      name: name, realRows: real.rows, simRows: sim.rows, realEpisodes: lengths[0]?.count,
      simEpisodes: lengths[1]?.count, separation: separation, discernibility: readByLinear,
      networkDiscernibility: readByNetwork, mixing: mixing,
      verdict: rules.verdict(
        separation: separation, discernibility: readByLinear, networkDiscernibility: readByNetwork, mixing: mixing,
        depth: depth, time: flowTime),
      alignment: table.rows, probes: beside)
  }

  private static let separation: any UnpairedMeasure = EnergyCoefficient()
  private static let mixing: any UnpairedMeasure = NeighborMixing()
}

extension Reading {
  package init(_ row: AlignmentRow) {
    self.init(
      estimator: row.measure, value: row.value, interval: row.interval, realFloor: row.realFloor,
      simFloor: row.simFloor, status: row.status,
      halves: row.halves)
  }
}
