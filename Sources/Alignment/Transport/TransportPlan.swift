import Statistics
import Tensors

/// The cheapest way to move one set of masses onto another, with the potentials that prove it optimal.
///
///     min_P Σᵢⱼ P[i, j] C[i, j]   over P ≥ 0 with row sums a and column sums b
///
/// Exact on masses rounded to 2⁻⁵⁰ of their total (equal masses are not rounded at all): flows are whole numbers, so
/// that degenerate problems cannot cycle.
/// - Complexity: a pivot reads about one row of costs and moves part of the tree; pivots grow a little faster than n + m.
/// - Source: network simplex with block search and strongly feasible trees: Cunningham, Mathematical Programming 11
///   (1976); Kovács, Optimization Methods and Software 30 (2015).
public struct TransportPlan: Sendable {
  /// Mass on its way from a row to a column.
  public struct Flow: Sendable, Hashable {
    public let row: Int
    public let column: Int
    public let mass: Double
  }

  /// The positive entries of P, at most n + m − 1, by row.
  public let flows: [Flow]
  /// u, `[n]`: uᵢ + vⱼ ≤ C[i, j], with equality where mass flows.
  public let rowPotentials: [Double]
  /// v, `[m]`.
  public let columnPotentials: [Double]
  /// Σᵢⱼ P[i, j] C[i, j].
  public let cost: Double
  public let status: MeasuredValue.Status

  /// - Parameters:
  ///   - costs: `[n, m]`, finite.
  ///   - rowMasses: `[n]`, not negative, and `columnMasses`, `[m]`, of the same positive total to within 1e-9 of it;
  ///     zeros are welcome. nil: equal masses adding up to 1.
  /// - Throws: `ShapeError` when lengths do not fit, `SampleError` for masses or costs outside these rules.
  public init(minimizing costs: Tensor<Double>, rowMasses: [Double]? = nil, columnMasses: [Double]? = nil) throws {
    guard costs.rank == 2, costs.count > 0, rowMasses?.count ?? costs.rows == costs.rows,
      columnMasses?.count ?? costs.columns == costs.columns
    else {
      throw ShapeError(
        "transport plan", expected: "costs [n, m], not empty, masses [n] and [m]", found: costs.shape,
        [rowMasses?.count ?? costs.rows, columnMasses?.count ?? costs.columns])
    }
    if let index = costs.firstNonFinite { throw SampleError.notFinite(what: "costs", index: index) }
    let masses = try WholeMasses(rows: rowMasses, columns: columnMasses, counts: costs.shape)
    let solver = costs.withUnsafeBuffer { buffer in
      let solver = TransportSimplex(costs.rows, costs.columns, buffer.baseAddress!, masses)
      solver.solve()
      return solver
    }
    flows = solver.flows().map { Flow(row: $0.row, column: $0.column, mass: Double($0.units) * masses.unit) }
    (rowPotentials, columnPotentials) = solver.potentials()
    let found = flows
    cost = costs.withUnsafeBuffer { buffer in
      found.reduce(0) { $0 + $1.mass * buffer[$1.row * costs.columns + $1.column] }
    }
    status =
      solver.isOptimal
      ? .exact
      : .notConverged(
        iterations: solver.pivots, error: -solver.leastReducedCost,
        remedy: "the plan is feasible but not proved cheapest; use fewer rows")
  }

  /// The plan as a matrix, `[n, m]`.
  public var matrix: Tensor<Double> {
    let (n, m) = (rowPotentials.count, columnPotentials.count)
    return Tensor(shape: [n, m]) { target in
      target.update(repeating: 0)
      for flow in flows { target[flow.row * m + flow.column] = flow.mass }
    }
  }
}

/// Masses in whole numbers of a unit, of equal totals.
struct WholeMasses {
  let rows: [Int]
  let columns: [Int]
  let unit: Double

  init(rows: [Double]?, columns: [Double]?, counts: [Int]) throws {
    if rows == nil && columns == nil {
      // 1/n and 1/m on the grid of 1/(n m).
      self.rows = Array(repeating: counts[1], count: counts[0])
      self.columns = Array(repeating: counts[0], count: counts[1])
      unit = 1 / (Double(counts[0]) * Double(counts[1]))
      return
    }
    let a = rows ?? Array(repeating: 1 / Double(counts[0]), count: counts[0])
    let b = columns ?? Array(repeating: 1 / Double(counts[1]), count: counts[1])
    let totals = try (positiveTotal(of: a, "row masses"), positiveTotal(of: b, "column masses"))
    guard abs(totals.0 - totals.1) <= 1e-9 * totals.0 else {
      throw SampleError.outOfRange(
        what: "total of the column masses", value: totals.1, expected: "that of the row masses, \(totals.0)")
    }
    self.rows = Self.whole(a, total: totals.0)
    self.columns = Self.whole(b, total: totals.1)
    unit = totals.0 / Self.total
  }

  private static let total = 0x1p50

  private static func whole(_ masses: [Double], total: Double) -> [Int] {
    var units = masses.map { Int(($0 / total * Self.total).rounded()) }
    // What rounding lost or gained goes to the largest mass.
    let largest = units.indices.max { units[$0] < units[$1] }!
    units[largest] += Int(Self.total) - units.reduce(0, +)
    return units
  }
}

/// The sum of masses that are finite, not negative, and not all zero.
func positiveTotal(of masses: [Double], _ what: String) throws -> Double {
  for (index, mass) in masses.enumerated() {
    if !mass.isFinite { throw SampleError.notFinite(what: what, index: index) }
    if mass < 0 { throw SampleError.outOfRange(what: what, value: mass, expected: "numbers that are not negative") }
  }
  let total = masses.reduce(0, +)
  guard total > 0, total.isFinite else {
    throw SampleError.outOfRange(what: "total of the \(what)", value: total, expected: "a positive number")
  }
  return total
}
