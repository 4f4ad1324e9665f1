/// The shares of a mixture at one step of their optimisation.
public struct MixturePoint: Codable, Sendable, Equatable {
  /// The number of the step, from 1.
  public let step: Int
  /// α after the step's update, one a domain.
  public let shares: [Double]
  /// λ of this step.
  public let scores: [Double]
  /// Σ_d α_d L_d of this step's batch.
  public let loss: Double
}

/// What an optimisation of a mixture found.
public struct OptimizedMixture: Codable, Sendable, Equatable {
  public let domains: [String]
  public let initialShares: [Double]
  /// The mean of α over the steps after the warm-up: the papers' result, where there is none.
  public let averageShares: [Double]
  public let finalShares: [Double]
  /// Every `logInterval` steps, and the last.
  public let path: [MixturePoint]

  /// To train with.
  public var ratio: MixingRatio { .shares(averageShares) }
}
