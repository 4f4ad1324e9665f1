import Foundation
import Statistics
import Testing

@Suite struct IntervalTests {
  @Test func proportionIntervalsAgreeWithScipy() throws {
    for entry in Reference.statistics.proportions {
      for (method, expected) in [(ProportionInterval.wilson, entry.wilson), (.exact, entry.exact)] {
        let ours = try Estimate.proportion(
          successes: entry.successes, trials: entry.trials, level: entry.level, interval: method
        ).interval
        // scipy inverts the binomial test by root finding to 2e-12 absolute.
        #expect(agree(ours.lower, expected[0], relative: 1e-10, absolute: 2e-12), "\(entry) \(method): \(ours)")
        #expect(agree(ours.upper, expected[1], relative: 1e-10, absolute: 2e-12), "\(entry) \(method): \(ours)")
      }
    }
  }

  @Test func intervalsOfTwentyTrialsAgreeWithThePeersFile() throws {
    let cases = Reference.peers.cases
    for (successes, expected) in [(18, cases.intervals18Of20), (0, cases.intervals0Of20)] {
      for (method, ends) in zip([ProportionInterval.exact, .wilson], expected.expected) {
        let ours = try Estimate.proportion(successes: successes, trials: 20, interval: method).interval
        #expect(abs(ours.lower - ends[0]) <= expected.tol)
        #expect(abs(ours.upper - ends[1]) <= expected.tol)
      }
    }
  }

  @Test func proportionDifferencesAgreeWithStatsmodels() throws {
    for entry in Reference.statistics.proportionDifferences {
      let ours = try Estimate.proportionDifference(
        (entry.first[0], entry.first[1]), minus: (entry.second[0], entry.second[1])
      ).interval
      #expect(agree(ours.lower, entry.interval[0], relative: 1e-10, absolute: 1e-12), "\(entry): \(ours)")
      #expect(agree(ours.upper, entry.interval[1], relative: 1e-10, absolute: 1e-12), "\(entry): \(ours)")
    }
  }

  @Test func exactIntervalNeverCoversLessThanItsLevel() throws {
    // Coverage summed over the binomial distribution, no simulation.
    let trials = 12
    let intervals = try (0...trials).map {
      try Estimate.proportion(successes: $0, trials: trials, interval: .exact).interval
    }
    for rate in stride(from: 0.01, to: 1, by: 0.01) {
      let covered = (0...trials).filter { intervals[$0].contains(rate) }
      let probability = covered.reduce(0.0) { sum, k in
        let (hits, misses) = (Double(k), Double(trials - k))
        let logChoose = lgamma(Double(trials) + 1) - lgamma(hits + 1) - lgamma(misses + 1)
        return sum + exp(logChoose + hits * log(rate) + misses * log(1 - rate))
      }
      #expect(probability >= 0.95)
    }
  }

  @Test func meansAgreeWithScipy() throws {
    for entry in Reference.statistics.means {
      let ours = try Estimate.mean(of: entry.values, level: entry.level).interval
      #expect(agree(ours.lower, entry.interval[0], relative: 1e-10, absolute: 1e-12))
      #expect(agree(ours.upper, entry.interval[1], relative: 1e-10, absolute: 1e-12))
    }
  }

  @Test func logRatioOfScaledLossesIsTheLogOfTheScale() throws {
    let losses = [0.3, 4, 0.02, 90, 7]
    let ratio = try Estimate.meanLogRatio(of: losses.map { 0.5 * $0 }, over: losses)
    #expect(agree(ratio.value, log(0.5), relative: 1e-12))
    #expect(ratio.interval.halfWidth < 1e-12)
    #expect(ratio.count == 5)
  }

  @Test func badSamplesAreRefused() {
    #expect(throws: SampleError.tooFew(what: "trials", found: 0, needed: 1)) {
      try Estimate.proportion(successes: 0, trials: 0)
    }
    #expect(throws: SampleError.self) { try Estimate.proportion(successes: 5, trials: 4) }
    #expect(throws: SampleError.self) { try Estimate.proportion(successes: -1, trials: 4) }
    #expect(throws: SampleError.self) { try Estimate.proportion(successes: 1, trials: 4, level: 95) }
    #expect(throws: SampleError.tooFew(what: "mean", found: 1, needed: 2)) { try Estimate.mean(of: [1]) }
    #expect(throws: SampleError.notFinite(what: "mean", index: 1)) { try Estimate.mean(of: [1, .nan]) }
    #expect(throws: SampleError.self) { try Estimate.meanLogRatio(of: [1, 2], over: [1, 0]) }
    #expect(throws: SampleError.unequalLengths(what: "paired log ratio", left: 2, right: 3)) {
      try Estimate.meanLogRatio(of: [1, 2], over: [1, 2, 3])
    }
  }
}
