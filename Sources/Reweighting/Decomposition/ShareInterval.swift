import Statistics
import Tensors

/// How the intervals of shares are made: over whole groups (training seeds), whose rows stay together.
public enum ShareInterval: Sendable, Hashable {
  /// Groups are drawn with replacement; the middle `level` of the drawn shares. A group drawn twice repeats its noise, so
  /// residuals come out too small by about 1/groups and what fits them too large; the value may lie outside.
  case bootstrap(resamples: Int, seed: UInt64)
  /// Delete-one-group jackknife with Student's quantiles; symmetric about the value. For fewer than ten groups.
  case jackknife
}

extension ResultsTable {
  /// Estimates of several shares of a table, each with its interval.
  /// - Parameters:
  ///   - terms: one name a share.   - shares: from rows of the table, some of them several times, to the shares.
  /// - Throws: `SampleError` for fewer than two groups, fewer than one resample, and what `shares` throws.
  func estimates(
    terms: [String], interval: ShareInterval, level: Double, _ shares: ([Int]) throws -> [Double]
  ) throws -> [(term: String, estimate: Estimate)] {
    let clusters = clusters
    guard clusters.count >= 2 else {
      throw SampleError.tooFew(what: "groups behind an interval", found: clusters.count, needed: 2)
    }
    let values = try shares(Array(response.indices))
    switch interval {
    case .bootstrap(let resamples, let seed):
      guard resamples >= 1 else { throw SampleError.tooFew(what: "bootstrap resamples", found: resamples, needed: 1) }
      let draws = try (0..<resamples).map { resample in
        var stream = RandomStream(seed: seed, purpose: "variance decomposition", index: UInt64(resample))
        return try shares(clusters.indices.flatMap { _ in clusters[stream.uniform(below: clusters.count)] })
      }
      return try terms.enumerated().map { index, term in
        let interval = try percentileInterval(of: draws.map { $0[index] }, level: level)
        return (
          term,
          Estimate(value: values[index], interval: interval, count: clusters.count, method: "bootstrap percentile")
        )
      }
    case .jackknife:
      let without = try clusters.indices.map { left in
        try shares(clusters.indices.filter { $0 != left }.flatMap { clusters[$0] }.sorted())
      }
      return try terms.enumerated().map { index, term in
        let estimate = try Estimate.jackknife(count: clusters.count, level: level) { kept in
          if kept.count == clusters.count { return values[index] }
          // The one place at which the kept groups skip a number.
          let left = kept.enumerated().first { $0 != $1 }?.offset ?? clusters.count - 1
          return without[left][index]
        }
        return (term, estimate)
      }
    }
  }

  /// The rows of each group, by the group's number; every row its own without groups.
  private var clusters: [[Int]] {
    let names = groups.isEmpty ? Array(response.indices) : groups
    let members = Dictionary(grouping: response.indices) { names[$0] }
    return members.keys.sorted().map { members[$0]! }
  }
}
