/// A statistic of two domains on halves of their episodes, and on what each half leaves.
///
/// Two sets of values can be subtracted when they come from the same halves of the same episodes: what the episodes
/// have in common then cancels.
public struct HalfSampleValues: Sendable, Hashable {
  /// The statistic on a half and on what it leaves, and the share of episodes in the first.
  public struct Split: Sendable, Hashable {
    public let first: Double
    public let second: Double
    public let share: Double

    public init(first: Double, second: Double, share: Double) {
      self.first = first
      self.second = second
      self.share = share
    }
  }

  /// On all episodes.
  public let value: Double
  public let splits: [Split]
  /// Real and sim episodes, or the groups of rows that stand for them.
  public let realUnits: Int
  public let simUnits: Int
  /// By how much the variance is larger than halves show, as for cross-fitted scores; at least 1.
  public let inflation: Double

  public init(value: Double, splits: [Split], realUnits: Int, simUnits: Int, inflation: Double = 1) {
    self.value = value
    self.splits = splits
    self.realUnits = realUnits
    self.simUnits = simUnits
    self.inflation = inflation
  }

  /// Whether every half has the value of the whole, as an area under the curve of a probe that never errs has: then the
  /// halves say nothing of how sure it is.
  public var isConstant: Bool { splits.allSatisfy { $0.first == value && $0.second == value } }

  /// Whether the halves of the other are halves of as many episodes with the same shares.
  public func corresponds(to other: HalfSampleValues) -> Bool {
    realUnits == other.realUnits && simUnits == other.simUnits && splits.count == other.splits.count
      && zip(splits, other.splits).allSatisfy { $0.share == $1.share }
  }

  /// c = Σ cₖ θₖ of several sets on the same halves, with its interval:
  ///
  ///     c ± t √S,   S = mean over splits of w (1 − w) (c_first − c_second)² · inflation
  ///
  /// S counts the part of the variance that is quadratic in the episodes twice, so the interval is too wide rather than
  /// too narrow where domains are equal. Student's t has Welch's degrees of freedom of as many episodes.
  /// - Precondition: one coefficient a set, and sets that correspond.
  public static func contrast(
    _ sets: [HalfSampleValues], _ coefficients: [Double], level: Double = 0.95
  ) -> (value: Double, interval: Interval?) {
    precondition(sets.count == coefficients.count && !sets.isEmpty, "one coefficient for each set")
    precondition(sets.allSatisfy { sets[0].corresponds(to: $0) }, "values on the same halves")
    let value = zip(sets, coefficients).reduce(0) { $0 + $1.0.value * $1.1 }
    let (real, sim) = (sets[0].realUnits, sets[0].simUnits)
    guard real >= 2, sim >= 2, !sets[0].splits.isEmpty else { return (value, nil) }
    var sum = 0.0
    for index in sets[0].splits.indices {
      var difference = 0.0
      for (set, coefficient) in zip(sets, coefficients) {
        difference += coefficient * (set.splits[index].first - set.splits[index].second)
      }
      let share = sets[0].splits[index].share
      sum += share * (1 - share) * difference * difference
    }
    let variance = sum / Double(sets[0].splits.count) * sets.map(\.inflation).max()!
    let half =
      StudentDistribution(degreesOfFreedom: welch(real, sim)).quantile((1 + level) / 2) * variance.squareRoot()
    return (value, Interval(lower: value - half, upper: value + half, level: level))
  }

  /// Degrees of freedom of the difference of two means of units of equal variance.
  private static func welch(_ real: Int, _ sim: Int) -> Double {
    let (r, s) = (Double(real), Double(sim))
    let sum = 1 / r + 1 / s
    return sum * sum / (1 / (r * r * (r - 1)) + 1 / (s * s * (s - 1)))
  }
}
