import Models
import Storage
import Tensors

/// Everything a training run needs to go on as if it had never stopped.
///
/// A resumed run ends in the same bits as one that was never interrupted, provided that it has the same data, network
/// and configuration. All of these but the network's form beyond its parameters (activations, the noise path) are
/// recorded and compared.
public struct Checkpoint<Scalar: TensorScalar> {
  /// The numbers of a run that are no tensors.
  struct State: Codable, Equatable {
    let step: Int
    let optimizerSteps: Int
    let averageUpdates: Int?
    let random: Trainer<Scalar>.RandomState
    let metrics: [StepReport]
  }

  /// The names and shapes of the parameters.
  public let slots: [Parameters<Scalar>.Slot]
  /// The trained values, flat, in the order of the slots.
  public let weights: Tensor<Scalar>
  /// Their moving average, where one is kept.
  public let average: Tensor<Scalar>?
  /// The optimiser's memory; empty where its rule needs none.
  let first: Tensor<Scalar>
  let second: Tensor<Scalar>
  let state: State
  /// What the run must share with the one that made the checkpoint.
  let run: [String: String]

  public var step: Int { state.step }
  public var metrics: [StepReport] { state.metrics }
  /// The values to evaluate: the average where one is kept, else the trained ones.
  public var evaluatedValues: Tensor<Scalar> { average ?? weights }
}

/// A checkpoint that does not belong to the run that is to be resumed from it.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
  public let path: String
  /// What differs, such as "configuration.batchSize" or "parameter hidden0.weight".
  public let subject: String
  /// What the checkpoint has.
  public let found: String
  /// What this run has.
  public let expected: String

  public var description: String {
    "cannot resume from '\(path)': \(subject) is \(found) in the checkpoint and \(expected) in this run; "
      + "resume with what the checkpoint was made with, or start anew"
  }
}

extension Trainer {
  /// The run as it stands.
  public var checkpoint: Checkpoint<Scalar> {
    Checkpoint(
      slots: policy.parameters.slots, weights: policy.parameters.values, average: average?.values,
      first: optimizer.first, second: optimizer.second,
      state: .init(
        step: step, optimizerSteps: optimizer.steps, averageUpdates: average?.updates, random: randomState,
        metrics: metrics),
      run: properties)
  }

  /// Writes the run as it stands to a safetensors file, whole or not at all.
  /// - Throws: `WriteError`.
  public func save(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws {
    try checkpoint.write(to: path, with: writer)
  }

  /// Goes back to, or on from, the step at which a checkpoint was saved. On an error the trainer is as it was.
  /// - Throws: `CheckpointError` when the checkpoint was made by a run with another network, configuration, seed, data
  ///   or regularisers; `ArrayFileError` when the file cannot be read.
  public func restore(from path: String) throws {
    let checkpoint = try Checkpoint(contentsOf: path, slots: policy.parameters.slots)
    let properties = properties
    for subject in Set(properties.keys).union(checkpoint.run.keys).sorted()
    where checkpoint.run[subject] != properties[subject] {
      throw CheckpointError(
        path: path, subject: subject, found: checkpoint.run[subject] ?? "absent",
        expected: properties[subject] ?? "absent")
    }
    policy.parameters.values = checkpoint.weights
    if let values = checkpoint.average { average?.values = values }
    if let updates = checkpoint.state.averageUpdates { average?.updates = updates }
    optimizer.first = checkpoint.first
    optimizer.second = checkpoint.second
    optimizer.steps = checkpoint.state.optimizerSteps
    metrics = checkpoint.metrics
    restore(step: checkpoint.step, randomState: checkpoint.state.random)
  }
}
