import Models
import Tensors
import Testing

struct DenoisingPolicyTests {
  private static let samplers: [any NoisePath] = [
    FlowMatching(steps: 7),
    Diffusion(schedule: DiffusionSchedule(.cosine, steps: 100), prediction: .noise, sampler: .ddim(steps: 5, eta: 0)),
    Diffusion(
      schedule: DiffusionSchedule(.cosine, steps: 100), prediction: .velocity, sampler: .ddim(steps: 5, eta: 0),
      clip: 1),
  ]

  private func policy<Scalar: TensorScalar>(
    _ path: any NoisePath = FlowMatching(steps: 7), activation: Activation = .silu,
    timeEmbedding: TimeEmbedding = .sinusoidal(width: 8, scale: 10), latentLayer: Int? = nil
  ) -> DenoisingPolicy<Scalar> {
    var stream = RandomStream(seed: 1, purpose: "initialisation")
    return DenoisingPolicy(
      .init(
        observationWidth: 3, actionWidth: 2, hidden: [24, 16], activation: activation, timeEmbedding: timeEmbedding,
        latentLayer: latentLayer),
      path: path, stream: &stream)
  }

  private func batch(_ rows: Int = 6, width: Int = 2) -> Batch<Double> {
    Batch(observations: wave(rows, 3, 0.4), actions: wave(rows, width, 0.9), domainRows: [0..<rows])
  }

  @Test(arguments: Activation.allCases)
  func inferenceIsTheRecordedForwardPass(_ activation: Activation) throws {
    let policy: DenoisingPolicy<Double> = policy(activation: activation)
    let (noisy, observations) = (wave(5, 2, 0.1), wave(5, 3, 0.2))
    let inferred = try policy.activations(noisy: noisy, time: 0.3, observations: observations)
    let tape = Tape<Double>()
    let embedding = policy.architecture.timeEmbedding(0.3)
    let times = try Tensor((0..<5).flatMap { _ in embedding }, shape: [5, 8])
    let recorded = try policy.forward(
      noisy: tape.constant(noisy), times: tape.constant(times), observations: tape.constant(observations))
    try expectClose(inferred.prediction, recorded.prediction.value.elements, tolerance: 1e-14)
    #expect(inferred.hidden.map(\.shape) == [[5, 24], [5, 16]])
    for (mine, other) in zip(inferred.hidden, recorded.hidden) {
      try expectClose(mine, other.value.elements, tolerance: 1e-14)
    }
  }

  @Test func lossIsTheMeanSquaredErrorOnThePath() throws {
    for path in Self.samplers {
      let policy: DenoisingPolicy<Double> = policy(path, latentLayer: 0)
      let batch = batch()
      var stream = RandomStream(seed: 2, purpose: "noise")
      var copy = stream
      let tape = Tape<Double>()
      let output = try policy.loss(of: batch, on: tape, stream: &stream)

      // The same by hand: a time and a noise for every row, one row after another through the network.
      let uniform = Tensor<Double>.uniform([6], from: &copy)
      let noise = Tensor<Double>.normal([6, 2], from: &copy)
      var expected = 0.0
      for row in 0..<6 {
        let time = path.trainingTime(uniform[row])
        let (level, goal) = (path.corruption(at: time), path.target(at: time))
        let (data, own) = (try batch.actions.rows(row..<row + 1), try noise.rows(row..<row + 1))
        let noisy = try data * level.signal + own * level.noise
        let target = try data * goal.signal + own * goal.noise
        let found = try policy.activations(
          noisy: noisy, time: time, observations: batch.observations.rows(row..<row + 1))
        expected += try (found.prediction - target).squared().mean() / 6
        try expectClose(output.latents.value.row(at: row), found.hidden[0].elements, tolerance: 1e-13)
      }
      #expect(abs(output.loss.value.scalar - expected) < 1e-13)
    }
  }

  @Test func latentsAreTheLastHiddenLayerUnlessAnotherIsNamed() throws {
    for (layer, width) in [(nil, 16), (0, 24), (1, 16)] {
      let policy: DenoisingPolicy<Double> = policy(latentLayer: layer)
      var stream = RandomStream(seed: 2, purpose: "noise")
      let tape = Tape<Double>()
      #expect(try policy.loss(of: batch(), on: tape, stream: &stream).latents.shape == [6, width])
    }
  }

  @Test func actionsOfADeterministicSamplerDoNotDependOnHowRowsAreGrouped() throws {
    for path in Self.samplers {
      let policy: DenoisingPolicy<Double> = policy(path)
      var stream = RandomStream(seed: 3, purpose: "sampling")
      let (observations, noise) = (wave(1500, 3, 0.4), Tensor<Double>.normal([1500, 2], from: &stream))
      let together = try policy.act(on: observations, noise: noise, stream: &stream)
      #expect(together.shape == [1500, 2])
      let apart = try [0..<500, 500..<501, 501..<1500].map {
        try policy.act(on: observations.rows($0), noise: noise.rows($0), stream: &stream)
      }
      try expectClose(together, Tensor.concatenated(apart).elements, tolerance: 1e-12)
    }
  }

  @Test func actionsAreThoseOfThePathWithThePolicysPrediction() throws {
    for path in Self.samplers {
      let policy: DenoisingPolicy<Double> = policy(path)
      var stream = RandomStream(seed: 3, purpose: "sampling")
      var copy = stream
      let observations = wave(40, 3, 0.4)
      let actions = try policy.act(on: observations, stream: &stream)
      let noise = Tensor<Double>.normal([40, 2], from: &copy)
      let expected = try path.sample(from: noise, stream: &copy) {
        try policy.activations(noisy: $0, time: $1, observations: observations).prediction
      }
      try expectClose(actions, expected.elements, tolerance: 1e-12)
    }
  }

  @Test func noObservationsHaveNoActions() throws {
    let policy: DenoisingPolicy<Double> = policy()
    var stream = RandomStream(seed: 3, purpose: "sampling")
    #expect(try policy.act(on: .zeros([0, 3]), stream: &stream).shape == [0, 2])
  }

  @Test func aSeedDeterminesWeightsLossesAndActions() throws {
    let runs = try (0..<2).map { _ in
      let policy: DenoisingPolicy<Float> = policy()
      var stream = RandomStream(seed: 4, purpose: "noise")
      let batch = Batch<Float>(
        observations: wave(30, 3, 0.4).converted(to: Float.self), actions: wave(30, 2, 0.9).converted(to: Float.self),
        domainRows: [0..<30])
      let tape = Tape<Float>()
      try tape.backward(from: policy.loss(of: batch, on: tape, stream: &stream).loss)
      let actions = try policy.act(on: batch.observations, stream: &stream)
      return policy.parameters.values.elements + policy.parameters.gradients.elements + actions.elements
    }
    #expect(runs[0] == runs[1])
  }

  @Test func batchesAndNoiseOfTheWrongShapeAreRefused() throws {
    let policy: DenoisingPolicy<Double> = policy()
    var stream = RandomStream(seed: 2, purpose: "noise")
    let refused = [
      batch(width: 1), batch(width: 3),
      Batch(observations: wave(6, 4, 0.4), actions: wave(6, 2, 0.9), domainRows: [0..<6]),
      Batch(observations: wave(5, 3, 0.4), actions: wave(6, 2, 0.9), domainRows: [0..<6]),
      Batch(observations: wave(6, 3, 0.4), actions: wave(6, 2, 0.9), weights: .ones([5]), domainRows: [0..<6]),
    ]
    for batch in refused {
      let tape = Tape<Double>()
      #expect(throws: ShapeError.self) { try policy.loss(of: batch, on: tape, stream: &stream) }
    }
    for (observations, noise) in [([6, 4], [6, 2]), ([6, 3], [6, 3]), ([6, 3], [5, 2]), ([6, 3], [7, 2])] {
      #expect(throws: ShapeError.self) {
        try policy.act(on: .zeros(observations), noise: .zeros(noise), stream: &stream)
      }
    }
  }
}
