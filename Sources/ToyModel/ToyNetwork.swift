import Models
import Tensors
import Training

/// The toy experiment's policy with the scaling of its inputs and answers.
public struct ToyNetwork {
  public let policy: DenoisingPolicy<Float>
  private let inputs: Standardization
  private let answers: Standardization

  /// An untrained network; `samples` are the training set, which sets the scaling where the configuration wants one.
  init(_ configuration: ToyConfiguration, fittedTo samples: [ToyGeometry.Sample]) throws {
    inputs = try Standardization(samples.map(\.inputs), active: configuration.setting.normalized)
    answers = try Standardization(samples.map(\.answers), active: configuration.setting.normalized)
    var stream = RandomStream(seed: configuration.seeds.initialization, purpose: "toy initial weights")
    policy = DenoisingPolicy(
      .init(
        observationWidth: 3, actionWidth: 2,
        hidden: [Int](repeating: configuration.setting.width, count: configuration.setting.hiddenLayers),
        activation: configuration.setting.activation),
      path: FlowMatching(steps: configuration.setting.samplingSteps), stream: &stream)
  }

  /// Demonstrations as the trainer takes them.
  func domain(_ name: String, _ sample: ToyGeometry.Sample) throws -> Domain<Float> {
    try Domain(
      name, observations: inputs.apply(sample.inputs).converted(to: Float.self),
      actions: answers.apply(sample.answers).converted(to: Float.self))
  }

  /// One answer for each input `[n, 3]`, from noise `[n, 2]`.
  public func answer(
    _ points: Tensor<Double>, noise: Tensor<Double>, stream: inout RandomStream
  ) throws -> Tensor<Double> {
    let drawn = try policy.act(
      on: inputs.apply(points).converted(to: Float.self), noise: noise.converted(to: Float.self), stream: &stream)
    return try answers.invert(drawn.converted(to: Double.self))
  }

  /// The velocity the network predicts at noisy answers `[n, 2]` (in the network's own scaling) and one flow time.
  public func velocity(
    at points: Tensor<Double>, noisy: Tensor<Double>, time: Double
  ) throws -> Tensor<Double> {
    try policy.activations(
      noisy: noisy.converted(to: Float.self), time: time,
      observations: inputs.apply(points).converted(to: Float.self)
    ).prediction.converted(to: Double.self)
  }

  /// The outputs of the hidden layers where a sample's answers are corrupted to one flow time t: x_t = t y + (1 − t) ε.
  /// - Parameter noise: ε, `[n, 2]`.
  public func hiddenLayers(
    of sample: ToyGeometry.Sample, noise: Tensor<Double>, time: Double
  ) throws -> [Tensor<Float>] {
    let weights = policy.path.corruption(at: time)
    let noisy = try answers.apply(sample.answers) * weights.signal + noise * weights.noise
    return try hiddenLayers(at: sample.inputs, noisy: noisy, time: time)
  }

  /// The outputs of the hidden layers at noisy answers `[n, 2]` (in the network's own scaling) and one flow time.
  public func hiddenLayers(
    at points: Tensor<Double>, noisy: Tensor<Double>, time: Double
  ) throws -> [Tensor<Float>] {
    try policy.activations(
      noisy: noisy.converted(to: Float.self), time: time,
      observations: inputs.apply(points).converted(to: Float.self)
    ).hidden
  }
}

/// x ↦ (x − mean)/deviation, column by column; a column that does not vary is only centred.
struct Standardization {
  private let mean: Tensor<Double>
  private let deviation: Tensor<Double>

  init(_ parts: [Tensor<Double>], active: Bool) throws(ShapeError) {
    let all = try Tensor<Double>.concatenated(parts)
    guard active else {
      mean = .zeros([1, all.columns])
      deviation = .ones([1, all.columns])
      return
    }
    mean = try all.mean(axis: 0, keepingAxis: true)
    let spread = try (all - mean).squared().mean(axis: 0, keepingAxis: true).squareRoot()
    deviation = try Tensor(spread.elements.map { $0 > 1e-12 ? $0 : 1 }, shape: spread.shape)
  }

  func apply(_ x: Tensor<Double>) throws(ShapeError) -> Tensor<Double> { try (x - mean) / deviation }
  func invert(_ x: Tensor<Double>) throws(ShapeError) -> Tensor<Double> { try x * deviation + mean }
}
