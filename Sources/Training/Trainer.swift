import Models
import Synchronization
import Tensors

/// The core trainer: draws batches from a mixture of domains, follows the gradient of
///
///     L = Σ_d share_d L_d + Σ_r weight_r penalty_r,
///
/// and keeps everything a resumed run needs to end in the same bits.
public final class Trainer<Scalar: TensorScalar> {
  /// What to do after a step; throwing ends the run.
  public typealias Callback = (Trainer, StepReport) throws -> Void

  public let policy: any Policy<Scalar>
  public let configuration: TrainingConfiguration
  public private(set) var step = 0
  public internal(set) var optimizer: Optimizer<Scalar>
  public internal(set) var average: MovingAverage<Scalar>?
  /// One row every `logInterval` steps, and at every validation.
  public internal(set) var metrics: [StepReport] = []

  let regularizers: [(term: any Regularizer<Scalar>, weight: Double)]
  let validation: [Domain<Scalar>]
  let seed: UInt64
  let mixture: DomainMixture<Scalar>
  private let parts: [BatchPart<Scalar>]

  /// - Parameters:
  ///   - regularizers: terms added to the loss, each with its weight.
  ///   - validation: domains whose mean loss is measured every `validationInterval` steps.
  ///   - seed: draws the batches and, apart from them, the noise.
  /// - Throws: `MixtureError` when the batch is too small to hold every domain under loss weighting.
  public init(
    _ policy: any Policy<Scalar>, on mixture: DomainMixture<Scalar>, configuration: TrainingConfiguration,
    regularizers: [(term: any Regularizer<Scalar>, weight: Double)] = [], validation: [Domain<Scalar>] = [],
    seed: UInt64
  ) throws(MixtureError) {
    self.policy = policy
    self.configuration = configuration
    self.regularizers = regularizers
    self.validation = validation
    self.seed = seed
    self.mixture = mixture
    var parts: [BatchPart<Scalar>] = []
    for index in 0..<configuration.batchParts {
      parts.append(
        try BatchPart(
          mixture, rows: configuration.batchSize / configuration.batchParts, seed: seed, index: index,
          gradientsApart: configuration.batchParts > 1))
    }
    self.parts = parts
    optimizer = Optimizer(configuration.optimizer, count: policy.parameters.count)
    average = configuration.average.map { MovingAverage($0, of: policy.parameters) }
  }

  /// The values to evaluate: the average where one is kept, else the trained ones.
  public var evaluatedValues: Tensor<Scalar> { average?.values ?? policy.parameters.values }

  /// Trains until `configuration.steps`.
  /// - Throws: `TrainingError` when the loss is no longer finite, and what a callback throws.
  public func run(callbacks: [Callback] = []) throws {
    while step < configuration.steps {
      let report = try advance()
      for callback in callbacks { try callback(self, report) }
    }
  }

  /// One step.
  /// - Throws: `TrainingError` when the loss is not finite; the parameters are then those before the step.
  @discardableResult
  @_specialize(where Scalar == Float)
  public func advance() throws -> StepReport {
    let parameters = policy.parameters
    parameters.clearGradients()
    let (loss, penalties): (Double, [String: Double])
    do {
      (loss, penalties) = try differentiate()
    } catch let error as NonFiniteLoss {
      throw TrainingError(
        description: "the loss is \(error.value) at step \(step + 1): lower the learning rate "
          + "(\(configuration.learningRate)), clip gradients, or normalise the data")
    }

    let (rate, norm) = optimizer.step(parameters, number: step, of: configuration)
    average?.update(from: parameters)
    step += 1

    var report = StepReport(
      step: step, loss: loss, penalties: penalties, learningRate: rate, gradientNorm: norm, validation: [:])
    let validates = configuration.validationInterval.map { step % $0 == 0 || step == configuration.steps } ?? false
    if validates { report.validation = try validationLosses() }
    if validates || step % configuration.logInterval == 0 || step == configuration.steps { metrics.append(report) }
    return report
  }

  /// Draws a batch and adds the gradient of the total loss to the parameters'.
  private func differentiate() throws -> (loss: Double, penalties: [String: Double]) {
    if parts.count == 1 {
      return try parts[0].differentiate(policy, regularizers: regularizers, share: 1, step: step)
    }
    let share = 1 / Double(parts.count)
    // Safe to share: a part touches nothing but itself, and reads the policy's parameters.
    nonisolated(unsafe) let (parts, policy, regularizers) = (parts, policy, regularizers)
    let step = step
    let outcomes = Mutex([Int: (loss: Double, penalties: [String: Double])]())
    try forEachInParallel(parts.count, workers: parts.count) { index in
      let outcome = try parts[index].differentiate(policy, regularizers: regularizers, share: share, step: step)
      outcomes.withLock { $0[index] = outcome }
    }
    var loss = 0.0
    var penalties: [String: [Double]] = [:]
    for (index, part) in parts.enumerated() {
      part.tape.collectGradients(of: policy.parameters)
      let outcome = outcomes.withLock { $0[index]! }
      loss += share * outcome.loss
      for (name, value) in outcome.penalties { penalties[name, default: []].append(value) }
    }
    return (loss, penalties.mapValues { $0.reduce(0, +) / Double($0.count) })
  }

  /// The mean loss on each validation domain, weighted where its demonstrations are, with the evaluated values and the
  /// same noise every time.
  public func validationLosses() throws -> [String: Double] {
    try policy.parameters.withValues(evaluatedValues) {
      var losses: [String: Double] = [:]
      for (index, domain) in validation.enumerated() {
        var stream = RandomStream(seed: seed, purpose: "validation noise", index: UInt64(index))
        let weights = domain.weights.map { Tensor($0.values.map { Scalar($0) }) }
        var sum = 0.0
        for start in stride(from: 0, to: domain.count, by: configuration.batchSize) {
          let rows = start..<min(start + configuration.batchSize, domain.count)
          let batch = Batch(
            observations: try domain.observations.rows(rows), actions: try domain.actions.rows(rows),
            weights: try weights?.rows(rows), domainRows: [0..<rows.count])
          let loss = try policy.loss(of: batch, on: parts[0].tape, stream: &stream).loss.value.scalar
          parts[0].tape.reset()
          sum += Double(loss) * Double(rows.count)
        }
        losses[domain.name] = sum / Double(domain.count)
      }
      return losses
    }
  }
}

extension Trainer {
  /// Where the random streams stand.
  struct RandomState: Codable, Equatable {
    let batches: [RandomStream]
    let noise: [RandomStream]
  }

  var randomState: RandomState {
    RandomState(batches: parts.map(\.batchStream), noise: parts.map(\.noiseStream))
  }

  func restore(step: Int, randomState: RandomState) {
    self.step = step
    for (index, part) in parts.enumerated() {
      part.batchStream = randomState.batches[index]
      part.noiseStream = randomState.noise[index]
    }
  }
}

/// Why training stopped.
public struct TrainingError: Error, CustomStringConvertible, Equatable {
  public let description: String
}
