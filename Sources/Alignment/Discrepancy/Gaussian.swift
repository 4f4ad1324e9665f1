import Statistics
import Tensors

/// A normal distribution N(μ, C); C may be singular.
public struct Gaussian: Sendable {
  /// μ, `[d]`.
  public let mean: Tensor<Double>
  /// C, `[d, d]`, symmetric.
  public let covariance: Tensor<Double>

  /// - Throws: `ShapeError` unless the covariance is square and as wide as the mean.
  public init(mean: Tensor<Double>, covariance: Tensor<Double>) throws {
    guard mean.rank == 1, covariance.shape == [mean.count, mean.count] else {
      throw ShapeError(
        "Gaussian", expected: "a mean [d] and a covariance [d, d]", found: mean.shape, covariance.shape)
    }
    self.mean = mean
    self.covariance = covariance
  }

  /// Mean and covariance, by n − 1, of rows `[n, d]`.
  /// - Throws: `SampleError` for fewer than two rows or a value that is not finite.
  public init<Scalar: TensorScalar>(of rows: Tensor<Scalar>) throws {
    let grouped = try GroupedRows(rows, counts: [rows.rows])
    let moments = try GroupMoments(grouped, workers: 1)
    let found = try moments.gaussian(of: [0])
    let scale = Tensor(moments.rows.scale)
    self.mean = try (found.mean + moments.rows.shift) * scale
    self.covariance = try found.covariance * (scale * scale)
  }
}

extension Gaussian {
  /// The squared 2-Wasserstein distance between two normal distributions,
  ///
  ///     W₂² = |μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½)
  ///
  /// taken as |μ₁ − μ₂|² + min over rotations Q of |L₁ − L₂ Q|²_F with C = L Lᵀ, the same number without its
  /// cancellation: the distance from a distribution to itself is 0 to the last digits.
  /// - Complexity: O(d³).
  /// - Throws: `ShapeError` when the widths differ, `FactorizationError` when a number is not finite.
  /// - Source: Dowson and Landau, Journal of Multivariate Analysis 12 (1982); the second form: Bhatia, Jain, Lim,
  ///   Expositiones Mathematicae 37 (2019).
  public func squaredWassersteinDistance(to other: Gaussian) throws -> Double {
    guard mean.shape == other.mean.shape else {
      throw ShapeError(
        "Wasserstein distance of normal distributions", expected: "one width", found: mean.shape, other.mean.shape)
    }
    let (first, second) = (try covariance.squareRootFactor(), try other.covariance.squareRootFactor())
    let alignment = try second.transposed().multiplied(by: first).svd()
    let turned = try second.multiplied(by: alignment.u.multiplied(by: alignment.vTransposed))
    return try (mean - other.mean).squared().sum() + (first - turned).squared().sum()
  }
}

extension Tensor<Double> {
  /// V diag(√λ) for a covariance V diag(λ) Vᵀ; eigenvalues that are 0 but for rounding, or below, count as 0.
  func squareRootFactor() throws -> Tensor {
    let eigen = try symmetricEigen()
    return try eigen.vectors * Tensor(eigen.values.clippedEigenvalues.map { $0.squareRoot() })
  }

  /// Ascending eigenvalues of a positive semidefinite matrix without what rounding made of its zeros.
  var clippedEigenvalues: [Double] {
    let values = elements
    let threshold = Double(values.count) * .ulpOfOne * Swift.max(values.last ?? 0, 0)
    return values.map { $0 > threshold ? $0 : 0 }
  }
}
