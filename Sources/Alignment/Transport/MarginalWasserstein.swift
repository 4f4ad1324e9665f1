import Foundation
import Tensors

/// The Wasserstein distance of each coordinate's marginal, averaged over coordinates.
///
///     1/d Σ_k W_p(x[:, k], y[:, k])
///
/// For d = 1 it is the Wasserstein distance. It sees nothing of how coordinates depend on each other, so it is 0 between
/// different distributions with the same marginals.
/// - Complexity: preparing O(N d); a value O(N d).
/// - Source: each term as `wassersteinDistance`.
public struct MarginalWasserstein: UnpairedMeasure {
  /// p, 1 or 2.
  public let power: Int

  public init(power: Int) {
    precondition(power == 1 || power == 2, "the power is 1 or 2")
    self.power = power
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "marginal-w\(power)", title: "Mean Wasserstein-\(power) distance of the coordinates", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation],
      properties: [.symmetry, .triangleInequality, .identity, .nonNegative],
      bias: "upwards, O(n^(-1/2))", cost: "O(n d log n)", source: "Villani, Optimal Transport (2009), on the line")
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 200 * Double(n + m) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    let axes = Tensor<Double>.identity(rows.rows.columns)
    return PreparedMarginalWasserstein(
      projections: try SortedProjections(of: rows, along: axes, workers: workers), power: Double(power))
  }
}

private struct PreparedMarginalWasserstein: PreparedMeasure {
  let projections: SortedProjections
  let power: Double

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    let costs = projections.costs(between: first, and: second, power: power)
    return MeasuredValue(costs.reduce(0) { $0 + pow($1, 1 / power) } / Double(costs.count))
  }
}
