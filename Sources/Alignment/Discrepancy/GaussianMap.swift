import Tensors

/// The optimal map between two normal distributions, T(x) = A (x − μ₁) + μ₂ with
///
///     A = C₁^(−½) (C₁^½ C₂ C₁^½)^½ C₁^(−½)
///
/// the gradient of a convex function that takes N(μ₁, C₁) to N(μ₂, C₂) at the least mean squared displacement, which is
/// `Gaussian.squaredWassersteinDistance`. Where C₁ is singular the inverse is Moore and Penrose's: directions in which
/// the first distribution does not vary are not moved apart.
/// - Source: Peyré and Cuturi, Computational Optimal Transport (2019), remark 2.31; POT's `bures_wasserstein_mapping`.
public struct GaussianMap: Sendable {
  /// A, `[d, d]`, symmetric.
  public let matrix: Tensor<Double>
  /// b = μ₂ − A μ₁, `[d]`.
  public let shift: Tensor<Double>

  /// - Complexity: O(d³).
  /// - Throws: `ShapeError` when the widths differ, `FactorizationError` when a number is not finite.
  public init(from first: Gaussian, to second: Gaussian) throws {
    guard first.mean.shape == second.mean.shape else {
      throw ShapeError(
        "map between normal distributions", expected: "one width", found: first.mean.shape, second.mean.shape)
    }
    let root = try first.covariance.squareRoot(inverted: false)
    let inverse = try first.covariance.squareRoot(inverted: true)
    let middle = try root.multiplied(by: second.covariance).multiplied(by: root).squareRoot(inverted: false)
    matrix = try inverse.multiplied(by: middle).multiplied(by: inverse)
    shift = try second.mean - matrix.multiplied(by: first.mean.reshaped([-1, 1])).reshaped([-1])
  }

  /// T of every row, `[n, d]` → `[n, d]`.
  /// - Throws: `ShapeError` when the width differs.
  public func callAsFunction(_ rows: Tensor<Double>) throws(ShapeError) -> Tensor<Double> {
    // A is symmetric: A x and xᵀ A are the same numbers.
    try rows.multiplied(by: matrix) + shift
  }
}

extension Tensor<Double> {
  /// V diag(√λ) Vᵀ for a positive semidefinite matrix, or its Moore–Penrose inverse.
  func squareRoot(inverted: Bool) throws -> Tensor {
    let eigen = try symmetricEigen()
    let roots = eigen.values.clippedEigenvalues.map { value in
      value == 0 ? 0 : inverted ? 1 / value.squareRoot() : value.squareRoot()
    }
    return try (eigen.vectors * Tensor(roots)).multiplied(by: eigen.vectors.transposed())
  }
}
