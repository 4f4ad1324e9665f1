import Models
import Tensors

/// The demonstrations of one domain.
public struct Domain<Scalar: TensorScalar>: Sendable {
  public let name: String
  /// `[n, observation width]`
  public let observations: Tensor<Scalar>
  /// `[n, action width]`
  public let actions: Tensor<Scalar>
  /// How much each demonstration counts beside the others; alike when nil. Set by `weighted(by:)`.
  public internal(set) var weights: DemonstrationWeights?

  /// - Throws: `ShapeError` unless both are matrices with the same, positive number of rows.
  public init(_ name: String, observations: Tensor<Scalar>, actions: Tensor<Scalar>) throws(ShapeError) {
    guard observations.rank == 2, actions.rank == 2, observations.rows == actions.rows, actions.rows > 0 else {
      throw ShapeError(
        "domain \(name)", expected: "observations [n, o] and actions [n, a], n > 0", found: observations.shape,
        actions.shape)
    }
    self.name = name
    self.observations = observations.contiguous()
    self.actions = actions.contiguous()
  }

  public var count: Int { actions.rows }
}

/// How much each domain counts. The first domain of a mixture is the target.
public enum MixingRatio: Codable, Sendable, Equatable {
  /// α: the target's share; the others divide 1 − α in proportion to their sizes.
  case target(Double)
  /// Every demonstration counts the same: the target's share is N/(N + M).
  case natural
  /// One share for each domain; they are normalised.
  case shares([Double])
}

/// How the shares take effect.
public enum MixingMethod: String, Codable, Sendable, CaseIterable {
  /// A row of the batch comes from a domain with the probability of its share.
  case sampling
  /// Every domain with a share has the same number of rows in a batch, weighted in the loss:
  /// L = α L_real + (1 − α) L_sim holds in each batch, not only on average.
  case lossWeighting
}

/// Why a mixture cannot be trained on.
public struct MixtureError: Error, CustomStringConvertible, Equatable {
  public let description: String
}

/// Several domains and the share of each in the co-training objective
///
///     L = Σ_d share_d · E_{(o, a) ~ D_d} ℓ(o, a),
///
/// for a target and one source L = α L_real + (1 − α) L_sim. Where the demonstrations of a domain have weights, its
/// expectation is the weighted one; shares are not changed by them, the natural ratio counts demonstrations.
public struct DomainMixture<Scalar: TensorScalar>: Sendable {
  /// The target first.
  public let domains: [Domain<Scalar>]
  /// The share of each domain; they sum to 1.
  public let shares: [Double]
  public let method: MixingMethod

  /// - Throws: `MixtureError` without a domain, with widths that differ, or with shares that are none.
  public init(
    _ domains: [Domain<Scalar>], ratio: MixingRatio, method: MixingMethod = .sampling
  ) throws(MixtureError) {
    guard let target = domains.first else { throw MixtureError(description: "a mixture needs at least one domain") }
    for domain in domains
    where domain.observations.columns != target.observations.columns
      || domain.actions.columns != target.actions.columns
    {
      throw MixtureError(
        description: "domain \(domain.name) has observations of width \(domain.observations.columns) and actions of "
          + "width \(domain.actions.columns); \(target.name) has \(target.observations.columns) and "
          + "\(target.actions.columns): all domains need the same")
    }
    let sizes = domains.map { Double($0.count) }
    var weights: [Double]
    switch ratio {
    case .natural:
      weights = sizes
    case .target(let alpha):
      guard alpha >= 0, alpha <= 1 else {
        throw MixtureError(description: "the mixing ratio is \(alpha); it is a share from 0 to 1")
      }
      let others = sizes.dropFirst().reduce(0, +)
      guard others > 0 || alpha == 1 else {
        throw MixtureError(description: "a mixing ratio below 1 needs a second domain")
      }
      weights = [alpha] + sizes.dropFirst().map { (1 - alpha) * $0 / others }
    case .shares(let given):
      guard given.count == domains.count, given.allSatisfy({ $0 >= 0 && $0.isFinite }),
        given.contains(where: { $0 > 0 })
      else {
        throw MixtureError(
          description: "shares \(given) for \(domains.count) domains: one number that is not negative for each, "
            + "at least one above 0")
      }
      weights = given
    }
    let total = weights.reduce(0, +)
    self.domains = domains
    self.shares = weights.map { $0 / total }
    self.method = method
  }
}
