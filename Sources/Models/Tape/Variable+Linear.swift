import Tensors

extension Variable {
  /// f(x Wᵀ + b): a matrix product, then bias and activation in one pass over its result.
  ///
  /// The forward pass leaves f′ in the memory of the product, so the backward pass evaluates no transcendental.
  /// - Parameters:
  ///   - weight: `[outputs, inputs]`.   - bias: `[outputs]`.
  /// - Returns: `[…, outputs]` for x of `[…, inputs]`.
  /// - Throws: `ShapeError` when the widths do not fit.
  public func linear(
    _ weight: Variable, bias: Variable?, activation: Activation = .identity
  ) throws(ShapeError) -> Variable {
    guard shape.count >= 1, weight.shape.count == 2, shape[shape.count - 1] == weight.shape[1],
      bias.map({ $0.shape == [weight.shape[0]] }) ?? true
    else {
      throw ShapeError(
        "linear", expected: "[…, k], weight [m, k], bias [m]", found: shape, weight.shape, bias?.shape ?? [])
    }
    let outputs = weight.shape[0]
    let inputs = weight.shape[1]
    let tape = tape
    let x = try tape.contiguous(value).reshaped([-1, inputs])
    let rows = x.shape[0]
    let outputShape = Array(shape.dropLast()) + [outputs]
    let product = tape.take(outputShape)
    let weightTransposed = try weight.value.transposed()
    Tensor.multiply(x, weightTransposed, into: product.storage.pointer, beta: 0)
    let denseBias = bias.map { tape.contiguous($0.value) }
    defer { withExtendedLifetime(denseBias) {} }
    let biasMemory = denseBias.map { UnsafePointer($0.storage.pointer + $0.offset) }

    let differentiated =
      tape.isRecording && (node.needsGradient || weight.node.needsGradient || bias?.node.needsGradient == true)
    guard differentiated else {
      Scalar.kernels.biasActivationInference(activation.kernel, rows, outputs, biasMemory, product.storage.pointer)
      return tape.record(product, from: self) { _, _ in }
    }

    var derivative: Tensor<Scalar>?
    var result = product
    if activation == .identity {
      if biasMemory != nil {
        Scalar.kernels.biasActivationInference(activation.kernel, rows, outputs, biasMemory, product.storage.pointer)
      }
    } else {
      result = tape.take(outputShape)
      derivative = product
      var zeros: Tensor<Scalar>?
      if biasMemory == nil {
        let none = tape.take([outputs])
        Scalar.kernels.fill(outputs, 0, none.storage.pointer)
        zeros = none
      }
      Scalar.kernels.biasActivation(
        activation.kernel, rows, outputs, biasMemory ?? zeros.map { UnsafePointer($0.storage.pointer) },
        product.storage.pointer, result.storage.pointer)
    }

    let slope = derivative
    return tape.record(result, from: self, weight, bias ?? weight) { tape, gradient in
      let g = gradient.storage.pointer
      let slopeMemory = slope.map { UnsafePointer($0.storage.pointer) }
      if let bias, bias.node.needsGradient {
        tape.contributeAdding(to: bias) {
          Scalar.kernels.biasActivationBackward(rows, outputs, slopeMemory, g, $0)
        }
      } else if slopeMemory != nil {
        Scalar.kernels.biasActivationBackward(rows, outputs, slopeMemory, g, nil)
      }
      let dense = Tensor(storage: gradient.storage, shape: [rows, outputs])
      tape.contribute(to: weight) { memory, accumulates in
        Tensor.multiply(dense.transposedMatrix, x, into: memory, beta: accumulates ? 1 : 0)
      }
      tape.contribute(to: self) { memory, accumulates in
        Tensor.multiply(dense, weight.value, into: memory, beta: accumulates ? 1 : 0)
      }
    }
  }

  /// The matrix product `[n, k] × [k, m] → [n, m]`.
  /// - Throws: `ShapeError` when the shapes do not fit.
  public func multiplied(by other: Variable) throws(ShapeError) -> Variable {
    guard shape.count == 2, other.shape.count == 2, shape[1] == other.shape[0] else {
      throw ShapeError("matrix product", expected: "[n, k] and [k, m]", found: shape, other.shape)
    }
    let tape = tape
    let result = tape.take([shape[0], other.shape[1]])
    Tensor.multiply(value, other.value, into: result.storage.pointer, beta: 0)
    return tape.record(result, from: self, other) { tape, gradient in
      tape.contribute(to: self) { memory, accumulates in
        Tensor.multiply(gradient, other.value.transposedMatrix, into: memory, beta: accumulates ? 1 : 0)
      }
      tape.contribute(to: other) { memory, accumulates in
        Tensor.multiply(self.value.transposedMatrix, gradient, into: memory, beta: accumulates ? 1 : 0)
      }
    }
  }
}

extension Tensor {
  /// The transpose of what is known to be a matrix.
  fileprivate var transposedMatrix: Tensor {
    Tensor(storage: storage, offset: offset, shape: [shape[1], shape[0]], strides: [strides[1], strides[0]])
  }
}
