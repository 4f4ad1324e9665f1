import Diagnosis
import Statistics
import Testing

@Suite struct AdviceTests {
  @Test(arguments: [
    (Regime.disjoint, Advice.Action.addAlignment), (.overlapping, .addDomainConditioning), (.structuredAligned, .keep),
    (.undecided, .recordMore),
  ])
  func theLastLayersRegimeDecidesWhatToDo(regime: Regime, action: Advice.Action) {
    let crossing = reading(0.6, 0.45...0.7)
    let advice = diagnosis([
      layer("first", regime: .undecided), layer("last", separation: crossing, regime: regime),
    ]).advice
    #expect(advice.map(\.action) == [action])
    #expect(advice[0].layers == ["last"])
    #expect(!advice[0].reasons.isEmpty && !advice[0].uncertainty.isEmpty)
  }

  @Test func aDeepUndecidedLayerBeforeADecidedOneIsAdvisedOnSecond() {
    let crossing = reading(0.4, 0.2...0.6)
    let advice = diagnosis([
      layer("shallow", separation: crossing, regime: .undecided),
      layer("deep", separation: crossing, regime: .undecided),
      layer("last", regime: .disjoint),
    ]).advice
    #expect(advice.map(\.action) == [.addAlignment, .recordMore])
    #expect(advice[1].layers == ["deep"])
  }

  @Test func whatEpisodesCannotDecideIsNotBlamedOnThem() {
    let late = Diagnosis(
      layers: [layer(separation: reading(0.4, 0.2...0.6), regime: .undecided)], rules: plantedRules, methods: [],
      seed: 0, flowTime: 0.5)
    #expect(late.needs(ofLayer: 0).isEmpty)
    #expect(late.advice.map(\.action) == [.recordMore])
    #expect(late.advice[0].statement.contains("not for want of episodes"))
  }

  @Test func deepLayersThatContradictEachOtherLeaveThePolicyUndecided() {
    let split = diagnosis([layer("deep", regime: .overlapping), layer("last", regime: .disjoint)])
    #expect(split.policy?.regime == .undecided)
    #expect(split.advice[0].reasons[0].contains("deep before it is overlapping"))
  }

  @Test func nothingIsAdvisedWithoutLayers() {
    #expect(diagnosis([]).advice.isEmpty)
    #expect(diagnosis([]).policy == nil)
  }

  /// The interval of separation .4 [.2, .6] reaches .2 towards .5, which is .1 away: four times as many episodes.
  @Test func anIntervalThatReachesTwiceTooFarNeedsFourTimesTheEpisodes() throws {
    let undecided = layer(separation: reading(0.4, 0.2...0.6), regime: .undecided)
    let need = try #require(diagnosis([undecided]).needs(ofLayer: 0).first)
    #expect(need.coordinate == .separation && need.threshold == 0.5)
    #expect(abs(try #require(need.factorForEvenChance) - 4) < 1e-12)
    // (1 + .84162/1.95996)² = 2.0432 times as many for four chances in five.
    #expect(abs(try #require(need.factorForFourInFive) - 4 * 2.0432) < 0.001)
    let reason = try #require(diagnosis([undecided]).advice[0].reasons.last)
    #expect(reason.contains("about 80 real and 80 sim episodes"))
    #expect(reason.contains("170 real and 170 sim episodes"))
  }

  @Test func aValueOnTheThresholdIsDecidedByNoNumberOfEpisodes() throws {
    let need = try #require(
      diagnosis([layer(separation: reading(0.5, 0.2...0.6), regime: .undecided)]).needs(ofLayer: 0).first)
    #expect(need.factorForEvenChance == nil && need.factorForFourInFive == nil)
    let advice = diagnosis([layer(separation: reading(0.5, 0.2...0.6), regime: .undecided)]).advice
    #expect(advice[0].reasons.last?.contains("too near") == true)
  }

  @Test func aDecidedCoordinateNeedsNothing() {
    #expect(diagnosis([layer()]).needs(ofLayer: 0).isEmpty)
    #expect(diagnosis([layer(separation: reading(0.4), regime: .undecided)]).needs(ofLayer: 0).isEmpty)
  }

  @Test func withoutEpisodesNeedsAreCountedInRows() {
    let advice = diagnosis([layer(separation: reading(0.4, 0.2...0.6), regime: .undecided, episodes: nil)]).advice
    #expect(advice[0].reasons.last?.contains("1600 real and 1600 sim rows") == true)
  }

  @Test func theBetterProbeSpeaksForALayer() {
    #expect(layer(discernibility: reading(0.6), network: reading(0.9)).betterProbe == .networkDiscernibility)
    #expect(layer(discernibility: reading(0.9), network: reading(0.6)).betterProbe == .discernibility)
    #expect(layer(discernibility: reading(0.6), network: reading(nil)).betterProbe == .discernibility)
  }

  @Test func thePolicyIsItsLastLayerAndCountsTheOthers() throws {
    let policy = try #require(
      diagnosis([layer("a", regime: .undecided), layer("b", regime: .overlapping), layer("c", regime: .overlapping)])
        .policy)
    #expect(policy.regime == .overlapping && policy.layer == "c")
    #expect(policy.layersInWords == "2 of 3 layers overlapping, 1 undecided")
  }
}
