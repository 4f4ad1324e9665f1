import Kernels
import Statistics
import Tensors

/// The exact k nearest rows, by Euclidean distance, to each of some query rows.
///
///     N(i) = the k reference rows j of smallest |xᵢ − yⱼ|, equal distances in the order of j
///
/// No approximation: distances are taken from the coordinates in Double, so a duplicate is at distance 0 and ties are
/// ties, for Float rows too. Only a filter works in Float, on |y|² − 2 x·y of the rows moved by their mean: it keeps
/// every row that its own rounding error cannot rule out, by the bound |fl(x·y) − x·y| ≤ d 2⁻²⁴ |x| |y|, and a query for
/// which that is too many (hundreds of equal distances) is compared with every row. The result is the same bytes for any
/// number of workers.
public struct NearestNeighbors: Sendable {
  /// k.
  public let count: Int
  /// Reference rows, `[n, k]` in row-major order, nearest first.
  public let indices: [Int32]
  /// Their distances, `[n, k]`.
  public let distances: [Double]

  /// The k nearest of `references` to each of `queries`.
  /// - Parameters:
  ///   - queries: `[n, d]`.   - references: `[m, d]`, m ≥ k.   - count: k ≥ 1.
  ///   - workers: threads; the result does not depend on it.
  /// - Complexity: O(n m d) time by matrix products, O((n + m) d + n k) memory.
  /// - Throws: `ShapeError` when the widths differ; `SampleError` when there are fewer than k references, a value is
  ///   not finite, or its square is not.
  /// - Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.1, for the bound.
  public init<Scalar: TensorScalar>(
    of queries: Tensor<Scalar>, among references: Tensor<Scalar>, count: Int, workers: Int = 1
  ) throws {
    guard queries.rank == 2, references.rank == 2, queries.columns == references.columns,
      queries.columns > 0
    else {
      throw ShapeError(
        "nearest neighbours", expected: "two matrices of one width, not 0", found: queries.shape, references.shape)
    }
    try self.init(queries: queries.contiguous(), references.contiguous(), count: count, workers: workers)
  }

  /// The k nearest other rows to each row; a duplicate of a row is another row.
  /// - Parameters: rows: `[n, d]`, n > k.   - count: k ≥ 1.   - workers: threads.
  /// - Complexity: O(n² d) time, O(n d + n k) memory.
  /// - Throws: `ShapeError` unless a matrix; `SampleError` as above.
  public init<Scalar: TensorScalar>(within rows: Tensor<Scalar>, count: Int, workers: Int = 1) throws {
    guard rows.rank == 2, rows.columns > 0 else {
      throw ShapeError("nearest neighbours", expected: "a matrix [n, d] of some width", found: rows.shape)
    }
    try self.init(queries: nil, rows.contiguous(), count: count, workers: workers)
  }

  /// The place of row `query`'s neighbours in `indices` and `distances`.
  public func range(of query: Int) -> Range<Int> { query * count..<(query + 1) * count }

  private init<Scalar: TensorScalar>(
    queries: Tensor<Scalar>?, _ references: Tensor<Scalar>, count: Int, workers: Int
  ) throws {
    guard count >= 1 else {
      throw SampleError.outOfRange(what: "number of neighbours", value: Double(count), expected: "at least 1")
    }
    guard references.rows - (queries == nil ? 1 : 0) >= count else {
      throw SampleError.tooFew(
        what: "rows to find \(count) nearest neighbours in", found: references.rows,
        needed: count + (queries == nil ? 1 : 0))
    }
    precondition(references.rows < Int32.max, "rows are counted in 32 bits")
    let n = (queries ?? references).rows
    self.count = count
    let search = NeighborSearch(
      queries: queries ?? references, references: references, excludesSelf: queries == nil, count: count,
      rows: try CenteredRows(queries: queries, references: references))
    var indices = [Int32](repeating: -1, count: n * count)
    var distances = [Double](repeating: .infinity, count: n * count)
    let blocks = (n + NeighborSearch<Scalar>.blockRows - 1) / NeighborSearch<Scalar>.blockRows
    try indices.withUnsafeMutableBufferPointer { indices in
      try distances.withUnsafeMutableBufferPointer { distances in
        // Every block writes to a place of its own.
        nonisolated(unsafe) let (indices, distances) = (indices, distances)
        try forEachInParallel(blocks, workers: workers) { block in
          search.run(block: block, indices: indices.baseAddress!, distances: distances.baseAddress!)
        }
      }
    }
    self.indices = indices
    self.distances = distances
  }
}

/// The search for one set of queries, block by block.
private struct NeighborSearch<Scalar: TensorScalar>: Sendable {
  let queries: Tensor<Scalar>
  let references: Tensor<Scalar>
  let excludesSelf: Bool
  let count: Int
  let rows: CenteredRows
  /// A bound below |y|² and the breadth of the doubt, for every reference.
  private let lower: Tensor<Float>
  private let width: Tensor<Float>

  static var blockRows: Int { 256 }
  private var tileColumns: Int { 512 }

  init(queries: Tensor<Scalar>, references: Tensor<Scalar>, excludesSelf: Bool, count: Int, rows: CenteredRows) {
    self.queries = queries
    self.references = references
    self.excludesSelf = excludesSelf
    self.count = count
    self.rows = rows
    let doubt = Self.doubt(columns: references.columns)
    let squares = rows.referenceSquares.elements
    lower = Tensor(squares.map { Float($0 * (1 - doubt)) })
    width = Tensor(squares.map { Float($0 * 2 * doubt + Self.underflow) })
  }

  /// Half of the relative error of |x|² + |y|² − 2 x·y in Float against the exact rows: (d + 20) roundings, where
  /// 2 |x| |y| ≤ |x|² + |y|² and the 20 hold those of the rows, their squares, the sums and the thresholds.
  private static func doubt(columns: Int) -> Double { 0x1p-24 * Double(columns + 20) * 1.01 }
  /// What products below the range of Float may lose; rows are scaled to |x| ≤ 1.
  private static var underflow: Double { 1e-36 }

  func run(block: Int, indices: UnsafeMutablePointer<Int32>, distances: UnsafeMutablePointer<Double>) {
    let (d, m) = (references.columns, references.rows)
    let first = block * Self.blockRows
    let size = Swift.min(Self.blockRows, queries.rows - first)
    let gathered = GatheredCandidates(rows: size, count: count)
    let doubt = Self.doubt(columns: d)
    for row in 0..<size {
      gathered.slack[row] = Float(rows.querySquares.storage.pointer[first + row] * 2 * doubt + Self.underflow)
      gathered.excludedFrom[row] = excludesSelf ? Int32(first + row) : -1
      gathered.excludedTo[row] = excludesSelf ? Int32(first + row + 1) : -1
    }
    let tile = Tensor<Float>(uninitialized: [size, tileColumns])
    for start in stride(from: 0, to: m, by: tileColumns) {
      let columns = Swift.min(tileColumns, m - start)
      Float.multiplyMatrices(
        transposeA: false, transposeB: true, rows: size, columns: columns, inner: d, alpha: -2,
        a: rows.queries.storage.pointer + first * d, lda: d, b: rows.references.storage.pointer + start * d, ldb: d,
        beta: 0, c: tile.storage.pointer, ldc: columns)
      gathered.scan(tile, first: start, columns: columns, lower: lower, width: width)
    }
    for row in 0..<size {
      let chosen = gathered.candidates(ofRow: row, width: width)
      let place = (first + row) * count
      let found = Scalar.neighborKernels.refine(
        d, count, queries.storage.pointer + queries.offset + (first + row) * d,
        references.storage.pointer + references.offset, chosen?.baseAddress, chosen?.count ?? m,
        gathered.excludedFrom[row], gathered.excludedTo[row], distances + place, indices + place)
      assert(found == count, "the filter loses no neighbour")
      for position in place..<(place + count) { distances[position] = distances[position].squareRoot() }
    }
  }
}
