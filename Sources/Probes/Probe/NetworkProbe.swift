import Alignment
import Foundation
import Statistics
import Tensors
import Training

/// A multi-layer perceptron trained by cross-entropy: what a small network can read of the domain.
public struct NetworkProbe: Probe {
  public let name: String
  public var training: NetworkTraining

  public init(_ name: String = "mlp", training: NetworkTraining) {
    self.name = name
    self.training = training
  }

  /// One hidden layer of 128 units, Adam at 1e-3: two layers of weights, as the mechanistic study has it. Both domains
  /// weigh the same while it trains: a network stopped early would else call every row by the larger domain's name.
  public static let twoLayer = NetworkProbe(training: NetworkTraining(hidden: [128], balancesDomains: true))

  /// - Throws: `TrainingError` when the loss is no longer finite.
  public func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe {
    let scaling = training.standardizes ? try ColumnScaling(fittedTo: rows) : ColumnScaling(identityOf: rows.columns)
    let (network, trainer) = try untrained(
      on: training.standardizes ? try scaling.apply(rows) : rows, isSim: isSim, stream: stream)
    try trainer.run()
    let sims = isSim.count { $0 }
    return FittedNetworkProbe(
      network: network, scaling: scaling, shift: training.balancesDomains ? logRatio(sims, isSim.count - sims) : 0,
      status: .converged(iterations: trainer.step))
  }

  func untrained(
    on rows: Tensor<Float>, isSim: [Bool], stream: RandomStream
  ) throws -> (network: FeedForwardNetwork, trainer: Trainer<Float>) {
    let sims = isSim.count { $0 }
    guard sims > 0, sims < isSim.count else {
      throw SampleError.degenerate(
        what: "\(name) probe: all \(isSim.count) training rows have one label",
        remedy: "give rows of both domains, or fewer folds so that each training part has both")
    }
    let weight = training.balancesDomains ? Float(isSim.count - sims) / Float(sims) : 1
    return try training.trainer(
      on: rows, targets: Tensor(isSim.map { $0 ? 1 : 0 }, shape: [isSim.count, 1]),
      objective: .label(positiveWeight: weight), stream: stream)
  }
}

/// Scores by a network that is no longer trained.
struct FittedNetworkProbe: FittedProbe, @unchecked Sendable {
  // Safe to share: the network's tape is used by one caller at a time, who is the task that fitted it.
  let network: FeedForwardNetwork
  let scaling: ColumnScaling
  /// From the weighted labels' log odds to those of the training rows' shares.
  let shift: Double
  let status: MeasuredValue.Status

  func logOdds(of rows: Tensor<Float>) throws -> [Double] {
    try network.outputs(for: scaling.apply(rows)).elements.map { Double($0) + shift }
  }
}
