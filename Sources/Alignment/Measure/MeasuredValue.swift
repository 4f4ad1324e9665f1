/// A measure's number together with how it was reached.
public struct MeasuredValue: Sendable, Hashable {
  /// The outcome of the computation. A solver that did not reach its tolerance says so, and what to do.
  public enum Status: Sendable, Hashable {
    /// No iteration was needed, or the solver proved its answer optimal.
    case exact
    case converged(iterations: Int)
    /// `error` is the solver's own stopping criterion, above its tolerance.
    case notConverged(iterations: Int, error: Double, remedy: String)
  }

  public let value: Double
  public let status: Status

  public init(_ value: Double, _ status: Status = .exact) {
    // Never −0, which reads as a number below the floor.
    self.value = value == 0 ? 0 : value
    self.status = status
  }
}

extension MeasuredValue.Status: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exact: "exact"
    case .converged(let iterations): "converged in \(iterations) iterations"
    case .notConverged(let iterations, let error, let remedy):
      "not converged after \(iterations) iterations (error \(error)); \(remedy)"
    }
  }
}
