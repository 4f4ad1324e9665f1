import Kernels
import Tensors

/// The candidates of a block of query rows while tiles of −2 x·y go by; `neighbors.h` says what is kept.
final class GatheredCandidates {
  private let rows: Int
  private var block: kernel_neighbor_block
  /// Doubt about a query's scores, and the references that are no candidates of it: `[rows]`, the caller writes them.
  let slack: UnsafeMutablePointer<Float>
  let excludedFrom: UnsafeMutablePointer<Int32>
  let excludedTo: UnsafeMutablePointer<Int32>

  init(rows: Int, count: Int) {
    self.rows = rows
    let capacity = Swift.max(128, 4 * count)
    slack = .allocate(capacity: rows)
    excludedFrom = .allocate(capacity: rows)
    excludedTo = .allocate(capacity: rows)
    block = kernel_neighbor_block(
      k: count, capacity: capacity, slack: slack, excludedFrom: excludedFrom, excludedTo: excludedTo,
      threshold: .allocate(capacity: rows), ends: .allocate(capacity: rows * capacity),
      candidates: .allocate(capacity: rows * capacity), counts: .allocate(capacity: rows),
      scratch: .allocate(capacity: capacity))
    block.threshold.update(repeating: .infinity, count: rows)
    block.counts.update(repeating: 0, count: rows)
  }

  deinit {
    slack.deallocate()
    excludedFrom.deallocate()
    excludedTo.deallocate()
    block.threshold.deallocate()
    block.ends.deallocate()
    block.candidates.deallocate()
    block.counts.deallocate()
    block.scratch.deallocate()
  }

  /// Takes in the columns of a tile `[rows, columns]`.
  func scan(_ tile: Tensor<Float>, first: Int, columns: Int, lower: Tensor<Float>, width: Tensor<Float>) {
    kernel_neighbor_scan(
      &block, rows, first, columns, tile.storage.pointer, lower.storage.pointer, width.storage.pointer)
  }

  /// What is left for a row; nil when it is more than fits. Valid until the next call.
  func candidates(ofRow row: Int, width: Tensor<Float>) -> UnsafeBufferPointer<Int32>? {
    if block.counts[row] < 0 { return nil }
    kernel_neighbor_reduce(&block, row, width.storage.pointer)
    return UnsafeBufferPointer(start: block.candidates + row * block.capacity, count: Int(block.counts[row]))
  }
}
