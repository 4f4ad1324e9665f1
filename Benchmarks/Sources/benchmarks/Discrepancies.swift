import Alignment
import Tensors

/// Distances between samples and similarities of representations, in Float on two threads, on the numbers that
/// `peers/discrepancies.py` takes: standard normals, the second sample moved by 0.1.
enum Discrepancies {
  static let measurements = [
    Measurement("mmd2-5000x64", unit: "ms") { try unpaired(MaximumMeanDiscrepancy(bandwidth: .fixed(8)), rows: 5000) },
    Measurement("mmd2-median-5000x64", unit: "ms") { try unpaired(MaximumMeanDiscrepancy(), rows: 5000) },
    Measurement("mmd2-50000x64", unit: "ms") {
      try unpaired(MaximumMeanDiscrepancy(bandwidth: .fixed(8)), rows: 50_000, calls: 1)
    },
    Measurement("energy-5000x64", unit: "ms") { try unpaired(EnergyDistance(), rows: 5000) },
    Measurement("cka-5000x512", unit: "ms") {
      try paired(CenteredKernelAlignment(estimator: .biased), rows: 5000, columns: 512)
    },
    Measurement("cka-rbf-5000x64", unit: "ms") {
      try paired(CenteredKernelAlignment(kernel: .gaussian(.fixed(8)), estimator: .biased), rows: 5000, columns: 64)
    },
  ]

  private static func unpaired(
    _ measure: any UnpairedMeasure, rows: Int, calls: Int = 5
  ) throws -> Measurement.Value {
    let (x, y) = samples(rows, 64)
    let time = try secondsPerStep(calls, warmup: calls > 1 ? 1 : 0) {
      _ = try measure.value(between: x, and: y, workers: 2)
    }
    return .init(number: time * 1e3, details: ["peak memory, MiB": peakMemory()])
  }

  private static func paired(_ measure: any PairedMeasure, rows: Int, columns: Int) throws -> Measurement.Value {
    let (x, y) = samples(rows, columns)
    let time = try secondsPerStep(5, warmup: 1) { _ = try measure.value(between: x, and: y, workers: 2) }
    return .init(number: time * 1e3, details: ["peak memory, MiB": peakMemory()])
  }

  private static func samples(_ rows: Int, _ columns: Int) -> (Tensor<Float>, Tensor<Float>) {
    var stream = RandomStream(seed: 0, purpose: "discrepancies")
    let x = Tensor<Float>.normal([rows, columns], from: &stream)
    return (x, Tensor<Float>.normal([rows, columns], from: &stream) + 0.1)
  }
}
