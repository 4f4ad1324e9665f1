import Foundation

/// Whether a claim holds on a figure's own data.
///
/// It holds when the interval of the claim's statistic lies wholly on the claimed side, does not hold when it lies wholly
/// on the other, and is undecided otherwise, or whenever fewer than `fewestSeeds` training seeds stand behind it.
public enum Verdict: Sendable, Hashable, Codable {
  case holds
  case doesNotHold
  case undecided(Need)

  /// Below this many training seeds nothing is decided.
  public static let fewestSeeds = 5

  /// About what would decide an undecided claim, were the estimate to stay where it is.
  public struct Need: Sendable, Hashable, Codable {
    /// `nil` when the estimate sits on the boundary, which no number of seeds can leave, or when the statistic
    /// involves no training.
    public let seeds: Int?
    /// Trials a seed, where trials were made.
    public let trials: Int?

    public init(seeds: Int?, trials: Int? = nil) {
      self.seeds = seeds
      self.trials = trials
    }
  }
}

/// The values of a statistic that a claim asserts.
public enum ClaimedSide: Sendable, Hashable, Codable {
  /// > a.
  case above(Double)
  /// < a.
  case below(Double)
  /// In [a, b].
  case within(ClosedRange<Double>)
  /// "Not > a": absence of an increase, up to a margin δ. Asserts ≤ a + δ.
  case notAbove(Double, margin: Double)
  /// "Not < a": absence of a decrease, up to a margin δ. Asserts ≥ a − δ.
  case notBelow(Double, margin: Double)
}

// MARK: Judging

extension ClaimedSide {
  private enum Position { case inside, outside, across }

  private func position(of interval: Interval) -> Position {
    let (lower, upper) = (interval.lower, interval.upper)
    switch self {
    case .above(let a): return lower > a ? .inside : upper <= a ? .outside : .across
    case .below(let a): return upper < a ? .inside : lower >= a ? .outside : .across
    case .within(let range):
      if range.lowerBound <= lower && upper <= range.upperBound { return .inside }
      return upper < range.lowerBound || range.upperBound < lower ? .outside : .across
    case .notAbove(let a, let margin): return upper <= a + margin ? .inside : lower > a + margin ? .outside : .across
    case .notBelow(let a, let margin): return lower >= a - margin ? .inside : upper < a - margin ? .outside : .across
    }
  }

  /// The ends of the claimed side that an interval may cross.
  private var boundaries: [Double] {
    switch self {
    case .above(let a), .below(let a): [a]
    case .within(let range): [range.lowerBound, range.upperBound]
    case .notAbove(let a, let margin): [a + margin]
    case .notBelow(let a, let margin): [a - margin]
    }
  }

  /// Judges a statistic of trained policies or models.
  ///
  /// - Parameters:
  ///   - seeds: training seeds behind the estimate.
  ///   - trials: trials a seed, where there are trials; the need is then stated in seeds of as many trials.
  public func judge(_ estimate: Estimate, seeds: Int, trials: Int? = nil) -> Verdict {
    let position = position(of: estimate.interval)
    if seeds >= Verdict.fewestSeeds {
      if position == .inside { return .holds }
      if position == .outside { return .doesNotHold }
    }
    let needed = seedsNeeded(estimate, seeds: max(1, seeds))
    return .undecided(Verdict.Need(seeds: needed.map { max($0, Verdict.fewestSeeds) }, trials: trials))
  }

  /// Judges a statistic that no training enters, such as a closed form or a property of the data.
  public func judge(_ estimate: Estimate) -> Verdict {
    switch position(of: estimate.interval) {
    case .inside: .holds
    case .outside: .doesNotHold
    case .across: .undecided(Verdict.Need(seeds: nil))
    }
  }

  /// Judges a number that is exact.
  public func judge(exactly value: Double) -> Verdict {
    let interval = Interval(lower: value, upper: value)
    return judge(Estimate(value: value, interval: interval, count: 1, method: "exact"))
  }

  /// S (h/d)² (1 + z_{.8}/z_{.975})²: seeds at which an interval that shrinks as 1/√S clears the nearest boundary, d away,
  /// with 80 % power, h being the interval's reach towards it. What is cleared already needs S as it is.
  private func seedsNeeded(_ estimate: Estimate, seeds: Int) -> Int? {
    let interval = estimate.interval
    var factor = 1.0
    for boundary in boundaries where interval.contains(boundary) {
      let distance = abs(estimate.value - boundary)
      let reach = boundary < estimate.value ? estimate.value - interval.lower : interval.upper - estimate.value
      let forPower =
        1 + NormalDistribution.quantile(0.8) / NormalDistribution.quantile((1 + interval.level) / 2)
      let ratio = reach / distance * forPower
      factor = max(factor, ratio * ratio)
    }
    let needed = (Double(seeds) * factor).rounded(.up)
    // An estimate on the boundary, or so near that the number means nothing.
    return needed < 1e9 ? Int(needed) : nil
  }
}

extension Verdict {
  /// The verdict on a claim about several things at once: it holds only if every part does.
  ///
  /// One part that does not hold refutes it; otherwise an undecided part leaves it open, and the largest need counts.
  /// - Precondition: there is at least one part.
  public static func all(_ parts: [Verdict]) -> Verdict {
    precondition(!parts.isEmpty, "a claim has a part")
    if parts.contains(.doesNotHold) { return .doesNotHold }
    let needs = parts.compactMap { part -> Need? in
      if case .undecided(let need) = part { return need }
      return nil
    }
    if needs.isEmpty { return .holds }
    let seeds = needs.contains { $0.seeds == nil } ? nil : needs.compactMap(\.seeds).max()
    return .undecided(Need(seeds: seeds, trials: needs.compactMap(\.trials).max()))
  }
}

extension Verdict: CustomStringConvertible {
  public var description: String {
    switch self {
    case .holds: return "holds"
    case .doesNotHold: return "does not hold"
    case .undecided(let need):
      guard let seeds = need.seeds else { return "undecided" }
      let trials = need.trials.map { " × \($0) trials" } ?? ""
      return "undecided, needs about \(seeds) seeds\(trials)"
    }
  }
}
