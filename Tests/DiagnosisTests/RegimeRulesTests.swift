import Diagnosis
import Statistics
import Testing

@Suite struct RegimeRulesTests {
  private let rules = RegimeRules(
    resolution: 0.25, discernible: 0.75, disjoint: 0.5, earliestDepth: 0.5, latestTime: 0.25)

  private func reading(_ lower: Double, _ upper: Double) -> Reading {
    Reading(
      estimator: "x", value: (lower + upper) / 2, interval: Interval(lower: lower, upper: upper), realFloor: 0,
      simFloor: 0, status: "ok")
  }

  private func verdict(
    separation: (Double, Double), discernibility: (Double, Double), network: (Double, Double)? = nil, depth: Double = 1,
    time: Double = 0
  ) -> RegimeVerdict {
    rules.verdict(
      separation: reading(separation.0, separation.1), discernibility: reading(discernibility.0, discernibility.1),
      networkDiscernibility: network.map { reading($0.0, $0.1) }, mixing: reading(0, 1), depth: depth, time: time)
  }

  @Test func aLayerIsDecidedWhereWholeIntervalsLieOnOneSide() {
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.5, 0.6)).regime == .overlapping)
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.9, 1)).regime == .structuredAligned)
    #expect(verdict(separation: (0.6, 0.8), discernibility: (0.9, 1)).regime == .disjoint)
    #expect(verdict(separation: (0.4, 0.8), discernibility: (0.9, 1)).regime == .undecided)
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.7, 0.8)).regime == .undecided)
  }

  @Test func domainsOverlapOnlyWhereNeitherProbeTellsThemApart() {
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.5, 0.6), network: (0.5, 0.7)).regime == .overlapping)
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.5, 0.6), network: (0.6, 0.8)).regime == .undecided)
    #expect(
      verdict(separation: (0.1, 0.2), discernibility: (0.5, 0.6), network: (0.8, 0.9)).regime == .structuredAligned)
  }

  @Test func disjointIsSaidOfTheLastLayerAlone() {
    #expect(verdict(separation: (0.6, 0.8), discernibility: (0.9, 1), depth: 0.75).regime == .undecided)
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.9, 1), depth: 0.75).regime == .structuredAligned)
  }

  @Test func shallowLayersAndLateTimesAreUndecidedAndSayWhy() {
    let shallow = verdict(separation: (0.1, 0.2), discernibility: (0.9, 1), depth: 0.25)
    #expect(shallow.regime == .undecided && shallow.reasons.contains { $0.hasPrefix("a shallow layer") })
    let late = verdict(separation: (0.1, 0.2), discernibility: (0.9, 1), time: 0.5)
    #expect(late.regime == .undecided && late.reasons.contains { $0.hasPrefix("recorded at flow time 0.5") })
    #expect(verdict(separation: (0.1, 0.2), discernibility: (0.9, 1), time: 0.25).regime == .structuredAligned)
  }

  @Test func reasonsHoldTheNumbersAndTheThresholds() {
    let reasons = verdict(separation: (0.1, 0.2), discernibility: (0.9, 1)).reasons
    #expect(reasons.contains("x is 0.95 [0.9, 1], above the threshold 0.75"))
    #expect(reasons.contains("separation is 0.15 [0.1, 0.2], below the threshold 0.5"))
  }

  @Test func aReadingWithoutAnIntervalDecidesNothing() {
    let bare = Reading(estimator: "x", value: 0.9, interval: nil, realFloor: nil, simFloor: nil, status: "one episode")
    let verdict = rules.verdict(
      separation: bare, discernibility: bare, networkDiscernibility: nil, mixing: bare, depth: 1, time: 0)
    #expect(verdict.regime == .undecided)
    #expect(verdict.reasons.contains { $0.contains("without an interval") })
  }

  @Test func aPolicyIsWhatItsLastLayerIsUnlessAnotherContradicts() {
    func policy(_ regimes: Regime...) -> Regime {
      rules.verdict(
        ofPolicy: regimes.enumerated().map { ("layer \($0)", RegimeVerdict($1, reasons: [])) }
      ).regime
    }
    #expect(policy(.undecided, .undecided, .structuredAligned) == .structuredAligned)
    #expect(policy(.undecided, .structuredAligned, .structuredAligned) == .structuredAligned)
    #expect(policy(.undecided, .overlapping, .structuredAligned) == .undecided)
    #expect(policy(.structuredAligned, .undecided) == .undecided)
    #expect(policy() == .undecided)
  }
}
