import Foundation
import Models
import Tensors
import Testing

struct NoisePathTests {
  @Test func flowMatchingIsTheStraightLineFromNoiseToData() {
    // torchcfm's conditional flow matcher with σ = 0: x_t = t x₁ + (1 − t) x₀, u_t = x₁ − x₀, x₀ its noise.
    let path = FlowMatching()
    let (data, noise) = (1.7, -0.4)
    for time in [0, 0.125, 0.5, 0.9, 1] {
      let corruption = path.corruption(at: time)
      let target = path.target(at: time)
      #expect(corruption.signal * data + corruption.noise * noise == time * data + (1 - time) * noise)
      #expect(target.signal * data + target.noise * noise == data - noise)
    }
    #expect(path.corruption(at: 0) == PathCoefficients(signal: 0, noise: 1))
    #expect(path.corruption(at: 1) == PathCoefficients(signal: 1, noise: 0))
  }

  @Test func targetOfFlowMatchingIsTheDerivativeOfThePath() {
    let path = FlowMatching()
    let h = 1e-4
    for time in [0.1, 0.5, 0.9] {
      let (before, after) = (path.corruption(at: time - h), path.corruption(at: time + h))
      #expect(abs((after.signal - before.signal) / (2 * h) - path.target(at: time).signal) < 1e-10)
      #expect(abs((after.noise - before.noise) / (2 * h) - path.target(at: time).noise) < 1e-10)
    }
  }

  @Test func trainingTimesCoverThePath() {
    #expect(FlowMatching().trainingTime(0.25) == 0.25)
    let diffusion = Diffusion(
      schedule: DiffusionSchedule(.cosine, steps: 100), prediction: .noise, sampler: .ddpm(steps: 100))
    #expect(diffusion.trainingTime(0) == 0)
    #expect(diffusion.trainingTime(0.0099) == 0)
    #expect(diffusion.trainingTime(0.5) == 50)
    #expect(diffusion.trainingTime(1.0.nextDown) == 99)
  }

  @Test func eulerStepsOfALinearFieldCompoundInterest() throws {
    // dx/dt = a x + b from x(0): N steps give (1 + a/N)^N x(0) + b ((1 + a/N)^N − 1)/a.
    let noise = wave(4, 3, 0.3)
    var stream = RandomStream(seed: 1, purpose: "unused")
    for steps in [1, 7, 100] {
      let found = try FlowMatching(steps: steps).sample(from: noise, stream: &stream) { x, _ in
        x.affine(scale: -1.3, shift: 0.7)
      }
      let growth = pow(1 - 1.3 / Double(steps), Double(steps))
      try expectClose(found, noise.elements.map { growth * $0 + 0.7 * (growth - 1) / -1.3 }, tolerance: 1e-13)
    }
  }

  @Test func eulerStepsSeeTheTimesAtTheirBeginning() throws {
    // dx/dt = t: N steps give x(0) + (N − 1)/2N.
    var stream = RandomStream(seed: 1, purpose: "unused")
    for steps in [1, 4, 10] {
      let found = try FlowMatching(steps: steps).sample(from: Tensor<Double>.zeros([2, 1]), stream: &stream) {
        _, time in
        Tensor(repeating: time, shape: [2, 1])
      }
      let expected = Double(steps - 1) / Double(2 * steps)
      try expectClose(found, [expected, expected], tolerance: 1e-14)
    }
  }

  @Test func aPredictionOfAnotherShapeIsRefused() throws {
    let noise = wave(4, 3, 0.3)
    var stream = RandomStream(seed: 1, purpose: "unused")
    #expect(throws: ShapeError.self) {
      try FlowMatching(steps: 2).sample(from: noise, stream: &stream) { x, _ in try x.slice(0..<1, axis: 1) }
    }
    for sampler in [Diffusion.Sampler.ddpm(steps: 10), .ddim(steps: 10, eta: 0)] {
      let diffusion = Diffusion(schedule: DiffusionSchedule(.cosine, steps: 10), prediction: .noise, sampler: sampler)
      #expect(throws: ShapeError.self) {
        try diffusion.sample(from: noise, stream: &stream) { x, _ in try x.slice(0..<1, axis: 1) }
      }
    }
  }

  @Test func diffusionKeepsTheVarianceOfStandardNormalData() {
    for kind in [DiffusionSchedule.Kind.cosine, .linear(first: 1e-4, last: 0.02)] {
      let schedule = DiffusionSchedule(kind, steps: 100)
      for prediction in Diffusion.Prediction.allCases {
        let diffusion = Diffusion(schedule: schedule, prediction: prediction, sampler: .ddpm(steps: 100))
        for time in 0..<100 {
          let (x, y) = (diffusion.corruption(at: Double(time)), diffusion.target(at: Double(time)))
          #expect(abs(x.signal * x.signal + x.noise * x.noise - 1) < 1e-15)
          #expect(abs(y.signal * y.signal + y.noise * y.noise - 1) < 1e-15)
          // The noisy data and the velocity are a rotation of the data and the noise.
          if prediction == .velocity { #expect(abs(x.signal * y.signal + x.noise * y.noise) < 1e-15) }
        }
      }
      #expect(zip(schedule.signalVariances, schedule.signalVariances.dropFirst()).allSatisfy { $0 > $1 })
    }
  }

  @Test func equivalentPredictionsGiveTheSameSamples() throws {
    // One denoiser, stated as x₀, as ε = (x − αx₀)/σ and as v = αε − σx₀.
    let schedule = DiffusionSchedule(.cosine, steps: 100)
    var initial = RandomStream(seed: 2, purpose: "noise")
    let noise = Tensor<Double>.normal([20, 3], from: &initial)
    for sampler in [
      Diffusion.Sampler.ddpm(steps: 100), .ddpm(steps: 20), .ddim(steps: 10, eta: 0), .ddim(steps: 25, eta: 0.7),
    ] {
      for clip in [nil, 0.8] {
        let samples = try Diffusion.Prediction.allCases.map { prediction in
          let diffusion = Diffusion(schedule: schedule, prediction: prediction, sampler: sampler, clip: clip)
          var stream = RandomStream(seed: 3, purpose: "sampling")
          return try diffusion.sample(from: noise, stream: &stream) { x, time in
            let level = diffusion.corruption(at: time)
            let data = (x * 1.4).tanh() + 0.2
            let noise = try (x - data * level.signal) * (1 / level.noise)
            switch prediction {
            case .sample: return data
            case .noise: return noise
            case .velocity: return try noise * level.signal - data * level.noise
            }
          }
        }
        for other in samples.dropFirst() {
          try expectClose(other, samples[0].elements, tolerance: 1e-9, "\(sampler), clip \(clip ?? .infinity)")
        }
      }
    }
  }

  @Test func clippedSamplesStayWithinTheBound() throws {
    let diffusion = Diffusion(
      schedule: DiffusionSchedule(.cosine, steps: 100), prediction: .sample, sampler: .ddpm(steps: 100), clip: 0.5)
    var stream = RandomStream(seed: 4, purpose: "sampling")
    let sample = try diffusion.sample(from: Tensor<Double>.normal([50, 2], from: &stream), stream: &stream) { x, _ in
      x * 3
    }
    #expect(sample.absolute().maximum() == 0.5)
  }
}
