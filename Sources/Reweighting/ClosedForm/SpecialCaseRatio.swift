import Foundation
import Statistics

/// How much more a target demonstration's domain counts than a source demonstration's, for one of each at distances r
/// from the noisy action: the study's special case of the softmax.
///
///     g_r/g_s = ((1 − w_N)/w_N) · (w/(1 − w)) · exp(d (r_s² − r_r²)/2),    r = ‖x_t − α a‖/(σ√d)
///
/// with w_N = N/(N + M), so that (1 − w_N)/w_N = M/N: each domain's share is spread over its demonstrations.
///
/// The study prints the exponent without the factor d. That is right only for d = 1, or if its r there is not divided
/// by √d, against its own definition. `ratio` has the factor, `printedRatio` has not; they are equal at d = 1.
/// - Source: Lei et al., arXiv 2604.13645, project page.
public struct SpecialCaseRatio: Sendable, Hashable {
  /// ln(M/N) + ln(w/(1 − w)): what the mixture contributes. Infinite at w = 0 and 1.
  public let logMixture: Double
  /// r_s² − r_r².
  public let squaredGap: Double
  /// d
  public let width: Int

  /// - Parameters:
  ///   - target: N.   - source: M.   - mixingRatio: w, 0 to 1.   - width: d, coordinates of an action.
  ///   - targetDistance: r_r.   - sourceDistance: r_s.
  /// - Throws: `SampleError` for an empty domain, a ratio outside [0, 1], or a distance that is not finite.
  public init(
    target: Int, source: Int, mixingRatio w: Double, width: Int, targetDistance: Double, sourceDistance: Double
  ) throws {
    for (what, count) in [("target demonstrations", target), ("source demonstrations", source), ("d", width)]
    where count < 1 {
      throw SampleError.tooFew(what: what, found: count, needed: 1)
    }
    try requireRange(w, 0...1, "mixing ratio w")
    try requireFinite([targetDistance, sourceDistance], "distances of the special case")
    logMixture = log(Double(source) / Double(target)) + log(w) - log(1 - w)
    squaredGap = sourceDistance * sourceDistance - targetDistance * targetDistance
    self.width = width
  }

  /// g_r/g_s as it follows from the softmax.
  public var ratio: Double { exp(logMixture + Double(width) * squaredGap / 2) }

  /// g_r/g_s as the page prints it, without the factor d; for comparison only.
  public var printedRatio: Double { exp(logMixture + squaredGap / 2) }

  /// g_r of the two, from 0 to 1: ratio/(1 + ratio).
  public var targetMass: Double { 1 / (1 + exp(-logMixture - Double(width) * squaredGap / 2)) }
}
