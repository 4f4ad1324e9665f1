import Models
import Tensors
import Training

/// A multi-layer perceptron with ReLU between its layers, trained by the core trainer: observations are a layer's rows,
/// actions what is read from them.
final class FeedForwardNetwork: Policy {
  enum Objective {
    /// One logit a row; labels 0 and 1, the label 1 weighted.
    case label(positiveWeight: Float)
    /// Numbers, by their mean squared error.
    case numbers
  }

  let parameters = Parameters<Float>()
  private let layers: [Linear<Float>]
  private let objective: Objective
  private let inference = Tape<Float>(recording: false)

  init(inputs: Int, hidden: [Int], outputs: Int, objective: Objective, stream: inout RandomStream) {
    var width = inputs
    var layers: [Linear<Float>] = []
    for (index, units) in hidden.enumerated() {
      layers.append(
        Linear(
          "hidden\(index)", inputs: width, outputs: units, activation: .relu, in: parameters, stream: &stream))
      width = units
    }
    layers.append(Linear("output", inputs: width, outputs: outputs, in: parameters, stream: &stream))
    self.layers = layers
    self.objective = objective
  }

  func loss(of batch: Batch<Float>, on tape: Tape<Float>, stream: inout RandomStream) throws -> PolicyLoss<Float> {
    var latents = tape.constant(batch.observations)
    for layer in layers.dropLast() { latents = try layer(latents) }
    let output = try layers[layers.count - 1](latents)
    let loss =
      switch objective {
      case .label(let weight): try output.binaryCrossEntropy(labels: batch.actions, positiveWeight: weight)
      case .numbers: try output.meanSquaredError(batch.actions)
      }
    return PolicyLoss(loss: loss, latents: latents)
  }

  func act(on observations: Tensor<Float>, stream: inout RandomStream) throws -> Tensor<Float> {
    try outputs(for: observations)
  }

  /// `[n, inputs]` to `[n, outputs]`.
  func outputs(for rows: Tensor<Float>) throws -> Tensor<Float> {
    var parts: [Tensor<Float>] = []
    for start in stride(from: 0, to: rows.rows, by: 1024) {
      var x = inference.constant(try rows.rows(start..<min(start + 1024, rows.rows)))
      for layer in layers { x = try layer(x) }
      parts.append(x.value)
      inference.reset()
    }
    return try Tensor.concatenated(parts)
  }
}

/// How a probe's network is trained.
public struct NetworkTraining: Sendable, Equatable {
  /// Widths of the hidden layers.
  public var hidden: [Int]
  /// Passes over the training rows. The trainer draws with replacement: a pass is as many rows as there are.
  public var epochs: Int
  /// Small samples are passed over more often, until so many steps are done.
  public var minimumSteps: Int
  public var batchSize: Int
  public var learningRate: Double
  public var schedule: LearningRateSchedule
  public var optimizer: OptimizerRule
  /// Whether columns are standardised by the training rows.
  public var standardizes: Bool
  /// Whether the sim label is weighted by n_real/n_sim, so that both domains weigh the same.
  public var balancesDomains: Bool

  public init(
    hidden: [Int], epochs: Int = 20, minimumSteps: Int = 500, batchSize: Int = 256, learningRate: Double = 1e-3,
    schedule: LearningRateSchedule = .cosine(), optimizer: OptimizerRule = .adamW(), standardizes: Bool = true,
    balancesDomains: Bool = false
  ) {
    precondition(epochs > 0 && batchSize > 0 && hidden.allSatisfy { $0 > 0 }, "epochs, batch and widths are positive")
    self.hidden = hidden
    self.epochs = epochs
    self.minimumSteps = minimumSteps
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.schedule = schedule
    self.optimizer = optimizer
    self.standardizes = standardizes
    self.balancesDomains = balancesDomains
  }

  /// Steps of one pass.
  func stepsPerEpoch(rows: Int) -> Int { max(1, (rows + batchSize / 2) / batchSize) }

  func configuration(rows: Int) -> TrainingConfiguration {
    TrainingConfiguration(
      steps: max(minimumSteps, epochs * stepsPerEpoch(rows: rows)), batchSize: batchSize, learningRate: learningRate,
      schedule: schedule, optimizer: optimizer, logInterval: .max)
  }

  /// A network and its trainer, before the first step.
  /// - Parameters:
  ///   - rows: `[n, d]`.   - targets: `[n, k]`.
  func trainer(
    on rows: Tensor<Float>, targets: Tensor<Float>, objective: FeedForwardNetwork.Objective, stream: RandomStream
  ) throws -> (network: FeedForwardNetwork, trainer: Trainer<Float>) {
    var stream = stream
    let network = FeedForwardNetwork(
      inputs: rows.columns, hidden: hidden, outputs: targets.columns, objective: objective, stream: &stream)
    let domain = try Domain("training rows", observations: rows, actions: targets)
    let trainer = try Trainer(
      network, on: DomainMixture([domain], ratio: .natural), configuration: configuration(rows: rows.rows),
      seed: stream.next())
    return (network, trainer)
  }
}
