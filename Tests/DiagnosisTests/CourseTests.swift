import Diagnosis
import Testing

@Suite struct CourseTests {
  private func layers(mixing: [Double], separation: [Double], halfWidth: Double = 0.01) -> [LayerDiagnosis] {
    zip(mixing, separation).enumerated().map { index, values in
      layer(
        "layer \(index)", separation: reading(values.1, (values.1 - halfWidth)...(values.1 + halfWidth)),
        mixing: reading(values.0, (values.0 - halfWidth)...(values.0 + halfWidth)))
    }
  }

  @Test func aFallInTheFirstHalfIsEarlyAndOneInTheSecondIsLate() throws {
    let profile = try #require(
      DepthProfile(diagnosis(layers(mixing: [2, 1.2, 1.1], separation: [0.8, 0.75, 0.3]))))
    #expect(abs(try #require(profile.local.early.value) - -0.8) < 1e-12)
    #expect(abs(try #require(profile.local.late.value) - -0.1) < 1e-12)
    #expect(abs(try #require(profile.global.lead.value) - (-0.45 + 0.05)) < 1e-12)
    #expect(profile.local.lead.sign == .plus && profile.global.lead.sign == .minus)
    #expect(profile.sentences[0].contains("early, as the mechanistic study reports"))
    #expect(profile.sentences[1].contains("late, as the mechanistic study reports"))
    #expect(profile.sentences[2].contains("independent"))
  }

  @Test func theOppositeOrderIsSaidToBeSo() throws {
    let profile = try #require(
      DepthProfile(diagnosis(layers(mixing: [2, 1.9, 1.1], separation: [0.8, 0.3, 0.28]))))
    #expect(profile.sentences[0].contains("does not come early"))
    #expect(profile.sentences[1].contains("does not come late"))
  }

  @Test func wideIntervalsDecideNothing() throws {
    let profile = try #require(
      DepthProfile(diagnosis(layers(mixing: [2, 1.2, 1.1], separation: [0.8, 0.75, 0.3], halfWidth: 0.4))))
    #expect(profile.sentences[0].contains("does not fall beyond doubt") == false)
    #expect(profile.sentences[0].contains("which half the fall belongs to is not decided"))
    #expect(profile.sentences[1].contains("does not fall beyond doubt"))
  }

  /// At half depth between two layers stands their mean: (1.6 + 1.2)/2.
  @Test func anEvenNumberOfLayersHasItsMiddleBetweenTwo() throws {
    let profile = try #require(
      DepthProfile(diagnosis(layers(mixing: [2, 1.6, 1.2, 1], separation: [0, 0, 0, 0]))))
    #expect(abs(try #require(profile.local.early.value) - -0.6) < 1e-12)
    #expect(abs(try #require(profile.local.late.value) - -0.4) < 1e-12)
  }

  @Test func twoLayersHaveNoProfile() {
    #expect(DepthProfile(diagnosis([layer("a"), layer("b")])) == nil)
  }

  private func checkpoint(_ name: String, _ regimes: [String: Regime]) -> DiagnosisSeries.Checkpoint {
    .init(
      name: name, step: nil,
      diagnosis: diagnosis(regimes.sorted { $0.key < $1.key }.map { layer($0.key, regime: $0.value) }))
  }

  @Test func aTransitionPassesOverUndecidedCheckpoints() {
    let series = DiagnosisSeries([
      checkpoint("1", ["a": .disjoint, "b": .overlapping]), checkpoint("2", ["a": .undecided, "b": .overlapping]),
      checkpoint("3", ["a": .structuredAligned]), checkpoint("4", ["a": .structuredAligned, "c": .disjoint]),
    ])
    #expect(series.layers == ["a", "b", "c"])
    #expect(
      series.transitions == [
        .init(layer: "a", from: .disjoint, to: .structuredAligned, lastSeen: 0, firstSeen: 2)
      ])
    #expect(series.sentences == ["'a' went from disjoint (1) to structured aligned (3)."])
  }

  @Test func aRunWithoutChangeSaysSo() {
    #expect(DiagnosisSeries([]).sentences == ["No layer changed from one regime to another."])
  }
}
