import Tensors

extension Variable {
  /// The same elements in another shape. One length may be −1.
  /// - Throws: `ShapeError` when the number of elements differs.
  public func reshaped(_ newShape: [Int]) throws(ShapeError) -> Variable {
    let tape = tape
    return tape.record(try tape.contiguous(value).reshaped(newShape), from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.addScaled(gradient.count, 1, gradient.storage.pointer, $0)
      }
    }
  }

  /// A matrix with rows and columns exchanged.
  /// - Throws: `ShapeError` unless the rank is 2.
  public func transposed() throws(ShapeError) -> Variable {
    let tape = tape
    let rows = value.rows
    let columns = value.columns
    return tape.record(try value.transposed(), from: self) { tape, gradient in
      tape.contributeAdding(to: self) { memory in
        for column in 0..<columns {
          Scalar.kernels.scatterStrided(rows, gradient.storage.pointer + column * rows, memory + column, columns)
        }
      }
    }
  }

  /// Rows `range` along the first axis, copying nothing.
  /// - Throws: `ShapeError` when the range leaves the axis.
  public func rows(_ range: Range<Int>) throws(ShapeError) -> Variable { try slice(range, axis: 0) }

  /// The elements `range` along one axis, copying nothing.
  /// - Throws: `ShapeError` when there is no such axis or the range leaves it.
  public func slice(_ range: Range<Int>, axis: Int) throws(ShapeError) -> Variable {
    let tape = tape
    let part = try value.slice(range, axis: axis)
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let width = shape[axis] * inner
    let run = range.count * inner
    return tape.record(part, from: self) { tape, gradient in
      tape.contributeAdding(to: self) { memory in
        for block in 0..<outer {
          Scalar.kernels.addScaled(
            run, 1, gradient.storage.pointer + block * run, memory + block * width + range.lowerBound * inner)
        }
      }
    }
  }

  /// The rows `indices`, repeats allowed: an embedding table's look-up.
  /// - Throws: `ShapeError` when an index is outside.
  public func gatherRows(_ indices: [Int]) throws(ShapeError) -> Variable {
    guard !shape.isEmpty, indices.allSatisfy({ $0 >= 0 && $0 < shape[0] }) else {
      throw ShapeError("gatherRows", expected: "indices within the first axis", found: shape, indices)
    }
    let tape = tape
    let x = tape.contiguous(value)
    let width = shape.dropFirst().reduce(1, *)
    let result = tape.take([indices.count] + shape.dropFirst())
    indices.withUnsafeBufferPointer {
      Scalar.kernels.gatherRows(
        $0.count, width, x.storage.pointer + x.offset, $0.baseAddress, result.storage.pointer)
    }
    return tape.record(result, from: self) { tape, gradient in
      tape.contributeAdding(to: self) { memory in
        indices.withUnsafeBufferPointer {
          Scalar.kernels.scatterRows($0.count, width, gradient.storage.pointer, $0.baseAddress, memory)
        }
      }
    }
  }
}

extension Tape {
  /// The variables side by side along the last axis.
  /// - Throws: `ShapeError` when there is none, or when the other axes differ.
  public func concatenated(_ parts: [Variable<Scalar>]) throws(ShapeError) -> Variable<Scalar> {
    guard let first = parts.first, !first.shape.isEmpty else {
      throw ShapeError("concatenated", expected: "at least one variable with an axis", found: parts.first?.shape ?? [])
    }
    for part in parts where part.shape.count != first.shape.count || part.shape.dropLast() != first.shape.dropLast() {
      throw ShapeError("concatenated", expected: "equal lengths but for the last", found: first.shape, part.shape)
    }
    let widths = parts.map { $0.shape[$0.shape.count - 1] }
    let width = widths.reduce(0, +)
    let rows = first.value.outerCount
    let result = take(first.shape.dropLast() + [width])
    var starts: [Int] = []
    var start = 0
    for (part, own) in zip(parts, widths) {
      let x = contiguous(part.value)
      let source = x.storage.pointer + x.offset
      for row in 0..<rows {
        (result.storage.pointer + row * width + start).update(from: source + row * own, count: own)
      }
      withExtendedLifetime(x) {}
      starts.append(start)
      start += own
    }
    // A single needy part is enough to record the node; the others ignore what they are sent.
    let witness = parts.first { $0.node.needsGradient } ?? first
    return record(result, from: witness) { tape, gradient in
      for (index, part) in parts.enumerated() {
        tape.contributeAdding(to: part) { memory in
          for row in 0..<rows {
            Scalar.kernels.addScaled(
              widths[index], 1, gradient.storage.pointer + row * width + starts[index], memory + row * widths[index])
          }
        }
      }
    }
  }
}
