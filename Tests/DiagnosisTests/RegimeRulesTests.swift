import Diagnosis
import Statistics
import Testing

@Suite struct RegimeRulesTests {
  private let rules = RegimeRules(resolution: 0.25, discernible: 0.75, disjoint: 0.5)

  private func reading(_ lower: Double, _ upper: Double) -> Reading {
    Reading(
      estimator: "x", value: (lower + upper) / 2, interval: Interval(lower: lower, upper: upper), realFloor: 0,
      simFloor: 0, status: "ok")
  }

  private func regime(separation: (Double, Double), discernibility: (Double, Double)) -> Regime {
    rules.verdict(
      separation: reading(separation.0, separation.1), discernibility: reading(discernibility.0, discernibility.1),
      networkDiscernibility: reading(discernibility.0, discernibility.1), mixing: reading(0, 1)
    ).regime
  }

  @Test func aLayerIsDecidedWhereWholeIntervalsLieOnOneSide() {
    #expect(regime(separation: (0.1, 0.2), discernibility: (0.5, 0.6)) == .overlapping)
    #expect(regime(separation: (0.1, 0.2), discernibility: (0.9, 1)) == .structuredAligned)
    #expect(regime(separation: (0.6, 0.8), discernibility: (0.9, 1)) == .disjoint)
    #expect(regime(separation: (0.4, 0.8), discernibility: (0.9, 1)) == .undecided)
    #expect(regime(separation: (0.1, 0.2), discernibility: (0.7, 0.8)) == .undecided)
  }
}
