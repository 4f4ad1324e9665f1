/// An orthonormal basis and a triangle: A = Q R.
public struct QRFactorization<Scalar: TensorScalar>: Sendable {
  /// Q, `[m, k]` with k = min(m, n): orthonormal columns.
  public let q: Tensor<Scalar>
  /// R, `[k, n]`, zero below the diagonal, whose signs are free.
  public let r: Tensor<Scalar>
}

extension Tensor {
  /// The thin QR factorisation of a matrix A `[m, n]`, by Householder reflections:
  ///
  ///     A = Q R,  QᵀQ = I
  ///
  /// - Complexity: O(m n min(m, n)).
  /// - Throws: `ShapeError` unless a matrix, `FactorizationError` when a number is not finite.
  /// - Source: LAPACK Users' Guide, geqrf and orgqr.
  public func qr() throws -> QRFactorization<Scalar> {
    let operation = "QR factorisation"
    let reflectors = try lapackCopy(for: operation, routine: "geqrf")
    let (m, n, k) = (reflectors.shape[0], reflectors.shape[1], Swift.min(reflectors.shape[0], reflectors.shape[1]))
    let r = Tensor.zeros([k, n])
    guard k > 0 else { return QRFactorization(q: Tensor.zeros([m, 0]), r: r) }
    _ = singleThreadedBLAS
    let scales = Tensor(uninitialized: [k])
    defer { withExtendedLifetime((reflectors, scales)) {} }
    try checkLAPACK(
      Scalar.lapack.geqrf(
        rowMajor, Int32(m), Int32(n), reflectors.storage.pointer, Int32(n), scales.storage.pointer),
      operation, routine: "geqrf", failure: { .notConverged(unresolved: $0) })
    for row in 0..<k {
      (r.storage.pointer + row * n + row).update(
        from: reflectors.storage.pointer + row * n + row, count: n - row)
    }
    let q = try reflectors.slice(0..<k, axis: 1).contiguous()
    try checkLAPACK(
      Scalar.lapack.orgqr(
        rowMajor, Int32(m), Int32(k), Int32(k), q.storage.pointer, Int32(k), scales.storage.pointer),
      operation, routine: "orgqr", failure: { .notConverged(unresolved: $0) })
    return QRFactorization(q: q, r: r)
  }
}
