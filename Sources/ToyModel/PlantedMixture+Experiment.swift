import Models
import Tensors
import Training

/// How the shares of a planted mixture are chosen.
public enum MixtureMethod: String, Codable, Sendable, CaseIterable {
  /// Every demonstration counts the same.
  case natural
  /// Every domain counts the same.
  case uniform
  /// DoReMi: group-robust over the excess loss, from and towards uniform shares.
  case doReMi = "doremi"
  /// Re-Mix: the same from and towards the natural shares.
  case reMix = "remix"
  /// DoReMi with a reference trained on each domain alone.
  case separateReferences = "doremi-separate"
  /// Exponentiated gradient along the alignment of each domain's gradient with held-out target demonstrations'.
  case gradientAlignment = "gradient-alignment"
}

/// What a method found on a planted mixture and what it was worth.
public struct PlantedOutcome: Codable, Sendable, Equatable {
  /// In the order of `PlantedMixture.Part.allCases`.
  public let shares: [Double]
  /// nil where the method fixes the shares.
  public let optimized: OptimizedMixture?
  /// Mean flow-matching loss on fresh target demonstrations.
  public let heldOutLoss: Double
  /// Mean squared error of the answers over the whole target plane, per coordinate.
  public let l2: Double

  /// useful > useless > harmful.
  public var isOrdered: Bool { shares[1] > shares[2] && shares[2] > shares[3] }
}

extension PlantedMixture {
  /// How an optimisation is run; what the papers leave open is here.
  ///
  /// The step size is that of one step of the proxy. The papers' 1 goes with excess losses of some hundredths; the
  /// toy's start at 1, and at η = 1 the shares jump from corner to corner of the simplex.
  public struct Optimization: Codable, Sendable, Equatable {
    public var stepSize: Double
    public var smoothing: Double
    public var clipping: ExcessClipping
    /// Of gradient alignment: cosine (true) or inner product.
    public var normalized: Bool
    /// Of gradient alignment: the share of the steps before the weights move. The papers' methods have none.
    public var warmUp: Double

    public init(
      stepSize: Double = 0.05, smoothing: Double = 1e-3, clipping: ExcessClipping = .row, normalized: Bool = true,
      warmUp: Double = 0.25
    ) {
      self.stepSize = stepSize
      self.smoothing = smoothing
      self.clipping = clipping
      self.normalized = normalized
      self.warmUp = warmUp
    }
  }

  /// Chooses the shares by a method, trains a network at them and asks it on the target's plane.
  ///
  /// References, proxies and the final network have the same form, number of steps and batch size. Gradient alignment
  /// holds out every second target demonstration while it optimises; the final training has them all in any case.
  public func run(
    _ method: MixtureMethod, optimization: Optimization, progress: (Double) throws -> Void = { _ in }
  ) throws -> PlantedOutcome {
    let optimized = try optimize(method, optimization) { try progress(0.7 * $0) }
    let ratio: MixingRatio
    switch method {
    case .natural: ratio = .natural
    case .uniform: ratio = .shares([1, 1, 1, 1])
    default: ratio = optimized!.ratio
    }
    let domains = try domains()
    let (network, mixture) = try train(domains, ratio: ratio, purpose: 0) { try progress(0.7 + 0.3 * $0) }

    let test = try ToyGeometry(configuration()).testPoints()
    var stream = RandomStream(seed: seeds.sampling, purpose: "toy sampling noise")
    let noise = Tensor<Double>.normal([setting.testCount, 2], from: &stream)
    let answers = try network.answer(test.inputs, noise: noise, stream: &stream)
    let l2 = try (answers - test.answers).squared().mean()

    let heldOut = try network.domain("held out", heldOut())
    let judge = try Trainer(
      network.policy, on: mixture, configuration: .init(steps: 0, batchSize: setting.batchSize, learningRate: 1),
      validation: [heldOut], seed: seeds.sampling)
    return PlantedOutcome(
      shares: mixture.shares, optimized: optimized, heldOutLoss: try judge.validationLosses()["held out"]!, l2: l2)
  }

  private func domains() throws -> [Domain<Float>] {
    let network = try network(0)
    return try Part.allCases.map { try network.domain($0.rawValue, demonstrations($0)) }
  }

  /// An untrained network; others with another number.
  private func network(_ number: UInt64) throws -> ToyNetwork {
    var configuration = configuration()
    configuration.seeds.initialization &+= number << 40
    return try ToyNetwork(configuration, fittedTo: Part.allCases.map { try demonstrations($0) })
  }

  private func trainingConfiguration() -> TrainingConfiguration {
    TrainingConfiguration(
      steps: setting.steps, batchSize: setting.batchSize, learningRate: setting.learningRate,
      logInterval: max(1, setting.steps / 40))
  }

  private func train(
    _ domains: [Domain<Float>], ratio: MixingRatio, purpose: UInt64, progress: (Double) throws -> Void
  ) throws -> (ToyNetwork, DomainMixture<Float>) {
    let network = try network(purpose)
    let mixture = try DomainMixture(domains, ratio: ratio)
    let trainer = try Trainer(
      network.policy, on: mixture, configuration: trainingConfiguration(), seed: seeds.training &+ purpose << 40)
    for step in 0..<setting.steps {
      if step % 100 == 0 { try progress(Double(step) / Double(setting.steps)) }
      try trainer.advance()
    }
    return (network, mixture)
  }

  private func optimize(
    _ method: MixtureMethod, _ optimization: Optimization, progress: (Double) throws -> Void
  ) throws -> OptimizedMixture? {
    let domains = try domains()
    let uniform = MixingRatio.shares(domains.map { _ in 1 })
    let (initial, signal): (MixingRatio, MixtureSignal<Float>)
    var mixed = domains
    switch method {
    case .natural, .uniform:
      return nil
    case .doReMi, .reMix:
      initial = method == .doReMi ? uniform : .natural
      let reference = try train(domains, ratio: initial, purpose: 1) { try progress(0.4 * $0) }
      signal = .excessLoss(references: [reference.0.policy], clipping: optimization.clipping)
    case .separateReferences:
      initial = uniform
      let references = try domains.enumerated().map { index, domain in
        try train([domain], ratio: .natural, purpose: 1 + UInt64(index)) {
          try progress(0.1 * (Double(index) + $0))
        }.0.policy
      }
      signal = .excessLoss(references: references, clipping: optimization.clipping)
    case .gradientAlignment:
      initial = uniform
      let target = domains[0]
      func every(_ first: Int) throws -> Domain<Float> {
        let rows = Array(stride(from: first, to: target.count, by: 2))
        return try Domain(
          target.name, observations: target.observations.gatherRows(rows), actions: target.actions.gatherRows(rows))
      }
      mixed[0] = try every(0)
      signal = .gradientAlignment(heldOut: try every(1), normalized: optimization.normalized)
    }
    let search = try MixtureOptimization(
      try network(9).policy, on: DomainMixture(mixed, ratio: initial), signal: signal,
      update: MixtureUpdate(
        stepSize: optimization.stepSize, smoothing: optimization.smoothing,
        anchor: method == .reMix ? .initial : .uniform,
        warmUp: method == .gradientAlignment ? Int(optimization.warmUp * Double(setting.steps)) : 0),
      configuration: trainingConfiguration(), seed: seeds.training)
    return try search.run { try progress(0.4 + 0.6 * $0) }
  }
}
