import Foundation
import Statistics
import Tensors

/// Wasserstein distance between two samples of equally weighted rows, solved exactly.
///
///     W_p = (min_P Σᵢⱼ P[i, j] |xᵢ − yⱼ|ᵖ)^{1/p},   row sums 1/n, column sums 1/m
///
/// The plan comes from `Assignment` when n = m and from `TransportPlan` otherwise; its cost is then taken from the
/// coordinates in Double, so that a sample is at distance 0 from itself.
/// - Complexity: O(n m d) for the costs and about O(n²·⁵) for the plan; O(n m) memory.
/// - Source: Villani, Optimal Transport (2009), definition 6.1; Peyré, Cuturi, Computational Optimal Transport (2019).
public struct ExactWasserstein: UnpairedMeasure {
  /// p, 1 or 2.
  public let power: Int

  public init(power: Int) {
    precondition(power == 1 || power == 2, "the power is 1 or 2")
    self.power = power
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "w\(power)", title: "Wasserstein-\(power) distance, exact", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: [.symmetry, .identity, .triangleInequality, .nonNegative],
      bias: "upwards, O(n^(-1/d)) for d > 2p", cost: "O(n² d + n^2.5)",
      source: "Villani, Optimal Transport (2009), definition 6.1", rowLimit: 2000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double {
    (n == m ? 0.6 : 1) * Double(n) * Double(m) * Double(n + m).squareRoot()
  }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    DirectMeasure(rows: try rows.inDouble()) { [power] x, y in
      var costs = try x.squaredDistances(to: y, workers: workers)
      if power == 1 { costs = costs.squareRoot() }
      let flows: [TransportPlan.Flow]
      var status = MeasuredValue.Status.exact
      if x.rows == y.rows {
        let columns = try Assignment(minimizing: costs).columnOfRow
        flows = columns.enumerated().map { .init(row: $0, column: $1, mass: 1 / Double(columns.count)) }
      } else {
        let plan = try TransportPlan(minimizing: costs)
        flows = plan.flows
        status = plan.status
      }
      let cost = transportCost(of: flows, from: x, to: y, power: Double(power))
      return MeasuredValue(power == 1 ? cost : cost.squareRoot(), status)
    }
  }
}

/// Σ mass · |xᵢ − yⱼ|ᵖ from the coordinates.
func transportCost(
  of flows: [TransportPlan.Flow], from x: Tensor<Double>, to y: Tensor<Double>, power: Double
) -> Double {
  let width = x.columns
  return x.withUnsafeBuffer { x in
    y.withUnsafeBuffer { y in
      flows.reduce(0) { total, flow in
        var squared = 0.0
        for column in 0..<width {
          let gap = x[flow.row * width + column] - y[flow.column * width + column]
          squared += gap * gap
        }
        return total + flow.mass * (power == 2 ? squared : squared.squareRoot())
      }
    }
  }
}

extension GroupedRows {
  func inDouble() throws -> GroupedRows<Double> {
    try GroupedRows<Double>(rows.converted(to: Double.self), counts: groups.map(\.count))
  }
}
