import Alignment
import Foundation
import Statistics
import Tensors
import Training

/// The empirical study's probe, as its released code has it: one random split over windows, and the best epoch.
///
/// 80 % of the windows train a network (ReLU, AdamW at 1e-4, β = (.95, .999), decay 1e-6, batches of
/// 256, 20 epochs, the sim label weighted by n_real/n_sim, no scaling); the rest are cut to equally many of each domain;
/// the score is the largest accuracy on them over epochs. Three things make it optimistic: windows of one episode stand
/// on both sides, the epoch is chosen on the rows it is scored on, and one split has no interval. Here the split is
/// seeded, and batches are drawn with replacement.
/// - Source: the study's `train_binary_classifiers.py`.
public struct WindowProtocol: Sendable {
  public let name: String
  public var training: NetworkTraining
  public var validationShare = 0.2

  /// Hidden layers of 64 and 32 units, for observation embeddings.
  public static let embedding = WindowProtocol("windows-embedding", hidden: [64, 32])
  /// Hidden layers of 64, 64 and 32 units, for final activations and actions.
  public static let activation = WindowProtocol("windows-activation", hidden: [64, 64, 32])

  public init(_ name: String, hidden: [Int]) {
    self.name = name
    training = NetworkTraining(
      hidden: hidden, minimumSteps: 0, learningRate: 1e-4, schedule: .constant,
      optimizer: .adamW(beta1: 0.95, beta2: 0.999, decay: 1e-6), standardizes: false, balancesDomains: true)
  }

  /// What the protocol reports, and what it chose it from.
  public struct Result: Sendable, Hashable {
    /// Accuracy on the held-out windows after each epoch.
    public let accuracies: [Double]
    /// Held-out windows of each domain.
    public let validationRows: Int
    /// The reported score: the largest.
    public var best: Double { accuracies.max()! }
    /// What a user who stops after the last epoch would report.
    public var last: Double { accuracies[accuracies.count - 1] }
  }

  /// - Throws: `SampleError` when the split leaves a side without a domain, `TrainingError` when the loss is no longer
  ///   finite.
  public func run(on sample: DomainSample, seed: UInt64) throws -> Result {
    var stream = RandomStream(seed: seed, purpose: "window split")
    let order = stream.permutation(sample.rowCount)
    let held = Int(validationShare * Double(sample.rowCount))
    let isSim = sample.isSim
    let sides = [false, true].map { side in order.prefix(held).filter { isSim[$0] == side } }
    let count = min(sides[0].count, sides[1].count)
    guard count > 0 else {
      throw SampleError.tooFew(what: "held-out windows of a domain", found: 0, needed: 1)
    }
    let train = Array(order.dropFirst(held))
    let rows = try sample.rows.rows.gatherRows(train)
    let (network, trainer) = try NetworkProbe(name, training: training).untrained(
      on: rows, isSim: train.map { isSim[$0] }, stream: stream)
    let validation = try sample.rows.rows.gatherRows(sides.flatMap { $0.prefix(count) })
    let steps = training.stepsPerEpoch(rows: train.count)
    var accuracies: [Double] = []
    for _ in 0..<training.epochs {
      for _ in 0..<steps { try trainer.advance() }
      let logits = try network.outputs(for: validation).elements
      let correct = logits.enumerated().count { ($0.element > 0) == ($0.offset >= count) }
      accuracies.append(Double(correct) / Double(2 * count))
    }
    return Result(accuracies: accuracies, validationRows: count)
  }

  /// The same network and optimiser in this package's own protocol: cross-fitted by whole episodes, last epoch.
  public var crossFitted: NetworkProbe { NetworkProbe("\(name)-cross-fitted", training: training) }
}
