import Alignment
import Foundation
import Tensors

/// Logistic regression on the rows' columns: what a linear map can read of the domain.
///
///     min over w, b   ½ |w|² + C Σᵢ ln(1 + exp(−yᵢ (w·xᵢ + b))),   yᵢ = ±1,
///
/// with x standardised inside the fold. The penalty keeps w finite where the domains are separable.
/// - Complexity: see `LogisticRegression`.
/// - Source: Alain and Bengio, "Understanding intermediate layers using linear classifier probes" (2016); the objective
///   is scikit-learn's `LogisticRegression(C)`.
public struct LinearProbe: Probe {
  public let name = "linear"
  /// The inverse strength of the penalty.
  public var inverseRegularization: Double
  public var standardizes: Bool

  public init(inverseRegularization: Double = 1, standardizes: Bool = true) {
    self.inverseRegularization = inverseRegularization
    self.standardizes = standardizes
  }

  public func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe {
    let scaling = standardizes ? try ColumnScaling(fittedTo: rows) : ColumnScaling(identityOf: rows.columns)
    let solution = try LogisticRegression(inverseRegularization: inverseRegularization)
      .fit(standardizes ? scaling.apply(rows) : rows, labels: isSim)
    return FittedLinearProbe(solution: solution, scaling: scaling)
  }
}

struct FittedLinearProbe: FittedProbe {
  let status: MeasuredValue.Status
  /// On unscaled columns.
  let weights: [Double]
  let intercept: Double

  init(solution: LogisticSolution, scaling: ColumnScaling) {
    status = solution.status
    weights = zip(solution.weights, scaling.scale.elements).map { $0 * $1 }
    intercept = solution.intercept - Double.kernels.dot(weights.count, weights, scaling.mean.elements)
  }

  func logOdds(of rows: Tensor<Float>) -> [Double] {
    var scores: [Double] = []
    scores.reserveCapacity(rows.rows)
    rows.forEachRow { scores.append(intercept + Double.kernels.dot(weights.count, $0, weights)) }
    return scores
  }
}
