import Tensors

extension Variable {
  /// Σ x, one number.
  public func sum() -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let result = tape.take([])
    result.storage.pointer.pointee = Scalar.kernels.sum(x.count, x.storage.pointer + x.offset)
    return tape.record(result, from: self) { tape, gradient in
      let share = gradient.storage.pointer.pointee
      tape.contributeAdding(to: self) { Scalar.kernels.affine(x.count, $0, 1, share, $0) }
    }
  }

  /// The mean of all elements, one number.
  public func mean() -> Variable {
    precondition(value.count > 0, "an empty variable has no mean")
    return sum() * (1 / Scalar(value.count))
  }

  /// Sums along one axis, which goes.
  /// - Throws: `ShapeError` when there is no such axis.
  public func sum(axis: Int) throws(ShapeError) -> Variable {
    guard axis >= 0, axis < shape.count else { throw ShapeError("sum", expected: "an axis \(axis)", found: shape) }
    let outer = shape[..<axis].reduce(1, *)
    let length = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    return tape.record(tape.sum(value, axis: axis), from: self) { tape, gradient in
      tape.contributeAdding(to: self) { memory in
        for block in 0..<outer {
          for step in 0..<length {
            Scalar.kernels.addScaled(
              inner, 1, gradient.storage.pointer + block * inner, memory + (block * length + step) * inner)
          }
        }
      }
    }
  }

  /// Means along one axis, which goes.
  /// - Throws: `ShapeError` when there is no such axis or it is empty.
  public func mean(axis: Int) throws(ShapeError) -> Variable {
    guard axis >= 0, axis < shape.count, shape[axis] > 0 else {
      throw ShapeError("mean", expected: "a non-empty axis \(axis)", found: shape)
    }
    return try sum(axis: axis) * (1 / Scalar(shape[axis]))
  }

  /// Softmax over the last axis.
  public func softmax() -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let rows = x.outerCount
    let columns = x.columns
    let result = tape.take(shape)
    Scalar.kernels.softmaxRows(rows, columns, x.storage.pointer + x.offset, result.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.softmaxRowsBackward(rows, columns, result.storage.pointer, gradient.storage.pointer, $0)
      }
    }
  }

  /// ln Σ exp over the last axis, which goes.
  public func logSumExp() -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let rows = x.outerCount
    let columns = x.columns
    let result = tape.take(Array(shape.dropLast()))
    let source = x.storage.pointer + x.offset
    Scalar.kernels.logSumExpRows(rows, columns, source, result.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      let weights = tape.take([rows, columns])
      Scalar.kernels.softmaxRows(rows, columns, source, weights.storage.pointer)
      withExtendedLifetime(x) {}
      tape.contributeAdding(to: self) { memory in
        for row in 0..<rows {
          Scalar.kernels.addProduct(
            columns, weights.storage.pointer + row * columns, gradient.storage.pointer + row, 0,
            memory + row * columns)
        }
      }
    }
  }
}

extension Tape {
  /// The sum of a tensor along one axis, which goes, in the tape's memory.
  func sum(_ tensor: Tensor<Scalar>, axis: Int) -> Tensor<Scalar> {
    let x = contiguous(tensor)
    let outer = x.shape[..<axis].reduce(1, *)
    let length = x.shape[axis]
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    var lengths = x.shape
    lengths.remove(at: axis)
    let result = take(lengths)
    let source = x.storage.pointer + x.offset
    if inner == 1 {
      Scalar.kernels.rowSums(outer, length, source, result.storage.pointer)
    } else {
      Scalar.kernels.fill(result.count, 0, result.storage.pointer)
      for block in 0..<outer {
        Scalar.kernels.addColumnSums(
          length, inner, source + block * length * inner, result.storage.pointer + block * inner)
      }
    }
    withExtendedLifetime(x) {}
    return result
  }
}
