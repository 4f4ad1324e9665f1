import Foundation
import Statistics
import Testing

@Suite struct VerdictTests {
  private func estimate(_ lower: Double, _ upper: Double) -> Estimate {
    Estimate(
      value: (lower + upper) / 2, interval: Interval(lower: lower, upper: upper), count: 5, method: "given")
  }

  private func isUndecided(_ verdict: Verdict) -> Bool {
    if case .undecided = verdict { return true }
    return false
  }

  @Test func oneSidedClaimsAreJudgedByTheWholeInterval() {
    #expect(ClaimedSide.above(0).judge(estimate(0.1, 0.3), seeds: 5) == .holds)
    #expect(ClaimedSide.above(0).judge(estimate(-0.3, -0.1), seeds: 5) == .doesNotHold)
    #expect(isUndecided(ClaimedSide.above(0).judge(estimate(-0.1, 0.3), seeds: 5)))
    #expect(ClaimedSide.below(0).judge(estimate(-0.3, -0.1), seeds: 5) == .holds)
    #expect(ClaimedSide.below(0).judge(estimate(0.1, 0.3), seeds: 5) == .doesNotHold)
    #expect(isUndecided(ClaimedSide.below(0).judge(estimate(-0.1, 0.3), seeds: 5)))
  }

  @Test func intervalThatEndsOnTheBoundIsNotBeyondIt() {
    #expect(isUndecided(ClaimedSide.above(0).judge(estimate(0, 0.3), seeds: 5)))
    #expect(ClaimedSide.above(0).judge(estimate(-0.3, 0), seeds: 5) == .doesNotHold)
  }

  @Test func claimsOfAbsenceHaveAMargin() {
    let side = ClaimedSide.notAbove(0, margin: 0.05)
    #expect(side.judge(estimate(-0.1, 0.04), seeds: 5) == .holds)
    #expect(isUndecided(side.judge(estimate(0.01, 0.09), seeds: 5)))
    #expect(side.judge(estimate(0.06, 0.09), seeds: 5) == .doesNotHold)
    let other = ClaimedSide.notBelow(0, margin: 0.1)
    #expect(other.judge(estimate(-0.09, 2), seeds: 5) == .holds)
    #expect(isUndecided(other.judge(estimate(-0.2, 0), seeds: 5)))
    #expect(other.judge(estimate(-3, -0.2), seeds: 5) == .doesNotHold)
  }

  @Test func rangeClaimsNeedTheIntervalInsideOrOutside() {
    let side = ClaimedSide.within(-0.5...0)
    #expect(side.judge(estimate(-0.4, -0.1), seeds: 5) == .holds)
    #expect(side.judge(estimate(0.1, 0.4), seeds: 5) == .doesNotHold)
    #expect(side.judge(estimate(-0.9, -0.6), seeds: 5) == .doesNotHold)
    #expect(isUndecided(side.judge(estimate(-0.6, -0.1), seeds: 5)))
    #expect(isUndecided(side.judge(estimate(-0.6, 0.1), seeds: 5)))
  }

  @Test func fewerThanFiveSeedsDecideNothing() {
    let verdict = ClaimedSide.above(0).judge(estimate(0.1, 0.3), seeds: 4, trials: 50)
    #expect(verdict == .undecided(Verdict.Need(seeds: 5, trials: 50)))
    #expect(verdict.description == "undecided, needs about 5 seeds × 50 trials")
  }

  @Test func needGrowsWithTheSquareOfTheReach() throws {
    // Reach .4 around .1: the interval must shrink to a quarter, and further for 80 % power.
    let verdict = ClaimedSide.above(0).judge(estimate(-0.3, 0.5), seeds: 5, trials: 20)
    let expected = Int((5 * pow(4 * (1 + 0.8416212335729143 / 1.959963984540054), 2)).rounded(.up))
    #expect(verdict == .undecided(Verdict.Need(seeds: expected, trials: 20)))
    // Ten times as far from the bound in units of its width, a hundred times fewer seeds are missing.
    guard case .undecided(let near) = ClaimedSide.above(0).judge(estimate(-0.39, 0.41), seeds: 5) else {
      Issue.record("the interval crosses the bound")
      return
    }
    #expect(abs(Double(try #require(near.seeds)) / Double(expected) - 100) < 1)
  }

  @Test func estimateOnTheBoundHasNoNeedInNumbers() {
    #expect(ClaimedSide.above(0).judge(estimate(-1, 1), seeds: 5) == .undecided(Verdict.Need(seeds: nil)))
    #expect(ClaimedSide.above(0).judge(estimate(-1, 1), seeds: 5).description == "undecided")
  }

  @Test func exactNumbersNeedNoSeeds() {
    #expect(ClaimedSide.below(1e-4).judge(exactly: 3e-5) == .holds)
    #expect(ClaimedSide.below(1e-4).judge(exactly: 1e-4) == .doesNotHold)
    #expect(ClaimedSide.above(0).judge(estimate(0.1, 0.3)) == .holds)
  }

  @Test func claimAboutSeveralThingsHoldsOnlyIfEachDoes() {
    let open = Verdict.undecided(Verdict.Need(seeds: 40, trials: 20))
    let wide = Verdict.undecided(Verdict.Need(seeds: 90, trials: 20))
    #expect(Verdict.all([.holds, .holds]) == .holds)
    #expect(Verdict.all([.holds, open, wide]) == wide)
    #expect(Verdict.all([.holds, open, .doesNotHold]) == .doesNotHold)
    #expect(
      Verdict.all([open, .undecided(Verdict.Need(seeds: nil))]) == .undecided(Verdict.Need(seeds: nil, trials: 20)))
  }

  @Test func verdictsSurviveJSON() throws {
    for verdict in [Verdict.holds, .doesNotHold, .undecided(Verdict.Need(seeds: 7, trials: nil))] {
      #expect(try JSONDecoder().decode(Verdict.self, from: JSONEncoder().encode(verdict)) == verdict)
    }
  }
}

@Suite struct BestOfSeveralTests {
  @Test func choiceAndScoreUseDifferentSeeds() throws {
    // Seeds 0 and 2 favour candidate 0, seeds 1 and 3 favour candidate 1.
    let best = try BestOfSeveral(scores: [[9, 1, 9, 1], [0, 8, 0, 8]])
    #expect(best.chosen == [0, 1])
    #expect(best.value == 0.5)
    #expect(best.selectedOnTest == 5)
    #expect(best.selectedOnTestCandidate == 0)
  }

  @Test func clearWinnerKeepsItsMean() throws {
    let best = try BestOfSeveral(scores: [[1, 2, 3, 2], [5, 6, 7, 6]])
    #expect(best.value == 6)
    #expect(best.selectedOnTest == 6)
  }

  @Test func raggedScoresAreRefused() {
    #expect(throws: SampleError.self) { try BestOfSeveral(scores: []) }
    #expect(throws: SampleError.self) { try BestOfSeveral(scores: [[1, 2], [3]]) }
    #expect(throws: SampleError.self) { try BestOfSeveral(scores: [[1]]) }
  }
}
