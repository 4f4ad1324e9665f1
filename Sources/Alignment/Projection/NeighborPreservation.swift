import Statistics
import Tensors

/// How well a projection keeps the neighbourhoods of the rows it shows.
public enum NeighborPreservation {
  /// Trustworthiness: 1 when no row is shown among the k nearest of another that it is not near to.
  ///
  ///     T = 1 − 2 / (n k (2n − 3k − 1)) Σᵢ Σ_{j ∈ U_k(i)} max(0, r(i, j) − k)
  ///
  /// with U_k(i) the k nearest of i in the projection and r(i, j) the rank of j by distance from i among the rows.
  /// - Parameters: rows: `[n, d]`.   - projection: `[n, p]`.   - count: k, below n/2.
  /// - Complexity: O(n² (d + k)) time, O(n d) memory.
  /// - Throws: `ShapeError` when the numbers of rows differ, `SampleError` when k is not below n/2 or a value is not
  ///   finite.
  /// - Source: Venna and Kaski, ICANN 2001.
  public static func trustworthiness<Scalar: TensorScalar, Other: TensorScalar>(
    of projection: Tensor<Other>, for rows: Tensor<Scalar>, count: Int, workers: Int = 1
  ) throws -> Double {
    try requireSameRows(projection, rows)
    let n = rows.rows
    guard count >= 1, 2 * count < n else {
      throw SampleError.outOfRange(
        what: "number of neighbours for the trustworthiness of \(n) rows", value: Double(count),
        expected: "1 to \((n - 1) / 2)")
    }
    if let index = rows.firstNonFinite { throw SampleError.notFinite(what: "rows", index: index) }
    let shown = try NearestNeighbors(within: projection, count: count, workers: workers)
    let values = rows.converted(to: Double.self).contiguous()
    let excess = Tensor<Double>(uninitialized: [n])
    try forEachInParallel(n, workers: workers) { row in
      let d = values.columns
      let distances = Tensor<Double>(uninitialized: [n])
      let start = values.storage.pointer + values.offset
      Double.kernels.squaredDistances(1, n, d, start + row * d, start, distances.storage.pointer)
      distances.storage.pointer[row] = .infinity
      var sum = 0
      for neighbor in shown.indices[shown.range(of: row)] {
        let distance = distances.storage.pointer[Int(neighbor)]
        var rank = 1
        for other in 0..<n {
          let isNearer =
            distances.storage.pointer[other] < distance
            || (distances.storage.pointer[other] == distance && other < Int(neighbor))
          rank += isNearer ? 1 : 0
        }
        sum += Swift.max(0, rank - count)
      }
      excess.storage.pointer[row] = Double(sum)
    }
    return 1 - 2 / (Double(n) * Double(count) * Double(2 * n - 3 * count - 1)) * excess.sum()
  }

  /// The mean share of each row's k nearest rows that are among its k nearest in the projection too.
  /// - Parameters: rows: `[n, d]`, n > k.   - projection: `[n, p]`.   - count: k.
  /// - Complexity: O(n² (d + p)).
  /// - Throws: `ShapeError` when the numbers of rows differ, `SampleError` as `NearestNeighbors`.
  public static func share<Scalar: TensorScalar, Other: TensorScalar>(
    of projection: Tensor<Other>, for rows: Tensor<Scalar>, count: Int, workers: Int = 1
  ) throws -> Double {
    try requireSameRows(projection, rows)
    let shown = try NearestNeighbors(within: projection, count: count, workers: workers)
    let original = try NearestNeighbors(within: rows, count: count, workers: workers)
    let kept = (0..<rows.rows).reduce(0) { total, row in
      let range = shown.range(of: row)
      return total + Set(shown.indices[range]).intersection(original.indices[range]).count
    }
    return Double(kept) / Double(rows.rows * count)
  }

  private static func requireSameRows<Scalar: TensorScalar, Other: TensorScalar>(
    _ projection: Tensor<Other>, _ rows: Tensor<Scalar>
  ) throws {
    guard projection.rank == 2, rows.rank == 2, projection.rows == rows.rows else {
      throw ShapeError(
        "neighbour preservation", expected: "two matrices of as many rows", found: projection.shape, rows.shape)
    }
  }
}
