import MachinePeak
import OpenBLAS
import Tensors

/// Single-precision matrix products as the package does them, and the share of the machine's peak that they reach.
///
/// The shapes are a layer of the toy network, a layer of the larger one, and a product large enough that nothing but
/// arithmetic counts. The fastest of many short bursts stands: other work on the machine only ever adds time.
enum MatrixProducts {
  static let measurements = [
    Measurement("sgemm-256x64x64", unit: "GFLOP/s") { try product(rows: 256, inner: 64, columns: 64, threads: 1) },
    Measurement("sgemm-256x256x256", unit: "GFLOP/s") { try product(rows: 256, inner: 256, columns: 256, threads: 1) },
    Measurement("sgemm-2048", unit: "GFLOP/s") { try product(rows: 2048, inner: 2048, columns: 2048, threads: 1) },
    Measurement("sgemm-2048-two-threads", unit: "GFLOP/s") {
      try product(rows: 2048, inner: 2048, columns: 2048, threads: 2)
    },
  ]

  private static func product(rows: Int, inner: Int, columns: Int, threads: Int) throws -> Measurement.Value {
    openblas_set_num_threads(Int32(threads))
    var stream = RandomStream(seed: 0, purpose: "matrix product")
    let a = Tensor<Float>.uniform([rows, inner], from: &stream)
    let b = Tensor<Float>.uniform([inner, columns], from: &stream)
    let operations = 2 * Double(rows) * Double(inner) * Double(columns)
    let burst = max(1, Int(2e9 / operations))
    var best = Double.infinity
    for _ in 0..<12 {
      best = min(best, try secondsPerStep(burst, warmup: 1) { _ = try a.multiplied(by: b) })
    }
    let speed = operations / best / 1e9
    let peak = try peak(threads: threads)
    return .init(number: speed, details: ["peak": peak, "share of peak": speed / peak])
  }

  /// GFLOP/s of multiply-adds that stay in registers: the best of three vector widths over 20 bursts of about 10 ms.
  private static func peak(threads: Int) throws -> Double {
    var best = 0.0
    for width: Int32 in [4, 8, 16] {
      let rounds = 2_000_000
      for _ in 0..<20 {
        let time = try secondsPerStep(1, warmup: 0) {
          try forEachInParallel(threads, workers: threads) { _ in _ = machine_peak_burst(rounds, width) }
        }
        // A burst of one round says how many operations a round is: none where the processor lacks the width.
        best = max(best, machine_peak_burst(1, width) * Double(rounds * threads) / time)
      }
    }
    return best / 1e9
  }
}
