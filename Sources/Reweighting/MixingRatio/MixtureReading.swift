import Foundation
import Statistics

/// What one mixing ratio means for N target and M source demonstrations.
///
/// Every demonstration of a domain counts alike: w/N each in the target, (1 − w)/M each in the source.
public struct MixtureReading: Sendable, Hashable, Codable {
  /// N
  public let target: Int
  /// M
  public let source: Int
  /// w: the probability that a training sample is drawn from the target.
  public let samplingProbability: Double

  /// - Throws: `SampleError` for an empty domain or w outside [0, 1].
  public init(target: Int, source: Int, samplingProbability w: Double) throws {
    try requireCounts(target: target, source: source)
    try requireRange(w, 0...1, "mixing ratio w")
    (self.target, self.source, samplingProbability) = (target, source, w)
  }

  /// The ratio that another study calls α, the probability of a simulated sample: w = 1 − α.
  /// - Source: Maddukuri et al., 2025, whose convention is the opposite.
  public init(target: Int, source: Int, probabilityOfSource alpha: Double) throws {
    try requireRange(alpha, 0...1, "mixing ratio α")
    try self.init(target: target, source: source, samplingProbability: 1 - alpha)
  }

  /// The ratio of a mixture in which every target sample is repeated k times: kN/(kN + M).
  /// - Throws: `SampleError` for an empty domain or a factor that is not positive.
  public init(target: Int, source: Int, oversamplingTarget factor: Double) throws {
    try requireCounts(target: target, source: source)
    try requirePositive(factor, "oversampling factor")
    let repeated = factor * Double(target)
    try self.init(target: target, source: source, samplingProbability: repeated / (repeated + Double(source)))
  }

  /// g_r = (w/N)/(w/N + (1 − w)/M): how much a target demonstration counts beside a source demonstration that is
  /// equally far from the noisy action; g_s = 1 − g_r.
  public var targetScalingFactor: Double {
    let (real, sim) = (samplingProbability / Double(target), (1 - samplingProbability) / Double(source))
    return real / (real + sim)
  }

  /// Kish's effective sample size of the mixture, 1/(w²/N + (1 − w)²/M): N + M at the natural ratio, N at w = 1, M at
  /// w = 0. This is before any action is looked at; `MixtureReweighting` has it for given queries.
  public var effectiveSampleSize: Double {
    let w = samplingProbability
    return 1 / (w * w / Double(target) + (1 - w) * (1 - w) / Double(source))
  }

  /// How often training sees each demonstration of a domain, on average: samples · w/N and samples · (1 − w)/M.
  /// - Parameter samples: steps times batch size.
  /// - Throws: `SampleError` unless positive.
  public func expectedPasses(samples: Double) throws -> (target: Double, source: Double) {
    try requirePositive(samples, "samples drawn in training")
    return (
      samples * samplingProbability / Double(target), samples * (1 - samplingProbability) / Double(source)
    )
  }
}
