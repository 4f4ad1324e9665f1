/// A factorisation that the numbers do not permit.
public struct FactorizationError: Error, Equatable, CustomStringConvertible {
  public enum Cause: Equatable, Sendable {
    /// A number is infinite or NaN. Found before LAPACK is called, which may not return on such input.
    case notFinite
    /// The leading minor of this order, counted from 1, is not positive.
    case notPositiveDefinite(minor: Int)
    /// This pivot, counted from 1, is exactly zero.
    case singular(pivot: Int)
    /// The iteration ended with this many elements of an intermediate form unresolved.
    case notConverged(unresolved: Int)
    /// LAPACK found no memory for its workspace, or the workspace outgrows its 32-bit sizes.
    case workspace
  }

  /// What was computed.
  public let operation: String
  /// The LAPACK routine, without the letter of its precision.
  public let routine: String
  public let cause: Cause

  public init(_ operation: String, routine: String, cause: Cause) {
    self.operation = operation
    self.routine = routine
    self.cause = cause
  }

  public var description: String {
    let problem =
      switch cause {
      case .notFinite:
        "the matrix holds an infinite number or NaN; find it with isFinite and remove its row"
      case .notPositiveDefinite(let minor):
        "the leading minor of order \(minor) is not positive; "
          + "add a small multiple of the identity, or use symmetricEigen and drop what is not positive"
      case .singular(let pivot):
        "pivot \(pivot) is exactly zero, the matrix is singular; use leastSquares, which takes any rank"
      case .notConverged(let unresolved):
        "no convergence, \(unresolved) elements are unresolved; scale the matrix so that its largest number is near 1"
      case .workspace:
        "no memory for the workspace, or a matrix too large for 32-bit sizes; reduce the smaller side"
      }
    return "\(operation) (\(routine)): \(problem)"
  }
}
