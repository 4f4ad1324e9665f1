import Models
import Reweighting
import Tensors
import Training

/// One prediction on the target plane, beside the true answer.
public struct ToyPrediction: Codable, Sendable, Equatable {
  public let u: Double
  public let v: Double
  public let y1: Double
  public let y2: Double
  public let target1: Double
  public let target2: Double
}

/// What one run of the toy experiment found.
public struct ToyOutcome: Codable, Sendable, Equatable {
  public let predictions: [ToyPrediction]
  /// Mean squared error against the target's answer, over test points and both coordinates.
  public let l2: Double
  /// The same where the target was demonstrated (u ≤ targetSupport) and beyond; nil where there is no test point.
  public let l2InSupport: Double?
  public let l2OutOfSupport: Double?
  /// Shares of predictions within a quarter of the distance between the two domains' answers of the source's answer,
  /// of the target's, and of neither.
  public let shareNearSource: Double
  public let shareNearTarget: Double
  public let shareNearNeither: Double
}

/// The controlled experiment of the mechanistic study: co-train on two planes, then ask on the target's.
public enum ToyExperiment {
  /// Runs one configuration.
  ///
  /// The network is a denoising policy trained by the core trainer with flow matching; the closed form is
  /// `KernelOptimum` on the same demonstrations. Both are integrated by the same sampler from the same noise.
  /// - Parameter progress: told the share of the run that is done, 0 to 1, now and then; what it throws ends the run.
  /// - Throws: `ToyError` for a configuration out of range, `TrainingError` when training diverges.
  public static func run(
    _ configuration: ToyConfiguration, progress: (Double) throws -> Void = { _ in }
  ) throws -> ToyOutcome {
    try configuration.validate()
    switch configuration.model {
    case .network:
      return try outcome(of: train(configuration, progress: { try progress(0.9 * $0) }), configuration)
    case .closedForm:
      let optimum = try closedForm(configuration)
      return try outcome(configuration) { try optimum.sample($0, noise: $1, stream: &$2) }
    }
  }

  /// What a network trained at a configuration answers on the target's plane: `run` in two steps, for those who look into
  /// the network as well.
  public static func outcome(of network: ToyNetwork, _ configuration: ToyConfiguration) throws -> ToyOutcome {
    try outcome(configuration) { try network.answer($0, noise: $1, stream: &$2) }
  }

  /// - Parameter answer: from inputs `[n, 3]` and noise `[n, 2]` to answers `[n, 2]`.
  private static func outcome(
    _ configuration: ToyConfiguration,
    answer: (Tensor<Double>, Tensor<Double>, inout RandomStream) throws -> Tensor<Double>
  ) throws -> ToyOutcome {
    let geometry = ToyGeometry(configuration)
    let test = try geometry.testPoints()
    var stream = RandomStream(seed: configuration.seeds.sampling, purpose: "toy sampling noise")
    let noise = Tensor<Double>.normal([configuration.setting.testCount, 2], from: &stream)
    return measure(
      try answer(test.inputs, noise, &stream), on: test, geometry: geometry, configuration: configuration)
  }

  /// Trains the network of a configuration.
  /// - Parameter source: the source's demonstrations, where they are not the configuration's own.
  public static func train(
    _ configuration: ToyConfiguration, source given: ToyGeometry.Sample? = nil,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> ToyNetwork {
    let geometry = ToyGeometry(configuration)
    let target = try geometry.demonstrations(.target)
    let source = try given ?? geometry.demonstrations(.source)
    let network = try ToyNetwork(configuration, fittedTo: [target, source])
    let mixture = try DomainMixture(
      [network.domain("target", target), network.domain("source", source)], ratio: .target(configuration.w),
      method: configuration.setting.mixing)
    let trainer = try Trainer(
      network.policy, on: mixture,
      configuration: TrainingConfiguration(
        steps: configuration.setting.steps, batchSize: configuration.setting.batchSize,
        learningRate: configuration.setting.learningRate),
      seed: configuration.seeds.training)
    for step in 0..<configuration.setting.steps {
      if step % 100 == 0 { try progress(Double(step) / Double(configuration.setting.steps)) }
      try trainer.advance()
    }
    return network
  }

  /// The closed-form optimum on the demonstrations of a configuration; the latent is the input itself. The target is
  /// domain 0, the source domain 1.
  /// - Parameter source: the source's demonstrations, where they are not the configuration's own.
  public static func closedForm(
    _ configuration: ToyConfiguration, source given: ToyGeometry.Sample? = nil
  ) throws -> KernelOptimum {
    let geometry = ToyGeometry(configuration)
    let target = try geometry.demonstrations(.target)
    let source = try given ?? geometry.demonstrations(.source)
    return try KernelOptimum(
      [
        .init(latents: target.inputs, actions: target.answers, share: configuration.w),
        .init(latents: source.inputs, actions: source.answers, share: 1 - configuration.w),
      ],
      bandwidths: [
        configuration.setting.bandwidthU, configuration.setting.bandwidthV, configuration.setting.bandwidthZ,
      ].map { $0 == 0 ? nil : $0 },
      path: FlowMatching(steps: configuration.setting.samplingSteps))
  }

  private static func measure(
    _ answers: Tensor<Double>, on test: ToyGeometry.Sample, geometry: ToyGeometry, configuration: ToyConfiguration
  ) -> ToyOutcome {
    let count = answers.rows
    let reach = 0.25 * configuration.setting.offset.magnitude * 2.0.squareRoot()
    var predictions: [ToyPrediction] = []
    var (inside, insideCount, outside, outsideCount) = (0.0, 0, 0.0, 0)
    var (nearSource, nearTarget) = (0, 0)
    for row in 0..<count {
      let u = test.inputs[row, 0]
      let (y1, y2) = (answers[row, 0], answers[row, 1])
      let (target1, target2) = (test.answers[row, 0], test.answers[row, 1])
      predictions.append(
        ToyPrediction(u: u, v: test.inputs[row, 1], y1: y1, y2: y2, target1: target1, target2: target2))
      let toTarget = (y1 - target1) * (y1 - target1) + (y2 - target2) * (y2 - target2)
      let source = geometry.answer(u: u, on: .source)
      let toSource = (y1 - source.y1) * (y1 - source.y1) + (y2 - source.y2) * (y2 - source.y2)
      if u <= configuration.setting.targetSupport {
        inside += toTarget / 2
        insideCount += 1
      } else {
        outside += toTarget / 2
        outsideCount += 1
      }
      // A quarter of the way from either answer: nothing is near both.
      if toSource <= reach * reach { nearSource += 1 } else if toTarget <= reach * reach { nearTarget += 1 }
    }
    return ToyOutcome(
      predictions: predictions, l2: (inside + outside) / Double(count),
      l2InSupport: insideCount > 0 ? inside / Double(insideCount) : nil,
      l2OutOfSupport: outsideCount > 0 ? outside / Double(outsideCount) : nil,
      shareNearSource: Double(nearSource) / Double(count), shareNearTarget: Double(nearTarget) / Double(count),
      shareNearNeither: Double(count - nearSource - nearTarget) / Double(count))
  }
}
