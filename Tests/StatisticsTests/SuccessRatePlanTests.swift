import Foundation
import Statistics
import Tensors
import Testing

@Suite struct SuccessRatePlanTests {
  @Test func powersAgreeWithStatsmodels() throws {
    for entry in Reference.statistics.powers {
      if let baseline = entry.baseline, let effect = entry.effect, let trials = entry.trials {
        let plan = try SuccessRatePlan(baseline: baseline, effect: effect)
        #expect(agree(plan.power(trialsPerArm: trials), entry.power, relative: 1e-9, absolute: 1e-12), "\(entry)")
      } else if let ratio = entry.ratio, let seeds = entry.seeds {
        // The peer's effect size is the difference in units of one seed's standard deviation.
        let plan = try SuccessRatePlan(baseline: 0.4, effect: 0.2)
        let error = 0.2 / (ratio * (Double(seeds) / 2).squareRoot())
        #expect(agree(plan.power(seeds: seeds, standardError: error), entry.power, relative: 1e-8), "\(entry)")
      } else {
        Issue.record("incomplete case \(entry)")
      }
    }
  }

  /// Claim M19 of the published table: +.027 from .5233 needs about 5400 trials an arm.
  @Test func publishedDifferenceNeedsAboutFiveThousandFourHundredTrials() throws {
    let plan = try SuccessRatePlan(baseline: 0.5233, effect: 0.027)
    #expect((plan.trialsPerArm + 50) / 100 * 100 == 5400)
    #expect(plan.power(trialsPerArm: plan.trialsPerArm) >= 0.8)
    #expect(plan.power(trialsPerArm: plan.trialsPerArm - 1) < 0.8)
    // The published 600 trials an arm reach an interval of ±.056 and a power of 15 %.
    #expect(abs(plan.halfWidth(trialsPerArm: 600) - 0.0564) < 5e-4)
    #expect(plan.power(trialsPerArm: 600) < 0.2)
  }

  /// Claim M17 of the published table: r = −.31 in [−.5, 0] needs at least 77 points.
  @Test func publishedCorrelationRangeNeedsSeventySevenPoints() throws {
    #expect(try Correlation.pairsNeeded(correlation: -0.31, inside: -0.5...0) == 77)
    #expect(throws: SampleError.self) { try Correlation.pairsNeeded(correlation: 0.2, inside: -0.5...0) }
  }

  /// 4000 simulated pairs of arms: power has a standard error of .0063; five of them is a false-alarm rate below 1e-6.
  @Test func plannedPowerIsReachedInSimulation() throws {
    let plan = try SuccessRatePlan(baseline: 0.5, effect: 0.2, seedDeviation: 0.08)
    let (seeds, trials) = (6, 20)
    var rejected = 0
    for repetition in 0..<4_000 {
      var stream = RandomStream(seed: 5, purpose: "power", index: UInt64(repetition))
      func rates(_ mean: Double) -> [Double] {
        (0..<seeds).map { _ in
          let own = mean + 0.08 * stream.normal()
          return Double((0..<trials).count { _ in stream.uniform() < own }) / Double(trials)
        }
      }
      if try TTest.pooled(rates(0.7), rates(0.5)).pValue <= 0.05 { rejected += 1 }
    }
    #expect(abs(Double(rejected) / 4_000 - plan.power(seeds: seeds, trials: trials)) < 0.032)
  }

  @Test func seedsNeededReachThePowerAndOneFewerDoesNot() throws {
    let plan = try SuccessRatePlan(baseline: 0.6, effect: 0.1, seedDeviation: 0.1)
    let seeds = plan.seeds(trials: 50)
    #expect(seeds > Verdict.fewestSeeds)
    #expect(plan.power(seeds: seeds, trials: 50) >= 0.8)
    #expect(plan.power(seeds: seeds - 1, trials: 50) < 0.8)
    // However many trials, seeds that differ by .1 keep the difference uncertain.
    #expect(plan.seeds(trials: 1_000_000) > 10)
  }

  @Test func trialsCannotReplaceSeedsThatDiffer() throws {
    let plan = try SuccessRatePlan(baseline: 0.6, effect: 0.1, seedDeviation: 0.1)
    guard case .moreSeeds(let least) = plan.trials(seeds: 5) else {
      Issue.record("five seeds cannot reach the power")
      return
    }
    guard case .trials(let trials) = plan.trials(seeds: least) else {
      Issue.record("\(least) seeds can reach the power")
      return
    }
    #expect(plan.power(seeds: least, trials: trials) >= 0.8)
    guard case .moreSeeds = plan.trials(seeds: least - 1) else {
      Issue.record("\(least) was said to be the fewest")
      return
    }
  }

  @Test func planWithoutSeedVariationAgreesWithIndependentTrials() throws {
    // Many seeds of one trial are independent trials; t and z then agree to a fraction of a percent.
    let plan = try SuccessRatePlan(baseline: 0.5, effect: 0.05)
    #expect(agree(plan.halfWidth(seeds: 3_000, trials: 1), plan.halfWidth(trialsPerArm: 3_000), relative: 1e-3))
    #expect(abs(plan.power(seeds: 3_000, trials: 1) - plan.power(trialsPerArm: 3_000)) < 5e-3)
  }

  @Test func impossiblePlansAreRefused() {
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0, effect: 0.1) }
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0.95, effect: 0.1) }
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0.5, effect: 0) }
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0.5, effect: 0.1, seedDeviation: 0.5) }
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0.5, effect: 0.1, power: 1.2) }
    #expect(throws: SampleError.self) { try SuccessRatePlan(baseline: 0.5, effect: .nan) }
  }
}
