import Foundation
import Statistics
import Tensors
import Testing

@Suite struct BootstrapTests {
  @Test func intervalsOfAGivenDistributionAgreeWithScipy() throws {
    for entry in Reference.statistics.bootstraps {
      let percentile = try percentileInterval(of: entry.distribution, level: entry.level)
      let accelerated = try acceleratedInterval(
        of: entry.distribution, value: entry.value, jackknife: entry.jackknife, level: entry.level)
      for (ours, expected) in [(percentile, entry.percentile), (accelerated, entry.bca)] {
        #expect(agree(ours.lower, expected[0], relative: 1e-10, absolute: 1e-12))
        #expect(agree(ours.upper, expected[1], relative: 1e-10, absolute: 1e-12))
      }
    }
  }

  @Test func bootstrapOfAMeanApproachesItsNormalInterval() throws {
    var stream = RandomStream(seed: 11, purpose: "test")
    let values = (0..<400).map { _ in stream.normal() }
    let mean = values.reduce(0, +) / 400
    let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400 / 400).squareRoot()
    for method in [BootstrapInterval.percentile, .biasCorrectedAccelerated] {
      let estimate = try Estimate.bootstrap(count: 400, interval: method, seed: 2) { indices in
        indices.reduce(0) { $0 + values[$1] } / 400
      }
      #expect(estimate.value == mean)
      // Ends of 10 000 resamples scatter by about 0.03 standard errors; 0.15 is five times that.
      #expect(abs(estimate.interval.lower - (mean - 1.96 * error)) < 0.15 * error)
      #expect(abs(estimate.interval.upper - (mean + 1.96 * error)) < 0.15 * error)
    }
  }

  @Test func sameSeedGivesTheSameInterval() throws {
    let values = [3.0, 1, 4, 1, 5, 9, 2, 6]
    func interval(_ seed: UInt64) throws -> Interval {
      try Estimate.bootstrap(count: 8, resamples: 500, seed: seed) { $0.reduce(0) { $0 + values[$1] } / 8 }.interval
    }
    #expect(try interval(4) == interval(4))
    #expect(try interval(4) != interval(5))
  }

  @Test func statisticsWithoutABootstrapAreRefused() {
    #expect(throws: SampleError.tooFew(what: "bootstrap", found: 1, needed: 2)) {
      try Estimate.bootstrap(count: 1, seed: 0) { _ in 0 }
    }
    #expect(throws: SampleError.notFinite(what: "statistic of a resample", index: 0)) {
      try Estimate.bootstrap(count: 3, resamples: 10, interval: .percentile, seed: 0) { _ in .nan }
    }
    // Every resample below the estimate: the bias correction is infinite.
    #expect(throws: SampleError.self) {
      try acceleratedInterval(of: [1, 2, 3], value: 4, jackknife: [1, 2], level: 0.95)
    }
  }
}

@Suite struct HierarchicalBootstrapTests {
  /// Outcomes of `seeds` policies whose true rates scatter normally around `rate`.
  private func outcomes(
    _ seeds: Int, _ trials: Int, rate: Double, deviation: Double, stream: inout RandomStream
  ) -> [[Bool]] {
    (0..<seeds).map { _ in
      let own = rate + deviation * stream.normal()
      return (0..<trials).map { _ in stream.uniform() < own }
    }
  }

  @Test func identicalArmsDifferByNothing() throws {
    var stream = RandomStream(seed: 1, purpose: "test")
    let arm = outcomes(6, 30, rate: 0.6, deviation: 0.1, stream: &stream)
    let difference = try Estimate.successRateDifference(arm, minus: arm, resamples: 500, seed: 3)
    // Pairing by seed and start state leaves nothing to vary.
    #expect(difference.value == 0)
    #expect(difference.interval.halfWidth == 0)
  }

  @Test func seedsThatDifferWidenTheIntervalBeyondWilson() throws {
    let arm = [Array(repeating: true, count: 100), Array(repeating: false, count: 100)].flatMap { [$0, $0, $0] }
    let clustered = try Estimate.successRate(of: arm, seed: 1)
    let independent = try Estimate.proportion(successes: 300, trials: 600)
    #expect(clustered.value == 0.5)
    #expect(clustered.count == 6)
    #expect(clustered.interval.halfWidth > 5 * independent.interval.halfWidth)
  }

  /// Nominal 95 %; 200 repetitions have a standard error of .015, so below .87 has a false-alarm rate of about 1e-6 if
  /// coverage is nominal.
  @Test func successRateDifferenceCoversTheTruthWithTenSeeds() throws {
    var covered = 0
    for repetition in 0..<200 {
      var stream = RandomStream(seed: 77, purpose: "coverage", index: UInt64(repetition))
      let a = outcomes(10, 30, rate: 0.6, deviation: 0.05, stream: &stream)
      let b = outcomes(10, 30, rate: 0.5, deviation: 0.05, stream: &stream)
      let difference = try Estimate.successRateDifference(a, minus: b, resamples: 200, seed: UInt64(repetition))
      if difference.interval.contains(0.1) { covered += 1 }
    }
    #expect(covered >= 174, "\(covered) of 200")
  }

  @Test func unanimousOutcomesKeepAWidth() throws {
    let arm = [[Bool]](repeating: [Bool](repeating: true, count: 20), count: 5)
    let rate = try Estimate.successRate(of: arm, resamples: 50, seed: 0)
    #expect(rate.interval == (try Estimate.proportion(successes: 100, trials: 100).interval))
    let difference = try Estimate.successRateDifference(arm, minus: arm, resamples: 50, seed: 0)
    #expect(difference.value == 0)
    #expect(difference.interval.halfWidth > 0.03)
    #expect(difference.method.hasPrefix("Newcombe"))
  }

  @Test func groupedStatisticSeesEveryMemberOnce() throws {
    let estimate = try Estimate.hierarchicalBootstrap(groupSizes: [2, 3], resamples: 20, seed: 0) { draws in
      for draw in draws {
        #expect(draw.members.count == [2, 3][draw.group])
        #expect(draw.members.allSatisfy { $0 < draw.members.count })
      }
      return Double(draws.count)
    }
    #expect(estimate.value == 2)
  }

  @Test func armsOfUnequalShapeAreRefused() {
    #expect(throws: SampleError.unequalLengths(what: "trials of seed 1 in two arms", left: 2, right: 1)) {
      try Estimate.successRateDifference([[true], [true, false]], minus: [[true], [true]], seed: 0)
    }
    #expect(throws: SampleError.self) { try Estimate.successRateDifference([[true]], minus: [], seed: 0) }
    #expect(throws: SampleError.self) { try Estimate.successRate(of: [[true], []], seed: 0) }
    #expect(throws: SampleError.self) { try Estimate.successRate(of: [[true]], seed: 0) }
  }
}
