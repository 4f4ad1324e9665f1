import Foundation
import Reweighting
import Statistics
import Testing

@Suite struct MixingRatioTests {
  static let reference = ReweightingReference.shared

  // MARK: The guideline

  /// `mixing_range_guideline` of the peers' table, tolerance 1e-12.
  @Test(arguments: [
    (50, 2000, 0.024390243902439025, 0.15811388300841897), (50, 200, 0.2, 0.5), (10, 40, 0.2, 0.5000000000000001),
  ])
  func theRangeIsThePublishedAlgorithms(target: Int, source: Int, lower: Double, upper: Double) throws {
    let guideline = try MixingRatioGuideline(target: target, source: source)
    #expect(abs(guideline.lower - lower) < 1e-12)
    #expect(abs(guideline.upper - upper) < 1e-12)
  }

  /// The study's table of text rule and else-branch at q = .8, four digits.
  @Test(arguments: [
    (1, 100, 0.1, 0.0385), (5, 100, 0.2236, 0.1667), (1, 10, 0.3162, 0.2857), (3, 10, 0.5477, 0.5455),
    (5, 10, 0.7071, 0.6667), (7, 10, 0.8367, 0.7368), (9, 10, 0.9487, 0.7826),
  ])
  func bothBranchesAreTheStudys(target: Int, source: Int, root: Double, solved: Double) throws {
    let guideline = try MixingRatioGuideline(target: target, source: source, cap: nil)
    let expected = source > 5 * target ? root : solved
    #expect(guideline.branch == (source > 5 * target ? .squareRoot : .scalingFactor))
    #expect(abs(guideline.upper - expected) < 5e-5)
  }

  @Test func theBranchesNearlyMeetAtFiveSourceDemonstrationsATarget() throws {
    let below = try MixingRatioGuideline(target: 100, source: 500)
    let above = try MixingRatioGuideline(target: 100, source: 501)
    #expect(below.branch == .scalingFactor && above.branch == .squareRoot)
    #expect(abs(below.upper - 0.4444) < 5e-5 && abs(above.upper - 0.4468) < 5e-5)
  }

  @Test func theElseBranchGivesTheTargetTheScalingFactorAskedFor() throws {
    for q in [0.5, 0.6, 0.8, 0.95] {
      let guideline = try MixingRatioGuideline(target: 30, source: 70, scalingFactor: q, cap: nil)
      let reading = try MixtureReading(target: 30, source: 70, samplingProbability: guideline.upper)
      #expect(abs(reading.targetScalingFactor - q) < 1e-14)
    }
  }

  @Test func theCapBindsInTheElseBranchOnly() throws {
    let capped = try MixingRatioGuideline(target: 30, source: 70)
    #expect(capped.upper == 0.5 && capped.isCapped && !capped.isUpperRaised)
    #expect(capped.uncappedUpper! > 0.6)
    let low = try MixingRatioGuideline(target: 10, source: 100, cap: 0.2)
    #expect(low.upper == 0.1.squareRoot() && !low.isCapped)
  }

  @Test func aScalingFactorBelowOneHalfIsRaisedToTheNaturalRatio() throws {
    let guideline = try MixingRatioGuideline(target: 30, source: 70, scalingFactor: 0.4)
    #expect(guideline.upper == guideline.naturalRatio && guideline.isUpperRaised)
    #expect(guideline.explained[1].meaning.contains("raised"))
  }

  @Test func withoutMoreSourceThanTargetThereIsNoRange() throws {
    for (target, source) in [(50, 50), (80, 20)] {
      let guideline = try MixingRatioGuideline(target: target, source: source)
      #expect(guideline.branch == .notCovered && guideline.uncappedUpper == nil)
      #expect(guideline.lower == guideline.upper && guideline.lower == Double(target) / Double(target + source))
    }
  }

  @Test func everyRangeIsOrderedAndWithinTheUnitInterval() throws {
    for target in [1, 3, 10, 49, 200] {
      for source in [1, 4, 11, 50, 1000, 100_000] {
        for q in [0.1, 0.5, 0.8, 0.99] {
          let guideline = try MixingRatioGuideline(target: target, source: source, scalingFactor: q)
          #expect(0 < guideline.lower && guideline.lower <= guideline.upper && guideline.upper < 1)
        }
      }
    }
  }

  @Test func emptyDomainsAndParametersOutOfRangeAreErrors() {
    #expect(throws: SampleError.tooFew(what: "target demonstrations", found: 0, needed: 1)) {
      try MixingRatioGuideline(target: 0, source: 5)
    }
    #expect(throws: SampleError.self) { try MixingRatioGuideline(target: 5, source: 0) }
    for q in [0, 1, -0.5, Double.nan] {
      #expect(throws: SampleError.self) { try MixingRatioGuideline(target: 5, source: 50, scalingFactor: q) }
      #expect(throws: SampleError.self) { try MixingRatioGuideline(target: 5, source: 50, cap: q) }
    }
  }

  // MARK: The figure's markers

  /// 14 markers of the study's figure, four digits (`Sources/Experiments/Resources/published/scaling_factors_markers.csv`).
  @Test func theMarkersOfTheStudysFigureAreTheNaturalAndTheCrossingRatio() throws {
    #expect(Self.reference.markers.count == 14)
    for marker in Self.reference.markers {
      let (target, source) = (Int((marker.ratio * 1000).rounded()), 1000)
      let guideline = try MixingRatioGuideline(target: target, source: source)
      let w = marker.kind == "natural" ? guideline.naturalRatio : guideline.crossingRatio
      #expect(abs(w - marker.w) < 1e-4)
      let reading = try MixtureReading(target: target, source: source, samplingProbability: w)
      #expect(abs(reading.targetScalingFactor - marker.g) < 1e-4)
    }
  }

  @Test func atTheCrossingTheScalingFactorIsTheSourcesShare() throws {
    for (target, source) in [(1, 100), (30, 70), (50, 3000), (9, 4)] {
      let w = try MixingRatioGuideline(target: target, source: source).crossingRatio
      let reading = try MixtureReading(target: target, source: source, samplingProbability: w)
      #expect(abs(reading.targetScalingFactor - (1 - w)) < 1e-14)
    }
  }

  // MARK: What a ratio means

  @Test func effectiveSampleSizeIsKishsOfTheWeights() throws {
    for w in [0, 0.01, 0.3, 1] {
      let weights = [Double](repeating: w / 7, count: 7) + [Double](repeating: (1 - w) / 40, count: 40)
      let kish = pow(weights.reduce(0, +), 2) / weights.reduce(0) { $0 + $1 * $1 }
      let reading = try MixtureReading(target: 7, source: 40, samplingProbability: w)
      #expect(abs(reading.effectiveSampleSize / kish - 1) < 1e-12)
    }
    let natural = try MixtureReading(target: 7, source: 40, samplingProbability: 7.0 / 47)
    #expect(abs(natural.effectiveSampleSize - 47) < 1e-12)
  }

  @Test func atTheEndsOneDomainIsNeverSeen() throws {
    let (none, all) = (
      try MixtureReading(target: 7, source: 40, samplingProbability: 0),
      try MixtureReading(target: 7, source: 40, samplingProbability: 1)
    )
    #expect(try none.expectedPasses(samples: 400) == (0, 10))
    #expect(none.targetScalingFactor == 0 && none.effectiveSampleSize == 40)
    #expect(try all.expectedPasses(samples: 700) == (100, 0))
    #expect(all.targetScalingFactor == 1 && abs(all.effectiveSampleSize - 7) < 1e-12)
  }

  /// The toy's videos: weights 100 and 400 of 30 target samples against 3000 are ratios of .5 and .8; balanced is .01.
  @Test func oversamplingFactorsAreRatios() throws {
    for (factor, w) in [(1.0, 30.0 / 3030), (100, 0.5), (400, 0.8)] {
      let reading = try MixtureReading(target: 30, source: 3000, oversamplingTarget: factor)
      #expect(abs(reading.samplingProbability - w) < 1e-14)
    }
    #expect(try MixtureReading(target: 3, source: 9, probabilityOfSource: 0.75).samplingProbability == 0.25)
  }

  @Test(arguments: [-0.1, 1.01, Double.nan]) func ratiosOutsideTheUnitIntervalAreErrors(w: Double) {
    #expect(throws: SampleError.self) { try MixtureReading(target: 7, source: 40, samplingProbability: w) }
    #expect(throws: SampleError.self) { try MixtureReading(target: 7, source: 40, probabilityOfSource: w) }
  }

  @Test func everyNumberIsSaidWithItsMeaning() throws {
    let guideline = try MixingRatioGuideline(target: 50, source: 3000)
    #expect(guideline.explained.map(\.name) == ["natural ratio", "upper end", "crossing ratio"])
    #expect(guideline.explained[1].meaning.contains("√(N/M)"))
    let reading = try MixtureReading(target: 50, source: 3000, samplingProbability: 0.1)
    let numbers = try reading.explained(samples: 30_000)
    #expect(
      numbers.map(\.name) == [
        "sampling probability", "scaling factor", "effective sample size", "passes over real", "passes over simulated",
      ])
    #expect(numbers.map(\.value)[3...] == [60, 9])
    #expect(numbers.allSatisfy { !$0.meaning.isEmpty })
    #expect(throws: SampleError.self) { try reading.explained(samples: 0) }
  }

  // MARK: The shift for a gap

  @Test func aGapMovesBothEndsUpAndNoGapMovesNone() throws {
    let guideline = try MixingRatioGuideline(target: 50, source: 3000)
    let none = try guideline.shifted(overlap: 1)
    #expect(abs(none.lower - guideline.lower) < 1e-15 && abs(none.upper - guideline.upper) < 1e-15)
    var last = none
    for overlap in [0.8, 0.4, 0] {
      let shifted = try guideline.shifted(overlap: overlap)
      #expect(shifted.lower > last.lower && shifted.upper > last.upper && shifted.upper < 1)
      last = shifted
    }
    #expect(abs(last.upper - 0.3) < 0.01, "the study reports .3 where its formula gives .129")
  }

  @Test func withoutOverlapTheOddsAreMultipliedByTheFactor() throws {
    let guideline = try MixingRatioGuideline(target: 50, source: 3000)
    let shifted = try guideline.shifted(overlap: 0, oddsFactor: 5)
    func odds(_ w: Double) -> Double { w / (1 - w) }
    #expect(abs(odds(shifted.lower) / odds(guideline.lower) - 5) < 1e-12)
    #expect(abs(odds(shifted.upper) / odds(guideline.upper) - 5) < 1e-12)
    #expect(throws: SampleError.self) { try guideline.shifted(overlap: 1.2) }
    #expect(throws: SampleError.self) { try guideline.shifted(overlap: 0.5, oddsFactor: 0.5) }
  }
}
