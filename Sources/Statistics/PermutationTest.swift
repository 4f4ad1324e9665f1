import Tensors

/// A permutation test: how often relabelling the data gives a statistic at least as extreme as the one seen.
///
/// Two-sided: a relabelling counts when the absolute difference of its means is not below the observed one. All
/// relabellings are visited when there are at most `exactLimit` of them (p = b/m, exact); otherwise `resamples` are drawn
/// and p = (b + 1)/(m + 1), which is valid, if slightly conservative.
/// - Source: Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010).
public struct PermutationTest: Sendable, Hashable, Codable {
  /// The observed difference of means.
  public let statistic: Double
  public let pValue: Double
  public let isExact: Bool
  /// Relabellings looked at.
  public let relabellings: Int
  /// The smallest p-value that these data could have given, under this number of relabellings.
  public let smallestPValue: Double

  /// Two independent samples, mean of x minus mean of y: every split of the pooled values is equally likely.
  /// - Throws: `SampleError` for an empty sample or a value that is not finite.
  public static func twoSample(
    _ x: [Double], _ y: [Double], seed: UInt64, resamples: Int = 9_999, exactLimit: Int = 20_000
  ) throws(SampleError) -> PermutationTest {
    try requireFinite(x, "permutation test, first sample")
    try requireFinite(y, "permutation test, second sample")
    let pooled = x + y
    let (n, m) = (Double(x.count), Double(y.count))
    let total = pooled.reduce(0, +)
    func difference(_ chosen: some Sequence<Int>) -> Double {
      let sum = chosen.reduce(0) { $0 + pooled[$1] }
      return sum / n - (total - sum) / m
    }
    let observed = difference(x.indices)
    let splits = combinations(x.count, of: pooled.count, limit: exactLimit)
    if splits <= exactLimit {
      var differences: [Double] = []
      differences.reserveCapacity(splits)
      forEachCombination(x.count, of: pooled.count) { differences.append(difference($0)) }
      return PermutationTest(exact: differences, observed: observed, scale: magnitude(pooled))
    }
    return PermutationTest(observed: observed, resamples: resamples, scale: magnitude(pooled)) { index in
      var stream = RandomStream(seed: seed, purpose: "statistics/permutation", index: index)
      return difference(stream.sample(x.count, of: pooled.count))
    }
  }

  /// Pairs, mean of xᵢ − yᵢ: the sign of every difference is equally likely to be turned.
  /// - Throws: `SampleError` for unequal lengths, no pair or a value that is not finite.
  public static func paired(
    _ x: [Double], _ y: [Double], seed: UInt64, resamples: Int = 9_999, exactLimit: Int = 20_000
  ) throws(SampleError) -> PermutationTest {
    try requirePaired(x, y, "paired permutation test", atLeast: 1)
    let differences = zip(x, y).map { $0 - $1 }
    let n = Double(differences.count)
    let observed = differences.reduce(0, +) / n
    if differences.count < 62, 1 << differences.count <= exactLimit {
      let means = (0..<(1 << differences.count)).map { (signs: Int) in
        differences.indices.reduce(0) { $0 + (signs >> $1 & 1 == 0 ? differences[$1] : -differences[$1]) } / n
      }
      return PermutationTest(exact: means, observed: observed, scale: magnitude(differences))
    }
    return PermutationTest(observed: observed, resamples: resamples, scale: magnitude(differences)) { index in
      var stream = RandomStream(seed: seed, purpose: "statistics/sign-flip", index: index)
      return differences.reduce(0) { $0 + (stream.next() & 1 == 0 ? $1 : -$1) } / n
    }
  }

  private init(exact differences: [Double], observed: Double, scale: Double) {
    let extreme = differences.reduce(0) { max($0, abs($1)) }
    let total = Double(differences.count)
    statistic = observed
    pValue = Double(differences.count { reaches($0, observed, scale) }) / total
    smallestPValue = Double(differences.count { reaches($0, extreme, scale) }) / total
    isExact = true
    relabellings = differences.count
  }

  private init(observed: Double, resamples: Int, scale: Double, draw: (UInt64) -> Double) {
    precondition(resamples >= 1, "a sampled permutation test needs a resample")
    let extreme = (0..<resamples).count { reaches(draw(UInt64($0)), observed, scale) }
    statistic = observed
    pValue = Double(extreme + 1) / Double(resamples + 1)
    smallestPValue = 1 / Double(resamples + 1)
    isExact = false
    relabellings = resamples
  }
}

/// Whether |value| ≥ |observed| up to the rounding of sums taken in another order.
private func reaches(_ value: Double, _ observed: Double, _ scale: Double) -> Bool {
  abs(value) >= abs(observed) - 1e-12 * scale
}

private func magnitude(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }
