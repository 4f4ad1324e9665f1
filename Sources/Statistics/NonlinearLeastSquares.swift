@preconcurrency import GSL

/// How an iterative fit ended. A fit that did not converge is never passed off as a result.
public enum FitOutcome<Fit: Sendable>: Sendable {
  case converged(Fit)
  /// The last iterate, which is not a fit, and what to try.
  case notConverged(last: Fit, remedy: String)

  /// The fit, if it converged.
  public var fit: Fit? {
    if case .converged(let fit) = self { return fit }
    return nil
  }
}

/// Where Levenberg–Marquardt stopped.
package struct LeastSquaresSolution {
  package let parameters: [Double]
  /// (JᵀJ)⁻¹ at the parameters; times the residual variance it is their covariance. Not finite when J is singular.
  package let inverseNormalMatrix: [[Double]]
  package let sumOfSquares: Double
  package let iterations: Int
  package let converged: Bool
}

/// Minimises Σ rᵢ(θ)² by GSL's trust-region Levenberg–Marquardt with an analytic Jacobian.
///
/// - Parameters:
///   - negligibleSumOfSquares: rounding of the data; a sum of squares below it cannot be lowered and counts as converged.
///   - evaluate: residuals `[n]` and Jacobian rows `[n][p]` at θ `[p]`.
/// - Source: Moré, "The Levenberg–Marquardt algorithm" (1978), as `gsl_multifit_nlinear`.
package func nonlinearLeastSquares(
  start: [Double], residualCount: Int, maximumIterations: Int, negligibleSumOfSquares: Double,
  evaluate: ([Double]) -> (residuals: [Double], jacobian: [[Double]])
) -> LeastSquaresSolution {
  gslReturnsErrors
  let (n, p) = (residualCount, start.count)
  return withoutActuallyEscaping(evaluate) { evaluate in
    let model = Model(evaluate)
    return withExtendedLifetime(model) {
      var problem = gsl_multifit_nlinear_fdf()
      problem.n = n
      problem.p = p
      problem.params = Unmanaged.passUnretained(model).toOpaque()
      problem.f = { theta, model, residuals in
        let (values, _) = Unmanaged<Model>.fromOpaque(model!).takeUnretainedValue().evaluate(elements(theta!))
        for (i, value) in values.enumerated() { gsl_vector_set(residuals, i, value) }
        return values.allSatisfy(\.isFinite) ? Int32(GSL_SUCCESS) : Int32(GSL_EDOM)
      }
      problem.df = { theta, model, jacobian in
        let (_, rows) = Unmanaged<Model>.fromOpaque(model!).takeUnretainedValue().evaluate(elements(theta!))
        for (i, row) in rows.enumerated() {
          for (j, value) in row.enumerated() { gsl_matrix_set(jacobian, i, j, value) }
        }
        return Int32(GSL_SUCCESS)
      }

      var parameters = gsl_multifit_nlinear_default_parameters()
      let workspace = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, n, p)
      let initial = gsl_vector_alloc(p)
      let covariance = gsl_matrix_alloc(p, p)
      defer {
        gsl_multifit_nlinear_free(workspace)
        gsl_vector_free(initial)
        gsl_matrix_free(covariance)
      }
      for (j, value) in start.enumerated() { gsl_vector_set(initial, j, value) }
      return withUnsafeMutablePointer(to: &problem) { problem in
        var reason: Int32 = 0
        var status = gsl_multifit_nlinear_init(initial, problem, workspace)
        if status == GSL_SUCCESS {
          status = gsl_multifit_nlinear_driver(maximumIterations, 1e-12, 1e-12, 0, nil, nil, &reason, workspace)
        }
        gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace), 0, covariance)
        let residuals = elements(gsl_multifit_nlinear_residual(workspace)!)
        let sumOfSquares = residuals.reduce(0) { $0 + $1 * $1 }
        return LeastSquaresSolution(
          parameters: elements(gsl_multifit_nlinear_position(workspace)!),
          inverseNormalMatrix: (0..<p).map { i in (0..<p).map { gsl_matrix_get(covariance, i, $0) } },
          sumOfSquares: sumOfSquares,
          iterations: gsl_multifit_nlinear_niter(workspace),
          converged: status == GSL_SUCCESS && reason != 0 || sumOfSquares <= negligibleSumOfSquares)
      }
    }
  }
}

private func elements(_ vector: UnsafePointer<gsl_vector>) -> [Double] {
  (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
}

private final class Model {
  let evaluate: ([Double]) -> (residuals: [Double], jacobian: [[Double]])
  init(_ evaluate: @escaping ([Double]) -> (residuals: [Double], jacobian: [[Double]])) { self.evaluate = evaluate }
}
