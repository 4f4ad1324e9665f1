import Alignment
import Foundation
import Statistics
import Tensors

/// Binary logistic regression with an L2 penalty on the weights and none on the intercept.
///
///     f(w, b) = 1/n Σᵢ [ln(1 + exp zᵢ) − yᵢ zᵢ] + |w|²/(2 C n),   zᵢ = w·xᵢ + b,   yᵢ ∈ {0, 1}
///
/// which has scikit-learn's minimiser. Minimised by L-BFGS. Up to 1024 columns its first matrix is the inverse of the
/// Hessian (1/n) Xᵀ P(1−P) X + I/(C n) at a recent iterate, by Cholesky: a Newton step that the memory of steps
/// corrects until the Hessian is renewed. The Hessian is made in Float and the gradient in Double, so the answer does
/// not depend on how exact the Hessian is.
/// - Complexity: O(n d) an iteration, O(n d² + d³) for each Hessian.
/// - Source: Nocedal and Wright, "Numerical optimization" (2006), algorithm 7.5 and section 7.2.
public struct LogisticRegression: Sendable {
  public var inverseRegularization: Double
  /// The Euclidean norm of the gradient of f at which the iteration ends.
  public var tolerance: Double
  public var iterationLimit: Int

  public init(inverseRegularization: Double = 1, tolerance: Double = 1e-8, iterationLimit: Int = 1000) {
    self.inverseRegularization = inverseRegularization
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
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
    let objective = LogisticObjective(rows, labels: labels, inverseRegularization: inverseRegularization)
    var start = [Double](repeating: 0, count: rows.columns + 1)
    // With no weights the best intercept is the log odds of the labels.
    start[rows.columns] = log(Double(positives) / Double(labels.count - positives))
    let metric: LimitedMemoryBFGS.Metric? =
      rows.columns <= 1024 ? { point in try objective.inverseHessian(at: point) } : nil
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

/// f, its gradient and its Hessian.
struct LogisticObjective: Sendable {
  let rows: Tensor<Float>
  let labels: [Double]
  /// 1/(C n)
  let penalty: Double

  init(_ rows: Tensor<Float>, labels: [Bool], inverseRegularization: Double) {
    self.rows = rows.contiguous()
    self.labels = labels.map { $0 ? 1 : 0 }
    penalty = 1 / (inverseRegularization * Double(labels.count))
  }

  /// f(w, b) and its gradient, in one pass over the rows.
  func evaluate(_ point: [Double]) -> (value: Double, gradient: [Double]) {
    let d = rows.columns
    var gradient = [Double](repeating: 0, count: d + 1)
    var loss = 0.0
    var interceptSlope = 0.0
    var row = 0
    let kernels = Double.kernels
    gradient.withUnsafeMutableBufferPointer { gradient in
      point.withUnsafeBufferPointer { point in
        rows.forEachRow { x in
          let z = kernels.dot(d, x, point.baseAddress!) + point[d]
          let decay = exp(-abs(z))
          loss += max(z, 0) + log1p(decay) - labels[row] * z
          let residual = (z >= 0 ? 1 : decay) / (1 + decay) - labels[row]
          kernels.addScaled(d, residual, x, gradient.baseAddress!)
          interceptSlope += residual
          row += 1
        }
      }
    }
    let share = 1 / Double(labels.count)
    var value = loss * share
    for column in 0..<d {
      gradient[column] = gradient[column] * share + penalty * point[column]
      value += penalty / 2 * point[column] * point[column]
    }
    gradient[d] = interceptSlope * share
    return (value, gradient)
  }

  /// v ↦ H⁻¹ v with the Hessian H at a point, to the precision of Float.
  func inverseHessian(at point: [Double]) throws -> (([Double]) throws -> [Double]) {
    let d = rows.columns
    let size = d + 1
    let hessian = Tensor<Float>.zeros([size, size])
    let share = 1 / Double(labels.count)
    let blockRows = 512
    let block = Tensor<Float>(uninitialized: [min(blockRows, rows.rows), size])
    let target = block.storage.pointer
    var filled = 0
    func flush() {
      // The lower triangle, a stripe of columns at a time: nobody reads the other.
      for start in stride(from: 0, to: size, by: 128) {
        Float.multiplyMatrices(
          transposeA: true, transposeB: false, rows: size - start, columns: min(128, size - start), inner: filled,
          alpha: 1, a: target + start, lda: size, b: target + start, ldb: size, beta: 1,
          c: hessian.storage.pointer + start * size + start, ldc: size)
      }
      filled = 0
    }
    rows.withUnsafeBuffer { source in
      var row = 0
      rows.forEachRow { x in
        let z = Double.kernels.dot(d, x, point) + point[d]
        let decay = exp(-abs(z))
        let root = Float((decay * share).squareRoot() / (1 + decay))
        let line = target + filled * size
        Float.kernels.affine(d, source.baseAddress! + row * d, root, 0, line)
        line[d] = root
        filled += 1
        row += 1
        if filled == block.rows { flush() }
      }
    }
    flush()
    var exact = hessian.converted(to: Double.self)
    let largest = (0..<size).reduce(0.0) { max($0, exact[$1, $1]) }
    // What Float cannot tell from zero: without it a nearly singular Hessian may have no Cholesky factor.
    let floor = 1e-6 * largest + 1e-12
    for i in 0..<size { exact[i, i] += (i < d ? penalty : 0) + floor }
    let factor = try exact.cholesky()
    return { try factor.solve(Tensor($0)).elements }
  }
}
