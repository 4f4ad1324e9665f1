import Dispatch
import Statistics
import Tensors

/// Everything about one measure in one layer but the adjusted p-value, which needs the others.
struct MeasureInference: Sendable {
  var row: AlignmentRow
  /// Present when a test was made.
  private(set) var test: RelabelledStatistic?
  let family: TestFamily

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
      let values = try EvaluatedPlan(plan, on: prepare(), workers: study.workers, part: part)
      infer(from: values, plan, declaration, study)
    } catch let error where !(error is CancellationError) {
      row.remarks.insert("not measured: \(error)", at: 0)
    }
    row.seconds = Double(DispatchTime.now().uptimeNanoseconds - started) * 1e-9
  }

  private mutating func infer(
    from values: EvaluatedPlan, _ plan: InferencePlan, _ declaration: MeasureDeclaration, _ study: AlignmentStudy
  ) {
    row.value = values.observed.value
    row.remarks.insert(values.observed.status.description, at: 0)
    if values.notConverged > 0 {
      row.remarks.append("\(values.notConverged) of \(plan.comparisons.count - 1) resampled values not converged")
    }
    for (units, domain) in [(plan.realUnits, "real"), (plan.simUnits, "sim")] where units < 2 {
      let unit = row.realEpisodes == nil ? "row" : "episode"
      row.remarks.append("one \(unit) of \(domain): interval, floor and p-value need at least two")
    }
    var refused = [String]()
    if !plan.halves.isEmpty {
      if let halves = values.section(plan.halves) {
        row.interval = HalfSampleInterval.interval(
          value: values.observed.value, halves: halves, plan: plan, level: study.level, declaration)
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

/// Tests of one family saw the same relabellings of the same units, so they are adjusted together.
struct TestFamily: Hashable, Sendable {
  let units: IndependentUnits
  let relabellings: Int
}

extension HalfSampleInterval {
  fileprivate static func interval(
    value: Double, halves: [Double], plan: InferencePlan, level: Double, _ declaration: MeasureDeclaration
  ) -> Interval {
    let splits = stride(from: 0, to: halves.count, by: 2).map { start in
      let comparison = plan.comparisons[plan.halves.lowerBound + start]
      let share =
        (Double(comparison.first.count) / Double(plan.realUnits)
          + Double(comparison.second.count) / Double(plan.simUnits)) / 2
      return Split(first: halves[start], second: halves[start + 1], share: share)
    }
    return interval(
      value: value, splits: splits, degreesOfFreedom: degreesOfFreedom(plan.realUnits, plan.simUnits), level: level,
      isMetric: declaration.properties.contains(.triangleInequality),
      bound: declaration.properties.contains(.nonNegative) ? 0...Double.infinity : -Double.infinity...Double.infinity)
  }
}
