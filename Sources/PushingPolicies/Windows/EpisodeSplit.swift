import Tensors

/// Episodes to train on and episodes to validate on: whole episodes, because windows of one are nearly copies.
public struct EpisodeSplit: Sendable, Equatable {
  /// Increasing.
  public let training: [Int]
  /// Increasing.
  public let validation: [Int]

  /// Draws round(n × share) of n episodes for validation, at least one and at most n − 1 where there are two or more and
  /// the share is above 0.
  /// - Source: diffusion_policy's `get_val_mask`; the draw is this toolkit's own.
  public init(of count: Int, validationShare: Double, seed: UInt64) {
    precondition(validationShare >= 0 && validationShare <= 1, "a share is from 0 to 1")
    let wanted = validationShare == 0 ? 0 : min(max(Int((Double(count) * validationShare).rounded()), 1), count - 1)
    var random = RandomStream(seed: seed, purpose: "episode-split")
    let chosen = Set(random.sample(max(wanted, 0), of: count))
    validation = chosen.sorted()
    training = (0..<count).filter { !chosen.contains($0) }
  }
}
