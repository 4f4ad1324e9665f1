import Foundation
import Probes
import Statistics
import Tensors

/// Episodes of two domains in which it is known how well a single row tells its domain.
///
/// A row of an episode is its episode's own place plus noise of its own, both normal in every column, with variances
/// that add up to 1:
///
///     x = √ρ p_episode + √(1 − ρ) ε + [sim] Δ e₁,   Δ = 2 Φ⁻¹(a)
///
/// Whatever ρ, the correlation of two rows of one episode, the best that can be done with a row of an episode never seen
/// before is the accuracy a. Only how much an episode gives away of itself changes.
struct PlantedEpisodes: Codable, Hashable, Sendable {
  /// a, from ½.
  var bestAccuracy: Double
  /// ρ
  var correlation: Double
  var columns: Int
  /// Of each domain.
  var episodes: Int
  /// Rows of each episode.
  var length: Int

  /// - Throws: `UsageError` for a number out of range.
  func validate() throws(UsageError) {
    guard bestAccuracy >= 0.5, bestAccuracy < 1 else {
      throw UsageError("a best accuracy is \(bestAccuracy); expected a number from 0.5 and below 1")
    }
    guard correlation >= 0, correlation < 1 else {
      throw UsageError("a correlation is \(correlation); expected a number from 0 and below 1")
    }
    for (name, value, least) in [("columns", columns, 1), ("episodes", episodes, 2), ("length", length, 1)]
    where value < least {
      throw UsageError("key '\(name)' is \(value); expected at least \(least)")
    }
  }

  /// - Parameter purpose: samples of different purposes share no number.
  func sample(seed: UInt64, purpose: String) throws -> DomainSample {
    var stream = RandomStream(seed: seed, purpose: purpose)
    let shift = Float(2 * NormalDistribution.quantile(bestAccuracy))
    func side(_ shift: Float) throws -> Tensor<Float> {
      let places = Tensor<Float>.normal([episodes, columns], from: &stream) * Float(correlation.squareRoot())
      let noise = Tensor<Float>.normal([episodes * length, columns], from: &stream)
      var rows =
        try noise * Float((1 - correlation).squareRoot())
        + places.gatherRows((0..<episodes * length).map { $0 / length })
      for row in 0..<rows.rows { rows[row, 0] += shift }
      return rows
    }
    let counts = [Int](repeating: length, count: episodes)
    return try DomainSample(real: side(0), sim: side(shift), realEpisodes: counts, simEpisodes: counts)
  }
}
