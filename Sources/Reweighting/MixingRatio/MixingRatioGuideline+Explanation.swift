import Foundation

/// A number of the mixing-ratio advice and what it means.
public struct ExplainedNumber: Sendable, Hashable {
  public let name: String
  public let value: Double
  public let meaning: String
}

extension MixingRatioGuideline {
  /// Every number of the guideline with its meaning, in the order in which a reader needs them.
  public var explained: [ExplainedNumber] {
    [
      ExplainedNumber(
        name: "natural ratio", value: naturalRatio,
        meaning: "N/(N + M): every demonstration counts alike; the lower end of the guideline's range"),
      ExplainedNumber(name: "upper end", value: upper, meaning: upperMeaning),
      ExplainedNumber(
        name: "crossing ratio", value: crossingRatio,
        meaning: "√N/(√N + √M): where a real demonstration's weight beside an equally close simulated one is 1 − w; "
          + "a mark in the study's figure, not an end of the range"),
    ]
  }

  private var upperMeaning: String {
    switch branch {
    case .notCovered:
      return "the guideline is for more simulated than real demonstrations; it gives no range here"
    case .squareRoot:
      return "√(N/M), the rule for more than five simulated demonstrations a real one"
    case .scalingFactor:
      let rule =
        "the ratio at which a real demonstration takes q = \(scalingFactor) of the weight beside an equally "
        + "close simulated one"
      if isCapped { return rule + ", capped at \(upper)" }
      if isUpperRaised { return rule + "; with q below ½ that is less than the natural ratio, to which it was raised" }
      return rule
    }
  }
}

extension MixtureReading {
  /// Every number of a mixing ratio with its meaning.
  /// - Parameter samples: steps times batch size; nil leaves the passes out.
  /// - Throws: `SampleError` unless the samples are positive.
  public func explained(samples: Double? = nil) throws -> [ExplainedNumber] {
    var numbers = [
      ExplainedNumber(
        name: "sampling probability", value: samplingProbability,
        meaning: "w: the share of training samples drawn from real demonstrations; 1 − w from simulated ones"),
      ExplainedNumber(
        name: "scaling factor", value: targetScalingFactor,
        meaning: "the weight of a real demonstration beside an equally close simulated one, which has the rest"),
      ExplainedNumber(
        name: "effective sample size", value: effectiveSampleSize,
        meaning: "equally weighted demonstrations that would carry as much: 1/(w²/N + (1 − w)²/M)"),
    ]
    guard let samples else { return numbers }
    let passes = try expectedPasses(samples: samples)
    numbers += [
      ExplainedNumber(
        name: "passes over real", value: passes.target,
        meaning: "times training sees each real demonstration, on average"),
      ExplainedNumber(
        name: "passes over simulated", value: passes.source,
        meaning: "times training sees each simulated demonstration, on average"),
    ]
    return numbers
  }
}
