import Foundation
import Statistics

/// The guideline's range moved up for a domain gap: a heuristic of this project, not of the study.
///
/// The study says to raise both ends when the gap is large and names no formula. Here the gap is read off the overlap of
/// the domains' actions (Bhattacharyya coefficient BC, 1 for equal, 0 for separate), and both ends have their odds
/// multiplied:
///
///     w/(1 − w) ← w/(1 − w) · F^(1 − BC)
///
/// F = 3 is fitted to the one pair of numbers there is: at N = 50 and M ≈ 3000 it takes the formula's upper end .129 to
/// .31, near the reported .3. Nothing validates it elsewhere. BC = 1 moves nothing, and no end reaches 1. The cap comes
/// before the shift, as in the study's order of steps, so a shifted end may exceed it.
public struct GapShift: Sendable, Hashable, Codable {
  public let overlap: Double
  /// F: what the odds of both ends are multiplied by where nothing overlaps.
  public let oddsFactor: Double
  public let lower: Double
  public let upper: Double
}

extension MixingRatioGuideline {
  /// The range for domains whose actions overlap by a given coefficient.
  /// - Parameters:
  ///   - overlap: BC, 0 to 1; estimates that exceed 1 are the caller's to clip.   - oddsFactor: F ≥ 1.
  /// - Throws: `SampleError` for either out of range.
  public func shifted(overlap: Double, oddsFactor: Double = 3) throws -> GapShift {
    try requireRange(overlap, 0...1, "overlap coefficient")
    guard oddsFactor >= 1, oddsFactor.isFinite else {
      throw SampleError.outOfRange(what: "odds factor", value: oddsFactor, expected: "at least 1, so that ends move up")
    }
    let factor = pow(oddsFactor, 1 - overlap)
    func shift(_ w: Double) -> Double { w * factor / (1 - w + w * factor) }
    return GapShift(overlap: overlap, oddsFactor: oddsFactor, lower: shift(lower), upper: shift(upper))
  }
}
