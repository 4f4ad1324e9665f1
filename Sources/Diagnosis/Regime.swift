/// What co-training made of a layer, in the mechanistic study's terms.
public enum Regime: String, Sendable, Hashable, CaseIterable, Codable {
  /// The domains lie so far apart that nothing carries over from one to the other.
  case disjoint
  /// Close, and still told apart: what is learnt in one domain carries over, and the policy can answer each its own way.
  case structuredAligned = "structured_aligned"
  /// Not told apart at the stated resolution: the policy must give both domains one answer.
  case overlapping
  /// The rules do not decide: an interval reaches over a threshold, or the numbers contradict each other.
  case undecided
}

/// A layer's regime and what led to it.
public struct RegimeVerdict: Sendable, Hashable {
  public let regime: Regime
  /// Sentences for a reader, with the numbers and the thresholds in them.
  public let reasons: [String]

  public init(_ regime: Regime, reasons: [String]) {
    self.regime = regime
    self.reasons = reasons
  }
}
