import Diagnosis
import Statistics
import Testing

@Suite struct AdviceTests {
  @Test(arguments: [
    (Regime.disjoint, Advice.Action.addAlignment), (.overlapping, .addDomainConditioning), (.structuredAligned, .keep),
    (.undecided, .recordMore),
  ])
  func theLastLayersRegimeDecidesWhatToDo(regime: Regime, action: Advice.Action) {
    let earlier = Regime.allCases.filter { $0 != .undecided }.map { layer($0.rawValue, regime: $0) }
    let advice = diagnosis(earlier + [layer("last", regime: regime)]).advice
    #expect(advice.map(\.action) == [action])
    #expect(advice[0].layers == ["last"])
    #expect(!advice[0].reasons.isEmpty && !advice[0].uncertainty.isEmpty)
  }

  @Test func anUndecidedLayerBeforeADecidedOneIsAdvisedOnSecond() {
    let advice = diagnosis([layer("early", regime: .undecided), layer("last", regime: .disjoint)]).advice
    #expect(advice.map(\.action) == [.addAlignment, .recordMore])
    #expect(advice[1].layers == ["early"])
  }

  @Test func nothingIsAdvisedWithoutLayers() {
    #expect(diagnosis([]).advice.isEmpty)
    #expect(diagnosis([]).policy == nil)
  }

  /// The interval of separation .4 [.2, .6] reaches .2 towards .5, which is .1 away: four times as many episodes.
  @Test func anIntervalThatReachesTwiceTooFarNeedsFourTimesTheEpisodes() throws {
    let undecided = layer(separation: reading(0.4, 0.2...0.6), regime: .undecided)
    let need = try #require(undecided.needs(by: plantedRules).first)
    #expect(need.coordinate == .separation && need.threshold == 0.5)
    #expect(abs(try #require(need.factorForEvenChance) - 4) < 1e-12)
    // (1 + .8416/1.96)² = 2.0424 times as many for four chances in five.
    #expect(abs(try #require(need.factorForFourInFive) - 4 * 2.0424) < 0.001)
    let reasons = diagnosis([undecided]).advice[0].reasons
    #expect(reasons[0].contains("about 80 real and 80 sim episodes"))
    #expect(reasons[0].contains("164 real and 164 sim episodes"))
  }

  @Test func aValueOnTheThresholdIsDecidedByNoNumberOfEpisodes() throws {
    let need = try #require(
      layer(separation: reading(0.5, 0.2...0.6), regime: .undecided).needs(by: plantedRules).first)
    #expect(need.factorForEvenChance == nil && need.factorForFourInFive == nil)
    let advice = diagnosis([layer(separation: reading(0.5, 0.2...0.6), regime: .undecided)]).advice
    #expect(advice[0].reasons[0].contains("too near"))
  }

  @Test func aDecidedCoordinateNeedsNothing() {
    #expect(layer().needs(by: plantedRules).isEmpty)
    #expect(layer(separation: reading(0.4), regime: .undecided).needs(by: plantedRules).isEmpty)
  }

  @Test func withoutEpisodesNeedsAreCountedInRows() {
    let advice = diagnosis([layer(separation: reading(0.4, 0.2...0.6), regime: .undecided, episodes: nil)]).advice
    #expect(advice[0].reasons[0].contains("1600 real and 1600 sim rows"))
  }

  @Test func theBetterProbeSpeaksForALayer() {
    #expect(layer(discernibility: reading(0.6), network: reading(0.9)).betterProbe == .networkDiscernibility)
    #expect(layer(discernibility: reading(0.9), network: reading(0.6)).betterProbe == .discernibility)
    #expect(layer(discernibility: reading(0.6), network: reading(nil)).betterProbe == .discernibility)
  }

  @Test func thePolicyIsItsLastLayerAndCountsTheOthers() throws {
    let policy = try #require(
      diagnosis([layer("a", regime: .disjoint), layer("b", regime: .disjoint), layer("c", regime: .overlapping)]).policy)
    #expect(policy.regime == .overlapping && policy.layer == "c")
    #expect(policy.layersInWords == "2 of 3 layers disjoint, 1 overlapping")
  }
}
