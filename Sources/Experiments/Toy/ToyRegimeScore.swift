import Diagnosis
import Statistics
import Storage

/// How verdicts compare with what networks do.
struct ToyRegimeScore {
  /// One verdict of a network or layer.
  struct Verdict {
    let seed: Int
    /// nil: no class.
    let truth: Regime?
    let regime: Regime
  }

  private let classed: [Verdict]
  private let withoutClass: [Verdict]

  init(_ verdicts: [Verdict]) {
    classed = verdicts.filter { $0.truth != nil }
    withoutClass = verdicts.filter { $0.truth == nil }
  }

  /// Name, value and interval of each statistic; shares have Wilson's interval over verdicts.
  func statistics() throws -> [(name: String, value: Double?, interval: Interval?)] {
    let decided = classed.filter { $0.regime != .undecided }
    let right = decided.count { $0.regime == $0.truth }
    var rows: [(name: String, value: Double?, interval: Interval?)] = [
      ("verdicts", Double(classed.count), nil), try share("decided", decided.count, of: classed.count),
      try share("right", right, of: decided.count),
      ("right_lowest_seed", Self.lowestSeed(decided), nil),
      try share(
        "commonest", Regime.allCases.map { truth in classed.count { $0.truth == truth } }.max()!, of: classed.count),
      ("no_class", Double(withoutClass.count), nil),
    ]
    for truth in Regime.allCases where truth != .undecided {
      for regime in Regime.allCases {
        let count = classed.count { $0.truth == truth && $0.regime == regime }
        rows.append(("\(truth.rawValue) as \(regime.rawValue)", Double(count), nil))
      }
    }
    for regime in Regime.allCases {
      rows.append(("no_class as \(regime.rawValue)", Double(withoutClass.count { $0.regime == regime }), nil))
    }
    return rows
  }

  private func share(_ name: String, _ count: Int, of total: Int) throws -> (String, Double?, Interval?) {
    guard total > 0 else { return (name, nil, nil) }
    let estimate = try Estimate.proportion(successes: count, trials: total)
    return (name, estimate.value, estimate.interval)
  }

  private static func lowestSeed(_ decided: [Verdict]) -> Double? {
    Set(decided.map(\.seed)).map { seed in
      let own = decided.filter { $0.seed == seed }
      return Double(own.count { $0.regime == $0.truth }) / Double(own.count)
    }.min()
  }
}

extension ToyRegimeCase {
  /// Whether the network's layers look like those of another of its seed and Δz whose regime is what is said of this one:
  /// their intervals of separation and discernibility meet in every layer that the rules decide.
  func isLike(_ other: ToyRegimeCase, in rules: RegimeRules) -> Bool {
    layers.indices.filter { depth(of: $0) >= rules.earliestDepth }.allSatisfy { layer in
      let (a, b) = (layers[layer], other.layers[layer])
      return Self.meet(a.separation, b.separation) && Self.meet(a.linear[rules.resolution], b.linear[rules.resolution])
    }
  }

  private static func meet(_ a: Reading?, _ b: Reading?) -> Bool {
    guard let a = a?.interval, let b = b?.interval else { return false }
    return a.lower <= b.upper && b.lower <= a.upper
  }
}
