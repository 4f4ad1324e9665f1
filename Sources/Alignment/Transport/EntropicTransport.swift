import Foundation
import Statistics
import Tensors

/// Entropic optimal transport, balanced or with marginals that may be missed at a price.
///
///     min_P ⟨P, C⟩ + ε KL(P | a bᵀ) + λ KL(P1 | a) + λ KL(Pᵀ1 | b)
///
/// with KL(p | q) = Σ p ln(p/q) − p + q. Balanced transport is λ = ∞: row sums are a and column sums b. The plan is
/// P[i, j] = aᵢ bⱼ exp((fᵢ + gⱼ − C[i, j])/ε).
/// - Complexity: O(n m) an iteration; the number of iterations grows as C/ε does.
/// - Source: Cuturi, NeurIPS 2013; the scalings absorbed into potentials and ε lowered in steps as in Schmitzer, SIAM J.
///   Sci. Comput. 41 (2019); steps exaggerated by `Overrelaxation`; unbalanced: Chizat, Peyré, Schmitzer, Vialard, Math.
///   Comp. 87 (2018).
public struct EntropicTransport: Sendable {
  /// What is solved and how far.
  public struct Options: Sendable {
    /// ε, in units of the cost.
    public var regularization: Double
    /// λ, in units of the cost; infinite: the marginals are met.
    public var marginalPenalty = Double.infinity
    /// Σᵢ |Σⱼ P[i, j] − aᵢ| + Σⱼ |Σᵢ P[i, j] − bⱼ|, each relative to its masses. With a finite λ the same measure of how
    /// much an iteration changes.
    public var tolerance = 1e-9
    public var iterationLimit = 10_000

    public init(regularization: Double) { self.regularization = regularization }
  }

  /// P, `[n, m]`.
  public let plan: Tensor<Double>
  /// f, `[n]`; 0 where aᵢ is 0.
  public let rowPotentials: [Double]
  /// g, `[m]`; 0 where bⱼ is 0.
  public let columnPotentials: [Double]
  /// ⟨P, C⟩: what POT calls the linear part.
  public let cost: Double
  /// The minimum above, from the dual: its error is of second order in that of the potentials.
  public let objective: Double
  public let status: MeasuredValue.Status

  /// - Parameters:
  ///   - costs: `[n, m]`, finite.
  ///   - rowMasses: `[n]`, not negative, zeros welcome, and `columnMasses`, `[m]`; of equal totals to within 1e-9 when
  ///     balanced. nil: equal masses adding up to 1.
  ///   - workers: threads; the result does not depend on their number.
  /// - Throws: `ShapeError` when lengths do not fit, `SampleError` for masses, costs or options outside their rules.
  public init(
    minimizing costs: Tensor<Double>, rowMasses: [Double]? = nil, columnMasses: [Double]? = nil, options: Options,
    workers: Int = 1
  ) throws {
    try self.init(costs, rowMasses, columnMasses, options, isSymmetric: false, workers: workers)
  }

  /// A sample moved onto itself, which converges in a few dozen iterations.
  /// - Parameters: ofItself: `[n, n]`, symmetric with a diagonal of 0.   - masses: `[n]`; nil: equal, adding up to 1.
  init(ofItself costs: Tensor<Double>, masses: [Double]?, options: Options, workers: Int) throws {
    try self.init(costs, masses, masses, options, isSymmetric: true, workers: workers)
  }

  private init(
    _ costs: Tensor<Double>, _ rowMasses: [Double]?, _ columnMasses: [Double]?, _ options: Options, isSymmetric: Bool,
    workers: Int
  ) throws {
    guard costs.rank == 2, costs.count > 0, rowMasses?.count ?? costs.rows == costs.rows,
      columnMasses?.count ?? costs.columns == costs.columns
    else {
      throw ShapeError(
        "entropic transport", expected: "costs [n, m], not empty, masses [n] and [m]", found: costs.shape,
        [rowMasses?.count ?? costs.rows, columnMasses?.count ?? costs.columns])
    }
    if let index = costs.firstNonFinite { throw SampleError.notFinite(what: "costs", index: index) }
    try options.check()
    let (n, m) = (costs.rows, costs.columns)
    let a = rowMasses ?? Array(repeating: 1 / Double(n), count: n)
    let b = columnMasses ?? Array(repeating: 1 / Double(m), count: m)
    let totals = try (positiveTotal(of: a, "row masses"), positiveTotal(of: b, "column masses"))
    if options.marginalPenalty == .infinity && abs(totals.0 - totals.1) > 1e-9 * totals.0 {
      throw SampleError.outOfRange(
        what: "total of the column masses", value: totals.1, expected: "that of the row masses, \(totals.0)")
    }
    let (rows, columns) = (a.indices.filter { a[$0] > 0 }, b.indices.filter { b[$0] > 0 })
    let reduced =
      rows.count == n && columns.count == m
      ? costs.contiguous()
      : try costs.gatherRows(rows).transposed().contiguous().gatherRows(columns).transposed().contiguous()
    let solver = SinkhornSolver(
      reduced, rows.map { a[$0] }, columns.map { b[$0] }, options, isSymmetric: isSymmetric, workers: workers)
    try solver.solve()
    (cost, objective, status) = (solver.cost, solver.objective, solver.status)
    plan = Self.spread(solver.plan, rows, columns, [n, m])
    rowPotentials = Self.spread(solver.rowPotentials, rows, n)
    columnPotentials = Self.spread(solver.columnPotentials, columns, m)
  }

  private static func spread(_ values: [Double], _ places: [Int], _ count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (place, value) in zip(places, values) { result[place] = value }
    return result
  }

  private static func spread(_ plan: Tensor<Double>, _ rows: [Int], _ columns: [Int], _ shape: [Int]) -> Tensor<Double>
  {
    if plan.shape == shape { return plan }
    return Tensor(shape: shape) { target in
      target.update(repeating: 0)
      plan.withUnsafeBuffer { source in
        for (i, row) in rows.enumerated() {
          for (j, column) in columns.enumerated() { target[row * shape[1] + column] = source[i * columns.count + j] }
        }
      }
    }
  }
}

extension EntropicTransport.Options {
  fileprivate func check() throws(SampleError) {
    guard regularization > 0, regularization.isFinite else {
      throw .outOfRange(what: "regularisation", value: regularization, expected: "a positive number")
    }
    guard marginalPenalty > 0 else {
      throw .outOfRange(what: "price of missed marginals", value: marginalPenalty, expected: "a positive number")
    }
    guard tolerance > 0 else {
      throw .outOfRange(what: "tolerance", value: tolerance, expected: "a positive number")
    }
  }
}
