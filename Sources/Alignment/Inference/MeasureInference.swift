import Dispatch
import Statistics
import Tensors

/// Everything about one measure in one layer but the adjusted p-value, which needs the others.
struct MeasureInference: Sendable {
  var row: AlignmentRow
  /// Present when a test was made.
  private(set) var test: RelabelledStatistic?
  let family: TestFamily

  init(row: AlignmentRow, test: RelabelledStatistic?, family: TestFamily) {
    self.row = row
    self.test = test
    self.family = family
  }

  /// - Parameters:
  ///   - cost: of one value between n and m rows.
  ///   - prepare: the measure on the units' pooled rows, one group a unit, real before sim.
  init(
    layer: String, declaration: MeasureDeclaration, cost: (Int, Int) -> Double, units: IndependentUnits,
    study: AlignmentStudy, plans: inout PlanCache, part: StudyProgress.Part,
    prepare: () throws -> any PreparedMeasure
  ) throws {
    let started = DispatchTime.now().uptimeNanoseconds
    row = AlignmentRow(
      layer: layer, measure: declaration.name, realRows: units.realRows, simRows: units.simRows,
      realEpisodes: units.realEpisodes, simEpisodes: units.simEpisodes, remarks: units.remarks, seconds: 0)
    let counts = study.affordableCounts(cost, units, &row.remarks)
    family = TestFamily(units: units, relabellings: counts.relabellings)
    let plan = plans.plan(realUnits: units.real.count, simUnits: units.sim.count, counts: counts)
    do {
      let prepared = try prepare()
      let comparisons = plan.comparisons
      let values = try ResampledValues(count: comparisons.count, workers: study.workers, part: part) { index in
        try prepared.value(between: comparisons[index].first, and: comparisons[index].second)
      }
      infer(from: values, plan, declaration, study)
    } catch let error where !(error is CancellationError) {
      row.remarks.insert("not measured: \(error)", at: 0)
    }
    row.seconds = Double(DispatchTime.now().uptimeNanoseconds - started) * 1e-9
  }

  private mutating func infer(
    from values: ResampledValues, _ plan: InferencePlan, _ declaration: MeasureDeclaration, _ study: AlignmentStudy
  ) {
    row.report(values)
    for (units, domain) in [(plan.realUnits, "real"), (plan.simUnits, "sim")] where units < 2 {
      let unit = row.realEpisodes == nil ? "row" : "episode"
      row.remarks.append("one \(unit) of \(domain): interval, floor and p-value need at least two")
    }
    var refused = [String]()
    if !plan.halves.isEmpty {
      if let halves = values.section(plan.halves) {
        let splits = plan.splits(halves)
        row.interval = HalfSampleInterval.interval(
          value: values.observed.value, splits: splits,
          degreesOfFreedom: HalfSampleInterval.degreesOfFreedom(plan.realUnits, plan.simUnits), level: study.level,
          measure: declaration)
        row.halves = HalfSampleValues(
          value: values.observed.value, splits: splits, realUnits: plan.realUnits, simUnits: plan.simUnits)
      } else {
        refused.append("interval")
      }
    }
    if !plan.floors.isEmpty {
      if let splits = values.section(plan.floors) { setFloors(splits) } else { refused.append("floor") }
    }
    if !plan.relabellings.isEmpty {
      if let relabelled = values.section(plan.relabellings) {
        let sign: Double = declaration.direction == .smallerIsCloser ? 1 : -1
        let test = RelabelledStatistic(
          observed: sign * values.observed.value, relabelled: relabelled.map { sign * $0 },
          isExhaustive: plan.relabellingsAreAll)
        self.test = test
        row.pValue = test.pValue
        row.smallestPValue = test.smallestPValue
      } else {
        refused.append("p-value")
      }
    }
    if let failure = values.firstFailure {
      row.remarks.append("no \(refused.joined(separator: ", ")): on some subsets, \(failure)")
    }
  }

  /// Floors and the normalised value, from four values a split: halves of real, halves of sim, and twice across.
  ///
  /// Absolute values are averaged, so that a statistic that scatters around zero (unbiased MMD²) has a floor that says
  /// how far it scatters, and the normalised value of two samples of one domain is near 0 for it as for any other.
  private mutating func setFloors(_ splits: [Double]) {
    var sums = (real: 0.0, sim: 0.0, across: 0.0)
    for start in stride(from: 0, to: splits.count, by: 4) {
      sums.real += abs(splits[start])
      sums.sim += abs(splits[start + 1])
      sums.across += (abs(splits[start + 2]) + abs(splits[start + 3])) / 2
    }
    let count = Double(splits.count / 4)
    row.realFloor = sums.real / count
    row.simFloor = sums.sim / count
    if sums.real + sums.sim > 0 {
      row.normalized = 2 * sums.across / (sums.real + sums.sim) - 1
    } else {
      row.remarks.append("not normalised: both floors are zero")
    }
  }
}

extension AlignmentRow {
  /// Takes over the value and how its solver, and those of the resampled values, ended.
  mutating func report(_ values: ResampledValues) {
    value = values.observed.value
    remarks.insert(values.observed.status.description, at: 0)
    if values.notConverged > 0 {
      remarks.append("\(values.notConverged) of \(values.values.count - 1) resampled values not converged")
    }
  }
}

/// Tests of one family saw the same relabellings of the same units, so they are adjusted together.
struct TestFamily: Hashable, Sendable {
  let units: IndependentUnits
  let relabellings: Int
}

extension InferencePlan {
  /// Values on halves with the share of units in the first of each two.
  fileprivate func splits(_ values: [Double]) -> [HalfSampleValues.Split] {
    stride(from: 0, to: values.count, by: 2).map { start in
      let comparison = comparisons[halves.lowerBound + start]
      let share =
        (Double(comparison.first.count) / Double(realUnits) + Double(comparison.second.count) / Double(simUnits)) / 2
      return HalfSampleValues.Split(first: values[start], second: values[start + 1], share: share)
    }
  }
}
