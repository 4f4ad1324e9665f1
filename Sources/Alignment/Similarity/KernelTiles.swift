import Tensors

/// Sums over two symmetric matrices that are made tile by tile: their products, and the sums of their rows.
struct TileSums: Sendable {
  var xy = 0.0
  var xx = 0.0
  var yy = 0.0
  var xRows: [Double]
  var yRows: [Double]
}

/// Goes through the upper triangle of tiles of two symmetric `[n, n]` matrices K and L.
///
/// - Parameter fill: writes the tile of K and that of L for some lines and columns.
/// - Complexity: O(n) memory, in a fixed number of partial sums, so that the result does not depend on the workers.
func tileSums<Scalar: TensorScalar>(
  observations n: Int, workers: Int,
  fill:
    @Sendable @escaping (Range<Int>, Range<Int>, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
) throws -> TileSums {
  let length = 256
  let blocks = ScaledRows<Scalar>.blocks(n, of: length)
  let tasks = Swift.min(blocks.count, 16)
  // What a task sums: three products, then the rows of K and of L.
  let width = 3 + 2 * n
  let partial = Tensor<Double>.zeros([tasks, width])
  try forEachInParallel(tasks, workers: workers) { task in
    let scratch = TileScratch<Scalar>(length: length, sums: partial.storage.pointer + task * width, observations: n)
    for block in Swift.stride(from: task, to: blocks.count, by: tasks) {
      for other in block..<blocks.count {
        fill(blocks[block], blocks[other], scratch.k, scratch.l)
        scratch.add(blocks[block], blocks[other])
      }
    }
  }
  let sums = try partial.sum(axis: 0).elements
  return TileSums(
    xy: sums[0], xx: sums[1], yy: sums[2], xRows: Array(sums[3..<(3 + n)]), yRows: Array(sums[(3 + n)...]))
}

/// Room for one tile of each matrix, and where their sums go.
private final class TileScratch<Scalar: TensorScalar> {
  private let tiles: Tensor<Scalar>
  private let precise: Tensor<Double>
  private let sums: UnsafeMutablePointer<Double>
  private let observations: Int
  let k: UnsafeMutablePointer<Scalar>
  let l: UnsafeMutablePointer<Scalar>
  private let line: UnsafeMutablePointer<Scalar>

  init(length: Int, sums: UnsafeMutablePointer<Double>, observations: Int) {
    tiles = Tensor(uninitialized: [(2 * length + 1) * length])
    precise = Tensor(uninitialized: [length])
    self.sums = sums
    self.observations = observations
    k = tiles.storage.pointer
    l = k + length * length
    line = l + length * length
  }

  /// A tile off the diagonal stands for its mirror too.
  func add(_ lines: Range<Int>, _ columns: Range<Int>) {
    let kernels = Scalar.kernels
    let count = lines.count * columns.count
    let weight = lines == columns ? 1.0 : 2.0
    sums[0] += weight * Double(kernels.dot(count, k, l))
    sums[1] += weight * Double(kernels.dot(count, k, k))
    sums[2] += weight * Double(kernels.dot(count, l, l))
    for (tile, rows) in [(k, sums + 3), (l, sums + 3 + observations)] {
      kernels.rowSums(lines.count, columns.count, tile, line)
      addLine(lines, to: rows)
      if lines == columns { continue }
      kernels.fill(columns.count, 0, line)
      kernels.addColumnSums(lines.count, columns.count, tile, line)
      addLine(columns, to: rows)
    }
  }

  private func addLine(_ range: Range<Int>, to rows: UnsafeMutablePointer<Double>) {
    Scalar.kernels.toDouble(range.count, line, precise.storage.pointer)
    for (place, row) in range.enumerated() { rows[row] += precise.storage.pointer[place] }
  }
}
