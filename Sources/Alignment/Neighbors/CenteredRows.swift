import Statistics
import Tensors

/// Two sets of rows moved by their pooled mean and scaled by a power of two, in Float: what the filter of
/// `NearestNeighbors` looks at. Moving keeps the sum |x|² + |y|² − 2 x·y from cancelling far from the origin, and
/// scaling to |x| ≤ 1 keeps squares from overflowing.
struct CenteredRows: Sendable {
  let queries: Tensor<Float>
  let references: Tensor<Float>
  let querySquares: Tensor<Double>
  let referenceSquares: Tensor<Double>

  /// - Parameter queries: nil when they are the references.
  /// - Throws: `SampleError` when a value is not finite, or so large that its square is not.
  init<Scalar: TensorScalar>(queries: Tensor<Scalar>?, references: Tensor<Scalar>) throws {
    let kernels = Scalar.neighborKernels
    let sets = [references] + (queries.map { [$0] } ?? [])
    for set in sets {
      if let index = set.firstNonFinite {
        throw SampleError.notFinite(what: "rows of a neighbour search", index: index)
      }
    }
    let d = references.columns
    var mean = [Double](repeating: 0, count: d)
    let total = sets.reduce(0) { $0 + $1.rows }
    for set in sets {
      set.withUnsafeBuffer { kernels.columnSums(set.rows, d, $0.baseAddress, &mean) }
    }
    for column in mean.indices { mean[column] /= Double(total) }
    let largest = sets.map { set in set.withUnsafeBuffer { kernels.deviation(set.rows, d, $0.baseAddress, mean) } }
      .max()!
    guard largest < 1e150 else {
      throw SampleError.outOfRange(
        what: "deviation of a row of a neighbour search from the mean", value: largest,
        expected: "less than 1e150; rescale the rows")
    }
    let scale = largest > 0 ? Double(sign: .plus, exponent: -largest.exponent - 1, significand: 1) : 1
    let centered = sets.map { set in
      let moved = Tensor<Float>(uninitialized: set.shape)
      let squares = Tensor<Double>(uninitialized: [set.rows])
      set.withUnsafeBuffer {
        kernels.center(set.rows, d, $0.baseAddress, mean, scale, moved.storage.pointer, squares.storage.pointer)
      }
      return (moved, squares)
    }
    (self.references, referenceSquares) = centered[0]
    (self.queries, querySquares) = centered.last!
  }
}
