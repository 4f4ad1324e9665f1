import Models
import Reweighting
import Tensors

/// The closed form over many demonstrations, in Double on two threads, on numbers like those of `peers/closed_form.py`:
/// standard normal latents (64) and actions (32), the source's moved by 0.3, a Gaussian kernel of bandwidth 8.
enum ClosedForm {
  static let measurements = [
    Measurement("posteriors-1000x100000x20", unit: "s") { try posteriors(queries: 1000, demonstrations: 100_000) },
    Measurement("posteriors-200x20000x20", unit: "s") { try posteriors(queries: 200, demonstrations: 20_000) },
    Measurement("influence-200x20000x20", unit: "s") {
      let (optimum, queries) = try problem(queries: 200, demonstrations: 20_000)
      let given = try optimum.posteriors(queries, workers: 2)
      let time = try secondsPerStep(1, warmup: 0) {
        _ = try optimum.influence(on: queries, shares: [0.2, 0.8], posteriors: given, workers: 2)
      }
      return .init(number: time, details: ["peak memory, MiB": peakMemory()])
    },
  ]

  private static func posteriors(queries: Int, demonstrations: Int) throws -> Measurement.Value {
    let (optimum, queries) = try problem(queries: queries, demonstrations: demonstrations)
    let time = try secondsPerStep(1, warmup: 0) { _ = try optimum.posteriors(queries, workers: 2) }
    return .init(number: time, details: ["peak memory, MiB": peakMemory()])
  }

  private static func problem(
    queries: Int, demonstrations: Int
  ) throws -> (optimum: KernelOptimum, queries: NoisyQueries) {
    var stream = RandomStream(seed: 0, purpose: "closed form")
    func domain(_ count: Int, at centre: Double, share: Double) throws -> KernelOptimum.Domain {
      try .init(
        latents: Tensor.normal([count, 64], from: &stream) + centre,
        actions: Tensor.normal([count, 32], from: &stream) + centre, share: share)
    }
    let real = demonstrations / 50
    let path = FlowMatching()
    let optimum = try KernelOptimum(
      [domain(real, at: 0, share: 0.2), domain(demonstrations - real, at: 0.3, share: 0.8)],
      kernel: .gaussian(bandwidth: 8, width: 64), path: path)
    let asked = try NoisyQueries(
      corrupting: .normal([queries, 32], from: &stream), latents: .normal([queries, 64], from: &stream),
      times: (0..<20).map { Double($0) / 20 }, path: path, stream: &stream)
    return (optimum, asked)
  }
}
