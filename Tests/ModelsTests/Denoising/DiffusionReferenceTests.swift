import Models
import Tensors
import Testing

/// Schedules, steps and whole loops of diffusers' DDPM and DDIM schedulers.
struct DiffusionReferenceTests {
  private static let reference = ReferenceValues.shared

  private func schedule(
    _ name: String, steps: Int, first: Double = 1e-4, last: Double = 0.02
  ) throws -> DiffusionSchedule {
    switch name {
    case "squaredcos_cap_v2": DiffusionSchedule(.cosine, steps: steps)
    case "linear": DiffusionSchedule(.linear(first: first, last: last), steps: steps)
    default: try #require(nil, "an unknown schedule: \(name)")
    }
  }

  private func prediction(_ name: String) throws -> Diffusion.Prediction {
    try #require(
      ["epsilon": Diffusion.Prediction.noise, "v_prediction": .velocity, "sample": .sample][name])
  }

  /// A step whose noise is given: the sampler's own is drawn from a copy of the stream and exchanged.
  private func step(
    _ diffusion: Diffusion, _ x: Tensor<Double>, output: Tensor<Double>, from time: Int, to previous: Int,
    noise: Tensor<Double>
  ) throws -> Tensor<Double> {
    var stream = RandomStream(seed: 1, purpose: "step", index: UInt64(time))
    var copy = stream
    let own = Tensor<Double>.normal(x.shape, from: &copy)
    let spread: Double
    switch diffusion.sampler {
    case .ddpm: spread = previous < 0 ? 0 : max(diffusion.variance(from: time, to: previous), 1e-20).squareRoot()
    case .ddim(_, let eta): spread = eta * diffusion.variance(from: time, to: previous).squareRoot()
    }
    let next = try diffusion.step(x, output: output, from: time, to: previous, stream: &stream)
    return try next + (noise - own) * spread
  }

  @Test(arguments: reference.noiseSchedules.cases.indices)
  func schedulesAreThoseOfDiffusers(_ index: Int) throws {
    let test = Self.reference.noiseSchedules.cases[index]
    let found = try schedule(test.schedule, steps: test.steps)
    let tolerance = Self.reference.noiseSchedules.tolerance
    for (value, expected) in zip(found.betas, test.betas) { #expect(abs(value / expected - 1) < tolerance) }
    for (value, expected) in zip(found.signalVariances, test.alphasCumprod) {
      #expect(abs(value / expected - 1) < tolerance)
    }
    #expect(found.betas.count == test.betas.count && found.signalVariances.count == test.alphasCumprod.count)
  }

  @Test func variancesAreThosePublishedByDiffusers() throws {
    let group = Self.reference.variances
    let diffusion = Diffusion(
      schedule: try schedule("linear", steps: 1000), prediction: .noise, sampler: .ddpm(steps: 1000))
    for test in group.cases {
      let found = diffusion.variance(from: test.step, to: test.previous)
      #expect(abs(found - test.variance) <= group.tolerance)
      #expect(abs(found - test.published) <= (group.publishedTolerance ?? 0))
    }
  }

  @Test(arguments: reference.samplerSteps.cases.indices)
  func oneStepIsThatOfDiffusers(_ index: Int) throws {
    let test = Self.reference.samplerSteps.cases[index]
    let diffusion = Diffusion(
      schedule: try schedule(test.schedule, steps: 100), prediction: try prediction(test.prediction),
      sampler: test.sampler == "ddpm" ? .ddpm(steps: 100) : .ddim(steps: 10, eta: test.eta),
      clip: test.clip ? 1 : nil)
    let found = try step(
      diffusion, wave(2, 3, 0.3), output: wave(2, 3, 1.1), from: test.step, to: test.previous, noise: wave(2, 3, 2))
    try expectClose(
      found, test.next, tolerance: Self.reference.samplerSteps.tolerance,
      "\(test.sampler), \(test.schedule), \(test.prediction), clipped \(test.clip), step \(test.step), η \(test.eta)")
  }

  /// The loops whose last step ends at ᾱ = 1, as ours always does.
  private static let loops = reference.samplerLoops.cases.filter(\.alphaToOne)

  @Test(arguments: loops.indices)
  func absoluteSumAfterAWholeLoopIsThatOfDiffusers(_ index: Int) throws {
    let group = Self.reference.samplerLoops
    let test = Self.loops[index]
    let diffusion = Diffusion(
      schedule: try schedule(test.schedule, steps: test.trainingSteps, first: test.betaStart, last: test.betaEnd),
      prediction: try prediction(test.prediction),
      sampler: test.sampler == "ddpm"
        ? .ddpm(steps: test.inferenceSteps) : .ddim(steps: test.inferenceSteps, eta: test.eta),
      clip: test.clip ? 1 : nil)
    let count = 768
    let stride = test.trainingSteps / test.inferenceSteps
    let timesteps = Array(diffusion.timesteps.dropFirst(test.skipped))
    #expect(Array(timesteps.prefix(10)) == test.timesteps)

    var x = try Tensor((0..<count).map { Double($0) / Double(count) }).reshaped([1, count])
    if test.skipped > 0 {
      let level = diffusion.corruption(at: Double(timesteps[0]))
      x = try x * level.signal + Tensor(x.elements.reversed()).reshaped([1, count]) * level.noise
    }
    for time in timesteps {
      let output = x * (Double(time) / Double(time + 1))
      let noise = test.noisy ? wave(1, count, 0.37 * Double(time)) : Tensor.zeros([1, count])
      x = try step(diffusion, x, output: output, from: time, to: time - stride, noise: noise)
    }
    let sum = x.absolute().sum()
    #expect(abs(sum - test.sum) <= group.tolerance * max(1, test.sum), "\(test.name)")
    #expect(abs(sum / Double(count) - test.mean) <= group.tolerance, "\(test.name)")
    if let published = test.published { #expect(abs(sum - published) <= (group.publishedTolerance ?? 0)) }
  }

  @Test func theSamplerTakesTheStepsThatWereChecked() throws {
    // The published sum once more, through `sample`: 10 DDIM steps with a model x·t/(t + 1).
    for (prediction, published) in [(Diffusion.Prediction.noise, 172.0067), (.velocity, 52.5302)] {
      let diffusion = Diffusion(
        schedule: try schedule("linear", steps: 1000), prediction: prediction, sampler: .ddim(steps: 10, eta: 0),
        clip: 1)
      var stream = RandomStream(seed: 1, purpose: "unused")
      let untouched = stream
      let x = try Tensor((0..<768).map { Double($0) / 768 }).reshaped([1, 768])
      let sample = try diffusion.sample(from: x, stream: &stream) { $0 * ($1 / ($1 + 1)) }
      #expect(abs(sample.absolute().sum() - published) < 1e-2)
      #expect(stream == untouched, "a deterministic sampler draws nothing")
    }
  }
}
