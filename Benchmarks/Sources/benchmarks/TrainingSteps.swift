import Kernels
import Models
import OpenBLAS
import Tensors
import ToyModel
import Training

/// Training steps of the core trainer, drawing the batch included.
enum TrainingSteps {
  static let measurements = [
    Measurement("toy-step", unit: "ms a step and network") { try toy() },
    Measurement("larger-step", unit: "ms a step") { try larger(parts: 1) },
    Measurement("larger-step-two-threads", unit: "ms a step") { try larger(parts: 2) },
  ]

  private static let batch = 256

  /// 6 → 5 × 64 SiLU → 2, flow matching, Adam.
  private static func toy() throws -> Measurement.Value {
    let trainer = try trainer(
      hidden: [Int](repeating: 64, count: 5), timeEmbedding: .scalar,
      configuration: TrainingConfiguration(steps: .max, batchSize: batch, learningRate: 3e-3, schedule: .constant))
    let step = try secondsPerStep(2000, warmup: 200) { try trainer.advance() } * 1e3
    return .init(number: step, details: breakdown([6, 64, 64, 64, 64, 64, 2], of: step))
  }

  /// 69 → 4 × 256 SiLU → 2 with a 64-wide embedding of time, AdamW.
  private static func larger(parts: Int) throws -> Measurement.Value {
    let trainer = try trainer(
      hidden: [Int](repeating: 256, count: 4), timeEmbedding: .sinusoidal(width: 64, scale: 1000),
      configuration: TrainingConfiguration(
        steps: .max, batchSize: batch, batchParts: parts, learningRate: 1e-3, schedule: .constant,
        optimizer: .adamW(decay: 1e-2)))
    let step = try secondsPerStep(300, warmup: 30) { try trainer.advance() } * 1e3
    return .init(number: step, details: parts == 1 ? breakdown([69, 256, 256, 256, 256, 2], of: step) : [:])
  }

  private static func trainer(
    hidden: [Int], timeEmbedding: TimeEmbedding, configuration: TrainingConfiguration
  ) throws -> Trainer<Float> {
    let geometry = ToyGeometry(ToyConfiguration(dz: 1, w: 0.1, seed: 0))
    let domains = try ToyGeometry.Side.allCases.reversed().map { side in
      let sample = try geometry.demonstrations(side)
      return try Domain(
        side.rawValue, observations: sample.inputs.converted(to: Float.self),
        actions: sample.answers.converted(to: Float.self))
    }
    var stream = RandomStream(seed: 0, purpose: "benchmark weights")
    let policy = DenoisingPolicy<Float>(
      .init(observationWidth: 3, actionWidth: 2, hidden: hidden, timeEmbedding: timeEmbedding), path: FlowMatching(),
      stream: &stream)
    return try Trainer(policy, on: DomainMixture(domains, ratio: .target(0.1)), configuration: configuration, seed: 0)
  }

  /// Where a step's time goes: its matrix products, its element-wise loops and its optimiser, each done alone with the
  /// step's own shapes, and what remains.
  private static func breakdown(_ widths: [Int], of step: Double) -> [String: Double] {
    let widest = widths.max()!
    var a = [Float](repeating: 0.1, count: batch * widest)
    var b = [Float](repeating: 0.1, count: max(batch, widest) * widest)
    var c = [Float](repeating: 0, count: max(batch, widest) * widest)
    let layers = Array(zip(widths, widths.dropFirst()))
    let products = secondsPerStep(300, warmup: 30) {
      for (index, (inputs, outputs)) in layers.enumerated() {
        let (n, k, m) = (Int32(batch), Int32(inputs), Int32(outputs))
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, m, k, 1, &a, k, &b, k, 0, &c, m)
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, k, n, 1, &a, m, &b, k, 1, &c, k)
        // The first layer's inputs are data: no gradient goes on from there.
        if index > 0 { cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, k, m, 1, &a, m, &b, k, 0, &c, k) }
      }
    }
    let elementwise = secondsPerStep(300, warmup: 30) {
      for (_, outputs) in layers.dropLast() {
        kernel_bias_activation_f32(Int32(KERNEL_SILU), batch, outputs, &b, &a, &c)
        kernel_bias_activation_backward_f32(batch, outputs, &a, &c, &b)
      }
    }
    let parameters = Parameters<Float>()
    parameters.add("all", .ones([layers.reduce(0) { $0 + ($1.0 + 1) * $1.1 }]))
    var optimizer = Optimizer<Float>(.adamW(), count: parameters.count)
    let optimization = secondsPerStep(300, warmup: 30) { optimizer.step(parameters, rate: 1e-3) }
    let parts = ["matrix products": products, "element-wise": elementwise, "optimiser": optimization]
      .mapValues { $0 * 1e3 }
    return parts.merging(["rest": step - parts.values.reduce(0, +)]) { first, _ in first }
  }
}
