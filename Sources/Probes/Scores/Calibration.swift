import Foundation
import Statistics

extension OutOfFoldScores {
  /// The expected calibration error over bins of equally many rows,
  ///
  ///     Σ over bins |Σ in the bin (P(sim) − y)| / n,
  ///
  /// 0 for probabilities that mean what they say. Chosen over the calibration slope because it stays defined where the
  /// domains are separable. Biased upwards by about √(2 bins p(1−p)/(π n)): n rows that are few or alike never reach 0.
  ///
  /// The interval leaves out an episode at a time, bins kept:
  ///
  ///     V = Σ over domains (E−1)/E Σₑ (θ₍ₑ₎ − θ̄₍·₎)²
  ///
  /// - Parameter bins: equal probabilities stay in one bin, so there may be fewer.
  /// - Source: Naeini et al., AAAI 2015; bins of equal size as in Nguyen and O'Connor, EMNLP 2015.
  public func calibrationError(bins: Int = 10, level: Double = 0.95) throws(SampleError) -> Estimate {
    precondition(bins > 0, "at least one bin is needed")
    let bin = self.bins(bins)
    let residuals = zip(probabilities, isSim).map { $0 - ($1 ? 1 : 0) }
    var totals = [Double](repeating: 0, count: bins)
    for row in bin.indices { totals[bin[row]] += residuals[row] }
    var parts: [[Int: (bins: [Int: Double], rows: Int)]] = [[:], [:]]
    for row in bin.indices {
      parts[isSim[row] ? 1 : 0][episodeOfRow[row], default: ([:], 0)].bins[bin[row], default: 0] += residuals[row]
      parts[isSim[row] ? 1 : 0][episodeOfRow[row]]!.rows += 1
    }
    let sum = totals.reduce(0) { $0 + abs($1) }
    let value = sum / Double(bin.count)
    // The influence of an episode is (E − 1)/E of what the value loses without it.
    let influences = parts.map { episodes in
      episodes.keys.sorted().map { key in
        let episode = episodes[key]!
        let without = episode.bins.keys.sorted().reduce(sum) {
          $0 - abs(totals[$1]) + abs(totals[$1] - episode.bins[$1]!)
        }
        let left = bin.count - episode.rows
        return -(left > 0 ? without / Double(left) : 0) * Double(episodes.count - 1) / Double(episodes.count)
      }
    }
    let spread = try EpisodeVariance(influences)
    return Estimate(
      value: value, interval: spread.interval(around: value, level: level, floor: 0),
      count: spread.episodes.reduce(0, +), method: "jackknife over episodes")
  }

  /// The bin of each row.
  private func bins(_ count: Int) -> [Int] {
    let order = logOdds.indices.sorted { logOdds[$0] < logOdds[$1] }
    var bin = [Int](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() {
      let tied = place > 0 && logOdds[row] == logOdds[order[place - 1]]
      bin[row] = tied ? bin[order[place - 1]] : place * count / order.count
    }
    return bin
  }
}
