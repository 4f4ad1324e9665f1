import Foundation
import Statistics

/// The variance of a statistic of rows that come in episodes, each of one domain.
///
/// With ψᵢ the influence of row i on the statistic and Ψₑ its sum over episode e,
///
///     V = Σ over domains  E/(E−1) Σₑ (Ψₑ − Ψ̄)²,
///
/// with Satterthwaite's degrees of freedom (Σ V_g)²/Σ V_g²/(E_g − 1). Rows of an episode may depend on each other in
/// any way; episodes may not.
package struct EpisodeVariance {
  package let variance: Double
  package let degreesOfFreedom: Double
  /// Episodes of each domain.
  package let episodes: [Int]

  /// - Parameters:
  ///   - influence: ψ of each row.   - isSim, episodeOfRow: the domain and the episode of each row.
  /// - Throws: `SampleError` when a domain has fewer than two episodes.
  init(_ influence: [Double], isSim: [Bool], episodeOfRow: [Int]) throws(SampleError) {
    var sums: [[Int: Double]] = [[:], [:]]
    for row in influence.indices { sums[isSim[row] ? 1 : 0][episodeOfRow[row], default: 0] += influence[row] }
    // In the order of the episodes, so that the same rows give the same bits.
    try self.init(sums.map { sums in sums.keys.sorted().map { sums[$0]! } })
  }

  /// - Parameter sums: Ψ of each episode, by domain.
  init(_ sums: [[Double]]) throws(SampleError) {
    var parts: [(variance: Double, freedom: Double)] = []
    for (side, sums) in zip(["real", "sim"], sums) {
      guard sums.count >= 2 else {
        throw .tooFew(what: "\(side) episodes of an interval", found: sums.count, needed: 2)
      }
      let count = Double(sums.count)
      let mean = sums.reduce(0, +) / count
      parts.append((count / (count - 1) * sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }, count - 1))
    }
    variance = parts.reduce(0) { $0 + $1.variance }
    episodes = sums.map(\.count)
    let spread = parts.reduce(0) { $0 + $1.variance * $1.variance / $1.freedom }
    degreesOfFreedom = spread > 0 ? variance * variance / spread : parts.map(\.freedom).min()!
  }

  /// The two-sided t quantile.
  func quantile(_ level: Double) -> Double {
    StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile((1 + level) / 2)
  }

  /// value ± t √V.
  func interval(around value: Double, level: Double, floor: Double = -.infinity) -> Interval {
    let half = quantile(level) * variance.squareRoot()
    return Interval(lower: max(floor, value - half), upper: value + half, level: level)
  }
}

/// Wilson's interval of a share p measured on episodes, as if on n = p(1 − p)/V independent trials, t in place of z.
///
/// Where no episode differs (V = 0, as for a perfect score) n is `fallback`: then the interval says what so many
/// flawless episodes can say.
/// - Source: Wilson, JASA 22 (1927); effective sample sizes as in Korn and Graubard, Survey Methodology 24 (1998).
func effectiveWilson(
  _ p: Double, variance: Double, quantile t: Double, fallback: Double, level: Double
) -> Interval {
  let spread = p * (1 - p)
  let n = spread > 0 && variance > 0 ? max(1, spread / variance) : max(1, fallback)
  let scale = 1 + t * t / n
  let centre = (p + t * t / (2 * n)) / scale
  let half = t * (spread / n + t * t / (4 * n * n)).squareRoot() / scale
  return Interval(
    lower: p == 0 ? 0 : min(p, max(0, centre - half)), upper: p == 1 ? 1 : max(p, min(1, centre + half)), level: level)
}
