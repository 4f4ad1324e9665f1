import Statistics
import Tensors

/// The orthogonal directions along which rows vary most.
///
///     C = 1/(n−1) Σᵢ (xᵢ − x̄)(xᵢ − x̄)ᵀ = V diag(λ) Vᵀ,  λ₁ ≥ λ₂ ≥ …
///
/// Computed in Double: by the eigenvectors of C where n ≥ d, else by the singular values of the centred rows. The sign of
/// a direction is free; here its coefficient of largest magnitude is positive.
/// - Source: Pearson, Phil. Mag. 2 (1901); Jolliffe, Principal Component Analysis (2002).
public struct PrincipalComponents: Sendable {
  /// x̄, `[d]`.
  public let mean: Tensor<Double>
  /// The directions, `[k, d]`: orthonormal rows, by descending variance.
  public let directions: Tensor<Double>
  /// λ, `[k]`, never below 0.
  public let variances: [Double]
  /// λᵢ / Σ λ over all d directions, `[k]`; 0 where nothing varies.
  public let varianceShares: [Double]

  /// The k leading components.
  /// - Parameters: rows: `[n, d]`, n ≥ 2.   - count: 1 ≤ k ≤ min(n, d).
  /// - Complexity: O(n d min(n, d)).
  /// - Throws: `ShapeError` unless a matrix, `SampleError` when there are too few rows or columns or a value is not
  ///   finite, `FactorizationError` when LAPACK does not converge.
  public init<Scalar: TensorScalar>(of rows: Tensor<Scalar>, count: Int) throws {
    guard rows.rank == 2 else {
      throw ShapeError("principal components", expected: "a matrix [n, d]", found: rows.shape)
    }
    let (n, d) = (rows.rows, rows.columns)
    guard n >= 2 else { throw SampleError.tooFew(what: "rows for principal components", found: n, needed: 2) }
    guard count >= 1, count <= Swift.min(n, d) else {
      throw SampleError.outOfRange(
        what: "number of principal components of a [\(n), \(d)] matrix", value: Double(count),
        expected: "1 to \(Swift.min(n, d))")
    }
    if let index = rows.firstNonFinite {
      throw SampleError.notFinite(what: "rows for principal components", index: index)
    }
    let values = rows.converted(to: Double.self)
    mean = try values.mean(axis: 0)
    let centered = try values - mean
    var variances: [Double]
    var directions: Tensor<Double>
    if n >= d {
      let covariance = try centered.transposed().multiplied(by: centered) / Double(n - 1)
      let eigen = try covariance.symmetricEigen()
      variances = eigen.values.elements.reversed()
      directions = try eigen.vectors.transposed().gatherRows((d - count..<d).reversed())
    } else {
      let decomposition = try centered.svd()
      variances = decomposition.singularValues.elements.map { $0 * $0 / Double(n - 1) }
      directions = try decomposition.vTransposed.rows(0..<count).contiguous()
    }
    variances = variances.map { Swift.max($0, 0) }
    let total = variances.reduce(0, +)
    self.variances = Array(variances.prefix(count))
    varianceShares = self.variances.map { total > 0 ? $0 / total : 0 }
    directions.withUnsafeMutableBuffer { numbers in
      for row in 0..<count {
        let line = UnsafeMutableBufferPointer(rebasing: numbers[row * d..<(row + 1) * d])
        if line.max(by: { abs($0) < abs($1) })! < 0 { for column in 0..<d { line[column] = -line[column] } }
      }
    }
    self.directions = directions
  }

  /// The coordinates of rows along the directions, (x − x̄) Vᵀ.
  /// - Parameter rows: `[m, d]`.
  /// - Returns: `[m, k]`.
  /// - Throws: `ShapeError` when the width is not d.
  public func projection<Scalar: TensorScalar>(of rows: Tensor<Scalar>) throws -> Tensor<Double> {
    guard rows.rank == 2, rows.columns == mean.count else {
      throw ShapeError("projection", expected: "rows of width \(mean.count)", found: rows.shape)
    }
    return try (rows.converted(to: Double.self) - mean).multiplied(by: directions.transposed())
  }
}
