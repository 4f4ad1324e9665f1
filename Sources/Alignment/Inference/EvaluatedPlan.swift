import Synchronization
import Tensors

/// The values of a plan's comparisons.
struct EvaluatedPlan: Sendable {
  let observed: MeasuredValue
  /// In the order of the plan's comparisons; nil where the measure failed or gave a number that is not finite.
  let values: [Double?]
  /// Comparisons after the first whose solver did not reach its tolerance.
  let notConverged: Int
  /// Why the first failure, in the plan's order, failed.
  let firstFailure: String?

  /// - Throws: what the measure throws for the observed comparison; `CancellationError`.
  init(_ plan: InferencePlan, on prepared: any PreparedMeasure, workers: Int, part: StudyProgress.Part) throws {
    let observed = try prepared.value(between: plan.comparisons[0].first, and: plan.comparisons[0].second)
    guard observed.value.isFinite else { throw MeasureFailure.notFinite(observed.value) }
    let outcomes = Mutex([Outcome](repeating: Outcome(value: observed.value), count: plan.comparisons.count))
    try part.forEach(plan.comparisons.count - 1, workers: workers) { index in
      let outcome = Outcome(of: plan.comparisons[index + 1], on: prepared)
      outcomes.withLock { $0[index + 1] = outcome }
    }
    let all = outcomes.withLock { $0 }
    self.observed = observed
    values = all.map(\.value)
    notConverged = all.dropFirst().count { !$0.converged }
    firstFailure = all.lazy.compactMap(\.failure).first
  }

  /// The values of a section; nil when one of them failed.
  func section(_ range: Range<Int>) -> [Double]? {
    let section = values[range].compactMap { $0 }
    return section.count == range.count ? section : nil
  }
}

/// A measure gave a number that cannot be reported.
enum MeasureFailure: Error, CustomStringConvertible {
  case notFinite(Double)

  var description: String {
    switch self {
    case .notFinite(let value): "the measure gave \(value), which is not a finite number"
    }
  }
}

private struct Outcome: Sendable {
  var value: Double?
  var converged = true
  var failure: String?

  init(value: Double) { self.value = value }

  init(of comparison: Comparison, on prepared: any PreparedMeasure) {
    do {
      let measured = try prepared.value(between: comparison.first, and: comparison.second)
      guard measured.value.isFinite else { throw MeasureFailure.notFinite(measured.value) }
      value = measured.value
      if case .notConverged = measured.status { converged = false }
    } catch {
      failure = "\(error)"
    }
  }
}
