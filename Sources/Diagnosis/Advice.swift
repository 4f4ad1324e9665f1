import Foundation
import Statistics

/// What to do about a policy, why, and how sure that is.
public struct Advice: Sendable, Hashable {
  public enum Action: String, Sendable, Hashable, CaseIterable, Codable {
    /// Bring the domains closer.
    case addAlignment = "add_alignment"
    /// Tell the policy which domain it is in.
    case addDomainConditioning = "add_domain_conditioning"
    /// Leave the mixture as it is.
    case keep
    /// Record more before deciding.
    case recordMore = "record_more"
  }

  public let action: Action
  /// The layers that it rests on.
  public let layers: [String]
  /// What to do, in a sentence.
  public let statement: String
  /// The numbers behind it.
  public let reasons: [String]
  /// What could make it wrong.
  public let uncertainty: String
}

extension Diagnosis {
  /// Advice on the policy, then what data would decide the layers that data can decide.
  public var advice: [Advice] {
    guard let last = layers.last else { return [] }
    var advice: [Advice] = []
    let regime = verdict.regime
    switch regime {
    case .disjoint: advice.append(alignment(last))
    case .overlapping: advice.append(conditioning(last))
    case .structuredAligned: advice.append(keeping(last))
    case .undecided: break
    }
    let undecided = layers.indices.filter { !needs(ofLayer: $0).isEmpty }
    if regime == .undecided || !undecided.isEmpty { advice.append(recording(undecided, policy: regime)) }
    return advice
  }

  private func alignment(_ layer: LayerDiagnosis) -> Advice {
    Advice(
      action: .addAlignment, layers: [layer.name],
      statement: """
        Bring the domains closer: an alignment term on this layer (optimal transport, MMD or a domain classifier), \
        simulated images nearer to the real ones, or a more balanced mixture.
        """,
      reasons: [
        "separation of '\(layer.name)' \(layer.separation.inWords) lies above \(short(rules.disjoint)), where the domains "
          + "count as disjoint",
        told(layer),
        "in the mechanistic study disjoint representations do not transfer, and there alignment goes with success",
      ],
      uncertainty: """
        Alignment that goes too far makes the domains overlap, which costs more than it gains: diagnose again after \
        the change. The rule says how representations lie, not how often the robot succeeds.
        """)
  }

  private func conditioning(_ layer: LayerDiagnosis) -> Advice {
    Advice(
      action: .addDomainConditioning, layers: [layer.name],
      statement: """
        Tell the policy its domain: a one-hot label beside the observation, or classifier-free guidance by it. Do not \
        add alignment.
        """,
      reasons: [
        told(layer),
        "separation of '\(layer.name)' is \(layer.separation.inWords)",
        """
        where the domains overlap the answer is that of the larger share of the data, or between the two; a label \
        restored what perfect rendering had cost in the empirical study
        """,
      ],
      uncertainty: """
        A difference finer than \(short(rules.resolution)) within-domain deviations is not counted as readable. Where \
        both domains ask for the same actions, overlap does no harm and no label is needed.
        """)
  }

  private func keeping(_ layer: LayerDiagnosis) -> Advice {
    Advice(
      action: .keep, layers: [layer.name], statement: "Keep the mixture; nothing inside the policy asks for a change.",
      reasons: [
        "separation of '\(layer.name)' \(layer.separation.inWords) lies below \(short(rules.disjoint))",
        told(layer),
        "in the mechanistic study this is where simulated demonstrations help",
      ],
      uncertainty: """
        That representations lie well is not that the policy succeeds: too little data of either domain, or a gap in \
        the actions themselves, does not show here.
        """)
  }

  /// - Parameter undecided: layers that more episodes would decide.
  private func recording(_ undecided: [Int], policy: Regime) -> Advice {
    let shown = undecided.suffix(6)
    var reasons = policy == .undecided ? verdict.reasons : []
    reasons += shown.map { index in
      "'\(layers[index].name)': \(needs(ofLayer: index).map { inWords($0, layers[index]) }.joined(separator: "; "))"
    }
    if undecided.count > shown.count { reasons.append("and \(undecided.count - shown.count) earlier layers") }
    let statement =
      if policy != .undecided {
        "More episodes would decide the layers that are undecided; the policy is decided without them."
      } else if undecided.isEmpty {
        "Change nothing yet: the policy is undecided, and not for want of episodes."
      } else {
        "Record more episodes before changing anything: the policy is undecided."
      }
    return Advice(
      action: .recordMore, layers: undecided.map { layers[$0].name }, statement: statement, reasons: reasons,
      uncertainty: """
        Numbers of episodes are by the rule that an interval shrinks with the root of their number, the value staying \
        where it is. A value that sits on a threshold cannot be decided by any number.
        """)
  }

  private func told(_ layer: LayerDiagnosis) -> String {
    let reading = layer[layer.betterProbe]
    let place: String
    if let interval = reading.interval, interval.lower > rules.discernible {
      place = "above \(short(rules.discernible)): told apart"
    } else if let interval = reading.interval, interval.upper < rules.discernible {
      place = "below \(short(rules.discernible)): not told apart"
    } else {
      place = "on both sides of \(short(rules.discernible))"
    }
    return "\(layer.betterProbe.name), of '\(layer.name)' at \(short(rules.resolution)) within-domain deviations "
      + "\(reading.inWords) lies \(place)"
  }

  private func inWords(_ need: NeededEpisodes, _ layer: LayerDiagnosis) -> String {
    let place = "\(need.coordinate.name) \(layer[need.coordinate].inWords) reaches over \(short(need.threshold))"
    guard let even = need.factorForEvenChance else { return "\(place), too near for any number of episodes to decide" }
    var words = "\(place); about \(NeededEpisodes.count(layer, times: even)) would bring its end there"
    if let four = need.factorForFourInFive {
      words += ", \(NeededEpisodes.count(layer, times: four)) decide with four chances in five"
    }
    return words
  }
}

extension Reading {
  /// Such as "0.31 [0.24, 0.4]"; "without a value" where there is none.
  public var inWords: String {
    guard let value else { return "without a value (\(status))" }
    guard let interval else { return "\(short(value)) (no interval)" }
    return "\(short(value)) [\(short(interval.lower)), \(short(interval.upper))]"
  }
}

/// A number for a sentence: three significant digits.
func short(_ number: Double) -> String { String(format: "%.3g", number) }
