import Models
import Reweighting
import Tensors

/// Places on the target plane and noise levels where network and closed form are asked for a velocity.
public struct ToyQueries: Sendable {
  /// Inputs over the whole target plane with the target's answers, without noise.
  public let points: ToyGeometry.Sample
  /// Those answers corrupted to each flow time.
  public let noisy: NoisyQueries
}

/// What network and closed form make of the same noisy answers.
public struct ToyReweighting: Sendable {
  public let queries: ToyQueries
  /// Of the closed form at the configuration's mixing ratio; domain 0 is the target.
  public let mixture: MixtureReweighting
  /// The network beside the closed form, of the target's mass.
  public let comparison: TrainedAgainstOptimal
  /// Distance of the denoised answer x̂₀ from the target's, `[times, queries]`.
  public let networkError: Tensor<Double>
  public let closedFormError: Tensor<Double>
}

extension ToyExperiment {
  /// The first `count` test inputs, their answers corrupted to each flow time with the same noise.
  /// - Throws: `ToyError` where the network has a scaling of its own, in which noise is not what the closed form sees.
  public static func queries(_ configuration: ToyConfiguration, count: Int, times: [Double]) throws -> ToyQueries {
    guard !configuration.setting.normalized else {
      throw ToyError(description: "normalized is true; network and closed form are compared in the data's own units")
    }
    let all = try ToyGeometry(configuration).testPoints()
    guard count > 0, count <= all.inputs.rows else {
      throw ToyError(description: "queries is \(count); expected 1 to testCount, \(all.inputs.rows)")
    }
    let points = try all.rows(Array(0..<count))
    var stream = RandomStream(seed: configuration.seeds.sampling, purpose: "toy reweighting noise")
    return ToyQueries(
      points: points,
      noisy: try NoisyQueries(
        corrupting: points.answers, latents: points.inputs, times: times,
        path: FlowMatching(steps: configuration.setting.samplingSteps), stream: &stream))
  }

  /// Sets a trained network beside the closed form on the same demonstrations.
  /// - Parameter minimumAngle: in degrees, as `TrainedAgainstOptimal`.
  /// - Throws: `SampleError` when no demonstration with a share is near a query.
  public static func reweighting(
    of network: ToyNetwork, _ configuration: ToyConfiguration, queries: ToyQueries, minimumAngle: Double = 10
  ) throws -> ToyReweighting {
    let velocities = try network.velocities(at: queries)
    let posteriors = try closedForm(configuration).posteriors(queries.noisy)
    let shares = [configuration.w, 1 - configuration.w]
    let mixture = try posteriors.mixed(shares: shares)
    return ToyReweighting(
      queries: queries, mixture: mixture,
      comparison: try TrainedAgainstOptimal(
        predictions: velocities, posteriors: posteriors, shares: shares, minimumAngle: minimumAngle),
      networkError: try errors(try queries.denoised(velocities), queries),
      closedFormError: try errors(mixture.answers, queries))
  }

  private static func errors(_ answers: [Tensor<Double>], _ queries: ToyQueries) throws -> Tensor<Double> {
    try Tensor(
      answers.flatMap { try ($0 - queries.points.answers).squared().sum(axis: 1).squareRoot().elements },
      shape: [answers.count, queries.noisy.count])
  }
}

extension ToyNetwork {
  /// The predicted velocity at every noise level, one `[queries, 2]` a time.
  public func velocities(at queries: ToyQueries) throws -> [Tensor<Double>] {
    try zip(queries.noisy.times, queries.noisy.noisy).map { time, noisy in
      try velocity(at: queries.points.inputs, noisy: noisy, time: time)
    }
  }
}

extension ToyQueries {
  /// The answers that velocities point at: x̂₀ = x_t + (1 − t) v, one `[queries, 2]` a time.
  public func denoised(_ velocities: [Tensor<Double>]) throws -> [Tensor<Double>] {
    try velocities.indices.map { try noisy.noisy[$0] + velocities[$0] * (1 - noisy.times[$0]) }
  }
}
