// Sums, means and what is made of them. Float sums run in blocks whose totals are added in Double.

extension Tensor {
  public func sum() -> Scalar { withUnsafeBuffer { Scalar.kernels.sum($0.count, $0.baseAddress) } }

  /// - Precondition: not empty.
  public func mean() -> Scalar {
    precondition(count > 0, "an empty tensor has no mean")
    return sum() / Scalar(count)
  }

  /// - Precondition: not empty.
  public func maximum() -> Scalar {
    precondition(count > 0, "an empty tensor has no maximum")
    return withUnsafeBuffer { Scalar.kernels.maximum($0.count, $0.baseAddress) }
  }

  /// - Precondition: not empty.
  public func minimum() -> Scalar {
    precondition(count > 0, "an empty tensor has no minimum")
    return withUnsafeBuffer { Scalar.kernels.minimum($0.count, $0.baseAddress) }
  }

  public var isFinite: Bool { withUnsafeBuffer { Scalar.kernels.allFinite($0.count, $0.baseAddress) == 1 } }

  /// The place, in row-major order, of the first NaN or infinite element; nil when all are finite.
  package var firstNonFinite: Int? {
    isFinite ? nil : withUnsafeBuffer { numbers in numbers.firstIndex { !$0.isFinite } }
  }

  /// Sums along one axis, which goes (or stays with length 1).
  /// - Throws: `ShapeError` when there is no such axis.
  public func sum(axis: Int, keepingAxis: Bool = false) throws(ShapeError) -> Tensor {
    guard axis >= 0, axis < rank else { throw ShapeError("sum", expected: "an axis \(axis)", found: shape) }
    let outer = shape[..<axis].reduce(1, *)
    let length = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    var lengths = shape
    if keepingAxis { lengths[axis] = 1 } else { lengths.remove(at: axis) }
    let result = Tensor.zeros(lengths)
    withUnsafeBuffer { source in
      guard let base = source.baseAddress else { return }
      if inner == 1 {
        Scalar.kernels.rowSums(outer, length, base, result.storage.pointer)
      } else {
        for block in 0..<outer {
          Scalar.kernels.addColumnSums(
            length, inner, base + block * length * inner, result.storage.pointer + block * inner)
        }
      }
    }
    return result
  }

  /// Means along one axis.
  /// - Throws: `ShapeError` when there is no such axis or it is empty.
  public func mean(axis: Int, keepingAxis: Bool = false) throws(ShapeError) -> Tensor {
    let total = try sum(axis: axis, keepingAxis: keepingAxis)
    guard shape[axis] > 0 else { throw ShapeError("mean", expected: "a non-empty axis \(axis)", found: shape) }
    return total / Scalar(shape[axis])
  }

  /// Softmax over the last axis: exp(xᵢ − max x) / Σ exp(xⱼ − max x).
  public func softmax() -> Tensor {
    let result = Tensor(uninitialized: shape)
    withUnsafeBuffer { Scalar.kernels.softmaxRows(outerCount, columns, $0.baseAddress, result.storage.pointer) }
    return result
  }

  /// ln Σ exp xᵢ over the last axis, which goes.
  public func logSumExp() -> Tensor {
    let result = Tensor(uninitialized: Array(shape.dropLast()))
    withUnsafeBuffer { Scalar.kernels.logSumExpRows(outerCount, columns, $0.baseAddress, result.storage.pointer) }
    return result
  }

  /// The number of runs along the last axis.
  package var outerCount: Int { shape.dropLast().reduce(1, *) }

  /// The rows `indices`, in that order, repeats allowed.
  /// - Throws: `ShapeError` when an index is outside.
  public func gatherRows(_ indices: [Int]) throws(ShapeError) -> Tensor {
    guard rank > 0, indices.allSatisfy({ $0 >= 0 && $0 < shape[0] }) else {
      throw ShapeError("gatherRows", expected: "indices within the first axis", found: shape, indices)
    }
    let width = shape.dropFirst().reduce(1, *)
    let result = Tensor(uninitialized: [indices.count] + shape.dropFirst())
    withUnsafeBuffer { source in
      indices.withUnsafeBufferPointer {
        Scalar.kernels.gatherRows($0.count, width, source.baseAddress, $0.baseAddress, result.storage.pointer)
      }
    }
    return result
  }
}
