import Statistics
import Tensors

/// Optimal transport of part of the mass, the part that is cheapest to move: outliers of either side are left alone.
///
///     min_P ⟨P, C⟩   over P ≥ 0, P1 ≤ a, Pᵀ1 ≤ b, total mass s
///
/// Exact: a dummy row and a dummy column take what stays behind, and the network simplex solves the rest. As a measure
/// it moves `fraction` of two equally weighted samples with squared distances as cost and gives ⟨P, C⟩.
/// - Source: Caffarelli, McCann, Annals of Mathematics 171 (2010); the dummy points as in Chapel, Alaya, Gasso, NeurIPS
///   2020. The values are those of POT's `partial_wasserstein2`.
public struct PartialTransport: UnpairedMeasure {
  /// s.
  public let fraction: Double

  public init(fraction: Double = 0.9) {
    precondition(fraction > 0 && fraction <= 1, "a fraction is above 0 and at most 1")
    self.fraction = fraction
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "partial-ot", title: "Partial transport of \(fraction) of the mass, exact (squared distances)",
      pairing: .unpaired, direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: [.symmetry, .identity, .nonNegative], bias: "upwards, O(n^(-2/d)) for d > 4",
      cost: "O(n² d + n^2.5)", source: "Chapel, Alaya, Gasso, NeurIPS 2020", rowLimit: 1000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double {
    2 * Double(n) * Double(m) * Double(n + m).squareRoot()
  }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    DirectMeasure(rows: try rows.inDouble()) { [fraction] x, y in
      let plan = try Self.plan(minimizing: x.squaredDistances(to: y, workers: workers), mass: fraction)
      return MeasuredValue(transportCost(of: plan.flows, from: x, to: y, power: 2), plan.status)
    }
  }

  /// - Parameters:
  ///   - costs: `[n, m]`, not negative.   - rowMasses: `[n]`, nil: equal, adding up to 1.   - columnMasses: `[m]`.
  ///   - mass: s, at most the smaller total.
  /// - Returns: the flows between rows and columns, and the status of the solver.
  /// - Throws: `ShapeError` when lengths do not fit, `SampleError` for costs or masses outside these rules.
  public static func plan(
    minimizing costs: Tensor<Double>, rowMasses: [Double]? = nil, columnMasses: [Double]? = nil, mass: Double
  ) throws -> (flows: [TransportPlan.Flow], cost: Double, status: MeasuredValue.Status) {
    guard costs.rank == 2, costs.count > 0 else {
      throw ShapeError("partial transport", expected: "costs [n, m], not empty", found: costs.shape)
    }
    let (n, m) = (costs.rows, costs.columns)
    let a = rowMasses ?? Array(repeating: 1 / Double(n), count: n)
    let b = columnMasses ?? Array(repeating: 1 / Double(m), count: m)
    let (left, right) = try (positiveTotal(of: a, "row masses"), positiveTotal(of: b, "column masses"))
    guard mass > 0, mass <= min(left, right) * (1 + 1e-12) else {
      throw SampleError.outOfRange(
        what: "mass to move", value: mass, expected: "a positive number of at most \(min(left, right))")
    }
    let lowest = costs.minimum()
    if lowest < 0 {
      throw SampleError.outOfRange(what: "cost", value: lowest, expected: "a number that is not negative")
    }
    let forbidden = 2 * costs.maximum() + 1
    let extended = try Tensor.concatenated(
      [
        Tensor.concatenated([costs, .zeros([n, 1])], axis: 1),
        Tensor.concatenated([.zeros([1, m]), Tensor(repeating: forbidden, shape: [1, 1])], axis: 1),
      ])
    let plan = try TransportPlan(
      minimizing: extended, rowMasses: a + [max(0, right - mass)], columnMasses: b + [max(0, left - mass)])
    let flows = plan.flows.filter { $0.row < n && $0.column < m }
    let cost = costs.withUnsafeBuffer { costs in flows.reduce(0) { $0 + $1.mass * costs[$1.row * m + $1.column] } }
    return (flows, cost, plan.status)
  }
}
