import Foundation
import Statistics

extension OutOfFoldScores {
  /// −ln P(the row's own domain) of each row, finite for any log odds.
  public var losses: [Double] {
    zip(logOdds, isSim).map { score, isSim in
      let against = isSim ? -score : score
      return max(against, 0) + log1p(exp(-abs(against)))
    }
  }

  /// P(sim) of each row.
  public var probabilities: [Double] { logOdds.map { 1 / (1 + exp(-$0)) } }

  /// The mean of −ln P(the row's own domain), in nats; a probe that only knows the shares p has −Σ p ln p.
  ///
  /// The interval takes the probes as given. For the neighbour probe, whose scores change with the very episodes it was
  /// given, simulated coverage of nominal 95 % is 86 to 94 %; for the others 91 to 97 %.
  public func logLoss(level: Double = 0.95) throws(SampleError) -> Estimate {
    try mean(of: losses, level: level)
  }

  /// The mean of (P(sim) − y)².
  public func brierScore(level: Double = 0.95) throws(SampleError) -> Estimate {
    try mean(of: zip(probabilities, isSim).map { ($0 - ($1 ? 1 : 0)) * ($0 - ($1 ? 1 : 0)) }, level: level)
  }

  /// The mean over rows of something not negative, with a t interval over episodes.
  private func mean(of values: [Double], level: Double) throws(SampleError) -> Estimate {
    let share = 1 / Double(values.count)
    let value = values.reduce(0, +) * share
    // The domains' shares are given, not drawn: each domain varies around its own mean.
    let sides = [false, true].map { side in
      let own = zip(values, isSim).filter { $0.1 == side }.map(\.0)
      return own.reduce(0, +) / Double(max(own.count, 1))
    }
    let influence = zip(values, isSim).map { ($0 - sides[$1 ? 1 : 0]) * share }
    let spread = try EpisodeVariance(influence, isSim: isSim, episodeOfRow: episodeOfRow)
    return Estimate(
      value: value, interval: spread.interval(around: value, level: level, floor: 0),
      count: spread.episodes.reduce(0, +), method: "t over episodes")
  }
}
