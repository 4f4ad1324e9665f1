import Alignment
import Diagnosis
import Foundation
import Probes
import Statistics
import Tensors
import Testing

@Suite struct HalvesTests {
  private func normal(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Tensor<Float> {
    var stream = RandomStream(seed: seed, purpose: "halves tests")
    return Tensor<Float>.normal([rows, columns], from: &stream)
  }

  private func study(gap: Float) throws -> LayerDiagnosis {
    let layers = [AlignmentLayer("trunk", real: normal(80, 3, 1), sim: normal(80, 3, 2) + gap)]
    let lengths = [Int](repeating: 8, count: 10)
    return try DiagnosisStudy(measures: [], probes: [], resamples: 60, probeFloors: 0, transportRows: nil).run(
      layers, episodes: EpisodeLengths(real: lengths, sim: lengths)
    ).layers[0]
  }

  /// The upper end of a reading is value + t √S, and so is that of its halves alone.
  @Test func theHalvesOfAReadingAreThoseOfItsInterval() throws {
    let layer = try study(gap: 1)
    for reading in [layer.separation, layer.mixing] {
      let halves = try #require(reading.halves)
      let (value, interval) = HalfSampleValues.contrast([halves], [1])
      #expect(value == reading.value)
      #expect(abs(try #require(interval).upper - #require(reading.interval).upper) < 1e-12)
    }
  }

  @Test func everyCoordinateHasHalvesToPairBy() throws {
    let layer = try study(gap: 0.5)
    for coordinate in Coordinate.allCases {
      let halves = try #require(layer[coordinate].halves)
      #expect(halves.value == layer[coordinate].value && halves.splits.count == 60)
    }
  }

  @Test func twoCheckpointsOnTheSameEpisodesArePairedInEveryCoordinate() throws {
    let (base, other) = (try study(gap: 0.5), try study(gap: 0.7))
    func diagnosis(_ layer: LayerDiagnosis) -> Diagnosis {
      Diagnosis(layers: [layer], rules: plantedRules, methods: [], seed: 0)
    }
    let comparison = DiagnosisComparison(base: diagnosis(base), other: diagnosis(other), whyUnpaired: nil)
    for difference in comparison.layers[0].differences {
      #expect(difference.contrast.pairing == .paired)
      #expect(try #require(difference.contrast.value) > 0)
      // A fifth of a deviation more, on the same rows: no narrower than nothing, no wider than unpaired.
      let unpaired = DiagnosisComparison(base: diagnosis(base), other: diagnosis(other), whyUnpaired: "for the test")
        .layers[0].differences.first { $0.coordinate == difference.coordinate }!.contrast
      #expect(try #require(difference.contrast.interval).halfWidth < #require(unpaired.interval).halfWidth)
    }
  }

  /// Two hundred rows a side, each an episode, one classifier: the halves' variance of an area is DeLong's, here within a
  /// tenth (400 splits alone leave 7 % of a variance, 3.5 % of a width).
  @Test func theHalvesOfAnAreaGiveDeLongsVariance() throws {
    let scores = (normal(200, 1, 5).elements + normal(200, 1, 6).elements.map { $0 + 1 }).map(Double.init)
    let isSim = (0..<400).map { $0 >= 200 }
    let readings = OutOfFoldScores(logOdds: scores, isSim: isSim, episodeOfRow: Array(0..<400))
    let halves = try #require(try readings.areaUnderROC(onHalves: 400, seed: 1))
    #expect(abs(halves.value - (try areaUnderROC(scores: scores, isPositive: isSim))) < 1e-12)
    #expect(halves.inflation == 1)
    let interval = try #require(HalfSampleValues.contrast([halves], [1]).interval)
    let (_, spread) = try readings.areaWithVariance()
    let expected = StudentDistribution(degreesOfFreedom: 398).quantile(0.975) * spread.variance.squareRoot()
    #expect(abs(interval.halfWidth / expected - 1) < 0.1)
  }

  @Test func scoresInTheSameOrderHaveTheSameAreaOnEveryHalf() throws {
    let scores = normal(40, 1, 7).elements.map(Double.init)
    let isSim = (0..<40).map { $0 % 2 == 1 }
    let episodes = (0..<40).map { $0 / 4 * 2 + $0 % 2 }
    func halves(_ scores: [Double]) throws -> HalfSampleValues {
      try #require(
        try OutOfFoldScores(logOdds: scores, isSim: isSim, episodeOfRow: episodes).areaUnderROC(onHalves: 30, seed: 2))
    }
    let same = HalfSampleValues.contrast([try halves(scores), try halves(scores.map(exp))], [1, -1])
    #expect(same.value == 0 && same.interval == Interval(lower: 0, upper: 0))
    // All scores alike: every pair is a tie.
    #expect(try halves([Double](repeating: 1, count: 40)).splits.allSatisfy { $0.first == 0.5 && $0.second == 0.5 })
  }

  @Test func aSingleEpisodeHasNoHalves() throws {
    let scores = OutOfFoldScores(
      logOdds: [0, 1, 2, 3], isSim: [false, false, true, true], episodeOfRow: [0, 0, 1, 2])
    #expect(try scores.areaUnderROC(onHalves: 10, seed: 0) == nil)
  }
}
