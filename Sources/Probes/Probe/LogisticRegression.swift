import Alignment
import Foundation
import Statistics
import Tensors

/// Binary logistic regression with an L2 penalty on the weights and none on the intercept.
///
///     f(w, b) = 1/n Σᵢ [ln(1 + exp zᵢ) − yᵢ zᵢ] + |w|²/(2 C n),   zᵢ = w·xᵢ + b,   yᵢ ∈ {0, 1}
///
/// which has scikit-learn's minimiser. Minimised by L-BFGS. Where a few steps show that many more are to come, and up to
/// 1024 columns, its first matrix becomes the inverse of the Hessian (1/n) Xᵀ P(1−P) X + I/(C n) at the present iterate,
/// by Cholesky: a Newton step that the memory of steps corrects until the Hessian is renewed. The Hessian is made in
/// Float and the gradient in Double, so the answer does not depend on how exact the Hessian is.
/// - Complexity: O(n d) an iteration, O(n d² + d³) for each Hessian.
/// - Source: Nocedal and Wright, "Numerical optimization" (2006), algorithm 7.5 and section 7.2.
public struct LogisticRegression: Sendable {
  public var inverseRegularization: Double
  /// The Euclidean norm of the gradient of f at which the iteration ends.
  public var tolerance: Double
  public var iterationLimit: Int
  /// Threads; the result does not depend on it.
  public var workers: Int

  public init(
    inverseRegularization: Double = 1, tolerance: Double = 1e-8, iterationLimit: Int = 1000, workers: Int = 1
  ) {
    self.inverseRegularization = inverseRegularization
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.workers = workers
  }

  /// - Parameters:
  ///   - rows: `[n, d]`.   - labels: `[n]`, true for y = 1.
  /// - Throws: `SampleError` when one label is missing, a value is not finite or C is not positive; `ShapeError` when
  ///   the lengths differ.
  public func fit(_ rows: Tensor<Float>, labels: [Bool]) throws -> LogisticSolution {
    guard rows.rank == 2, rows.rows == labels.count else {
      throw ShapeError("logistic regression", expected: "rows [n, d] and n labels", found: rows.shape, [labels.count])
    }
    guard inverseRegularization > 0, inverseRegularization.isFinite else {
      throw SampleError.outOfRange(
        what: "C, the inverse strength of the penalty,", value: inverseRegularization, expected: "a positive number")
    }
    let positives = labels.count { $0 }
    guard positives > 0, positives < labels.count else {
      throw SampleError.degenerate(
        what: "logistic regression: all \(labels.count) rows have one label",
        remedy: "give rows of both domains, or fewer folds so that each training part has both")
    }
    if let index = rows.firstNonFinite {
      throw SampleError.notFinite(what: "rows of a logistic regression", index: index)
    }
    let objective = LogisticObjective(
      rows, labels: labels, inverseRegularization: inverseRegularization, workers: workers)
    var start = [Double](repeating: 0, count: rows.columns + 1)
    // With no weights the best intercept is the log odds of the labels.
    start[rows.columns] = log(Double(positives) / Double(labels.count - positives))
    let metric: LimitedMemoryBFGS.Metric? =
      rows.columns <= 1024
      ? .init(cost: Double(rows.columns) / 48) { point in try objective.inverseHessian(at: point) } : nil
    let minimum = try LimitedMemoryBFGS(tolerance: tolerance, iterationLimit: iterationLimit)
      .minimize(from: start, metric: metric, objective.evaluate)
    return LogisticSolution(
      weights: Array(minimum.point.dropLast()), intercept: minimum.point[rows.columns],
      iterations: minimum.iterations, gradientNorm: minimum.gradientNorm, converged: minimum.converged)
  }
}

/// The minimiser of a logistic regression.
public struct LogisticSolution: Sendable {
  public let weights: [Double]
  public let intercept: Double
  public let iterations: Int
  /// The Euclidean norm of the gradient of f there.
  public let gradientNorm: Double
  let converged: Bool

  public var status: MeasuredValue.Status {
    converged
      ? .converged(iterations: iterations)
      : .notConverged(
        iterations: iterations, error: gradientNorm, remedy: "use a smaller C, or leave out columns of huge scale")
  }
}
