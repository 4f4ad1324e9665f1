// Windows on a tensor's memory. None of these copies, but for `reshaped` of a tensor that is not contiguous.

extension Tensor {
  /// Rows `range` along the first axis.
  /// - Throws: `ShapeError` when the range leaves the axis.
  public func rows(_ range: Range<Int>) throws(ShapeError) -> Tensor { try slice(range, axis: 0) }

  /// The elements `range` along one axis.
  /// - Throws: `ShapeError` when there is no such axis or the range leaves it.
  public func slice(_ range: Range<Int>, axis: Int) throws(ShapeError) -> Tensor {
    guard axis >= 0, axis < rank, range.lowerBound >= 0, range.upperBound <= shape[axis] else {
      throw ShapeError("slice \(range) of axis \(axis)", expected: "a range within that axis", found: shape)
    }
    var lengths = shape
    lengths[axis] = range.count
    return Tensor(
      storage: storage, offset: offset + range.lowerBound * strides[axis], shape: lengths, strides: strides)
  }

  /// One entry along the first axis, which goes.
  public func row(at index: Int) -> Tensor {
    precondition(rank > 0 && index >= 0 && index < shape[0], "row \(index) is outside \(shape)")
    return Tensor(
      storage: storage, offset: offset + index * strides[0], shape: Array(shape.dropFirst()),
      strides: Array(strides.dropFirst()))
  }

  /// A matrix with rows and columns exchanged.
  /// - Throws: `ShapeError` unless the rank is 2.
  public func transposed() throws(ShapeError) -> Tensor {
    guard rank == 2 else { throw ShapeError("transposed", expected: "a matrix", found: shape) }
    return try permuted([1, 0])
  }

  /// The axes in another order.
  /// - Throws: `ShapeError` unless `order` is a permutation of the axes.
  public func permuted(_ order: [Int]) throws(ShapeError) -> Tensor {
    guard order.sorted() == Array(0..<rank) else {
      throw ShapeError("permuted \(order)", expected: "each axis once", found: shape)
    }
    return Tensor(storage: storage, offset: offset, shape: order.map { shape[$0] }, strides: order.map { strides[$0] })
  }

  /// The same elements, in row-major order, in another shape. One length may be −1: what is left.
  /// - Throws: `ShapeError` when the number of elements differs.
  public func reshaped(_ newShape: [Int]) throws(ShapeError) -> Tensor {
    var lengths = newShape
    let known = newShape.filter { $0 != -1 }.reduce(1, *)
    if let free = newShape.firstIndex(of: -1) { lengths[free] = known == 0 ? 0 : count / known }
    guard lengths.reduce(1, *) == count, lengths.allSatisfy({ $0 >= 0 }) else {
      throw ShapeError("reshaped to \(newShape)", expected: "\(count) elements", found: shape)
    }
    let flat = contiguous()
    return Tensor(storage: flat.storage, offset: flat.offset, shape: lengths)
  }

  /// The tensor repeated along missing axes and axes of length 1 (numpy's rule).
  /// - Throws: `ShapeError` when a length is neither 1 nor the wanted one.
  public func broadcast(to target: [Int]) throws(ShapeError) -> Tensor {
    if target == shape { return self }
    let missing = target.count - rank
    guard missing >= 0 else { throw ShapeError("broadcast", expected: "at most rank \(target.count)", found: shape) }
    var stretched = [Int](repeating: 0, count: target.count)
    for axis in 0..<rank {
      if shape[axis] == target[missing + axis] {
        stretched[missing + axis] = strides[axis]
      } else if shape[axis] != 1 {
        throw ShapeError("broadcast", expected: "lengths of 1 or those of \(target)", found: shape)
      }
    }
    return Tensor(storage: storage, offset: offset, shape: target, strides: stretched)
  }

  /// The common shape of two operands under numpy's broadcasting rule.
  /// - Throws: `ShapeError` when there is none.
  public static func broadcastShape(_ a: [Int], _ b: [Int], in operation: String) throws(ShapeError) -> [Int] {
    if a == b { return a }
    var result = a.count >= b.count ? a : b
    for fromEnd in 1...max(min(a.count, b.count), 1) where fromEnd <= min(a.count, b.count) {
      let x = a[a.count - fromEnd]
      let y = b[b.count - fromEnd]
      guard x == y || x == 1 || y == 1 else {
        throw ShapeError(operation, expected: "shapes that broadcast together", found: a, b)
      }
      result[result.count - fromEnd] = x == 1 ? y : x
    }
    return result
  }

  /// The tensors one after another along an existing axis. Copies.
  /// - Throws: `ShapeError` when there is none, or when another axis differs.
  public static func concatenated(_ parts: [Tensor], axis: Int = 0) throws(ShapeError) -> Tensor {
    guard let first = parts.first, axis >= 0, axis < first.rank else {
      throw ShapeError(
        "concatenated", expected: "at least one tensor with axis \(axis)", found: parts.first?.shape ?? [])
    }
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var comparable = part.shape
      if comparable.count == shape.count { comparable[axis] = shape[axis] }
      guard comparable == shape else {
        throw ShapeError(
          "concatenated along axis \(axis)", expected: "equal lengths elsewhere", found: first.shape, part.shape)
      }
      shape[axis] += part.shape[axis]
    }
    let result = Tensor(uninitialized: shape)
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[axis...].reduce(1, *)
    var start = 0
    for part in parts {
      let flat = part.contiguous()
      let run = part.shape[axis...].reduce(1, *)
      for row in 0..<outer {
        (result.storage.pointer + row * width + start).update(
          from: flat.storage.pointer + flat.offset + row * run, count: run)
      }
      start += run
    }
    return result
  }
}
