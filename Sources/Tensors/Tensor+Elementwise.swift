import Kernels

// Element-wise operations. Two operands broadcast together by numpy's rule.

extension Tensor {
  public static func + (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor { try binary(KERNEL_ADD, "+", a, b) }
  public static func - (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor { try binary(KERNEL_SUBTRACT, "-", a, b) }
  public static func * (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor { try binary(KERNEL_MULTIPLY, "*", a, b) }
  public static func / (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor { try binary(KERNEL_DIVIDE, "/", a, b) }
  public static func maximum(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try binary(KERNEL_MAXIMUM, "maximum", a, b)
  }
  public static func minimum(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try binary(KERNEL_MINIMUM, "minimum", a, b)
  }

  public static func + (a: Tensor, b: Scalar) -> Tensor { binary(KERNEL_ADD, a, b) }
  public static func - (a: Tensor, b: Scalar) -> Tensor { binary(KERNEL_SUBTRACT, a, b) }
  public static func * (a: Tensor, b: Scalar) -> Tensor { binary(KERNEL_MULTIPLY, a, b) }
  public static func * (a: Scalar, b: Tensor) -> Tensor { binary(KERNEL_MULTIPLY, b, a) }
  public static func / (a: Tensor, b: Scalar) -> Tensor { binary(KERNEL_DIVIDE, a, b) }
  public static prefix func - (a: Tensor) -> Tensor { a.unary(KERNEL_NEGATE) }

  public func exponential() -> Tensor { unary(KERNEL_EXPONENTIAL) }
  public func logarithm() -> Tensor { unary(KERNEL_LOGARITHM) }
  public func squareRoot() -> Tensor { unary(KERNEL_SQUARE_ROOT) }
  public func squared() -> Tensor { unary(KERNEL_SQUARE) }
  public func absolute() -> Tensor { unary(KERNEL_ABSOLUTE) }
  public func reciprocal() -> Tensor { unary(KERNEL_RECIPROCAL) }
  public func sine() -> Tensor { unary(KERNEL_SINE) }
  public func cosine() -> Tensor { unary(KERNEL_COSINE) }
  public func tanh() -> Tensor { unary(KERNEL_TANH) }
  public func sigmoid() -> Tensor { unary(KERNEL_SIGMOID) }

  /// scale · x + shift.
  public func affine(scale: Scalar, shift: Scalar) -> Tensor {
    let result = Tensor(uninitialized: shape)
    withUnsafeBuffer { Scalar.kernels.affine($0.count, $0.baseAddress, scale, shift, result.storage.pointer) }
    return result
  }

  private func unary(_ operation: Int) -> Tensor {
    let result = Tensor(uninitialized: shape)
    withUnsafeBuffer { Scalar.kernels.unary(Int32(operation), $0.count, $0.baseAddress, result.storage.pointer) }
    return result
  }

  private static func binary(_ operation: Int, _ a: Tensor, _ b: Scalar) -> Tensor {
    let result = Tensor(uninitialized: a.shape)
    a.withUnsafeBuffer { source in
      withUnsafePointer(to: b) {
        Scalar.kernels.binary(Int32(operation), source.count, source.baseAddress, 1, $0, 0, result.storage.pointer)
      }
    }
    return result
  }

  private static func binary(
    _ operation: Int, _ name: String, _ a: Tensor, _ b: Tensor
  ) throws(ShapeError) -> Tensor {
    let shape = try broadcastShape(a.shape, b.shape, in: name)
    let result = Tensor(uninitialized: shape)
    try binary(Int32(operation), a, b, shape: shape, into: result.storage.pointer)
    return result
  }

  /// Writes a ∘ b, both broadcast to `shape`, in row-major order.
  package static func binary(
    _ operation: Int32, _ a: Tensor, _ b: Tensor, shape: [Int], into output: UnsafeMutablePointer<Scalar>
  ) throws(ShapeError) {
    let kernels = Scalar.kernels
    if a.shape == shape, b.shape == shape, a.isContiguous, b.isContiguous {
      kernels.binary(operation, a.count, a.storage.pointer + a.offset, 1, b.storage.pointer + b.offset, 1, output)
      return
    }
    let x = try a.innermostDense().broadcast(to: shape)
    let y = try b.innermostDense().broadcast(to: shape)
    // One call for each matrix along the last two axes. A shape of rank 0 has been dealt with above.
    let last = shape.count - 1
    let columns = shape[last]
    let rows = last > 0 ? shape[last - 1] : 1
    let (xRow, yRow) = last > 0 ? (x.strides[last - 1], y.strides[last - 1]) : (0, 0)
    let starts = zip(x.offsets(alongFirst: last - 1), y.offsets(alongFirst: last - 1))
    for (matrix, start) in starts.enumerated() {
      kernels.binaryRows(
        operation, rows, columns, x.storage.pointer + x.offset + start.0, xRow, x.strides[last],
        y.storage.pointer + y.offset + start.1, yRow, y.strides[last], output + matrix * rows * columns)
    }
    withExtendedLifetime((x, y)) {}
  }

  /// The tensor itself when its last axis is dense (or of length 1), else a contiguous copy.
  private func innermostDense() -> Tensor {
    rank == 0 || shape[rank - 1] == 1 || strides[rank - 1] <= 1 ? self : contiguous()
  }
}
