import Foundation

/// How the shares of a mixture follow a score of each domain: exponentiated gradient ascent on the simplex, smoothed.
///
///     α′_d = α_d exp(η λ_d) / Σ_e α_e exp(η λ_e)
///     α ← (1 − c) α′ + c p
///
/// p is uniform (DoReMi) or the initial shares (Re-Mix); c > 0 keeps every domain of p in play.
/// - Source: Xie et al., NeurIPS 2023, algorithm 1 (DoReMi); Hejna et al., CoRL 2024 and its code (Re-Mix).
public struct MixtureUpdate: Codable, Sendable, Equatable {
  /// What shares are smoothed towards.
  public enum Anchor: String, Codable, Sendable {
    case uniform
    case initial
  }

  /// η
  public var stepSize: Double
  /// c, from 0 to 1.
  public var smoothing: Double
  public var anchor: Anchor
  /// Steps at the initial shares before they move; their mean is taken over the steps after these. None in the papers.
  /// Early in training every domain's gradient points alike, as all teach what they have in common.
  public var warmUp: Int

  public init(stepSize: Double, smoothing: Double, anchor: Anchor, warmUp: Int = 0) {
    self.stepSize = stepSize
    self.smoothing = smoothing
    self.anchor = anchor
    self.warmUp = warmUp
  }

  /// η = 1, c = 10⁻³ towards uniform shares, as in the paper.
  public static let doReMi = MixtureUpdate(stepSize: 1, smoothing: 1e-3, anchor: .uniform)
  /// η = 1, c = 5·10⁻³ towards the initial shares, as in the authors' configurations.
  public static let reMix = MixtureUpdate(stepSize: 1, smoothing: 5e-3, anchor: .initial)

  /// The shares after one update.
  /// - Parameters:
  ///   - shares: α.   - scores: λ.   - initial: the shares at the start.
  /// - Precondition: as many of each, not empty; shares sum to 1; scores are finite.
  public func updated(_ shares: [Double], scores: [Double], initial: [Double]) -> [Double] {
    precondition(shares.count == scores.count && shares.count == initial.count, "one score a domain")
    // Relative to the largest, so that nothing overflows.
    let top = scores.max() ?? 0
    let raised = zip(shares, scores).map { $0 * exp(stepSize * ($1 - top)) }
    let total = raised.reduce(0, +)
    return raised.indices.map { domain in
      let anchor = anchor == .uniform ? 1 / Double(shares.count) : initial[domain]
      // Where only domains without a share had a high score, all others underflow alike.
      let moved = total > 0 ? raised[domain] / total : shares[domain]
      return (1 - smoothing) * moved + smoothing * anchor
    }
  }
}
