/// The principal axes of a symmetric matrix: A = V diag(λ) Vᵀ.
public struct SymmetricEigen<Scalar: TensorScalar>: Sendable {
  /// λ, `[n]`, ascending.
  public let values: Tensor<Scalar>
  /// V, `[n, n]`: column j is the unit eigenvector of λⱼ, whose sign is free.
  public let vectors: Tensor<Scalar>
}

extension Tensor {
  /// The eigenvalues and eigenvectors of a symmetric matrix A `[n, n]`:
  ///
  ///     A = V diag(λ) Vᵀ,  VᵀV = I,  λ₁ ≤ λ₂ ≤ …
  ///
  /// Only the lower triangle of A is read.
  /// - Complexity: O(n³).
  /// - Throws: `ShapeError` unless square; `FactorizationError` when a number is not finite or the iteration does not
  ///   converge.
  /// - Source: LAPACK Users' Guide, syevd.
  public func symmetricEigen() throws -> SymmetricEigen<Scalar> {
    let operation = "symmetric eigenproblem"
    let vectors = try squareLAPACKCopy(for: operation, routine: "syevd")
    let size = vectors.rows
    let values = Tensor(uninitialized: [size])
    if size > 0 {
      _ = singleThreadedBLAS
      let info = Scalar.lapack.syevd(
        rowMajor, CChar(UInt8(ascii: "V")), lowerTriangle, Int32(size), vectors.storage.pointer, Int32(size),
        values.storage.pointer)
      try checkLAPACK(info, operation, routine: "syevd") { .notConverged(unresolved: $0) }
    }
    return SymmetricEigen(values: values, vectors: vectors)
  }
}
