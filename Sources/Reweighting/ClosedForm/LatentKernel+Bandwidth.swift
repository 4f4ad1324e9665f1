import Foundation
import Statistics
import Tensors

/// A bandwidth chosen by cross-validated likelihood, with the scores it was chosen by.
public struct BandwidthChoice: Sendable, Hashable {
  public let bandwidth: Double
  /// The bandwidths tried, ascending.
  public let candidates: [Double]
  /// Mean leave-out log density of each candidate, in nats a latent; −∞ where a latent is out of everybody's reach.
  public let scores: [Double]
  /// Whether the best candidate is the smallest or the largest, so that a better one may lie outside.
  public var isAtEdge: Bool { bandwidth == candidates.first || bandwidth == candidates.last }
}

extension LatentKernel {
  /// The median heuristic: the median of ‖zᵢ − zⱼ‖ over pairs i < j.
  ///
  /// - Parameters:
  ///   - latents: `[n, k]` of all domains together, n ≥ 2.
  ///   - atMost: with more rows, so many are drawn without replacement.
  /// - Complexity: O(min(n, atMost)² k).
  /// - Throws: `SampleError` for fewer than two rows, a number that is not finite, or when the median is 0.
  public static func medianBandwidth(
    of latents: Tensor<Double>, atMost: Int = 1000, seed: UInt64 = 0
  ) throws -> Double {
    try requireMatrix(latents, "latents for the median bandwidth", atLeast: 2)
    let rows = try subsample(latents, groups: [], atMost: atMost, seed: seed).rows
    let squared = squaredDistances(rows)
    var distances = (0..<rows.rows).flatMap { i in (i + 1..<rows.rows).map { squared[i * rows.rows + $0].squareRoot() }
    }
    distances.sort()
    let median = (distances[(distances.count - 1) / 2] + distances[distances.count / 2]) / 2
    guard median > 0 else {
      throw SampleError.degenerate(
        what: "median distance of latents is 0: at least half of all pairs are alike",
        remedy: "give the bandwidth, or choose it by cross-validated likelihood")
    }
    return median
  }

  /// The bandwidth under which each latent is likeliest given the latents of the other groups:
  ///
  ///     h = argmax 1/n Σᵢ ln( 1/|{j : gⱼ ≠ gᵢ}| Σ_{j : gⱼ ≠ gᵢ} N(zᵢ; zⱼ, h² I) )
  ///
  /// Windows of one episode resemble one another; left together, they would ask for a kernel as narrow as an episode.
  /// - Parameters:
  ///   - groups: one number a latent; empty leaves out one latent at a time.
  ///   - candidates: bandwidths to try; empty tries the median distance times 2⁻⁴, 2⁻³·⁵, … 2².
  ///   - atMost: with more rows, so many are drawn without replacement.
  /// - Throws: `SampleError` for fewer than two groups, a candidate that is not positive, or when no candidate reaches
  ///   every latent.
  /// - Source: Habbema, Hermans, van den Broek, Compstat (1974); Duin, IEEE Trans. Computers 25 (1976).
  public static func likelihoodBandwidth(
    of latents: Tensor<Double>, groups: [Int] = [], candidates: [Double] = [], atMost: Int = 2000, seed: UInt64 = 0
  ) throws -> BandwidthChoice {
    try requireMatrix(latents, "latents for the bandwidth's likelihood", atLeast: 2)
    guard groups.isEmpty || groups.count == latents.rows else {
      throw SampleError.unequalLengths(what: "groups and latents", left: groups.count, right: latents.rows)
    }
    for candidate in candidates { try requirePositive(candidate, "candidate bandwidth") }
    var tried = candidates.sorted()
    if tried.isEmpty {
      let median = try medianBandwidth(of: latents, seed: seed)
      tried = (-8...4).map { median * pow(2, Double($0) / 2) }
    }
    let sample = try subsample(latents, groups: groups, atMost: atMost, seed: seed)
    let (count, width) = (sample.rows.rows, Double(latents.columns))
    guard Set(sample.groups).count > 1 else {
      throw SampleError.tooFew(what: "groups for the bandwidth's likelihood", found: 1, needed: 2)
    }
    let squared = squaredDistances(sample.rows)
    let scores = tried.map { h in
      (0..<count).reduce(0.0) { total, i in
        let others = (0..<count).filter { sample.groups[$0] != sample.groups[i] }
        let exponents = others.map { -squared[i * count + $0] / (2 * h * h) }
        let top = exponents.max()!
        let sum = exponents.reduce(0) { $0 + exp($1 - top) }
        return total + top + log(sum / Double(others.count)) - width * log(h * (2 * Double.pi).squareRoot())
      } / Double(count)
    }
    let best = tried.indices.max { scores[$0] < scores[$1] }!
    return BandwidthChoice(bandwidth: tried[best], candidates: tried, scores: scores)
  }

  private static func subsample(
    _ latents: Tensor<Double>, groups: [Int], atMost: Int, seed: UInt64
  ) throws -> (rows: Tensor<Double>, groups: [Int]) {
    let groups = groups.isEmpty ? Array(0..<latents.rows) : groups
    guard latents.rows > atMost else { return (latents, groups) }
    var stream = RandomStream(seed: seed, purpose: "latent kernel bandwidth")
    let chosen = stream.sample(Swift.max(atMost, 2), of: latents.rows).sorted()
    return (try latents.gatherRows(chosen), chosen.map { groups[$0] })
  }

  private static func squaredDistances(_ rows: Tensor<Double>) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows.rows * rows.rows) { output, initialized in
      rows.withUnsafeBuffer {
        Double.kernels.squaredDistances(
          rows.rows, rows.rows, rows.columns, $0.baseAddress, $0.baseAddress, output.baseAddress)
      }
      initialized = rows.rows * rows.rows
    }
  }
}
