/// Intervals of a success rate from independent trials.
public enum ProportionInterval: String, Sendable, Codable {
  /// Inverts the score test: (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n). Near nominal coverage on average.
  /// Source: Wilson, JASA 22 (1927).
  case wilson = "Wilson"
  /// Inverts the binomial test: beta quantiles. Never covers less than its level, so it is wider than need be.
  /// Source: Clopper and Pearson, Biometrika 26 (1934).
  case exact = "Clopper–Pearson"
}

extension Estimate {
  /// The success rate of `successes` in `trials` independent trials.
  ///
  /// Trials of several training seeds are not independent: use `successRate(of:)` for them.
  /// - Throws: `SampleError` when there is no trial, or the successes are negative or exceed the trials.
  public static func proportion(
    successes: Int, trials: Int, level: Double = 0.95, interval: ProportionInterval = .wilson
  ) throws(SampleError) -> Estimate {
    try requireLevel(level)
    guard trials >= 1 else { throw .tooFew(what: "trials", found: trials, needed: 1) }
    guard (0...trials).contains(successes) else {
      throw .outOfRange(what: "successes", value: Double(successes), expected: "0 to \(trials)")
    }
    let (lower, upper) =
      switch interval {
      case .wilson: wilson(successes, trials, level)
      case .exact: clopperPearson(successes, trials, level)
      }
    return Estimate(
      value: Double(successes) / Double(trials), interval: Interval(lower: lower, upper: upper, level: level),
      count: trials, method: interval.rawValue)
  }

  /// The difference of two rates from independent trials, first minus second, by Newcombe's square-and-add rule:
  /// the distances of each Wilson end from its rate, added in quadrature.
  ///
  /// - Source: Newcombe, Statistics in Medicine 17 (1998), method 10 without continuity correction.
  public static func proportionDifference(
    _ first: (successes: Int, trials: Int), minus second: (successes: Int, trials: Int), level: Double = 0.95
  ) throws(SampleError) -> Estimate {
    let a = try proportion(successes: first.successes, trials: first.trials, level: level)
    let b = try proportion(successes: second.successes, trials: second.trials, level: level)
    let difference = a.value - b.value
    let below = square(a.value - a.interval.lower) + square(b.interval.upper - b.value)
    let above = square(a.interval.upper - a.value) + square(b.value - b.interval.lower)
    return Estimate(
      value: difference,
      interval: Interval(
        lower: difference - below.squareRoot(), upper: difference + above.squareRoot(), level: level),
      count: min(first.trials, second.trials), method: "Newcombe")
  }
}

private func square(_ x: Double) -> Double { x * x }

private func wilson(_ successes: Int, _ trials: Int, _ level: Double) -> (Double, Double) {
  let n = Double(trials)
  let p = Double(successes) / n
  let z = NormalDistribution.quantile((1 + level) / 2)
  let scale = 1 + z * z / n
  let centre = (p + z * z / (2 * n)) / scale
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
  // At 0 and n the ends are 0 and 1 exactly; the difference above only rounds to them.
  return (successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half)
}

private func clopperPearson(_ successes: Int, _ trials: Int, _ level: Double) -> (Double, Double) {
  let tail = (1 - level) / 2
  let (k, n) = (Double(successes), Double(trials))
  return (
    successes == 0 ? 0 : BetaDistribution(k, n - k + 1).quantile(tail),
    successes == trials ? 1 : BetaDistribution(k + 1, n - k).quantile(1 - tail)
  )
}
