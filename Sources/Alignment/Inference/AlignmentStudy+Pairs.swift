import Dispatch
import Statistics
import Tensors

extension AlignmentStudy {
  /// How alike the two matrices of each layer are, row by row.
  ///
  /// The unit is the real episode with its pairs; pairs without episodes are dealt into units and taken as independent.
  /// - The interval leaves out one unit at a time (jackknife, t with units − 1 degrees of freedom).
  /// - The p-value is of the hypothesis that it does not matter which rows belong together: the units of the sim side
  ///   change places, whole, and a pairing counts that is at least as alike. It is small when the representations are
  ///   *alike*, where that of an unpaired distance is small when the domains differ.
  /// - There are no floors.
  /// - Parameter pairs: the same for every layer.
  /// - Throws: `ShapeError` when a layer has fewer rows than the pairs name, `CancellationError`, and what `load` throws.
  public func pairedTable<Scalar: TensorScalar>(
    of layers: [AlignmentLayer<Scalar>], pairs: RowPairs, measures: [any PairedMeasure],
    monitor: StudyMonitor = StudyMonitor()
  ) throws -> AlignmentTable {
    let progress = StudyProgress(parts: layers.count * measures.count, monitor: monitor)
    var inferences = [MeasureInference]()
    for layer in layers {
      try monitor.check()
      let (real, sim) = try layer.load()
      let x = try real.gatherPaired(pairs.real, layer.name)
      let y = try sim.gatherPaired(pairs.sim, layer.name)
      for measure in measures {
        let limit = [maximumRows, measure.declaration.rowLimit].compactMap { $0 }.min()
        let units = IndependentUnits(ofPairs: pairs, rowLimit: limit, seed: seed)
        inferences.append(
          try MeasureInference(
            layer: layer.name, measure: measure, x, y, units: units, said: pairs.description, study: self,
            part: progress.nextPart()))
      }
    }
    var table = AlignmentTable(inferences, level: level)
    table.intervalMethod = "\(level * 100) %: jackknife over whole units of pairs, t"
    table.testMethod =
      "permutation of the pairing by whole units, one-sided towards more alike; adjusted by the step-down maximum "
      + "statistic"
    return table
  }
}

extension Tensor {
  fileprivate func gatherPaired(_ indices: [Int], _ layer: String) throws -> Tensor {
    let needed = (indices.max() ?? 0) + 1
    guard rank == 2, rows >= needed else {
      throw ShapeError(
        "layer \(layer)", expected: "a matrix of at least \(needed) rows, as the pairs name", found: shape)
    }
    return try gatherRows(indices)
  }
}

extension MeasureInference {
  fileprivate init<Scalar: TensorScalar>(
    layer: String, measure: any PairedMeasure, _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, units: IndependentUnits,
    said: String, study: AlignmentStudy, part: StudyProgress.Part
  ) throws {
    let started = DispatchTime.now().uptimeNanoseconds
    var row = AlignmentRow(
      layer: layer, measure: measure.declaration.name, realRows: units.realRows, simRows: units.realRows,
      realEpisodes: units.realEpisodes, simEpisodes: units.realEpisodes, remarks: [said] + units.remarks, seconds: 0)
    let cost = measure.evaluationCost(units.realRows, x.columns, y.columns)
    let counts = study.affordablePairings(cost, units: units.real.count, &row.remarks)
    let plan = PairingPlan(
      units: units.real, leavingOut: counts.leavesOut, relabellings: counts.relabellings, seed: study.seed)
    var test: RelabelledStatistic?
    do {
      let values = try ResampledValues(count: plan.count, workers: study.workers, part: part) { index in
        let pairing = plan.pairing(index)
        return try measure.value(
          between: x.gatherRows(pairing.real), and: y.gatherRows(pairing.sim), workers: index == 0 ? study.workers : 1)
      }
      row.report(values)
      if units.real.count < 2 { row.remarks.append("one unit of pairs: interval and p-value need at least two") }
      if !plan.leftOut.isEmpty, let without = values.section(plan.leftOut) {
        row.interval = Self.jackknife(values.observed.value, without, level: study.level)
      }
      if !plan.relabellings.isEmpty, let relabelled = values.section(plan.relabellings) {
        let sign: Double = measure.declaration.direction == .largerIsCloser ? 1 : -1
        test = RelabelledStatistic(
          observed: sign * values.observed.value, relabelled: relabelled.map { sign * $0 },
          isExhaustive: plan.relabellingsAreAll)
        row.pValue = test?.pValue
        row.smallestPValue = test?.smallestPValue
      }
      if let failure = values.firstFailure { row.remarks.append("on some subsets or pairings, \(failure)") }
    } catch let error where !(error is CancellationError) {
      row.remarks.insert("not measured: \(error)", at: 0)
    }
    row.seconds = Double(DispatchTime.now().uptimeNanoseconds - started) * 1e-9
    self.init(row: row, test: test, family: TestFamily(units: units, relabellings: counts.relabellings))
  }

  /// θ̂ ± t √((g − 1)/g Σ (θ̂₍ᵢ₎ − θ̄₍·₎)²) over g units left out in turn.
  private static func jackknife(_ value: Double, _ without: [Double], level: Double) -> Interval {
    let count = Double(without.count)
    let mean = without.reduce(0, +) / count
    let spread = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (count - 1) / count
    let half = StudentDistribution(degreesOfFreedom: count - 1).quantile((1 + level) / 2) * spread.squareRoot()
    return Interval(lower: value - half, upper: value + half, level: level)
  }
}

extension IndependentUnits {
  /// The pairs of real episodes, or pairs dealt at random when there are none, as the `real` side.
  fileprivate init(ofPairs pairs: RowPairs, rowLimit: Int?, seed: UInt64) {
    let limit = rowLimit.flatMap { pairs.count > $0 ? $0 : nil }
    let both = IndependentUnits(
      realRows: pairs.count, simRows: pairs.count,
      episodes: pairs.episodes.map { EpisodeLengths(real: $0, sim: []) }, rowLimit: limit, seed: seed)
    self.init(
      real: both.real, sim: [], realEpisodes: both.realEpisodes, simEpisodes: nil,
      remarks: both.remarks.filter { !$0.hasPrefix("sim: ") })
  }
}
