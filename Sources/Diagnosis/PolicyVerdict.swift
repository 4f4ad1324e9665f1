/// What is said of the policy as a whole, after `RegimeRules.verdict(ofPolicy:)`, with its layers counted by regime.
public struct PolicyVerdict: Sendable, Hashable {
  public let regime: Regime
  /// The last layer, which speaks for the policy.
  public let layer: String
  public let reasons: [String]
  /// Layers of each regime, the last one included; none of 0.
  public let counts: [Regime: Int]
}

extension Diagnosis {
  /// nil for a diagnosis without layers.
  public var policy: PolicyVerdict? {
    guard let last = layers.last else { return nil }
    let verdict = verdict
    return PolicyVerdict(
      regime: verdict.regime, layer: last.name, reasons: verdict.reasons,
      counts: Dictionary(layers.map { ($0.verdict.regime, 1) }, uniquingKeysWith: +))
  }
}

extension PolicyVerdict {
  /// Such as "2 of 4 layers structured aligned, 1 disjoint, 1 undecided".
  public var layersInWords: String {
    let total = counts.values.reduce(0, +)
    let parts = Regime.allCases.compactMap { regime in counts[regime].map { (regime, $0) } }
    let words = parts.enumerated().map { index, part in
      index == 0
        ? "\(part.1) of \(total) \(total == 1 ? "layer" : "layers") \(part.0.title)" : "\(part.1) \(part.0.title)"
    }
    return words.joined(separator: ", ")
  }
}

extension Regime {
  /// What it means for the policy: a sentence without its period.
  public var meaning: String {
    switch self {
    case .disjoint:
      "the domains lie apart, so what is learnt from simulation hardly carries over to the real robot"
    case .structuredAligned:
      "the domains are close and still told apart: simulation carries over, and each domain can have its own answer"
    case .overlapping:
      "the domains cannot be told apart here, so the policy gives both one answer, that of the larger share of its data"
    case .undecided: "the numbers do not decide between the regimes"
    }
  }
}
