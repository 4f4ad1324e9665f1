import Alignment
import Tensors

/// Optimal transport between samples, in Double on two threads, on numbers like those of `peers/transport.py`: standard
/// normals in 64 columns, the second sample moved by 0.3.
enum Transport {
  static let measurements = [
    Measurement("w2-2000x64", unit: "ms") { try unpaired(ExactWasserstein(power: 2), rows: 2000) },
    Measurement("sliced-w2-5000x64", unit: "ms") {
      try unpaired(SlicedWasserstein(power: 2, directionCount: 500), rows: 5000)
    },
    Measurement("sinkhorn-2000", unit: "ms") { try entropic() },
  ]

  private static func unpaired(_ measure: any UnpairedMeasure, rows: Int) throws -> Measurement.Value {
    let (x, y) = samples(rows)
    let time = try secondsPerStep(5, warmup: 1) { _ = try measure.value(between: x, and: y, workers: 2) }
    return .init(number: time * 1e3)
  }

  /// From the matrix of costs, as the peer takes it, to a marginal error of 1e-6 at .05 of the median cost.
  private static func entropic() throws -> Measurement.Value {
    let (x, y) = samples(2000)
    let costs = try x.squaredDistances(to: y, workers: 2)
    let sorted = costs.elements.sorted()
    let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    var options = EntropicTransport.Options(regularization: 0.05 * median)
    options.tolerance = 1e-6
    var iterations = 0.0
    let time = try secondsPerStep(5, warmup: 1) {
      let found = try EntropicTransport(minimizing: costs, options: options, workers: 2)
      if case .converged(let count) = found.status { iterations = Double(count) }
    }
    return .init(number: time * 1e3, details: ["iterations": iterations])
  }

  private static func samples(_ rows: Int) -> (Tensor<Double>, Tensor<Double>) {
    var stream = RandomStream(seed: 0, purpose: "transport")
    let x = Tensor<Double>.normal([rows, 64], from: &stream)
    return (x, Tensor<Double>.normal([rows, 64], from: &stream) + 0.3)
  }
}
