import Statistics
import Storage

/// A statement of a paper and the rule by which a figure's own data judge it. The rule stands before the results.
public struct Claim: Sendable {
  /// The paper's own value and where it can be recomputed from.
  public struct Published: Sendable {
    public let value: String
    /// The digitised table, "pictures" or "said".
    public let source: String

    public init(_ value: String, from source: String) {
      self.value = value
      self.source = source
    }
  }

  public let id: String
  public let statement: String
  /// What is computed, in words.
  public let statistic: String
  /// What the statement says about that statistic.
  public let side: ClaimedSide
  public let published: Published?

  public init(id: String, statement: String, statistic: String, side: ClaimedSide, published: Published?) {
    self.id = id
    self.statement = statement
    self.statistic = statistic
    self.side = side
    self.published = published
  }
}

/// A claim judged on one run: an entry of claims.json.
public struct JudgedClaim: Codable, Sendable, Equatable {
  /// A number printed beside the judged one, for the reader.
  public struct Companion: Codable, Sendable, Equatable {
    public let name: String
    public let value: Double
    public let lower: Double?
    public let upper: Double?

    public init(_ name: String, _ value: Double) {
      self.init(name: name, value: value, lower: nil, upper: nil)
    }

    public init(_ name: String, _ estimate: Estimate) {
      self.init(name: name, value: estimate.value, lower: estimate.interval.lower, upper: estimate.interval.upper)
    }

    private init(name: String, value: Double, lower: Double?, upper: Double?) {
      self.name = name
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  public let id: String
  public let statement: String
  public let statistic: String
  public let claimed: String
  public let published: String?
  public let publishedFrom: String?
  /// nil when the run lacks the data.
  public let value: Double?
  public let lower: Double?
  public let upper: Double?
  /// How the interval was made.
  public let method: String?
  /// Training seeds behind the value.
  public let seeds: Int?
  /// "holds", "does not hold" or "undecided".
  public let verdict: String
  /// What would decide an undecided claim, or what the run lacks.
  public let remedy: String?
  public let companions: [Companion]
}

// MARK: Judging

extension Claim {
  /// Judges a statistic of trained models.
  public func judged(
    _ estimate: Estimate, seeds: Int, trials: Int? = nil, companions: [JudgedClaim.Companion] = []
  ) -> JudgedClaim {
    entry(estimate, side.judge(estimate, seeds: seeds, trials: trials), seeds: seeds, companions)
  }

  /// Judges a statement about several things at once: it holds only if each interval alone clears. The value shown is
  /// the one whose verdict decides, the first of equals; all are printed beside it.
  /// - Precondition: there is at least one part.
  public func judged(parts: [(name: String, estimate: Estimate)], seeds: Int, trials: Int? = nil) -> JudgedClaim {
    let verdicts = parts.map { side.judge($0.estimate, seeds: seeds, trials: trials) }
    let verdict = Verdict.all(verdicts)
    let decisive = verdicts.firstIndex { $0.word == verdict.word } ?? 0
    return entry(
      parts[decisive].estimate, verdict, seeds: seeds,
      parts.map { JudgedClaim.Companion($0.name, $0.estimate) })
  }

  /// Judges a number that is exact: a closed form, or a property that no training enters.
  public func judged(exactly value: Double, companions: [JudgedClaim.Companion] = []) -> JudgedClaim {
    let estimate = Estimate(value: value, interval: Interval(lower: value, upper: value), count: 1, method: "exact")
    return entry(estimate, side.judge(exactly: value), seeds: nil, companions)
  }

  /// The run lacks what the statistic is made of.
  public func undecidable(because reason: String) -> JudgedClaim {
    entry(nil, .undecided(Verdict.Need(seeds: nil)), seeds: nil, [], remedy: reason)
  }

  private func entry(
    _ estimate: Estimate?, _ verdict: Verdict, seeds: Int?, _ companions: [JudgedClaim.Companion],
    remedy: String? = nil
  ) -> JudgedClaim {
    JudgedClaim(
      id: id, statement: statement, statistic: statistic, claimed: side.words, published: published?.value,
      publishedFrom: published?.source, value: estimate?.value, lower: estimate?.interval.lower,
      upper: estimate?.interval.upper, method: estimate?.method, seeds: seeds, verdict: verdict.word,
      remedy: remedy ?? verdict.remedy, companions: companions)
  }
}

extension Verdict {
  var word: String {
    switch self {
    case .holds: "holds"
    case .doesNotHold: "does not hold"
    case .undecided: "undecided"
    }
  }

  fileprivate var remedy: String? {
    guard case .undecided(let need) = self else { return nil }
    guard let seeds = need.seeds else { return "no number of seeds decides it while the value stays on the boundary" }
    return "needs about \(seeds) seeds" + (need.trials.map { " × \($0) trials" } ?? "")
  }
}

extension ClaimedSide {
  /// As the tables print it: "> 0", "not < 0 (δ = 0.1)", "in [-0.5, 0]".
  public var words: String {
    switch self {
    case .above(let a): "> \(shortestDecimal(a))"
    case .below(let a): "< \(shortestDecimal(a))"
    case .within(let range): "in [\(shortestDecimal(range.lowerBound)), \(shortestDecimal(range.upperBound))]"
    case .notAbove(let a, let margin): "not > \(shortestDecimal(a)) (δ = \(shortestDecimal(margin)))"
    case .notBelow(let a, let margin): "not < \(shortestDecimal(a)) (δ = \(shortestDecimal(margin)))"
    }
  }
}
