import Experiments
import Foundation
import Reweighting
import Statistics
import Storage

/// What the sizes of two domains, a mixing ratio and a gap of actions say: each number with what it means.
public struct MixingAdvice: Sendable {
  /// A number, its interval where it was measured, and its meaning in one line.
  public struct Line: Sendable, Encodable {
    public let name: String
    public let value: Double
    public let lower: Double?
    public let upper: Double?
    public let meaning: String

    init(_ name: String, _ value: Double, _ interval: Interval? = nil, _ meaning: String) {
      (self.name, self.value, self.meaning) = (name, value, meaning)
      (lower, upper) = (interval?.lower, interval?.upper)
    }

    init(_ number: ExplainedNumber) { self.init(number.name, number.value, nil, number.meaning) }
  }

  public struct Section: Sendable, Encodable {
    public let title: String
    public let numbers: [Line]
    /// What else a reader should know.
    public let notes: [String]
  }

  public let guideline: MixingRatioGuideline
  public let readings: [MixtureReading]
  public let sections: [Section]

  /// - Parameters:
  ///   - ratio: w; nil reads the natural ratio and the guideline's upper end.
  ///   - samples: steps times batch size.
  ///   - actions: what was measured of two domains' actions.
  /// - Throws: `SampleError` for what is out of range.
  public init(
    guideline: MixingRatioGuideline, ratio: Double? = nil, samples: Double? = nil, actions: ActionOverlap? = nil
  ) throws {
    self.guideline = guideline
    let ends = guideline.upper > guideline.lower ? [guideline.lower, guideline.upper] : [guideline.lower]
    readings = try (ratio.map { [$0] } ?? ends).map {
      try MixtureReading(target: guideline.target, source: guideline.source, samplingProbability: $0)
    }
    var sections = [
      Section(
        title: "the guideline's range of the mixing ratio w, the share of real samples",
        // Where the guideline has no range there is no upper end to show.
        numbers: guideline.explained.filter { guideline.branch != .notCovered || $0.name != "upper end" }
          .map(Line.init), notes: Self.notes(guideline))
    ]
    for reading in readings {
      var numbers = try reading.explained(samples: samples).map(Line.init)
      numbers.append(
        Line(
          "real per simulated", reading.targetScalingFactor / (1 - reading.targetScalingFactor), nil,
          "times a real demonstration is drawn for each time a simulated one is"))
      let w = reading.samplingProbability
      let name =
        ratio != nil
        ? "" : w == guideline.lower ? ", the natural ratio" : ", the guideline's upper end"
      sections.append(
        Section(
          title: "at w = \(MixingAdvice.number(w))\(name)", numbers: numbers,
          notes: ratio.map { Self.placed($0, in: guideline) } ?? []))
    }
    if let actions { sections += try Self.sections(of: actions, guideline) }
    self.sections = sections
  }

  private static func notes(_ guideline: MixingRatioGuideline) -> [String] {
    var notes: [String] = []
    if guideline.branch == .notCovered {
      notes.append(
        "the guideline assumes more simulated than real demonstrations (M > N); here it has no range")
    }
    if let uncapped = guideline.uncappedUpper, guideline.isCapped {
      notes.append(
        "without the cap the upper end is \(number(uncapped)); the study calls the cap optional (--cap none)")
    }
    if guideline.isUpperRaised {
      notes.append("with q below ½ the rule falls below the natural ratio; a range needs q of at least ½")
    }
    return notes
  }

  private static func placed(_ w: Double, in guideline: MixingRatioGuideline) -> [String] {
    if guideline.branch == .notCovered { return [] }
    if w < guideline.lower {
      return ["below the guideline's range: a real demonstration counts less than a simulated one"]
    }
    return [w > guideline.upper ? "above the guideline's range" : "inside the guideline's range"]
  }

  // MARK: The gap of actions

  private static func sections(of actions: ActionOverlap, _ guideline: MixingRatioGuideline) throws -> [Section] {
    var numbers: [Line] = []
    var notes = actions.notes
    notes.append(
      "\(actions.rows.real) real and \(actions.rows.sim) simulated actions, in standard deviations of the real ones; paired "
        + actions.pairing)
    if let overlap = actions.overlap {
      numbers.append(
        Line(
          "overlap", overlap.value, overlap.interval,
          "Bhattacharyya coefficient of the two sets of actions (\(actions.estimator.name)): 1 equal, 0 separate"))
      if let floor = actions.floor {
        numbers.append(
          Line(
            "overlap of halves", floor, nil, "the same between halves of the real episodes: what equal domains come to")
        )
      }
    } else if let flaw = actions.flaw {
      notes.append("no overlap by \(actions.estimator.name): \(flaw)")
    }
    let half = actions.noiseAtHalf
    numbers += [
      Line(
        "noise at ½, real-sim", half.realSim.value, half.realSim.interval,
        "share of noise on the straight path at which a real and a simulated action overlap by ½"),
      Line(
        "noise at ½, real-real", half.realReal.value, half.realReal.interval,
        "the same of two real actions of different episodes"),
      Line(
        "excess", half.excess.value, half.excess.interval,
        "their difference: 0 when simulated actions differ from real ones no more than these among themselves"),
      Line(
        "normalized distance", actions.normalizedDistance.value, actions.normalizedDistance.interval,
        "root mean square distance of real-sim pairs over that of real-real pairs: 1 for equal domains"),
    ]
    var sections = [Section(title: "the gap of the actions", numbers: numbers, notes: notes)]
    if let overlap = actions.overlap, guideline.branch != .notCovered {
      sections.append(try shift(overlap, floor: actions.floor, guideline, excess: half.excess))
    }
    return sections
  }

  /// The guideline's range moved for the gap, and for both ends of the overlap's interval.
  private static func shift(
    _ overlap: Estimate, floor: Double?, _ guideline: MixingRatioGuideline, excess: Estimate
  ) throws -> Section {
    let unseen = excess.interval.lower <= 0
    // Equal domains come to the floor, not to 1, and should not shift the range.
    func shifted(_ value: Double) throws -> GapShift {
      try guideline.shifted(overlap: min(max(value / (floor ?? 1), 0), 1))
    }
    let exponent = floor == nil ? "3^(1 − overlap)" : "3^(1 − overlap ÷ overlap of halves)"
    // More overlap shifts less.
    let (value, least, most) = (
      try shifted(overlap.value), try shifted(overlap.interval.upper), try shifted(overlap.interval.lower)
    )
    return Section(
      title: "the range shifted for the gap: a heuristic of this project",
      numbers: [
        Line(
          "shifted lower end", value.lower, Interval(lower: least.lower, upper: most.lower),
          "natural ratio with its odds times \(exponent)"),
        Line(
          "shifted upper end", value.upper, Interval(lower: least.upper, upper: most.upper),
          "upper end with its odds times \(exponent)"),
      ],
      notes: (unseen
        ? ["the excess's interval holds 0: these actions show no gap, and nothing in them calls for a shift"] : []) + [
          "the study says to raise both ends for a large gap and gives no formula; the factor 3 was fitted to the one pair of "
            + "numbers there is (N = 50, M = 3000: .129 computed, .3 reported) and is validated nowhere else. The interval is "
            + "that of the overlap alone. The gap of images or bodies is not in it: search around the range"
        ])
  }
}

// MARK: Printing

extension MixingAdvice {
  /// What a person reads: sections of aligned lines.
  public var text: String {
    let head =
      "\(guideline.target) real and \(guideline.source) simulated demonstrations, M/N = "
      + "\(Self.number(Double(guideline.source) / Double(guideline.target)))\n"
    let rows = sections.map { section in
      section.numbers.map { line -> [String] in
        let interval = line.lower.map { "[\(Self.number($0)), \(Self.number(line.upper ?? .nan))]" } ?? ""
        return ["  \(line.name)", Self.number(line.value), interval, line.meaning]
      }
    }
    // One table, so that columns stand below each other in all sections.
    var lines = alignedText(rows.flatMap { $0 }).split(separator: "\n").map(String.init)
    return zip(sections, rows).reduce(head) { text, pair in
      let own = lines.prefix(pair.1.count).map { "\($0)\n" }.joined()
      lines.removeFirst(pair.1.count)
      return text + "\n\(pair.0.title)\n" + own + pair.0.notes.map { "  · \($0)\n" }.joined()
    }
  }

  /// `version` rises with every change of what a key means.
  public func json() throws -> Data {
    struct Document: Encodable {
      let version = 1
      let package = packageVersion
      let real: Int
      let sim: Int
      let branch: String
      let sections: [Section]
    }
    return try JSONText.pretty(
      Document(
        real: guideline.target, sim: guideline.source, branch: guideline.branch.rawValue, sections: sections))
  }

  fileprivate static func number(_ value: Double) -> String {
    String(format: abs(value) >= 1000 && value.isFinite ? "%.0f" : "%.4g", value)
  }
}
