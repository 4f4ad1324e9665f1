// Matrix products on BLAS.

extension Tensor {
  /// The matrix product `[n, k] × [k, m] → [n, m]`.
  ///
  /// Transposed and row-sliced operands are read where they stand.
  /// - Throws: `ShapeError` unless both are matrices whose inner lengths agree.
  public func multiplied(by other: Tensor) throws(ShapeError) -> Tensor {
    guard rank == 2, other.rank == 2, shape[1] == other.shape[0] else {
      throw ShapeError("matrix product", expected: "[n, k] and [k, m]", found: shape, other.shape)
    }
    let result = Tensor(uninitialized: [shape[0], other.shape[1]])
    Tensor.multiply(self, other, into: result.storage.pointer, beta: 0)
    return result
  }

  /// C ← A B + β C for C contiguous. Shapes have been checked.
  @_specialize(where Scalar == Float)
  package static func multiply(
    _ a: Tensor, _ b: Tensor, alpha: Scalar = 1, into c: UnsafeMutablePointer<Scalar>, beta: Scalar
  ) {
    let rows = a.shape[0]
    let inner = a.shape[1]
    let columns = b.shape[1]
    guard rows > 0, columns > 0 else { return }
    if inner == 0 {
      // A sum of nothing. With β = 0 what stood in C does not count, not even a NaN.
      if beta == 0 {
        Scalar.kernels.fill(rows * columns, 0, c)
      } else {
        Scalar.kernels.affine(rows * columns, c, beta, 0, c)
      }
      return
    }
    let x = a.asBLASOperand()
    let y = b.asBLASOperand()
    Scalar.multiplyMatrices(
      transposeA: x.transposed, transposeB: y.transposed, rows: rows, columns: columns, inner: inner, alpha: alpha,
      a: x.tensor.storage.pointer + x.tensor.offset, lda: x.leading,
      b: y.tensor.storage.pointer + y.tensor.offset, ldb: y.leading, beta: beta, c: c, ldc: columns)
    withExtendedLifetime((x.tensor, y.tensor)) {}
  }

  /// A matrix as BLAS takes it: dense along one of its axes, else a contiguous copy.
  private func asBLASOperand() -> (tensor: Tensor, transposed: Bool, leading: Int) {
    if (strides[1] == 1 || shape[1] == 1) && (strides[0] >= shape[1] || shape[0] == 1) {
      return (self, false, max(shape[0] == 1 ? shape[1] : strides[0], shape[1], 1))
    }
    if (strides[0] == 1 || shape[0] == 1) && (strides[1] >= shape[0] || shape[1] == 1) {
      return (self, true, max(shape[1] == 1 ? shape[0] : strides[1], shape[0], 1))
    }
    let copy = contiguous()
    return (copy, false, max(shape[1], 1))
  }
}
