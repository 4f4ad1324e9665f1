import Tensors

/// Rows moved by their mean and brought to magnitudes near 1, so that squared distances taken as
/// |x|² + |y|² − 2 x·y neither cancel nor overflow, with the squared lengths they need.
struct ScaledRows<Scalar: TensorScalar>: Sendable {
  /// rows/scale − shift, `[n, d]`, contiguous.
  let rows: Tensor<Scalar>
  /// |x|² of each of them.
  let norms: [Scalar]
  /// A power of two: dividing by it loses nothing.
  let scale: Double
  /// The mean of rows/scale, `[d]`.
  let shift: Tensor<Double>

  /// - Complexity: O(n d), two passes over the rows.
  init(_ original: Tensor<Scalar>, workers: Int = 1) throws {
    let source = original.contiguous()
    let (n, width) = (source.rows, source.columns)
    let blocks = Self.blocks(n, of: 256)
    let largest = Tensor<Scalar>.zeros([blocks.count])
    if width > 0 {
      try forEachInParallel(blocks.count, workers: workers) { block in
        let lines = blocks[block]
        let numbers = source.storage.pointer + source.offset + lines.lowerBound * width
        largest.storage.pointer[block] = Swift.max(
          Scalar.kernels.maximum(lines.count * width, numbers), -Scalar.kernels.minimum(lines.count * width, numbers))
      }
    }
    let magnitude = largest.elements.max() ?? 0
    let scale = magnitude > 0 ? Scalar(sign: .plus, exponent: magnitude.exponent, significand: 1) : 1
    self.scale = Double(scale)
    let result = Tensor<Scalar>(uninitialized: [n, width])
    let norms = Tensor<Scalar>(uninitialized: [n])
    // The first row is taken off before the mean, so that a constant column becomes exactly 0.
    let first = try source.rows(0..<Swift.min(1, n)) / scale
    let sums = Tensor<Scalar>.zeros([blocks.count, width])
    try forEachInParallel(blocks.count, workers: workers) { block in
      let kernels = Scalar.kernels
      let lines = blocks[block]
      let target = result.storage.pointer + lines.lowerBound * width
      kernels.affine(
        lines.count * width, source.storage.pointer + source.offset + lines.lowerBound * width, 1 / scale, 0, target)
      Self.subtract(first.storage.pointer, fromEachOf: lines.count, width, target)
      kernels.addColumnSums(lines.count, width, target, sums.storage.pointer + block * width)
    }
    let mean = try (sums.converted(to: Double.self).sum(axis: 0) / Double(Swift.max(n, 1))).converted(to: Scalar.self)
    try forEachInParallel(blocks.count, workers: workers) { block in
      let lines = blocks[block]
      let target = result.storage.pointer + lines.lowerBound * width
      Self.subtract(mean.storage.pointer, fromEachOf: lines.count, width, target)
      for line in 0..<lines.count {
        let row = target + line * width
        norms.storage.pointer[lines.lowerBound + line] = Scalar.kernels.dot(width, row, row)
      }
    }
    shift =
      n > 0
      ? try (first.converted(to: Double.self) + mean.converted(to: Double.self)).reshaped([-1]) : Tensor.zeros([width])
    rows = result
    self.norms = norms.elements
  }

  /// Takes one row off every row of a matrix, in place.
  private static func subtract(
    _ row: UnsafePointer<Scalar>, fromEachOf count: Int, _ width: Int, _ target: UnsafeMutablePointer<Scalar>
  ) {
    for line in 0..<count { Scalar.kernels.addScaled(width, -1, row, target + line * width) }
  }

  /// −2 x·y between two ranges of rows, `[first.count, second.count]`.
  func products(_ first: Range<Int>, _ second: Range<Int>, into target: UnsafeMutablePointer<Scalar>) {
    let width = rows.columns
    guard width > 0 else { return target.update(repeating: 0, count: first.count * second.count) }
    let base = rows.storage.pointer + rows.offset
    Scalar.multiplyMatrices(
      transposeA: false, transposeB: true, rows: first.count, columns: second.count, inner: width, alpha: -2,
      a: base + first.lowerBound * width, lda: width, b: base + second.lowerBound * width, ldb: width, beta: 0,
      c: target, ldc: second.count)
  }

  /// 1/2σ² for distances between these rows, kept positive and finite.
  func gamma(ofWidth width: Double) -> Scalar {
    let gamma = scale / width * (scale / width) / 2
    let bounds = (Double(Scalar.leastNormalMagnitude), Double(Scalar.greatestFiniteMagnitude))
    return Scalar(Swift.min(Swift.max(gamma, bounds.0), bounds.1))
  }

  func pointer(toRow row: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(rows.storage.pointer + rows.offset + row * rows.columns)
  }

  /// 0 ..< n cut into blocks of equal length, the last one shorter.
  static func blocks(_ count: Int, of length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: length).map { $0..<Swift.min($0 + length, count) }
  }
}
