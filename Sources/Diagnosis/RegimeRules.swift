import Foundation

/// Where the regimes begin and end, in coordinates that know no scale.
///
/// A layer is decided where whole intervals lie on one side of the thresholds:
///
///     A < discernible                          overlapping
///     A > discernible and H < disjoint         structured aligned
///     A > discernible and H > disjoint         disjoint, in the last layer; undecided before it
///
/// with A the area under the ROC curve of a probe on rows blurred by ρ = `resolution` (the larger of the linear and the
/// network probe's) and H the separation. Two things are not decided, because the toy networks show that activations do
/// not tell them there (`README.md`): what a shallow layer makes of the domains, for the layers behind it still amplify
/// or close the gap it passes on; and anything at late flow times, where the noisy action itself names the domain.
public struct RegimeRules: Sendable, Hashable, Codable {
  /// ρ: discernibility is asked for after normal noise of ρ within-domain deviations.
  public var resolution: Double
  /// Discernibility below this is overlapping, above it the domains are told apart.
  public var discernible: Double
  /// Separation above this is disjoint.
  public var disjoint: Double
  /// The relative depth, 0 the first layer and 1 the last, from which on layers are decided.
  public var earliestDepth: Double
  /// The flow time (share of the action in a policy's noisy input) up to which layers are decided.
  public var latestTime: Double

  public init(
    resolution: Double, discernible: Double, disjoint: Double, earliestDepth: Double = 0.5, latestTime: Double = 0
  ) {
    self.resolution = resolution
    self.discernible = discernible
    self.disjoint = disjoint
    self.earliestDepth = earliestDepth
    self.latestTime = latestTime
  }

  /// A layer's regime.
  /// - Parameters:
  ///   - networkDiscernibility: nil where no network probe was asked; then the linear one decides alone.
  ///   - depth: of the layer, from 0 (the first) to 1 (the last, or the only one).
  ///   - time: flow time of the recording; 0 for a policy without noisy actions in its input.
  public func verdict(
    separation: Reading, discernibility: Reading, networkDiscernibility: Reading?, mixing: Reading, depth: Double = 1,
    time: Double = 0
  ) -> RegimeVerdict {
    let evidence = Evidence(self, separation, discernibility, networkDiscernibility)
    let regime = regime(
      separation: separation, discernibility: discernibility, networkDiscernibility: networkDiscernibility,
      depth: depth, time: time)
    return RegimeVerdict(regime, reasons: evidence.reasons(regime, depth: depth, time: time) + [mixed(mixing)])
  }

  /// The regime without its reasons.
  package func regime(
    separation: Reading, discernibility: Reading, networkDiscernibility: Reading?, depth: Double, time: Double
  ) -> Regime {
    guard depth >= earliestDepth, time <= latestTime, let told = discernibility.interval else { return .undecided }
    guard networkDiscernibility == nil || networkDiscernibility?.interval != nil else { return .undecided }
    let byNetwork = networkDiscernibility?.interval ?? told
    if max(told.upper, byNetwork.upper) < discernible { return .overlapping }
    guard max(told.lower, byNetwork.lower) > discernible, let apart = separation.interval else { return .undecided }
    if apart.upper < disjoint { return .structuredAligned }
    return apart.lower > disjoint && depth >= 1 ? .disjoint : .undecided
  }

  private func mixed(_ mixing: Reading) -> String {
    guard let value = mixing.value else { return "neighbours: \(mixing.status)" }
    return "the nearest row of the other domain is \(short(value)) times as far as the nearest of one's own"
  }
}

extension RegimeRules {
  /// The regime of a policy, from its layers at one flow time in the order of depth: that of the last layer, unless a
  /// deep layer before it is decided otherwise.
  public func verdict(ofPolicy layers: [(name: String, verdict: RegimeVerdict)]) -> RegimeVerdict {
    guard let last = layers.last else { return RegimeVerdict(.undecided, reasons: ["no layer was recorded"]) }
    let others = layers.dropLast().filter {
      $0.verdict.regime != .undecided && $0.verdict.regime != last.verdict.regime
    }
    if last.verdict.regime == .undecided {
      return RegimeVerdict(
        .undecided, reasons: ["\(last.name), the last layer, is undecided"] + last.verdict.reasons)
    }
    if let other = others.last {
      return RegimeVerdict(
        .undecided,
        reasons: [
          "\(last.name), the last layer, is \(last.verdict.regime.title), and \(other.name) before it is "
            + "\(other.verdict.regime.title)"
        ])
    }
    return RegimeVerdict(
      last.verdict.regime,
      reasons: ["\(last.name), the last layer, is \(last.verdict.regime.title), and no decided layer contradicts it"]
        + last.verdict.reasons)
  }
}

extension Regime {
  /// In words.
  public var title: String { rawValue.replacingOccurrences(of: "_", with: " ") }
}

/// A verdict's numbers beside their thresholds, as sentences.
private struct Evidence {
  let rules: RegimeRules
  let separation: Reading
  /// Linear, then the network's where it was asked.
  let discernibilities: [Reading]

  init(_ rules: RegimeRules, _ separation: Reading, _ discernibility: Reading, _ network: Reading?) {
    self.rules = rules
    self.separation = separation
    discernibilities = [discernibility] + (network.map { [$0] } ?? [])
  }

  func reasons(_ regime: Regime, depth: Double, time: Double) -> [String] {
    var reasons: [String] = []
    if time > rules.latestTime {
      reasons.append(
        "recorded at flow time \(short(time)): from \(short(rules.latestTime)) on the noisy action in the "
          + "input names the domain, whatever the policy makes of the observation")
    }
    if depth < rules.earliestDepth {
      reasons.append("a shallow layer: the layers behind it may still open or close the gap that it shows")
    }
    reasons += discernibilities.map { reading in
      "\(reading.estimator) is \(Self.told(reading)), \(Self.side(reading, of: rules.discernible)) the threshold "
        + "\(short(rules.discernible))"
    }
    reasons.append(
      "separation is \(Self.told(separation)), \(Self.side(separation, of: rules.disjoint)) the threshold "
        + "\(short(rules.disjoint))")
    if regime == .undecided, depth >= rules.earliestDepth, depth < 1,
      let apart = separation.interval, apart.lower > rules.disjoint
    {
      reasons.append("before the last layer a large separation says little: later layers may close it")
    }
    return reasons
  }

  private static func told(_ reading: Reading) -> String {
    guard let value = reading.value else { return "not known (\(reading.status))" }
    guard let interval = reading.interval else { return "\(short(value)) without an interval" }
    return "\(short(value)) [\(short(interval.lower)), \(short(interval.upper))]"
  }

  private static func side(_ reading: Reading, of threshold: Double) -> String {
    guard let interval = reading.interval else { return "beside" }
    return interval.upper < threshold ? "below" : interval.lower > threshold ? "above" : "on both sides of"
  }
}
