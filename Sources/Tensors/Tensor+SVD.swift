/// Rotations and stretches: A = U diag(σ) Vᵀ.
public struct SingularValueDecomposition<Scalar: TensorScalar>: Sendable {
  /// U, `[m, k]` with k = min(m, n): orthonormal columns.
  public let u: Tensor<Scalar>
  /// σ, `[k]`, not negative and descending.
  public let singularValues: Tensor<Scalar>
  /// Vᵀ, `[k, n]`: orthonormal rows. The sign of each pair of a column of U and a row of Vᵀ is free.
  public let vTransposed: Tensor<Scalar>
}

/// How a singular value decomposition is iterated.
package enum SVDAlgorithm: Sendable {
  /// LAPACK's gesdd: several times faster for large matrices, and known to fail on a few.
  case divideAndConquer
  /// LAPACK's gesvd.
  case qrIteration
}

extension Tensor {
  /// The thin singular value decomposition of a matrix A `[m, n]`:
  ///
  ///     A = U diag(σ) Vᵀ,  UᵀU = VᵀV = I,  σ₁ ≥ σ₂ ≥ … ≥ 0
  ///
  /// Divide and conquer; where that does not converge, QR iteration.
  /// - Complexity: O(m n min(m, n)).
  /// - Throws: `ShapeError` unless a matrix; `FactorizationError` when a number is not finite or neither iteration
  ///   converges.
  /// - Source: LAPACK Users' Guide, gesdd and gesvd.
  public func svd() throws -> SingularValueDecomposition<Scalar> {
    do {
      return try svd(by: .divideAndConquer)
    } catch let error as FactorizationError {
      guard case .notConverged = error.cause else { throw error }
      return try svd(by: .qrIteration)
    }
  }

  package func svd(by algorithm: SVDAlgorithm) throws -> SingularValueDecomposition<Scalar> {
    let operation = "singular value decomposition"
    let routine = algorithm == .divideAndConquer ? "gesdd" : "gesvd"
    let a = try lapackCopy(for: operation, routine: routine)
    let (m, n, k) = (a.shape[0], a.shape[1], Swift.min(a.shape[0], a.shape[1]))
    let result = SingularValueDecomposition(
      u: Tensor(uninitialized: [m, k]), singularValues: Tensor(uninitialized: [k]),
      vTransposed: Tensor(uninitialized: [k, n]))
    guard k > 0 else { return result }
    let u = result.u.storage.pointer
    let values = result.singularValues.storage.pointer
    let v = result.vTransposed.storage.pointer
    defer { withExtendedLifetime(a) {} }
    let thin = CChar(UInt8(ascii: "S"))
    _ = singleThreadedBLAS
    let info: Int32
    switch algorithm {
    case .divideAndConquer:
      info = Scalar.lapack.gesdd(
        rowMajor, thin, Int32(m), Int32(n), a.storage.pointer, Int32(n), values, u, Int32(k), v, Int32(n))
    case .qrIteration:
      let unresolved = Tensor(uninitialized: [k])
      defer { withExtendedLifetime(unresolved) {} }
      info = Scalar.lapack.gesvd(
        rowMajor, thin, thin, Int32(m), Int32(n), a.storage.pointer, Int32(n), values, u, Int32(k), v, Int32(n),
        unresolved.storage.pointer)
    }
    try checkLAPACK(info, operation, routine: routine) { .notConverged(unresolved: $0) }
    return result
  }
}
