import Tensors

/// One group drawn by the hierarchical bootstrap, with the members drawn from it, repetitions included.
public struct GroupDraw: Sendable, Hashable {
  public let group: Int
  public let members: [Int]
}

extension Estimate {
  /// A statistic of grouped observations with a hierarchical bootstrap interval: groups are drawn with replacement, then
  /// as many members as each drawn group has. This is how success rates are judged: groups are training seeds, members
  /// are trials, and since both arms see the same draws, trial k of seed s is paired across arms by its start state.
  ///
  /// With few groups the percentile interval is narrow: groups are drawn from those seen, so the variance between them
  /// shrinks by (S−1)/S. Counting the trials' variance twice works the other way.
  /// - Parameter groupSizes: members in each group, at least one each.
  /// - Throws: `SampleError` for fewer than two groups, an empty group, or a statistic that is not finite; and whatever
  ///   the statistic throws.
  /// - Source: Davison and Hinkley, "Bootstrap methods and their application" (1997), section 3.8.
  public static func hierarchicalBootstrap(
    groupSizes: [Int], resamples: Int = 10_000, level: Double = 0.95, seed: UInt64,
    statistic: ([GroupDraw]) throws -> Double
  ) throws -> Estimate {
    guard groupSizes.count >= 2 else {
      throw SampleError.tooFew(what: "groups of a hierarchical bootstrap", found: groupSizes.count, needed: 2)
    }
    guard resamples >= 1 else { throw SampleError.tooFew(what: "bootstrap resamples", found: resamples, needed: 1) }
    if let empty = groupSizes.firstIndex(where: { $0 < 1 }) {
      throw SampleError.tooFew(what: "members of group \(empty)", found: groupSizes[empty], needed: 1)
    }
    let whole = groupSizes.indices.map { GroupDraw(group: $0, members: Array(0..<groupSizes[$0])) }
    let value = try statistic(whole)
    let distribution = try (0..<resamples).map { resample in
      var stream = RandomStream(seed: seed, purpose: "statistics/hierarchical-bootstrap", index: UInt64(resample))
      let draws = groupSizes.indices.map { _ in
        let group = stream.uniform(below: groupSizes.count)
        let size = groupSizes[group]
        return GroupDraw(group: group, members: (0..<size).map { _ in stream.uniform(below: size) })
      }
      return try statistic(draws)
    }
    return Estimate(
      value: value, interval: try percentileInterval(of: distribution, level: level), count: groupSizes.count,
      method: "hierarchical bootstrap")
  }

  /// The success rate over seeds: the mean of the seeds' rates. `outcomes[seed][trial]`.
  ///
  /// When all outcomes are equal the bootstrap has no width; the interval is then Wilson's over all trials, and says so.
  /// - Throws: `SampleError` for fewer than two seeds or a seed without trials.
  public static func successRate(
    of outcomes: [[Bool]], resamples: Int = 10_000, level: Double = 0.95, seed: UInt64
  ) throws -> Estimate {
    let estimate = try hierarchicalBootstrap(
      groupSizes: outcomes.map(\.count), resamples: resamples, level: level, seed: seed
    ) { meanRate(of: outcomes, in: $0) }
    guard isUnanimous(outcomes) else { return estimate }
    let wilson = try proportion(successes: successes(outcomes), trials: trials(outcomes), level: level)
    return Estimate(
      value: wilson.value, interval: wilson.interval, count: outcomes.count, method: "Wilson, all trials equal")
  }

  /// The difference of two arms' success rates, paired by seed and start state: `arm[seed][trial]`.
  ///
  /// When each arm's outcomes are all equal the bootstrap has no width; the interval is then Newcombe's over all trials.
  /// - Throws: `SampleError` for arms of unequal shape, fewer than two seeds or a seed without trials.
  public static func successRateDifference(
    _ first: [[Bool]], minus second: [[Bool]], resamples: Int = 10_000, level: Double = 0.95, seed: UInt64
  ) throws -> Estimate {
    guard first.count == second.count else {
      throw SampleError.unequalLengths(what: "seeds of two arms", left: first.count, right: second.count)
    }
    for (index, (a, b)) in zip(first, second).enumerated() where a.count != b.count {
      throw SampleError.unequalLengths(what: "trials of seed \(index) in two arms", left: a.count, right: b.count)
    }
    let estimate = try hierarchicalBootstrap(
      groupSizes: first.map(\.count), resamples: resamples, level: level, seed: seed
    ) { meanRate(of: first, in: $0) - meanRate(of: second, in: $0) }
    guard isUnanimous(first) && isUnanimous(second) else { return estimate }
    let newcombe = try proportionDifference(
      (successes(first), trials(first)), minus: (successes(second), trials(second)), level: level)
    return Estimate(
      value: newcombe.value, interval: newcombe.interval, count: first.count,
      method: "Newcombe, all trials of an arm equal")
  }
}

private func meanRate(of outcomes: [[Bool]], in draws: [GroupDraw]) -> Double {
  let total = draws.reduce(0.0) { total, draw in
    let trials = outcomes[draw.group]
    return total + Double(draw.members.count { trials[$0] }) / Double(draw.members.count)
  }
  return total / Double(draws.count)
}

private func trials(_ outcomes: [[Bool]]) -> Int { outcomes.reduce(0) { $0 + $1.count } }
private func successes(_ outcomes: [[Bool]]) -> Int { outcomes.reduce(0) { $0 + $1.count { $0 } } }
private func isUnanimous(_ outcomes: [[Bool]]) -> Bool {
  let count = successes(outcomes)
  return count == 0 || count == trials(outcomes)
}
