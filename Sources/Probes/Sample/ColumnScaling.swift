import Tensors

/// x ↦ (x − mean)/deviation, column by column, with the moments of the rows it was fitted on.
///
/// A column that does not vary there becomes 0 everywhere: nothing was learnt about it.
struct ColumnScaling: Sendable {
  /// `[d]`
  let mean: Tensor<Double>
  /// 1/deviation, `[d]`; 0 for a constant column.
  let scale: Tensor<Double>

  /// - Parameters:
  ///   - rows: `[n, d]`, n > 0. Sums run in Double.
  ///   - toUnitDeviation: false only centres.
  init(fittedTo rows: Tensor<Float>, toUnitDeviation: Bool = true) throws {
    let share = 1 / Double(rows.rows)
    var sum = Tensor<Double>.zeros([rows.columns])
    try rows.forEachBlock { sum = try sum + $0.sum(axis: 0) }
    let mean = sum * share
    var squares = Tensor<Double>.zeros([rows.columns])
    try rows.forEachBlock { squares = try squares + ($0 - mean).squared().sum(axis: 0) }
    self.mean = mean
    scale = Tensor(
      zip(squares.elements, mean.elements).map { square, mean in
        let deviation = (square * share).squareRoot()
        return deviation > 1e-10 * abs(mean) ? (toUnitDeviation ? 1 / deviation : 1) : 0
      })
  }

  /// Leaves every column as it is.
  init(identityOf width: Int) {
    mean = .zeros([width])
    scale = .ones([width])
  }

  func apply(_ rows: Tensor<Float>) throws -> Tensor<Float> {
    var parts: [Tensor<Float>] = []
    try rows.forEachBlock { parts.append(try (($0 - mean) * scale).converted(to: Float.self)) }
    return try parts.count == 1 ? parts[0] : Tensor.concatenated(parts)
  }
}

extension Tensor<Float> {
  /// Hands over a matrix in Double, some hundred rows at a time.
  func forEachBlock(_ body: (Tensor<Double>) throws -> Void) throws {
    for start in stride(from: 0, to: rows, by: 256) {
      try body(rows(start..<Swift.min(start + 256, rows)).converted(to: Double.self))
    }
  }

  /// Hands each row of a matrix, or those of a range, over in Double.
  func forEachRow(in range: Range<Int>? = nil, _ body: (UnsafePointer<Double>) -> Void) {
    let d = columns
    withUnsafeBuffer { source in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: Swift.max(d, 1)) { row in
        for index in range ?? 0..<rows {
          Float.kernels.toDouble(d, source.baseAddress! + index * d, row.baseAddress!)
          body(UnsafePointer(row.baseAddress!))
        }
      }
    }
  }
}
