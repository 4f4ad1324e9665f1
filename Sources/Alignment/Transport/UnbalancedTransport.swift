import Foundation
import Statistics
import Tensors

/// Unbalanced optimal transport without entropy: marginals may be missed at a Kullback–Leibler price.
///
///     min_P ⟨P, C⟩ + λ KL(P1 | a) + λ KL(Pᵀ1 | b)   over P ≥ 0
///
/// By majorisation and minimisation from P = a bᵀ, each iteration
///
///     P[i, j] ← P[i, j] · exp(−C[i, j]/2λ) · √(aᵢ/(P1)ᵢ · bⱼ/(Pᵀ1)ⱼ)
///
/// which lowers the objective; convergence is sublinear where entries die out, so the status matters.
/// - Complexity: O(n m) an iteration.
/// - Source: Chapel, Flamary, Wu, Févotte, Gasso, NeurIPS 2021; POT's `mm_unbalanced` with div = "kl".
public struct UnbalancedTransport: Sendable {
  /// P, `[n, m]`.
  public let plan: Tensor<Double>
  /// ⟨P, C⟩.
  public let cost: Double
  public let status: MeasuredValue.Status

  /// - Parameters:
  ///   - costs: `[n, m]`, finite.   - rowMasses: `[n]`, not negative.   - columnMasses: `[m]`, not negative.
  ///   - marginalPenalty: λ.
  ///   - tolerance: on Σ |P − P before| / Σ P.
  /// - Throws: `ShapeError` when lengths do not fit, `SampleError` for masses, costs or prices outside these rules.
  public init(
    minimizing costs: Tensor<Double>, rowMasses a: [Double], columnMasses b: [Double], marginalPenalty: Double,
    tolerance: Double = 1e-10, iterationLimit: Int = 20_000
  ) throws {
    guard costs.rank == 2, costs.count > 0, a.count == costs.rows, b.count == costs.columns else {
      throw ShapeError(
        "unbalanced transport", expected: "costs [n, m], not empty, masses [n] and [m]", found: costs.shape,
        [a.count, b.count])
    }
    if let index = costs.firstNonFinite { throw SampleError.notFinite(what: "costs", index: index) }
    guard marginalPenalty > 0, marginalPenalty.isFinite else {
      throw SampleError.outOfRange(what: "price of missed marginals", value: marginalPenalty, expected: "above 0")
    }
    _ = try (positiveTotal(of: a, "row masses"), positiveTotal(of: b, "column masses"))
    let (n, m) = (costs.rows, costs.columns)
    let kernel = (costs * (-1 / (2 * marginalPenalty))).exponential().elements
    var plan = a.flatMap { mass in b.map { mass * $0 } }
    var (change, iterations) = (Double.infinity, 0)
    while change > tolerance && iterations < iterationLimit {
      iterations += 1
      var (rows, columns) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: m))
      for i in 0..<n {
        for j in 0..<m {
          rows[i] += plan[i * m + j]
          columns[j] += plan[i * m + j]
        }
      }
      // A row that has lost all its mass stays without.
      let up = (0..<n).map { rows[$0] > 0 ? (a[$0] / rows[$0]).squareRoot() : 0 }
      let down = (0..<m).map { columns[$0] > 0 ? (b[$0] / columns[$0]).squareRoot() : 0 }
      var (moved, total) = (0.0, 0.0)
      for i in 0..<n {
        for j in 0..<m {
          let next = plan[i * m + j] * kernel[i * m + j] * up[i] * down[j]
          moved += abs(next - plan[i * m + j])
          total += next
          plan[i * m + j] = next
        }
      }
      change = total > 0 ? moved / total : 0
    }
    self.plan = try Tensor(plan, shape: [n, m])
    cost = zip(plan, costs.elements).reduce(0) { $0 + $1.0 * $1.1 }
    status =
      change <= tolerance
      ? .converged(iterations: iterations)
      : .notConverged(iterations: iterations, error: change, remedy: "allow more iterations or raise the tolerance")
  }
}
