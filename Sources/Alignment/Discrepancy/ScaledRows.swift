import Tensors

/// Rows moved by their mean and brought to magnitudes near 1, so that squared distances taken as
/// |x|² + |y|² − 2 x·y neither cancel nor overflow, with the squared lengths they need.
struct ScaledRows<Scalar: TensorScalar>: Sendable {
  /// (rows − mean)/scale, `[n, d]`, contiguous.
  let rows: Tensor<Scalar>
  /// |x|² of each of them.
  let norms: [Scalar]
  /// A power of two: dividing by it loses nothing.
  let scale: Double

  init(_ original: Tensor<Scalar>) throws {
    let largest = original.count == 0 ? 0 : Swift.max(original.maximum(), -original.minimum())
    let scale = largest > 0 ? Scalar(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    let scaled = original / scale
    rows = try (scaled - scaled.mean(axis: 0)).contiguous()
    norms = rows.squaredRowNorms
    self.scale = Double(scale)
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
  func blocks(of length: Int) -> [Range<Int>] {
    stride(from: 0, to: rows.rows, by: length).map { $0..<Swift.min($0 + length, rows.rows) }
  }
}
