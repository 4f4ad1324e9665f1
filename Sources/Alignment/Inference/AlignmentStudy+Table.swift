import Statistics
import Tensors

extension AlignmentStudy {
  /// The table of all measures in all layers, in the order of the layers.
  /// - Parameters:
  ///   - episodes: how many rows each episode has; nil: every row is taken as independent.
  ///   - measures: unpaired ones; see `MeasureRegistry.unpaired(named:)`.
  /// - Throws: `AlignmentError` when episodes and rows do not fit, `ShapeError` when a layer's matrices do not,
  ///   `SampleError` for a value that is not finite, `CancellationError` when the monitor says so, and what a layer's
  ///   `load` throws. A measure that fails on these rows does not end the study: its row says why.
  public func table<Scalar: TensorScalar>(
    of layers: [AlignmentLayer<Scalar>], episodes: EpisodeLengths?, measures: [any UnpairedMeasure],
    monitor: StudyMonitor = StudyMonitor()
  ) throws -> AlignmentTable {
    let progress = StudyProgress(parts: layers.count * measures.count, monitor: monitor)
    var plans = PlanCache(study: self)
    var inferences = [MeasureInference]()
    for layer in layers {
      try monitor.check()
      let (real, sim) = try layer.load()
      try check(layer.name, real, sim, episodes)
      var pooled = [IndependentUnits: GroupedRows<Scalar>]()
      for measure in measures {
        let limit = [maximumRows, measure.declaration.rowLimit].compactMap { $0 }.min()
        let units = plans.units(real.rows, sim.rows, episodes, rowLimit: limit)
        let rows = try pooled[units] ?? units.pool(real, sim)
        pooled[units] = rows
        let part = progress.nextPart()
        inferences.append(
          try MeasureInference(
            layer: layer.name, declaration: measure.declaration, cost: measure.evaluationCost, units: units,
            study: self, plans: &plans, part: part
          ) { try measure.prepare(rows, workers: workers) })
      }
    }
    return AlignmentTable(inferences, level: level)
  }

  private func check<Scalar>(
    _ layer: String, _ real: Tensor<Scalar>, _ sim: Tensor<Scalar>, _ episodes: EpisodeLengths?
  ) throws {
    guard real.rank == 2, sim.rank == 2, real.columns == sim.columns else {
      throw ShapeError(
        "layer \(layer)", expected: "two matrices of one width, rows first", found: real.shape, sim.shape)
    }
    for (domain, rows, lengths) in [("real", real.rows, episodes?.real), ("sim", sim.rows, episodes?.sim)] {
      guard rows > 0 else { throw SampleError.tooFew(what: "layer \(layer), \(domain) rows", found: 0, needed: 1) }
      guard let lengths else { continue }
      let inEpisodes = lengths.reduce(0, +)
      if inEpisodes != rows || lengths.contains(where: { $0 < 0 }) {
        throw AlignmentError.episodeRows(layer: layer, domain: domain, rows: rows, inEpisodes: inEpisodes)
      }
    }
  }
}

extension IndependentUnits {
  /// The units' rows, real before sim, one group a unit.
  func pool<Scalar>(_ realRows: Tensor<Scalar>, _ simRows: Tensor<Scalar>) throws -> GroupedRows<Scalar> {
    try GroupedRows(
      Tensor.concatenated([try realRows.gatherRows(real.flatMap { $0 }), try simRows.gatherRows(sim.flatMap { $0 })]),
      counts: (real + sim).map(\.count))
  }
}

/// Units and plans, made once and shared by the layers and measures that need the same.
struct PlanCache {
  private struct UnitsKey: Hashable {
    let realRows: Int
    let simRows: Int
    let rowLimit: Int?
  }
  private struct PlanKey: Hashable {
    let realUnits: Int
    let simUnits: Int
    let counts: InferencePlan.Counts
  }

  let study: AlignmentStudy
  private var units: [UnitsKey: IndependentUnits] = [:]
  private var plans: [PlanKey: InferencePlan] = [:]

  init(study: AlignmentStudy) { self.study = study }

  mutating func units(
    _ realRows: Int, _ simRows: Int, _ episodes: EpisodeLengths?, rowLimit: Int?
  ) -> IndependentUnits {
    let limit = rowLimit.flatMap { max(realRows, simRows) > $0 ? $0 : nil }
    let key = UnitsKey(realRows: realRows, simRows: simRows, rowLimit: limit)
    if let known = units[key] { return known }
    let made = IndependentUnits(
      realRows: realRows, simRows: simRows, episodes: episodes, rowLimit: limit, seed: study.seed)
    units[key] = made
    return made
  }

  mutating func plan(realUnits: Int, simUnits: Int, counts: InferencePlan.Counts) -> InferencePlan {
    let key = PlanKey(realUnits: realUnits, simUnits: simUnits, counts: counts)
    if let known = plans[key] { return known }
    let made = InferencePlan(realUnits: realUnits, simUnits: simUnits, counts: counts, seed: study.seed)
    plans[key] = made
    return made
  }
}
