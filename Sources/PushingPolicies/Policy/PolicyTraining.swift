import PlanarPushing
import Tensors
import Training

/// How a pushing policy is trained, and on how many demonstrations. Same value, same seed, same policy.
public struct PolicyTraining: Sendable, Equatable, Codable {
  /// Demonstrations of each domain.
  public var demonstrations: Int
  public var form = PushingPolicy.Form()
  public var steps: Int
  public var batchSize = 256
  public var learningRate = 1e-3
  public var warmUp = 500
  public var averageMaximum = 0.9999

  /// 1000 demonstrations and 20 000 steps: six minutes of one core.
  public static let standard = PolicyTraining(demonstrations: 1000, steps: 20_000)

  public init(demonstrations: Int, steps: Int) {
    self.demonstrations = demonstrations
    self.steps = steps
  }

  /// AdamW with the study's decay rates and weight decay, a cosine after a linear warm-up, and an average of the weights.
  public var configuration: TrainingConfiguration {
    TrainingConfiguration(
      steps: steps, batchSize: batchSize, learningRate: learningRate,
      schedule: .cosine(warmUp: min(warmUp, steps / 10)), optimizer: .adamW(beta1: 0.95, decay: 1e-6),
      average: MovingAverageRule(maximum: averageMaximum))
  }

  /// An untrained policy and its trainer.
  /// - Parameters:
  ///   - sets: demonstrations, the target's first.   - ratio: how much each domain counts.
  ///   - seed: draws weights, batches and noise.
  public func trainer(
    on sets: [DemonstrationSet], ratio: MixingRatio = .natural, seed: UInt64
  ) throws -> (policy: PushingPolicy, trainer: Trainer<Float>) {
    let windows = try sets.map { try PushingWindows($0.keypointEpisodes(), form: form.window, frame: form.frame) }
    let policy = try PushingPolicy(form, fittedTo: windows, seed: seed)
    let domains = try zip(sets, windows).map { try policy.domain($0.domain.name, $1) }
    let trainer = try Trainer(
      policy.network, on: DomainMixture(domains, ratio: ratio), configuration: configuration, seed: seed)
    return (policy, trainer)
  }
}
