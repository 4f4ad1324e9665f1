import Statistics

extension OutOfFoldScores {
  /// The share of rows put into their own domain at log odds 0: what counts where the domains' shares are those of the
  /// rows.
  ///
  ///     (n_real r_real + n_sim r_sim)/(n_real + n_sim),   r the recall of a domain
  ///
  /// The interval adds the distances of both recalls' ends in quadrature; a recall's own is Wilson's at its effective
  /// number of episodes, `foldDependence` included.
  /// - Source: Zou and Donner, Biometrics 64 (2008), for the square-and-add rule.
  public func accuracy(level: Double = 0.95) throws(SampleError) -> Estimate {
    let sims = Double(isSim.count { $0 })
    let share = sims / Double(isSim.count)
    return try weighted([1 - share, share], adjusted: false, level: level)
  }

  /// The mean of both domains' recalls, ½ (r_real + r_sim), decided at the log odds of the training rows' shares: what
  /// counts where both domains are to weigh the same, however many rows each has. ½ is chance.
  public func balancedAccuracy(level: Double = 0.95) throws(SampleError) -> Estimate {
    try weighted([0.5, 0.5], adjusted: true, level: level)
  }

  /// The proxy A-distance, 2 (1 − 2ε) with ε the balanced error: 0 where the probe guesses, 2 where it never errs.
  /// - Source: Ben-David et al., "Analysis of representations for domain adaptation", NIPS 2006.
  public func proxyADistance(level: Double = 0.95) throws(SampleError) -> Estimate {
    let accuracy = try balancedAccuracy(level: level)
    func distance(_ accuracy: Double) -> Double { 2 * (2 * accuracy - 1) }
    return Estimate(
      value: distance(accuracy.value),
      interval: Interval(
        lower: distance(accuracy.interval.lower), upper: distance(accuracy.interval.upper), level: level),
      count: accuracy.count, method: accuracy.method)
  }

  /// Whether each row was put into its own domain.
  func correct(adjusted: Bool) -> [Bool] {
    isSim.indices.map { row in
      (logOdds[row] > (adjusted ? priorLogOdds[fold.ofRow[row]] : 0)) == isSim[row]
    }
  }

  private func weighted(_ weights: [Double], adjusted: Bool, level: Double) throws(SampleError) -> Estimate {
    let correct = correct(adjusted: adjusted)
    let dependence = try foldDependence()
    var value = 0.0
    var below = 0.0
    var above = 0.0
    var episodes = 0
    for (side, weight) in weights.enumerated() {
      let rows = isSim.indices.filter { isSim[$0] == (side == 1) }
      let recall = try Recall(rows.map { correct[$0] }, episodes: rows.map { episodeOfRow[$0] }, side: side)
      let interval = recall.interval(dependence: dependence, level: level)
      value += weight * recall.value
      below += weight * weight * (recall.value - interval.lower) * (recall.value - interval.lower)
      above += weight * weight * (interval.upper - recall.value) * (interval.upper - recall.value)
      episodes += recall.episodes
    }
    return Estimate(
      value: value,
      interval: Interval(
        lower: max(0, value - below.squareRoot()), upper: min(1, value + above.squareRoot()), level: level),
      count: episodes, method: "Wilson over episodes")
  }
}

/// The share of one domain's rows that were recognised, with what its episodes say of its error.
private struct Recall {
  let value: Double
  let variance: Double
  let episodes: Int

  init(_ correct: [Bool], episodes: [Int], side: Int) throws(SampleError) {
    let share = 1 / Double(correct.count)
    let value = Double(correct.count { $0 }) * share
    var sums: [Int: Double] = [:]
    for (correct, episode) in zip(correct, episodes) {
      sums[episode, default: 0] += ((correct ? 1 : 0) - value) * share
    }
    let count = Double(sums.count)
    guard sums.count >= 2 else {
      throw .tooFew(what: "\(side == 0 ? "real" : "sim") episodes of an interval", found: sums.count, needed: 2)
    }
    self.value = value
    self.episodes = sums.count
    variance = count / (count - 1) * sums.keys.sorted().reduce(0) { $0 + sums[$1]! * sums[$1]! }
  }

  func interval(dependence: Double, level: Double) -> Interval {
    let t = StudentDistribution(degreesOfFreedom: Double(episodes - 1)).quantile((1 + level) / 2)
    return effectiveWilson(
      value, variance: variance * dependence, quantile: t, fallback: Double(episodes), level: level)
  }
}
