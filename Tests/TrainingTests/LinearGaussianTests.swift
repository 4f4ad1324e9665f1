import Foundation
import Models
import Tensors
import Testing
import Training

/// The whole trainer on a problem whose optimum is known: actions a = k·o + c + s·n with o and n standard normal.
@Suite struct LinearGaussianTests {
  static let (slope, offset, spread) = (1.5, -0.5, 0.5)

  static func demonstrations(_ name: String, count: Int, seed: UInt64) throws -> Domain<Float> {
    var stream = RandomStream(seed: seed, purpose: "linear-Gaussian \(name)")
    let observations = Tensor<Float>.normal([count, 1], from: &stream)
    let noise = Tensor<Float>.normal([count, 1], from: &stream)
    return try Domain(
      name, observations: observations,
      actions: observations * Float(slope) + noise * Float(spread) + Float(offset))
  }

  /// The smallest possible loss: the variance of the target that x_t and o leave open, averaged over the time,
  ///
  ///     Var(a x₀ + b ε | x_t, o) = s² (aσ − bα)² / (α² s² + σ²),
  ///
  /// which for flow matching integrates to s π/2.
  static func optimum(_ path: any NoisePath) -> Double {
    let count = 10_000
    return (0..<count).map { index in
      let time = path.trainingTime((Double(index) + 0.5) / Double(count))
      let (x, target) = (path.corruption(at: time), path.target(at: time))
      let determinant = target.signal * x.noise - target.noise * x.signal
      let variance = x.signal * x.signal * spread * spread + x.noise * x.noise
      return spread * spread * determinant * determinant / variance
    }.reduce(0, +) / Double(count)
  }

  @Test func theOptimumOfFlowMatchingIsTheSpreadTimesHalfPi() {
    expectClose([Self.optimum(FlowMatching())], [Self.spread * .pi / 2], 1e-6)
  }

  /// 20 000 held-out rows leave a standard error of about 1 % on the validation loss; the tolerance is 5 %.
  @Test(arguments: [true, false]) func trainingReachesTheOptimumInAFewHundredSteps(isFlow: Bool) throws {
    let path: any NoisePath =
      isFlow
      ? FlowMatching(steps: 50)
      : Diffusion(
        schedule: DiffusionSchedule(.cosine, steps: 50), prediction: .velocity, sampler: .ddim(steps: 50, eta: 0))
    var stream = RandomStream(seed: 1, purpose: "linear-Gaussian weights")
    let policy = DenoisingPolicy<Float>(
      .init(
        observationWidth: 1, actionWidth: 1, hidden: [64, 64], activation: .tanh,
        timeEmbedding: isFlow ? .scalar : .sinusoidal(width: 16, scale: 1)),
      path: path, stream: &stream)
    let heldOut = try Self.demonstrations("held out", count: 20_000, seed: 2)
    let trainer = try Trainer(
      policy, on: DomainMixture([Self.demonstrations("real", count: 20_000, seed: 1)], ratio: .natural),
      configuration: TrainingConfiguration(
        steps: 600, batchSize: 256, learningRate: 1e-2, schedule: .cosine(warmUp: 20), gradientClip: 1),
      validation: [heldOut], seed: 1)
    let optimum = Self.optimum(path)
    let untrained = try #require(trainer.validationLosses()["held out"])
    #expect(untrained > 1.5 * optimum)
    try trainer.run()
    let trained = try #require(trainer.validationLosses()["held out"])
    #expect(abs(trained / optimum - 1) < 0.05, "\(trained) at an optimum of \(optimum)")

    // Samples at o = 1: mean k + c, deviation s. Standard errors are .008 and .006; the rest is the network's.
    let actions = try policy.act(on: .ones([4000, 1]), stream: &stream).converted(to: Double.self)
    let mean = try actions.mean(axis: 0).scalar
    let deviation = try (actions - mean).squared().mean(axis: 0).scalar.squareRoot()
    #expect(abs(mean - (Self.slope + Self.offset)) < 0.1)
    #expect(abs(deviation - Self.spread) < 0.1)
  }
}
