import Statistics
import Tensors

/// How the intervals of shares are made: over whole groups (training seeds), whose rows stay together.
public enum ShareInterval: Sendable, Hashable {
  /// Groups are drawn with replacement; the value ± Student's quantile × the draws' deviation × √(G/(G − 1)) for G groups.
  /// Covers .93 to .97 of planted shares of factors, and .93 or more of averaged cells', from 5 groups on; with several
  /// rows a cell .71 to .97 of interactions and residuals, as η² counts noise as interaction. The draws' percentiles cover
  /// .76 to .84 of factors and next to nothing of residuals: a group drawn twice repeats its noise.
  /// (`Tools/reference/decomposition_coverage.py`)
  case bootstrap(resamples: Int, seed: UInt64)
  /// Delete-one-group jackknife with Student's quantiles. Covers the same of factors and averaged cells, .37 to .95 of
  /// interactions and residuals.
  case jackknife
}

extension ResultsTable {
  /// Estimates of several shares of a table, each with its interval.
  /// - Parameters:
  ///   - terms: one name a share.   - shares: from rows of the table, some of them several times, to the shares.
  /// - Throws: `SampleError` for fewer than two groups, fewer than two resamples, and what `shares` throws.
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
      guard resamples >= 2 else { throw SampleError.tooFew(what: "bootstrap resamples", found: resamples, needed: 2) }
      let draws = try (0..<resamples).map { resample in
        var stream = RandomStream(seed: seed, purpose: "variance decomposition", index: UInt64(resample))
        return try shares(clusters.indices.flatMap { _ in clusters[stream.uniform(below: clusters.count)] })
      }
      let groups = Double(clusters.count)
      let reach =
        StudentDistribution(degreesOfFreedom: groups - 1).quantile((1 + level) / 2)
        * (groups / (groups - 1)).squareRoot()
      return terms.enumerated().map { index, term in
        let mean = draws.reduce(0) { $0 + $1[index] } / Double(draws.count)
        let deviation = (draws.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) } / Double(draws.count))
          .squareRoot()
        let interval = Interval(
          lower: values[index] - reach * deviation, upper: values[index] + reach * deviation, level: level)
        return (
          term,
          Estimate(value: values[index], interval: interval, count: clusters.count, method: "t of bootstrap deviation")
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
