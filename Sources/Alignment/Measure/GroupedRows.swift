import Statistics
import Tensors

/// Rows cut into groups, the units that are drawn, left out or relabelled together: episodes.
public struct GroupedRows<Scalar: TensorScalar>: Sendable {
  /// `[N, d]`, contiguous; the rows of a group stand together.
  public let rows: Tensor<Scalar>
  /// The rows of each group, in order and without a gap; none is empty.
  public let groups: [Range<Int>]

  /// - Parameter counts: rows of each group, adding up to N.
  /// - Throws: `ShapeError` unless the rows are a matrix, `SampleError` for an empty one or a value that is not finite.
  public init(_ rows: Tensor<Scalar>, counts: [Int]) throws {
    guard rows.rank == 2 else { throw ShapeError("grouped rows", expected: "a matrix [n, d]", found: rows.shape) }
    precondition(counts.allSatisfy { $0 > 0 } && counts.reduce(0, +) == rows.rows, "groups fill the rows")
    self.rows = rows.contiguous()
    var start = 0
    groups = counts.map { count in
      defer { start += count }
      return start..<(start + count)
    }
    guard rows.count > 0 else { throw SampleError.tooFew(what: "rows of a sample", found: 0, needed: 1) }
    if let index = self.rows.firstNonFinite { throw SampleError.notFinite(what: "a sample", index: index) }
  }

  /// Pools samples of equal width. A sample without counts has every row as a group of its own.
  /// - Returns: the pooled rows, and for each sample the indices of its groups.
  public static func pooling(
    _ samples: [(rows: Tensor<Scalar>, counts: [Int]?)]
  ) throws -> (rows: GroupedRows, groups: [[Int]]) {
    let width = samples.first?.rows.columns ?? 0
    for sample in samples where sample.rows.rank != 2 || sample.rows.columns != width {
      throw ShapeError(
        "pooled samples", expected: "matrices of \(width) columns", found: samples[0].rows.shape, sample.rows.shape)
    }
    for sample in samples where sample.rows.rows == 0 {
      throw SampleError.tooFew(what: "rows of a sample", found: 0, needed: 1)
    }
    let counts = samples.map { $0.counts ?? Array(repeating: 1, count: $0.rows.rows) }
    var start = 0
    let groups = counts.map { counts in
      defer { start += counts.count }
      return Array(start..<(start + counts.count))
    }
    return (try GroupedRows(try Tensor.concatenated(samples.map(\.rows)), counts: counts.flatMap { $0 }), groups)
  }
}

extension GroupedRows {
  /// The row indices of some groups, in the groups' order.
  package func rowIndices(of chosen: [Int]) -> [Int] { chosen.flatMap { Array(groups[$0]) } }

  /// The rows of some groups, `[n, d]`.
  package func rows(of chosen: [Int]) throws(ShapeError) -> Tensor<Scalar> {
    try rows.gatherRows(rowIndices(of: chosen))
  }
}
