import Foundation
import Models
import Statistics
import Tensors

/// What one mixing ratio makes of every query at every noise level: how much of its denoising comes from each domain,
/// from how many demonstrations, and what the optimum answers.
public struct MixtureReweighting: Sendable {
  public let times: [Double]
  /// The domains' shares, as given.
  public let shares: [Double]
  /// Σ_{k∈D} g_k, `[times, queries, domains]`; adds up to 1 over domains.
  public let mass: Tensor<Double>
  /// The same of the shares and the kernel alone, before the noisy action is looked at, `[queries, domains]`.
  public let priorMass: Tensor<Double>
  /// 1/Σ_k g_k² over the demonstrations of all domains, `[times, queries]`: from 1, one demonstration decides, to their
  /// number, all count alike.
  public let effectiveSampleSize: Tensor<Double>
  /// x̂₀ = Σ_k g_k a_k, one `[queries, d]` a time.
  public let answers: [Tensor<Double>]
  private let noisy: [Tensor<Double>]
  private let path: any NoisePath

  init(_ posteriors: DomainPosteriors, shares: [Double]) throws {
    times = posteriors.times
    self.shares = shares
    (noisy, path) = (posteriors.noisy, posteriors.path)
    priorMass = try domainMasses(posteriors.priorLogEvidence, shares: shares)
    let mass = try domainMasses(posteriors.logEvidence, shares: shares)
    self.mass = mass
    let (levels, queries, domains) = (mass.shape[0], mass.shape[1], mass.shape[2])
    let (masses, sizes) = (mass.elements, posteriors.effectiveSampleSize.elements)
    let inverse = (0..<levels * queries).map { row in
      (0..<domains).reduce(0.0) { sum, domain in
        let own = masses[row * domains + domain]
        return own > 0 ? sum + own * own / sizes[row * domains + domain] : sum
      }
    }
    effectiveSampleSize = try Tensor(inverse.map { 1 / $0 }, shape: [levels, queries])
    answers = try (0..<levels).map { level in
      let width = posteriors.noisy[level].columns
      var answer = Tensor<Double>.zeros([queries, width])
      for domain in 0..<domains {
        let own = try mass.row(at: level).slice(domain..<domain + 1, axis: 1)
        let part = try posteriors.answers[domain].row(at: level) * own
        // A domain without mass has no answer (NaN) and adds nothing.
        let kept = try Tensor(
          zip(part.elements, own.broadcast(to: part.shape).elements).map { $1 > 0 ? $0 : 0 }, shape: part.shape)
        answer = try answer + kept
      }
      return answer
    }
  }

  /// What a network at the optimum predicts: a x̂₀ + b (x_t − α x̂₀)/σ with the path's target (a, b), one `[queries, d]` a
  /// time. For flow matching this is the velocity.
  public func predictions() throws -> [Tensor<Double>] {
    try times.indices.map { try path.prediction(of: answers[$0], noisy: noisy[$0], time: times[$0]) }
  }

  /// The noise the optimum sees in x_t: ε̂ = (x_t − α x̂₀)/σ, one `[queries, d]` a time. The score is −ε̂/σ.
  public func noise() throws -> [Tensor<Double>] {
    try times.indices.map { try path.noise(in: noisy[$0], data: answers[$0], time: times[$0]) }
  }
}

extension NoisePath {
  /// ε̂ = (x_t − α x̂₀)/σ, of the shape of both.
  func noise(in noisy: Tensor<Double>, data: Tensor<Double>, time: Double) throws(ShapeError) -> Tensor<Double> {
    let level = corruption(at: time)
    return try (noisy - data * level.signal) * (1 / level.noise)
  }

  /// a x̂₀ + b ε̂: the path's target where the data are thought to be x̂₀.
  func prediction(
    of data: Tensor<Double>, noisy: Tensor<Double>, time: Double
  ) throws(ShapeError) -> Tensor<Double> {
    let target = target(at: time)
    let noise = try noise(in: noisy, data: data, time: time)
    return try data * target.signal + noise * target.noise
  }
}

// MARK: Curves over the noise level

extension MixtureReweighting {
  /// A domain's mass at every noise level, the mean over queries with its interval.
  ///
  /// Queries of one group (an episode) are drawn together by the bootstrap. An interval of equal values has no width.
  /// - Parameter groups: one number a query; empty makes every query its own.
  /// - Throws: `SampleError` for fewer than two groups.
  public func massCurve(
    domain: Int, groups: [Int] = [], resamples: Int = 2000, level: Double = 0.95, seed: UInt64
  ) throws -> [Estimate] {
    precondition(shares.indices.contains(domain), "there are \(shares.count) domains")
    return try curve(
      of: try mass.slice(domain..<domain + 1, axis: 2), groups: groups, resamples: resamples, level: level, seed: seed)
  }

  /// The effective sample size at every noise level, the mean over queries with its interval.
  /// - Throws: as `massCurve`.
  public func effectiveSampleSizeCurve(
    groups: [Int] = [], resamples: Int = 2000, level: Double = 0.95, seed: UInt64
  ) throws -> [Estimate] {
    try curve(of: effectiveSampleSize, groups: groups, resamples: resamples, level: level, seed: seed)
  }

  private func curve(
    of values: Tensor<Double>, groups: [Int], resamples: Int, level: Double, seed: UInt64
  ) throws -> [Estimate] {
    try times.indices.map {
      try clusteredMean(
        of: values.row(at: $0).elements, groups: groups, resamples: resamples, level: level, seed: seed)
    }
  }
}

/// The mean of values with a percentile bootstrap interval over groups: Σ of the drawn groups' sums over Σ of their sizes.
func clusteredMean(
  of values: [Double], groups: [Int], resamples: Int, level: Double, seed: UInt64
) throws -> Estimate {
  guard groups.isEmpty || groups.count == values.count else {
    throw SampleError.unequalLengths(what: "groups and values", left: groups.count, right: values.count)
  }
  var places: [Int: Int] = [:]
  var sums: [(total: Double, count: Double)] = []
  for (index, value) in values.enumerated() {
    let group = groups.isEmpty ? index : groups[index]
    let place = places[group] ?? sums.count
    if place == sums.count {
      places[group] = place
      sums.append((0, 0))
    }
    sums[place].total += value
    sums[place].count += 1
  }
  return try .bootstrap(
    count: sums.count, resamples: resamples, level: level, interval: .percentile, seed: seed
  ) { drawn in
    var (total, count) = (0.0, 0.0)
    for index in drawn {
      total += sums[index].total
      count += sums[index].count
    }
    return total / count
  }
}
