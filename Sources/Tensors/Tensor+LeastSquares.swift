/// The shortest of the vectors that come closest to solving A x = b.
public struct LeastSquaresSolution<Scalar: TensorScalar>: Sendable {
  /// X, `[n]` or `[n, k]` like the right sides.
  public let solution: Tensor<Scalar>
  /// The number of singular values above the tolerance.
  public let rank: Int
  /// σ of A, `[min(m, n)]`, descending.
  public let singularValues: Tensor<Scalar>
}

extension Tensor {
  /// The X of minimum norm among the minimisers of ‖A X − B‖ for a matrix A `[m, n]` of any rank, column by column.
  ///
  /// - Parameters:
  ///   - rightSides: B, `[m]` or `[m, k]`.
  ///   - tolerance: Singular values up to `tolerance · σ₁` count as zero. By default max(m, n) times the distance from
  ///     1 to the next number, as in numpy.
  /// - Complexity: O(m n min(m, n)).
  /// - Throws: `ShapeError` when the rows of A and B differ; `FactorizationError` when a number is not finite or the
  ///   iteration does not converge.
  /// - Source: LAPACK Users' Guide, gelsd.
  public func leastSquares(
    _ rightSides: Tensor, tolerance: Scalar? = nil
  ) throws -> LeastSquaresSolution<Scalar> {
    let operation = "least squares"
    let a = try lapackCopy(for: operation, routine: "gelsd")
    let b = try rightSides.rightSides(for: shape, operation: operation, routine: "gelsd")
    let (m, n, sides) = (a.shape[0], a.shape[1], b.shape[1])
    let values = Tensor(uninitialized: [Swift.min(m, n)])
    // LAPACK reads B and writes X in one matrix that has room for both.
    let x = Tensor.zeros([Swift.max(m, n), sides])
    x.storage.pointer.update(from: b.storage.pointer, count: b.count)
    defer { withExtendedLifetime((a, b)) {} }
    var rank: Int32 = 0
    if a.count > 0 {
      _ = singleThreadedBLAS
      let info = Scalar.lapack.gelsd(
        rowMajor, Int32(m), Int32(n), Int32(sides), a.storage.pointer, Int32(n), x.storage.pointer,
        Int32(Swift.max(sides, 1)), values.storage.pointer, tolerance ?? Scalar(Swift.max(m, n)) * Scalar.ulpOfOne,
        &rank)
      try checkLAPACK(info, operation, routine: "gelsd") { .notConverged(unresolved: $0) }
    }
    let solution = try x.rows(0..<n)
    return LeastSquaresSolution(
      solution: try solution.reshaped([n] + rightSides.shape.dropFirst()), rank: Int(rank), singularValues: values)
  }

  /// The X with A X = B for a square matrix A `[n, n]`, by LU with partial pivoting.
  ///
  /// - Parameter rightSides: B, `[n]` or `[n, k]`; X has its shape.
  /// - Complexity: O(n³ + n² k).
  /// - Throws: `ShapeError` unless A is square with the rows of B; `FactorizationError` when a number is not finite or a
  ///   pivot is exactly zero. A matrix that is nearly singular gives large errors without notice: see `leastSquares`.
  /// - Source: LAPACK Users' Guide, gesv.
  public func solve(_ rightSides: Tensor) throws -> Tensor {
    let operation = "linear solve"
    let a = try squareLAPACKCopy(for: operation, routine: "gesv")
    let x = try rightSides.rightSides(for: shape, operation: operation, routine: "gesv")
    if x.count > 0 {
      _ = singleThreadedBLAS
      defer { withExtendedLifetime(a) {} }
      var pivots = [Int32](repeating: 0, count: a.rows)
      let info = Scalar.lapack.gesv(
        rowMajor, Int32(a.rows), Int32(x.columns), a.storage.pointer, Int32(a.rows), &pivots, x.storage.pointer,
        Int32(x.columns))
      try checkLAPACK(info, operation, routine: "gesv") { .singular(pivot: $0) }
    }
    return try x.reshaped(rightSides.shape)
  }
}
