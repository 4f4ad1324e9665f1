import Statistics
import Tensors

extension AlignmentStudy {
  /// The table twice: on all rows, and on rows matched one to one by their conditions.
  ///
  /// A distance of all rows mixes the gap between the domains with where they have been: other states, another expert.
  /// Among matched rows both domains cover the same conditions, so what distance is left is the gap. Rows without a
  /// partner within the caliper are left out and counted. The matching is made once, and the matched rows are then a
  /// sample like any other: episodes keep their rows together, floors and p-values are theirs. That leans to caution:
  /// samples matched pair by pair are closer than two independent ones of the same conditions would be, so without a gap
  /// the normalised value falls somewhat below 0 and p-values lie near 1. A small p is safe, a large one proves little.
  /// - Parameters:
  ///   - conditions: one row for every row of every layer.
  ///   - caliper: see `RowMatching`.
  /// - Throws: as `table`, and `AlignmentError.nothingMatched`.
  public func conditionedTable<Scalar: TensorScalar>(
    of layers: [AlignmentLayer<Scalar>], episodes: EpisodeLengths?, conditions: ConditionRows, caliper: Double? = nil,
    measures: [any UnpairedMeasure], monitor: StudyMonitor = StudyMonitor()
  ) throws -> ConditionedTable {
    let progress = StudyProgress(parts: 2 * layers.count * measures.count, monitor: monitor)
    var plans = PlanCache(study: self)
    var matchings = [IndependentUnits: MatchedUnits]()
    var marginal = [MeasureInference]()
    var matched = [MeasureInference]()
    for layer in layers {
      try monitor.check()
      let (real, sim) = try layer.load()
      try check(layer.name, real, sim, episodes)
      for (domain, rows, known) in [("real", real.rows, conditions.real.rows), ("sim", sim.rows, conditions.sim.rows)]
      where rows != known {
        throw AlignmentError.conditionRows(layer: layer.name, domain: domain, rows: rows, conditions: known)
      }
      var pooled = [IndependentUnits: (all: GroupedRows<Scalar>, cells: GroupedRows<Scalar>)]()
      for measure in measures {
        let units = plans.units(real.rows, sim.rows, episodes, rowLimit: rowLimit(of: measure))
        let known = matchings[units]
        let split =
          try known
          ?? MatchedUnits(
            units, conditions: conditions, caliper: caliper, seed: seed, workers: workers)
        matchings[units] = split
        let rows = try pooled[units] ?? (units.pool(real, sim), split.cells.pool(real, sim))
        pooled[units] = rows
        func infer(
          _ units: IndependentUnits, prepare: () throws -> any PreparedMeasure
        ) throws -> MeasureInference {
          try MeasureInference(
            layer: layer.name, declaration: measure.declaration, cost: measure.evaluationCost, units: units,
            study: self, plans: &plans, part: progress.nextPart(), prepare: prepare)
        }
        marginal.append(try infer(units) { try measure.prepare(rows.all, workers: workers) })
        matched.append(
          try infer(split.matched) {
            PreparedOnCells(base: try measure.prepare(rows.cells, workers: workers), cells: split.cellOfMatched)
          })
      }
    }
    return ConditionedTable(
      marginal: AlignmentTable(marginal, level: level), matched: AlignmentTable(matched, level: level),
      declarations: layers.flatMap { _ in measures.map(\.declaration) })
  }
}
