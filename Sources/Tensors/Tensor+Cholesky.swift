/// The factor of a symmetric positive definite matrix: A = L Lᵀ, L lower triangular with a positive diagonal.
public struct CholeskyFactorization<Scalar: TensorScalar>: Sendable {
  /// L, `[n, n]`, zero above the diagonal.
  public let lower: Tensor<Scalar>

  /// X with A X = B, by two triangular solves.
  ///
  /// - Parameter rightSides: B, `[n]` or `[n, k]`; X has its shape.
  /// - Complexity: O(n² k).
  /// - Throws: `ShapeError` when the rows of B are not those of A, `FactorizationError` when B is not finite.
  /// - Source: LAPACK Users' Guide, potrs.
  public func solve(_ rightSides: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let operation = "Cholesky solve"
    let x = try rightSides.rightSides(for: lower.shape, operation: operation, routine: "potrs")
    if x.count > 0 {
      _ = singleThreadedBLAS
      let info = lower.withUnsafeBuffer { factor in
        Scalar.lapack.potrs(
          rowMajor, lowerTriangle, Int32(lower.rows), Int32(x.columns), factor.baseAddress, Int32(lower.rows),
          x.storage.pointer, Int32(x.columns))
      }
      try checkLAPACK(info, operation, routine: "potrs") { .singular(pivot: $0) }
    }
    return try x.reshaped(rightSides.shape)
  }
}

extension Tensor {
  /// The Cholesky factor L of a symmetric positive definite matrix A `[n, n]`:
  ///
  ///     A = L Lᵀ
  ///
  /// Only the lower triangle of A is read.
  /// - Complexity: O(n³/3).
  /// - Throws: `ShapeError` unless square; `FactorizationError` when a number is not finite or A is not positive
  ///   definite, naming the first minor that is not.
  /// - Source: LAPACK Users' Guide, potrf.
  public func cholesky() throws -> CholeskyFactorization<Scalar> {
    let operation = "Cholesky factorisation"
    let factor = try squareLAPACKCopy(for: operation, routine: "potrf")
    let size = factor.rows
    if size > 0 {
      _ = singleThreadedBLAS
      let info = Scalar.lapack.potrf(rowMajor, lowerTriangle, Int32(size), factor.storage.pointer, Int32(size))
      try checkLAPACK(info, operation, routine: "potrf") { .notPositiveDefinite(minor: $0) }
    }
    for row in 0..<size {
      Scalar.kernels.fill(size - row - 1, 0, factor.storage.pointer + row * size + row + 1)
    }
    return CholeskyFactorization(lower: factor)
  }
}
