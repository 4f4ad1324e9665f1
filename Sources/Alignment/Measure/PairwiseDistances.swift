import Tensors

extension Tensor {
  /// Squared Euclidean distances between the rows of two matrices,
  ///
  ///     D[i, j] = |xᵢ − yⱼ|² = |xᵢ|² + |yⱼ|² − 2 xᵢ·yⱼ
  ///
  /// after both are moved by the pooled mean, without which the sum cancels far from the origin. Never below 0.
  /// - Parameters: self: `[n, d]`.   - other: `[m, d]`.
  /// - Returns: `[n, m]`.
  /// - Complexity: O(n m d), one matrix product a block of rows.
  /// - Throws: `ShapeError` unless both are matrices of one width.
  public func squaredDistances(to other: Tensor, workers: Int = 1) throws -> Tensor {
    guard rank == 2, other.rank == 2, columns == other.columns else {
      throw ShapeError("squared distances", expected: "two matrices of one width", found: shape, other.shape)
    }
    let result = Tensor(uninitialized: [rows, other.rows])
    if result.count == 0 { return result }
    let pair = try Centered(self, other)
    let target = result.storage
    let blockRows = 256
    try forEachInParallel((rows + blockRows - 1) / blockRows, workers: workers) { block in
      let range = (block * blockRows)..<Swift.min((block + 1) * blockRows, pair.x.rows)
      pair.squaredDistances(ofRows: range, into: target.pointer + range.lowerBound * pair.y.rows)
    }
    return result
  }
}

/// Two samples moved by their pooled mean, with the squared lengths of their rows.
struct Centered<Scalar: TensorScalar>: Sendable {
  let x: Tensor<Scalar>
  let y: Tensor<Scalar>
  let xNorms: [Scalar]
  let yNorms: [Scalar]

  init(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) throws {
    let mean = try (x.sum(axis: 0) + y.sum(axis: 0)) * Tensor(1 / Scalar(x.rows + y.rows))
    self.x = try (x - mean).contiguous()
    self.y = try (y - mean).contiguous()
    xNorms = self.x.squaredRowNorms
    yNorms = self.y.squaredRowNorms
  }

  /// Writes `[range.count, m]` squared distances.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func squaredDistances(ofRows range: Range<Int>, into target: UnsafeMutablePointer<Scalar>) {
    let (d, m) = (x.columns, y.rows)
    Scalar.multiplyMatrices(
      transposeA: false, transposeB: true, rows: range.count, columns: m, inner: d, alpha: -2,
      a: x.storage.pointer + x.offset + range.lowerBound * d, lda: d, b: y.storage.pointer + y.offset, ldb: d, beta: 0,
      c: target, ldc: m)
    yNorms.withUnsafeBufferPointer { yNorms in
      for (line, row) in range.enumerated() {
        let norm = xNorms[row]
        let distances = target + line * m
        for column in 0..<m {
          let distance = distances[column] + norm + yNorms[column]
          distances[column] = distance > 0 ? distance : 0
        }
      }
    }
  }
}

extension Tensor {
  /// |rowᵢ|² of a contiguous matrix.
  var squaredRowNorms: [Scalar] {
    withUnsafeBuffer { numbers in
      (0..<rows).map { row in
        let start = numbers.baseAddress! + row * columns
        return Scalar.kernels.dot(columns, start, start)
      }
    }
  }
}
