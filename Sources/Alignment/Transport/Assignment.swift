import Statistics
import Tensors

/// The cheapest pairing of n rows with n columns, with the potentials that prove it optimal.
///
///     min_σ Σᵢ C[i, σ(i)]  =  max_{u,v} Σᵢ uᵢ + Σⱼ vⱼ   subject to   uᵢ + vⱼ ≤ C[i, j]
///
/// Exact: equality holds in uᵢ + vⱼ ≤ C[i, j] along the pairing, up to the rounding of differences of costs;
/// `violations(of:)` measures by how much.
/// - Complexity: O(n³) at worst; on costs between samples far less, an ε-scaled auction over short lists of candidates
///   leaving few rows for shortest augmenting paths. Memory O(n) beside the costs.
/// - Source: Jonker, Volgenant, Computing 38 (1987): reduction, augmenting row reduction, shortest augmenting paths with
///   potentials. Bertsekas, Annals of Operations Research 14 (1988): the auction that starts them here.
public struct Assignment: Sendable {
  /// The column of each row, a permutation.
  public let columnOfRow: [Int]
  /// u, `[n]`.
  public let rowPotentials: [Double]
  /// v, `[n]`.
  public let columnPotentials: [Double]
  /// Σᵢ C[i, σ(i)].
  public let cost: Double

  /// - Parameter costs: `[n, n]`, finite; negative costs are welcome.
  /// - Throws: `ShapeError` unless the matrix is square, `SampleError` when a cost is not finite.
  public init(minimizing costs: Tensor<Double>) throws {
    guard costs.rank == 2, costs.rows == costs.columns else {
      throw ShapeError("assignment", expected: "a square matrix of costs", found: costs.shape)
    }
    if let index = costs.firstNonFinite { throw SampleError.notFinite(what: "costs", index: index) }
    let n = costs.rows
    (columnOfRow, columnPotentials) = costs.withUnsafeBuffer { buffer in
      guard let base = buffer.baseAddress, n > 0 else { return ([], []) }
      let solver = AssignmentSolver(n, base)
      solver.solve()
      return (solver.columnOfRow.map { Int($0) }, Array(solver.potentials))
    }
    let (columns, potentials) = (columnOfRow, columnPotentials)
    let paid = costs.withUnsafeBuffer { buffer in (0..<n).map { buffer[$0 * n + columns[$0]] } }
    rowPotentials = (0..<n).map { paid[$0] - potentials[columns[$0]] }
    cost = paid.reduce(0, +)
  }

  /// How far the potentials are from proving optimality: the largest uᵢ + vⱼ − C[i, j] over all pairs (feasibility),
  /// and the largest |C[i, σ(i)] − uᵢ − v_σ(i)| along the pairing (complementary slackness). Both are 0 but for rounding.
  public func violations(of costs: Tensor<Double>) -> (feasibility: Double, slackness: Double) {
    let n = columnOfRow.count
    return costs.withUnsafeBuffer { buffer in
      var (feasibility, slackness) = (0.0, 0.0)
      for row in 0..<n {
        for column in 0..<n {
          let excess = rowPotentials[row] + columnPotentials[column] - buffer[row * n + column]
          feasibility = max(feasibility, excess)
          if columnOfRow[row] == column { slackness = max(slackness, abs(excess)) }
        }
      }
      return (feasibility, slackness)
    }
  }
}
