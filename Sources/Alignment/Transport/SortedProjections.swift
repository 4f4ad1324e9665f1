import Kernels
import Tensors

/// Pooled rows seen along some directions, every projection sorted once, so that the cost between any two choices of
/// rows takes one pass through the sorted order and no sorting.
struct SortedProjections: Sendable {
  let groups: [Range<Int>]
  let directions: Int
  private let rows: Int
  /// `[L, N]`, ascending along a direction.
  private let sorted: Tensor<Double>
  /// The row at each place of `sorted`.
  private let order: RowOrder

  /// - Parameter directions: `[L, d]`.
  /// - Complexity: O(L N (d + 6)): the sort goes by digits.
  init<Scalar: TensorScalar>(of rows: GroupedRows<Scalar>, along directions: Tensor<Double>, workers: Int) throws {
    let (count, columns, lines) = (rows.rows.rows, rows.rows.columns, directions.rows)
    groups = rows.groups
    self.directions = lines
    self.rows = count
    let order = RowOrder(count: lines * count)
    let sorted = Tensor<Double>(uninitialized: [lines, count])
    // Moved to the middle first: far from the origin a projection in Float would lose its digits.
    let centered = try (rows.rows - rows.rows.mean(axis: 0)).contiguous()
    let axes = directions.converted(to: Scalar.self).contiguous()
    let blockLines = 32
    try forEachInParallel((lines + blockLines - 1) / blockLines, workers: workers) { block in
      let range = (block * blockLines)..<min((block + 1) * blockLines, lines)
      let projected = Tensor<Scalar>(uninitialized: [range.count, count])
      Scalar.multiplyMatrices(
        transposeA: false, transposeB: true, rows: range.count, columns: count, inner: columns, alpha: 1,
        a: axes.storage.pointer + axes.offset + range.lowerBound * columns, lda: columns,
        b: centered.storage.pointer + centered.offset, ldb: columns, beta: 0, c: projected.storage.pointer, ldc: count)
      let values = projected.converted(to: Double.self)
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count) { keys in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { indices in
          for (line, direction) in range.enumerated() {
            kernel_sort_with_order(
              count, values.storage.pointer + values.offset + line * count, sorted.storage.pointer + direction * count,
              order.pointer + direction * count, keys.baseAddress, indices.baseAddress)
          }
        }
      }
    }
    self.sorted = sorted
    self.order = order
  }

  /// ∫₀¹ |F⁻¹ − G⁻¹|ᵖ dq along each direction, between the rows of two choices of groups.
  func costs(between first: [Int], and second: [Int], power: Double) -> [Double] {
    let n = first.reduce(0) { $0 + groups[$1].count }
    let m = second.reduce(0) { $0 + groups[$1].count }
    precondition(n > 0 && m > 0, "both sides have rows")
    var side = [UInt8](repeating: 0, count: rows)
    for group in first { for row in groups[group] { side[row] = 1 } }
    for group in second { for row in groups[group] { side[row] = 2 } }
    // A place more than the rows, for what the split writes last.
    var x = [Double](repeating: 0, count: n + 1)
    var y = [Double](repeating: 0, count: m + 1)
    let base = sorted.storage.pointer + sorted.offset
    defer { withExtendedLifetime((sorted, order)) {} }
    return (0..<directions).map { direction in
      kernel_split_sorted(
        rows, base + direction * rows, order.pointer + direction * rows, side, &x, &y)
      return kernel_quantile_cost(n, x, m, y, power)
    }
  }
}

/// Row numbers in memory that is written once, before anybody reads.
private final class RowOrder: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Int32>
  init(count: Int) { pointer = .allocate(capacity: max(count, 1)) }
  deinit { pointer.deallocate() }
}
