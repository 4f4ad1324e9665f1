import Foundation
import Probes
import Tensors

/// Logistic regression of 20 000 rows of 512 columns on their domain, to a gradient of Euclidean norm 1e-8, C = 1, on the
/// rows that `peers/logistic.py` takes, on two threads.
enum LogisticRegressions {
  static let measurements = [
    Measurement("logistic-20000x512", unit: "ms") { try fit(independent()) },
    Measurement("logistic-correlated-20000x512", unit: "ms") { try fit(correlated()) },
  ]

  private static func fit(_ rows: Tensor<Float>) throws -> Measurement.Value {
    let regression = LogisticRegression(inverseRegularization: 1, tolerance: 1e-8, workers: 2)
    let labels = (0..<rows.rows).map { $0 >= rows.rows / 2 }
    var solution = try regression.fit(rows, labels: labels)
    let time = try secondsPerStep(3, warmup: 0) { solution = try regression.fit(rows, labels: labels) }
    return .init(
      number: time * 1e3,
      details: ["iterations": Double(solution.iterations), "norm of the gradient": solution.gradientNorm])
  }

  /// Standard normals; the sim half is moved by 1 along the diagonal of all columns.
  private static func independent() throws -> Tensor<Float> {
    var stream = RandomStream(seed: 0, purpose: "logistic regression")
    return try moved(Tensor.normal([20_000, 512], from: &stream))
  }

  /// Episodes of 100 rows, each .9 of the row before, of 32 factors in 512 columns, and noise of deviation .1.
  private static func correlated() throws -> Tensor<Float> {
    var stream = RandomStream(seed: 1, purpose: "logistic regression")
    let mixing = Tensor<Float>.normal([32, 512], from: &stream)
    var factors = Tensor<Float>.normal([20_000, 32], from: &stream)
    let innovation = Float(0.19).squareRoot()
    for row in 0..<20_000 where row % 100 > 0 {
      for column in 0..<32 {
        factors[row, column] = 0.9 * factors[row - 1, column] + innovation * factors[row, column]
      }
    }
    let noise = Tensor<Float>.normal([20_000, 512], from: &stream) * 0.1
    return try moved(factors.multiplied(by: mixing) * (1 / Float(32).squareRoot()) + noise)
  }

  private static func moved(_ rows: Tensor<Float>) throws -> Tensor<Float> {
    var rows = rows
    let step = 1 / Float(rows.columns).squareRoot()
    for row in rows.rows / 2..<rows.rows {
      for column in 0..<rows.columns { rows[row, column] += step }
    }
    return rows
  }
}
