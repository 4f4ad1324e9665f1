import Synchronization
import Tensors

/// A measure's value on the data as they are and on what is made of them.
struct ResampledValues: Sendable {
  let observed: MeasuredValue
  /// In order, the observed one first; nil where the measure failed or gave a number that is not finite.
  let values: [Double?]
  /// Values after the first whose solver did not reach its tolerance.
  let notConverged: Int
  /// Why the first failure, in this order, failed.
  let firstFailure: String?

  /// - Parameter value: from 0 ..< count to the value; 0 is the data as they are.
  /// - Throws: what `value(0)` throws, `MeasureFailure` when it is not finite, and `CancellationError`.
  init(
    count: Int, workers: Int, part: StudyProgress.Part, value: @Sendable @escaping (Int) throws -> MeasuredValue
  ) throws {
    let observed = try value(0)
    guard observed.value.isFinite else { throw MeasureFailure.notFinite(observed.value) }
    let outcomes = Mutex([Outcome](repeating: Outcome(value: observed.value), count: count))
    try part.forEach(count - 1, workers: workers) { index in
      let outcome = Outcome { try value(index + 1) }
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

  init(_ measure: () throws -> MeasuredValue) {
    do {
      let measured = try measure()
      guard measured.value.isFinite else { throw MeasureFailure.notFinite(measured.value) }
      value = measured.value
      if case .notConverged = measured.status { converged = false }
    } catch {
      failure = "\(error)"
    }
  }
}
