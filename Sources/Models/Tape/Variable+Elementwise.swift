import Kernels
import Tensors

// Element-wise operations on the tape. Two operands broadcast together by numpy's rule.

extension Variable {
  public static func + (a: Variable, b: Variable) throws(ShapeError) -> Variable {
    try binary(KERNEL_ADD, "+", a, b) { tape, gradient in
      a.contributeSummed(gradient, scale: 1)
      b.contributeSummed(gradient, scale: 1)
    }
  }

  public static func - (a: Variable, b: Variable) throws(ShapeError) -> Variable {
    try binary(KERNEL_SUBTRACT, "-", a, b) { tape, gradient in
      a.contributeSummed(gradient, scale: 1)
      b.contributeSummed(gradient, scale: -1)
    }
  }

  public static func * (a: Variable, b: Variable) throws(ShapeError) -> Variable {
    try binary(KERNEL_MULTIPLY, "*", a, b) { tape, gradient in
      if a.node.needsGradient { a.contributeSummed(tape.combine(KERNEL_MULTIPLY, gradient, b.value), scale: 1) }
      if b.node.needsGradient { b.contributeSummed(tape.combine(KERNEL_MULTIPLY, gradient, a.value), scale: 1) }
    }
  }

  public static func / (a: Variable, b: Variable) throws(ShapeError) -> Variable {
    try binary(KERNEL_DIVIDE, "/", a, b) { tape, gradient in
      let share = tape.combine(KERNEL_DIVIDE, gradient, b.value)
      if b.node.needsGradient {
        // d(a/b)/db = −(a/b)/b
        let quotient = tape.combine(KERNEL_DIVIDE, tape.combine(KERNEL_MULTIPLY, share, a.value), b.value)
        b.contributeSummed(quotient, scale: -1)
      }
      a.contributeSummed(share, scale: 1)
    }
  }

  public static prefix func - (a: Variable) -> Variable { a.affine(scale: -1, shift: 0) }
  public static func + (a: Variable, b: Scalar) -> Variable { a.affine(scale: 1, shift: b) }
  public static func * (a: Scalar, b: Variable) -> Variable { b.affine(scale: a, shift: 0) }
  public static func * (a: Variable, b: Scalar) -> Variable { a.affine(scale: b, shift: 0) }

  /// scale · x + shift.
  public func affine(scale: Scalar, shift: Scalar) -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let result = tape.take(shape)
    Scalar.kernels.affine(x.count, x.storage.pointer + x.offset, scale, shift, result.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.addScaled(gradient.count, scale, gradient.storage.pointer, $0)
      }
    }
  }

  /// The same value whose gradient is multiplied by `scale`; −λ makes a gradient reversal layer.
  /// - Source: Ganin and Lempitsky, ICML 2015.
  public func scalingGradient(by scale: Scalar) -> Variable {
    let tape = tape
    return tape.record(value, from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.addScaled(gradient.count, scale, gradient.storage.pointer, $0)
      }
    }
  }

  public func exponential() -> Variable { unary(KERNEL_EXPONENTIAL) { _, _, y in (y, KERNEL_MULTIPLY, 1) } }
  public func logarithm() -> Variable { unary(KERNEL_LOGARITHM) { _, x, _ in (x, KERNEL_DIVIDE, 1) } }
  public func squareRoot() -> Variable { unary(KERNEL_SQUARE_ROOT) { _, _, y in (y, KERNEL_DIVIDE, 0.5) } }
  public func squared() -> Variable { unary(KERNEL_SQUARE) { _, x, _ in (x, KERNEL_MULTIPLY, 2) } }

  /// ln(1 + eˣ), without overflow.
  public func softplus() -> Variable {
    unary(KERNEL_SOFTPLUS) { tape, x, _ in
      let sigmoid = tape.take(x.shape)
      Scalar.kernels.unary(Int32(KERNEL_SIGMOID), x.count, x.storage.pointer + x.offset, sigmoid.storage.pointer)
      return (sigmoid, KERNEL_MULTIPLY, 1)
    }
  }

  public func sigmoid() -> Variable {
    unary(KERNEL_SIGMOID) { tape, _, y in
      // y (1 − y)
      let slope = tape.take(y.shape)
      Scalar.kernels.affine(y.count, y.storage.pointer, -1, 1, slope.storage.pointer)
      Scalar.kernels.binary(
        Int32(KERNEL_MULTIPLY), y.count, slope.storage.pointer, 1, y.storage.pointer, 1, slope.storage.pointer)
      return (slope, KERNEL_MULTIPLY, 1)
    }
  }

  /// An activation without a linear layer before it.
  public func activated(_ activation: Activation) -> Variable {
    let tape = tape
    let slope = tape.take([value.count])
    let result = tape.take(shape)
    let bias = tape.take([value.count])
    Scalar.kernels.fill(bias.count, 0, bias.storage.pointer)
    value.copyElements(to: slope.storage.pointer)
    Scalar.kernels.biasActivation(
      activation.kernel, 1, value.count, bias.storage.pointer, slope.storage.pointer, result.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.addProduct(gradient.count, gradient.storage.pointer, slope.storage.pointer, 1, $0)
      }
    }
  }

  /// A unary operation; `slope` gives (factor, × or ÷, scale) of x and y with dx = scale · dy ∘ factor.
  ///
  /// It is handed the tape, which it must not hold: the tape holds it.
  private func unary<I: BinaryInteger>(
    _ operation: I,
    slope: @escaping (Tape<Scalar>, Tensor<Scalar>, Tensor<Scalar>) -> (Tensor<Scalar>, I, Scalar)
  ) -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let result = tape.take(shape)
    Scalar.kernels.unary(Int32(operation), x.count, x.storage.pointer + x.offset, result.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      let (factor, combination, scale) = slope(tape, x, result)
      let share = tape.combine(combination, gradient, factor)
      tape.contributeAdding(to: self) { Scalar.kernels.addScaled(share.count, scale, share.storage.pointer, $0) }
    }
  }

  private static func binary(
    _ operation: some BinaryInteger, _ name: String, _ a: Variable, _ b: Variable,
    backward: @escaping (Tape<Scalar>, Tensor<Scalar>) -> Void
  ) throws(ShapeError) -> Variable {
    let shape = try Tensor<Scalar>.broadcastShape(a.shape, b.shape, in: name)
    let result = a.tape.take(shape)
    let x = a.tape.withDenseRuns(a.value)
    let y = a.tape.withDenseRuns(b.value)
    try Tensor.binary(Int32(operation), x, y, shape: shape, into: result.storage.pointer)
    return a.tape.record(result, from: a, b, backward: backward)
  }

  /// Adds `scale` times a gradient, summed over the axes along which this operand was broadcast.
  private func contributeSummed(_ gradient: Tensor<Scalar>, scale: Scalar) {
    let target = value.shape
    let count = value.count
    let kernels = Scalar.kernels
    let source = UnsafePointer(gradient.storage.pointer + gradient.offset)
    tape.contributeAdding(to: self) { memory in
      if gradient.count == count {
        kernels.addScaled(count, scale, source, memory)
      } else if count == 1 {
        memory.pointee += scale * kernels.sum(gradient.count, source)
      } else {
        // From the last axis to the first, so that those to come keep their numbers.
        let missing = gradient.rank - target.count
        var summed = gradient
        for axis in gradient.shape.indices.reversed() where axis < missing || target[axis - missing] == 1 {
          summed = tape.sum(summed, axis: axis)
        }
        kernels.addScaled(count, scale, summed.storage.pointer + summed.offset, memory)
      }
    }
  }
}

extension Tape {
  /// x ∘ y where y broadcasts to the shape of x, in the tape's memory.
  fileprivate func combine(
    _ operation: some BinaryInteger, _ x: Tensor<Scalar>, _ y: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let result = take(x.shape)
    do {
      try Tensor.binary(Int32(operation), x, withDenseRuns(y), shape: x.shape, into: result.storage.pointer)
    } catch {
      preconditionFailure("shapes were checked on the way forward: \(error)")
    }
    return result
  }

  /// The same numbers, copied to the tape's memory when neighbours along the last axis stand apart.
  fileprivate func withDenseRuns(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.columns == 1 || x.strides[x.rank - 1] <= 1 ? x : contiguous(x)
  }
}
