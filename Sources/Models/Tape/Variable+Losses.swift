import Kernels
import Tensors

extension Variable {
  /// Mean squared error, each row weighted:
  ///
  ///     L = 1/n Σᵢ wᵢ · 1/d Σⱼ (pᵢⱼ − yᵢⱼ)²
  ///
  /// - Parameters:
  ///   - target: the shape of the prediction, `[n, …]`; not differentiated.
  ///   - weights: `[n]`, 1 each when absent.
  /// - Throws: `ShapeError` when the shapes differ.
  public func meanSquaredError(
    _ target: Tensor<Scalar>, weights: Tensor<Scalar>? = nil
  ) throws(ShapeError) -> Variable {
    guard shape == target.shape, value.count > 0 else {
      throw ShapeError("meanSquaredError", expected: "equal shapes, not empty", found: shape, target.shape)
    }
    if let weights, weights.shape != [value.rows] {
      throw ShapeError("meanSquaredError", expected: "one weight a row", found: shape, weights.shape)
    }
    let tape = tape
    let kernels = Scalar.kernels
    let p = tape.contiguous(value)
    let y = tape.contiguous(target)
    let difference = tape.take(shape)
    let d = difference.storage.pointer
    kernels.binary(
      Int32(KERNEL_SUBTRACT), p.count, p.storage.pointer + p.offset, 1, y.storage.pointer + y.offset, 1, d)
    withExtendedLifetime((p, y)) {}
    let scale = 1 / Scalar(p.count)
    let result = tape.take([])
    var weighted = difference
    if let weights {
      weighted = tape.take(shape)
      let width = p.count / p.rows
      let w = tape.contiguous(weights)
      for row in 0..<p.rows {
        kernels.affine(
          width, d + row * width, w.storage.pointer[w.offset + row], 0, weighted.storage.pointer + row * width)
      }
    }
    result.storage.pointer.pointee = scale * kernels.dot(p.count, d, weighted.storage.pointer)
    let slope = weighted
    return tape.record(result, from: self) { tape, gradient in
      let factor = 2 * scale * gradient.storage.pointer.pointee
      tape.contribute(to: self) { memory, accumulates in
        if accumulates {
          kernels.addScaled(slope.count, factor, slope.storage.pointer, memory)
        } else {
          kernels.affine(slope.count, slope.storage.pointer, factor, 0, memory)
        }
      }
    }
  }

  /// Mean binary cross-entropy of logits x and labels y in [0, 1], without overflow:
  ///
  ///     L = 1/n Σ (1 − y) x + (1 + (p − 1) y) ln(1 + e^−x)
  ///
  /// - Parameter positiveWeight: p, the weight of the label 1.
  /// - Throws: `ShapeError` when the shapes differ.
  public func binaryCrossEntropy(
    labels: Tensor<Scalar>, positiveWeight: Scalar = 1
  ) throws(ShapeError) -> Variable {
    guard shape == labels.shape, value.count > 0 else {
      throw ShapeError("binaryCrossEntropy", expected: "equal shapes, not empty", found: shape, labels.shape)
    }
    let labels = tape.constant(labels)
    let remaining = try self * labels.affine(scale: -1, shift: 1)
    let weight = labels.affine(scale: positiveWeight - 1, shift: 1)
    let penalty = try weight * (-self).softplus()
    return try (remaining + penalty).mean()
  }

  /// Mean cross-entropy of logits `[n, classes]` and class indices: 1/n Σ ln Σⱼ exp xᵢⱼ − xᵢ,ₗ₍ᵢ₎.
  /// - Throws: `ShapeError` when the rows and labels differ in number or a label is no class.
  public func crossEntropy(labels: [Int]) throws(ShapeError) -> Variable {
    guard shape.count == 2, labels.count == shape[0], !labels.isEmpty else {
      throw ShapeError("crossEntropy", expected: "[n, classes] and n labels, n > 0", found: shape, [labels.count])
    }
    for label in labels where label < 0 || label >= shape[1] {
      throw ShapeError("crossEntropy", expected: "labels from 0 to \(shape[1] - 1), not \(label)", found: shape)
    }
    let oneHot = tape.take(shape)
    Scalar.kernels.fill(oneHot.count, 0, oneHot.storage.pointer)
    for (row, label) in labels.enumerated() { oneHot.storage.pointer[row * shape[1] + label] = 1 }
    let chosen = try (self * tape.constant(oneHot)).sum(axis: 1)
    return try (logSumExp() - chosen).mean()
  }
}
