import Foundation
import Models
import Tensors
import Testing

/// Samplers with the exact network of Gaussian data N(m, s²), for which the best predictions are affine in x_t:
///
///     E[x₀ | x_t] = m + α s² (x_t − αm) / (α²s² + σ²)        E[ε | x_t] = σ (x_t − αm) / (α²s² + σ²)
struct GaussianSamplingTests {
  private let mean = 1.5
  private let deviation = 0.6

  /// The best prediction of a path's target.
  private func network(_ path: some NoisePath) -> (Tensor<Double>, Double) -> Tensor<Double> {
    { [mean, deviation] x, time in
      let level = path.corruption(at: time)
      let target = path.target(at: time)
      let total = level.signal * level.signal * deviation * deviation + level.noise * level.noise
      let slope = (target.signal * level.signal * deviation * deviation + target.noise * level.noise) / total
      return x.affine(scale: slope, shift: target.signal * mean - slope * level.signal * mean)
    }
  }

  /// Where a deterministic sampler takes the noise 0 and the noise 1: its mean, and its mean plus its deviation.
  private func imageOfNoise(_ path: some NoisePath) throws -> (mean: Double, deviation: Double) {
    var stream = RandomStream(seed: 1, purpose: "unused")
    let noise = try Tensor<Double>([0, 1], shape: [2, 1])
    let images = try path.sample(from: noise, stream: &stream, predict: network(path)).elements
    return (images[0], images[1] - images[0])
  }

  @Test func flowMatchingReachesTheDataWithTheFirstOrderErrorOfEuler() throws {
    let errors = try [100, 200, 400].map { steps in
      let found = try imageOfNoise(FlowMatching(steps: steps))
      // An affine field moves the mean exactly.
      #expect(abs(found.mean - mean) < 1e-12)
      return abs(found.deviation - deviation)
    }
    #expect(errors[2] < 0.0025)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(abs(coarse / fine - 2) < 0.02) }
  }

  @Test(arguments: Diffusion.Prediction.allCases)
  func ddimReachesTheDataAsItsStepsShrink(_ prediction: Diffusion.Prediction) throws {
    let errors = try [250, 500, 1000].map { steps in
      let found = try imageOfNoise(
        Diffusion(
          schedule: DiffusionSchedule(.cosine, steps: 1000), prediction: prediction,
          sampler: .ddim(steps: steps, eta: 0)))
      #expect(abs(found.mean - mean) < 0.01)
      return abs(found.deviation / deviation - 1)
    }
    #expect(errors[2] < 0.002)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(coarse / fine > 1.8) }
  }

  /// Mean and deviation of 40000 samples: standard errors s/200 and s/283.
  ///
  /// The tolerance is five of them (false alarms below 6e-7 each) and the part of the deviation that a thousand steps
  /// leave out, β̃ being smaller than the posterior's variance of data that are not a point: first order in 1/T, 0.35 %
  /// for the cosine schedule and 0.66 % for the linear one by the recursion of the samples' variance.
  @Test(arguments: [Diffusion.Sampler.ddpm(steps: 1000), .ddim(steps: 1000, eta: 1)])
  func stochasticSamplersReachTheData(_ sampler: Diffusion.Sampler) throws {
    let count = 40_000
    for kind in [DiffusionSchedule.Kind.cosine, .linear(first: 1e-4, last: 0.02)] {
      let path = Diffusion(schedule: DiffusionSchedule(kind, steps: 1000), prediction: .noise, sampler: sampler)
      var stream = RandomStream(seed: 5, purpose: "sampling")
      let noise = Tensor<Double>.normal([count, 1], from: &stream)
      let samples = try path.sample(from: noise, stream: &stream, predict: network(path))
      let found = samples.mean()
      let variance = (samples - found).squared().sum() / Double(count - 1)
      #expect(abs(found - mean) < 5 * deviation / 200)
      #expect(abs(variance.squareRoot() / deviation - 1) < 5.0 / 283 + 0.007)
    }
  }
}
