/// How much each demonstration of a domain counts beside the others of that domain, as density ratios say it:
///
///     L_d = Σᵢ wᵢ ℓ(oᵢ, aᵢ) / Σᵢ wᵢ
///
/// Weights are brought to mean 1, so a domain's share of the mixture stays what it is. With the density ratio
/// target/source as weights the minimum over the source is that over the target (Shimodaira 2000), up to the bias of a
/// normalised estimate, which falls with the number of demonstrations.
/// - Source: Shimodaira, J. Stat. Plan. Inference 90 (2000).
public struct DemonstrationWeights: Sendable, Equatable {
  /// Where the weights enter. Both have the same expected gradient, Σ wᵢ ∇ℓᵢ / Σ wᵢ.
  public enum Effect: String, Codable, Sendable, CaseIterable {
    /// A demonstration is drawn with the probability wᵢ / Σ w. The gradient of a row varies as E[w ‖∇ℓ‖²]: with weights
    /// that do not depend on the loss, as little as without weights. Regularisers see the weighted domain. A batch
    /// holds few different demonstrations where few carry the weight. The choice for training with density ratios.
    case sampling
    /// Demonstrations are drawn alike and their losses multiplied by wᵢ. The gradient of a row varies as E[w² ‖∇ℓ‖²],
    /// more by the factor n / (effective sample size). Regularisers see the domain as it is, and every demonstration
    /// comes up as often as without weights: the choice where a representation shall be matched on the whole domain, or
    /// where weights are a few levels set by hand.
    case loss
  }

  /// One a row of the domain, none negative, with mean 1.
  public let values: [Double]
  public let effect: Effect

  /// One weight for each row (window).
  /// - Throws: `MixtureError` without a weight, for one that is negative or not finite, or when all are 0.
  public init(_ weights: [Double], effect: Effect = .sampling) throws(MixtureError) {
    for (row, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw MixtureError(
        description: "the weight of row \(row) is \(weight); a demonstration weight is a finite number that is not "
          + "negative")
    }
    guard let top = weights.max(), top > 0 else {
      throw MixtureError(
        description: weights.isEmpty
          ? "no demonstration weight is given; one is needed for each row"
          : "all \(weights.count) demonstration weights are 0; at least one is above 0")
    }
    // Divided by the largest first: the sum cannot overflow, and equal weights become exactly 1.
    let mean = weights.reduce(0) { $0 + $1 / top } / Double(weights.count)
    values = weights.map { $0 / top / mean }
    self.effect = effect
  }

  /// One weight for each demonstration (episode): all of its rows have it, so a long demonstration counts by its
  /// length, as without weights.
  /// - Parameters:
  ///   - weights: by episode; those without a row are left aside.   - episodes: the episode of each row.
  /// - Throws: `MixtureError` as above, and when a row's episode has no weight.
  public init(
    byEpisode weights: [Int: Double], episodes: [Int], effect: Effect = .sampling
  ) throws(MixtureError) {
    var rows: [Double] = []
    rows.reserveCapacity(episodes.count)
    for (row, episode) in episodes.enumerated() {
      guard let weight = weights[episode] else {
        throw MixtureError(
          description: "row \(row) is of episode \(episode), which has no weight; there are weights for "
            + "\(weights.count) episodes")
      }
      guard weight >= 0, weight.isFinite else {
        throw MixtureError(
          description: "the weight of episode \(episode) is \(weight); a demonstration weight is a finite number that "
            + "is not negative")
      }
      rows.append(weight)
    }
    try self.init(rows, effect: effect)
  }
}

extension Domain {
  /// The same demonstrations with weights in place of those they have; nil takes them away.
  /// - Throws: `MixtureError` unless there is one weight a row.
  public func weighted(by weights: DemonstrationWeights?) throws(MixtureError) -> Domain {
    if let weights, weights.values.count != count {
      throw MixtureError(
        description: "domain \(name) has \(count) rows and \(weights.values.count) demonstration weights; give one "
          + "weight for each row, or weights by episode with the episode of each row")
    }
    var copy = self
    copy.weights = weights
    return copy
  }
}

/// Draws rows with given probabilities from 32 random bits each, in constant time: the alias method.
///
/// A row is chosen evenly by the upper half of bits × n, then kept or exchanged for its alias by the lower half. With
/// equal weights nothing is exchanged, and the rows are those of an even draw from the same bits. Probabilities are met
/// to n / 2³².
/// - Source: Walker, ACM Trans. Math. Softw. 3 (1977); the table as in Vose, IEEE Trans. Softw. Eng. 17 (1991).
struct WeightedRows: Sendable {
  /// A row is kept when the lower half is below this, out of 2³².
  private let thresholds: [UInt64]
  private let aliases: [Int]

  /// - Precondition: weights are not negative and have mean 1.
  init(_ weights: [Double]) {
    var mass = weights
    var thresholds = [UInt64](repeating: 1 << 32, count: weights.count)
    var aliases = Array(weights.indices)
    var below = weights.indices.filter { weights[$0] < 1 }
    var above = weights.indices.filter { weights[$0] > 1 }
    while let small = below.popLast(), let large = above.last {
      thresholds[small] = UInt64(mass[small] * 0x1p32)
      aliases[small] = large
      // What the small row leaves of its place is the large one's.
      mass[large] -= 1 - mass[small]
      if mass[large] <= 1 {
        above.removeLast()
        if mass[large] < 1 { below.append(large) }
      }
    }
    self.thresholds = thresholds
    self.aliases = aliases
  }

  func row(_ bits: UInt32) -> Int {
    let product = UInt64(bits) * UInt64(thresholds.count)
    let row = Int(product >> 32)
    return product & 0xFFFF_FFFF < thresholds[row] ? row : aliases[row]
  }
}
