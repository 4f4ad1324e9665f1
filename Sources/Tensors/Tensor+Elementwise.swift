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

  public static func + (a: Tensor, b: Scalar) -> Tensor { a.affine(scale: 1, shift: b) }
  public static func - (a: Tensor, b: Scalar) -> Tensor { a.affine(scale: 1, shift: -b) }
  public static func * (a: Tensor, b: Scalar) -> Tensor { a.affine(scale: b, shift: 0) }
  public static func * (a: Scalar, b: Tensor) -> Tensor { b.affine(scale: a, shift: 0) }
  public static func / (a: Tensor, b: Scalar) -> Tensor { a.affine(scale: 1 / b, shift: 0) }
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

  private func unary(_ operation: some BinaryInteger) -> Tensor {
    let result = Tensor(uninitialized: shape)
    withUnsafeBuffer { Scalar.kernels.unary(Int32(operation), $0.count, $0.baseAddress, result.storage.pointer) }
    return result
  }

  private static func binary(
    _ operation: some BinaryInteger, _ name: String, _ a: Tensor, _ b: Tensor
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
    let kernel = Scalar.kernels.binary
    if a.shape == shape, b.shape == shape, a.isContiguous, b.isContiguous {
      kernel(operation, a.count, a.storage.pointer + a.offset, 1, b.storage.pointer + b.offset, 1, output)
      return
    }
    let x = try a.innermostDense().broadcast(to: shape)
    let y = try b.innermostDense().broadcast(to: shape)
    let last = shape.count - 1
    let inner = last >= 0 ? shape[last] : 1
    var offsets: [Int] = []
    if last < 0 { offsets = [0] } else { x.forEachOuterOffset { offsets.append($0) } }
    var run = 0
    let write = { (position: Int) in
      kernel(
        operation, inner, x.storage.pointer + x.offset + offsets[run], last < 0 ? 1 : x.strides[last],
        y.storage.pointer + y.offset + position, last < 0 ? 1 : y.strides[last], output + run * inner)
      run += 1
    }
    if last < 0 { write(0) } else { y.forEachOuterOffset(write) }
  }

  /// The tensor itself when its last axis is dense (or of length 1), else a contiguous copy.
  private func innermostDense() -> Tensor {
    rank == 0 || shape[rank - 1] == 1 || strides[rank - 1] <= 1 ? self : contiguous()
  }
}
