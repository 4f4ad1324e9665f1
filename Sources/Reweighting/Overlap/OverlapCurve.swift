import Foundation
import Statistics
import Tensors

/// How action pairs overlap as noise grows: the mean over pairs of exp(−α² ‖a − b‖² / (8σ²)).
///
/// The study's figure shows two such curves on the straight path, for distances of 700.3 (real–sim) and 100.0
/// (real–real) squared, without saying which pairs these are; here they are pairs at matching states (`MatchedStates`).
public struct OverlapCurve: Sendable, Hashable {
  /// ‖a − b‖² a pair.
  public let squaredDistances: [Double]
  /// What each pair belongs to (the target's episode), drawn together by the bootstrap; empty where unknown.
  public let groups: [Int]

  /// - Throws: `SampleError` without a pair, for a distance that is negative or not finite, or unequal lengths.
  public init(squaredDistances: [Double], groups: [Int] = []) throws {
    guard !squaredDistances.isEmpty else { throw SampleError.tooFew(what: "matched pairs", found: 0, needed: 1) }
    for distance in squaredDistances {
      try requireRange(distance, 0...(.greatestFiniteMagnitude), "squared distance of actions")
    }
    guard groups.isEmpty || groups.count == squaredDistances.count else {
      throw SampleError.unequalLengths(what: "groups and pairs", left: groups.count, right: squaredDistances.count)
    }
    self.squaredDistances = squaredDistances
    self.groups = groups
  }

  /// The mean coefficient at a signal-to-noise ratio α/σ.
  public func coefficient(signalToNoise: Double) throws -> Double {
    try squaredDistances.reduce(0) {
      try $0 + Bhattacharyya.ofNoisyActions(squaredDistance: $1, signalToNoise: signalToNoise)
    } / Double(squaredDistances.count)
  }

  /// The mean coefficient with its bootstrap interval.
  /// - Throws: `SampleError` for fewer than two groups.
  public func estimate(
    signalToNoise: Double, resamples: Int = 2000, level: Double = 0.95, seed: UInt64
  ) throws -> Estimate {
    try clusteredMean(
      of: squaredDistances.map {
        try Bhattacharyya.ofNoisyActions(squaredDistance: $0, signalToNoise: signalToNoise)
      }, groups: groups, resamples: resamples, level: level, seed: seed)
  }

  /// The α/σ at which the mean coefficient is ½; infinite when half of the pairs or more are equal actions.
  public var signalToNoiseAtHalf: Double { Self.signalToNoiseAtHalf(squaredDistances) }

  /// The share of noise x at which the mean coefficient is ½ on the straight path: 1/(1 + α/σ).
  public var noiseShareAtHalf: Double { NoiseShare.share(atSignalToNoise: signalToNoiseAtHalf) }

  /// The same with its bootstrap interval over groups.
  /// - Throws: `SampleError` for fewer than two groups.
  public func noiseShareAtHalfEstimate(
    resamples: Int = 2000, level: Double = 0.95, seed: UInt64
  ) throws -> Estimate {
    let names = groups.isEmpty ? Array(squaredDistances.indices) : groups
    let members = Dictionary(grouping: squaredDistances.indices) { names[$0] }
    let clusters = members.keys.sorted().map { members[$0]!.map { squaredDistances[$0] } }
    return try .bootstrap(
      count: clusters.count, resamples: resamples, level: level, interval: .percentile, seed: seed
    ) { drawn in
      NoiseShare.share(atSignalToNoise: Self.signalToNoiseAtHalf(drawn.flatMap { clusters[$0] }))
    }
  }

  /// Bisection on the logarithm of (α/σ)², in which the mean falls from 1 to the share of equal actions.
  private static func signalToNoiseAtHalf(_ squaredDistances: [Double]) -> Double {
    let positive = squaredDistances.filter { $0 > 0 }
    guard 2 * positive.count > squaredDistances.count else { return .infinity }
    let equal = Double(squaredDistances.count - positive.count)
    func excess(_ logRatio: Double) -> Double {
      let ratio = exp(logRatio)
      return (equal + positive.reduce(0) { $0 + exp(-ratio * $1 / 8) }) / Double(squaredDistances.count) - 0.5
    }
    // With all distances at either extreme, the root is 8 ln 2 over it; equal actions push it up from there.
    var low = log(8 * log(2) / positive.max()!)
    var high = log(8 * log(4 * Double(squaredDistances.count)) / positive.min()!)
    while high - low > 4 * .ulpOfOne * max(1, abs(high)) {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    return exp((low + high) / 4)
  }
}
