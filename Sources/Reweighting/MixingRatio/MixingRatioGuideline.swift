import Foundation
import Statistics

/// The study's guideline for the mixing ratio w, the probability with which training draws a target (real) sample.
///
/// From N target and M source demonstrations:
///
///     lower end  w_n = N/(N + M), the natural ratio: every demonstration counts alike
///     upper end  w_q = √(N/M)                    if M/N > 5
///                w_q = Nq/((1 − q)M + Nq)        else, at most `cap`
///
/// The else-branch makes the target's scaling factor g_r(w) = (w/N)/(w/N + (1 − w)/M) equal to q. At M/N = 5 and q = .8
/// the two nearly meet (.4472 and .4444), which explains the threshold.
///
/// What the page leaves open, and what is done here:
/// - It calls M/N > 5 "target much larger than source". It is the source that is much larger; the formula is kept.
/// - The cap of ½ is "optional" and stands beside the else-branch; there it is applied. For M/N > 5 it could not bind.
/// - With q < ½ the else-branch falls below w_n. The upper end is then raised to w_n, and `isUpperRaised` says so.
/// - The guideline asks for M > N. Otherwise w_n is at least ½ and there is no range: `branch` is `.notCovered` and both
///   ends are w_n.
/// - The page's figure marks another ratio by the same name w_q, the crossing of g_r with 1 − w (`crossingRatio`). It is
///   not the guideline's √(N/M), with which it agrees only for small N/M.
/// - The balanced range reported for robots, .016 to .3 at N = 50 and M ≈ 3000, exceeds the formula's upper end of .129:
///   it is observed, not computed.
/// - Source: Lei et al., arXiv 2604.13645, project page, algorithm "mixing-ratio selection".
public struct MixingRatioGuideline: Sendable, Hashable, Codable {
  /// Which rule gave the upper end.
  public enum Branch: String, Sendable, Codable {
    case squareRoot
    case scalingFactor
    case notCovered
  }

  /// N
  public let target: Int
  /// M
  public let source: Int
  /// q of the else-branch.
  public let scalingFactor: Double
  /// What the else-branch is capped at; nil where it is not.
  public let cap: Double?
  public let branch: Branch
  /// The upper end before cap and guard; nil where the guideline does not apply.
  public let uncappedUpper: Double?
  public let upper: Double

  /// - Parameters:
  ///   - target: N ≥ 1.   - source: M ≥ 1.   - scalingFactor: q, strictly between 0 and 1.
  ///   - cap: strictly between 0 and 1, or nil for none.
  /// - Throws: `SampleError` for an empty domain, or q or the cap out of range.
  public init(target: Int, source: Int, scalingFactor: Double = 0.8, cap: Double? = 0.5) throws {
    try requireCounts(target: target, source: source)
    for (what, value) in [("scaling factor q", scalingFactor), ("cap of the mixing ratio", cap ?? 0.5)]
    where !(value > 0 && value < 1) {
      throw SampleError.outOfRange(what: what, value: value, expected: "a number strictly between 0 and 1")
    }
    (self.target, self.source, self.scalingFactor, self.cap) = (target, source, scalingFactor, cap)
    let (n, m) = (Double(target), Double(source))
    let natural = n / (n + m)
    if m <= n {
      (branch, uncappedUpper, upper) = (.notCovered, nil, natural)
    } else if m / n > 5 {
      let root = (n / m).squareRoot()
      (branch, uncappedUpper, upper) = (.squareRoot, root, root)
    } else {
      let solved = n * scalingFactor / ((1 - scalingFactor) * m + n * scalingFactor)
      (branch, uncappedUpper, upper) = (.scalingFactor, solved, max(natural, min(solved, cap ?? solved)))
    }
  }

  /// w_n = N/(N + M).
  public var naturalRatio: Double { Double(target) / Double(target + source) }
  public var lower: Double { naturalRatio }

  /// √N/(√N + √M): where the target's scaling factor g_r(w) falls on 1 − w, the circle of the study's figure.
  public var crossingRatio: Double {
    Double(target).squareRoot() / (Double(target).squareRoot() + Double(source).squareRoot())
  }

  /// Whether the cap made the upper end smaller.
  public var isCapped: Bool { uncappedUpper.map { upper < $0 } ?? false }
  /// Whether the rule fell below the natural ratio and the upper end was raised to it.
  public var isUpperRaised: Bool { uncappedUpper.map { upper > $0 } ?? false }
}

/// - Throws: `SampleError.tooFew` for an empty domain.
func requireCounts(target: Int, source: Int) throws {
  for (what, count) in [("target demonstrations", target), ("source demonstrations", source)] where count < 1 {
    throw SampleError.tooFew(what: what, found: count, needed: 1)
  }
}
