import Alignment
import Foundation
import Statistics
import Tensors
import Testing

@Suite struct AlignmentStudyTests {
  private let measures: [any UnpairedMeasure] = [MaximumMeanDiscrepancy(), EnergyDistance(), MeanDistance()]

  private func table(
    _ planted: PlantedDomains, index: Int = 0, measures: [any UnpairedMeasure]? = nil, _ study: AlignmentStudy
  ) throws -> AlignmentTable {
    let (real, sim) = planted.draw(index)
    return try study.table(
      of: [AlignmentLayer("a", real: real, sim: sim)], episodes: planted.lengths, measures: measures ?? self.measures)
  }

  @Test func oneSeedGivesOneTableForAnyNumberOfWorkers() throws {
    let planted = PlantedDomains(shift: 0.5)
    let tables = try [1, 2, 5].map { workers in
      var table = try table(planted, AlignmentStudy(resamples: 20, permutations: 60, seed: 3, workers: workers))
      for index in table.rows.indices { table.rows[index].seconds = 0 }
      return table
    }
    #expect(tables[0] == tables[1])
    #expect(tables[0] == tables[2])
    let other = try table(planted, AlignmentStudy(resamples: 20, permutations: 60, seed: 4))
    #expect(other.rows[0].value == tables[0].rows[0].value)
    #expect(other.rows[0].interval != tables[0].rows[0].interval)
  }

  @Test func aLargeGapIsFoundInEveryColumn() throws {
    let table = try table(PlantedDomains(shift: 3), AlignmentStudy(resamples: 50, permutations: 199, seed: 1))
    for row in table.rows {
      let interval = try #require(row.interval)
      #expect(interval.lower > 0)
      #expect(interval.contains(try #require(row.value)))
      #expect(try #require(row.normalized) > 1)
      #expect(row.pValue == 1.0 / 200)
      #expect(row.adjustedPValue == 1.0 / 200)
      #expect(row.smallestPValue == 1.0 / 200)
      #expect(row.realRows == 40 && row.simEpisodes == 10)
      #expect(row.status == "exact")
    }
    #expect(table.smallestPValue == 1.0 / 200)
  }

  /// Over 200 draws of equal domains p is uniform: its mean lies within ½ ± 4 · .29/√200 but for 6 in 100 000 draws, and
  /// the share below .1 within .1 ± 4 · √(.09/200).
  @Test func pValuesOfEqualDomainsAreUniformAlthoughRowsOfAnEpisodeAreAlike() throws {
    let planted = PlantedDomains(common: 0.8)
    let study = AlignmentStudy(resamples: 0, permutations: 99, seed: 5)
    let pValues = try (0..<200).map { index in
      try #require(try table(planted, index: index, measures: [EnergyDistance()], study).rows[0].pValue)
    }
    #expect(abs(pValues.reduce(0, +) / 200 - 0.505) < 0.082)
    #expect(abs(Double(pValues.count { $0 <= 0.1 }) / 200 - 0.1) < 0.085)
  }

  @Test func fewRelabellingsAreAllVisited() throws {
    let planted = PlantedDomains(episodes: (3, 3), shift: 6, common: 0)
    let rows = try table(planted, AlignmentStudy(resamples: 10, permutations: 999, seed: 1)).rows
    // 20 relabellings, of which the observed one and its mirror image reach the observed distance.
    for row in rows {
      #expect(row.pValue == 2.0 / 20)
      #expect(row.smallestPValue == 2.0 / 20)
      #expect(row.adjustedPValue == 2.0 / 20)
    }
  }

  @Test func oneEpisodeASideIsMeasuredButNotJudged() throws {
    let rows = try table(PlantedDomains(episodes: (1, 5)), AlignmentStudy(resamples: 10, permutations: 19)).rows
    for row in rows {
      #expect(row.value != nil)
      #expect(row.interval == nil && row.pValue == nil && row.adjustedPValue == nil)
      #expect(row.realFloor == nil && row.simFloor == nil && row.normalized == nil)
      #expect(row.status == "exact; one episode of real: interval, floor and p-value need at least two")
    }
  }

  @Test func rowsWithoutEpisodesAreTakenAsIndependentAndTheRowSaysSo() throws {
    let (real, sim) = PlantedDomains(episodes: (700, 350), rows: 1, shift: 1).draw(0)
    let row = try AlignmentStudy(resamples: 20, permutations: 99, seed: 2).table(
      of: [AlignmentLayer("a", real: real, sim: sim)], episodes: nil, measures: [EnergyDistance()]
    ).rows[0]
    #expect(row.realEpisodes == nil && row.simEpisodes == nil)
    #expect(row.realRows == 700 && row.simRows == 350)
    #expect(row.status == "exact; rows taken as independent")
    #expect(row.pValue == 0.01)
  }

  @Test func aMeasureThatFailsSaysWhyAndTheOthersGoOn() throws {
    let (real, sim) = (Tensor<Double>.ones([1, 2]), Tensor<Double>.zeros([3, 2]))
    let rows = try AlignmentStudy(resamples: 10, permutations: 19).table(
      of: [AlignmentLayer("a", real: real, sim: sim)], episodes: nil,
      measures: [MaximumMeanDiscrepancy(), MeanDistance()]
    ).rows
    #expect(rows[0].value == nil)
    #expect(rows[0].status.hasPrefix("not measured: "))
    #expect(rows[1].value == 2.0.squareRoot())
  }

  @Test func anExpensiveMeasureGetsFewerResamplesOrNone() throws {
    let planted = PlantedDomains(shift: 1)
    let study = AlignmentStudy(resamples: 100, permutations: 999, budget: 80 * 400, seed: 1)
    let some = try table(planted, measures: [MeanDistance(cost: 400), MeanDistance()], study).rows
    #expect(some[0].status.contains("p-value from 40 instead of 999 resamples, to stay within the budget"))
    #expect(some[0].smallestPValue == 1.0 / 41)
    #expect(some[1].smallestPValue == 1.0 / 1000)
    // Two families of one test each: each is adjusted for the other.
    #expect(some[1].adjustedPValue == 2 * some[1].pValue!)
    let none = try table(planted, measures: [MeanDistance(cost: 80 * 400)], study).rows[0]
    #expect(none.value != nil && none.pValue == nil && none.interval == nil && none.realFloor == nil)
    #expect(none.status.contains("no p-value: too expensive"))
  }

  @Test func drawingDownKeepsWholeEpisodes() throws {
    let planted = PlantedDomains(episodes: (30, 20), rows: 4)
    let row = try table(planted, AlignmentStudy(resamples: 10, permutations: 19, maximumRows: 50)).rows[0]
    #expect(row.realEpisodes == 12 && row.realRows == 48)
    #expect(row.simEpisodes == 12 && row.simRows == 48)
    #expect(row.status.contains("real: 12 of 30 episodes drawn to stay within 50 rows"))
    let thinned = try table(planted, AlignmentStudy(resamples: 10, permutations: 19, maximumRows: 24)).rows[0]
    #expect(thinned.realEpisodes == 8 && thinned.realRows == 24)
    #expect(thinned.status.contains("8 of 30 episodes drawn, at most 3 evenly spaced rows of each"))
  }

  @Test func episodesThatDoNotFitAreRefused() throws {
    let (real, sim) = PlantedDomains().draw(0)
    let layers = [AlignmentLayer("deep", real: real, sim: sim)]
    #expect(throws: AlignmentError.episodeRows(layer: "deep", domain: "sim", rows: 40, inEpisodes: 39)) {
      try AlignmentStudy().table(
        of: layers, episodes: EpisodeLengths(real: [40], sim: [20, 19]), measures: measures)
    }
  }

  @Test func progressEndsAtItsTotalAndCancellingEndsTheStudy() throws {
    let (real, sim) = PlantedDomains().draw(0)
    let layers = ["a", "b"].map { AlignmentLayer($0, real: real, sim: sim) }
    let calls = Calls()
    let study = AlignmentStudy(resamples: 10, permutations: 50, workers: 2)
    _ = try study.table(
      of: layers, episodes: nil, measures: measures, monitor: StudyMonitor(progress: { calls.add($0, $1) }))
    #expect(calls.all.last?.0 == 600 && calls.all.allSatisfy { $0.1 == 600 })
    #expect(zip(calls.all, calls.all.dropFirst()).allSatisfy { $0.0 < $1.0 })
    #expect(throws: CancellationError.self) {
      try study.table(of: layers, episodes: nil, measures: measures, monitor: StudyMonitor(isCancelled: { true }))
    }
  }

  @Test func layersThatMoveTogetherCostNothingInAdjustment() throws {
    let planted = PlantedDomains(shift: 0.4)
    let (real, sim) = planted.draw(2)
    let study = AlignmentStudy(resamples: 0, permutations: 199, seed: 1)
    // The same layer in other units.
    let layers = (0..<5).map { k in AlignmentLayer("\(k)", real: real * Double(1 << k), sim: sim * Double(1 << k)) }
    for row in try study.table(of: layers, episodes: planted.lengths, measures: [EnergyDistance()]).rows {
      #expect(row.adjustedPValue == row.pValue)
    }
  }

  /// Eight unrelated layers without a gap, 200 draws: some adjusted p is at or below .1 in at most a tenth of them, up to
  /// 4 √(.09/200), but for 3 in 100 000 sets of draws; unadjusted, some p is in 1 − .9⁸ = .57 of them.
  @Test func adjustedPValuesKeepTheChanceOfAnyFalseAlarm() throws {
    let planted = PlantedDomains(episodes: (8, 8), rows: 2)
    let study = AlignmentStudy(resamples: 0, permutations: 99, seed: 1)
    var (adjusted, unadjusted) = (0, 0)
    for draw in 0..<200 {
      let layers = (0..<8).map { layer in
        let (real, sim) = planted.draw(8 * draw + layer)
        return AlignmentLayer("\(layer)", real: real, sim: sim)
      }
      let rows = try study.table(of: layers, episodes: planted.lengths, measures: [EnergyDistance()]).rows
      if rows.contains(where: { $0.adjustedPValue! <= 0.1 }) { adjusted += 1 }
      if rows.contains(where: { $0.pValue! <= 0.1 }) { unadjusted += 1 }
      for row in rows { #expect(row.adjustedPValue! >= row.pValue!) }
    }
    #expect(Double(adjusted) / 200 < 0.185)
    #expect(Double(unadjusted) / 200 > 0.4)
  }

  /// What the normalised value is for: two samples of one domain give about 0 in any layer, by any measure and at any
  /// number of rows. The mean over 40 draws; its deviation is below .05.
  @Test func normalisedValuesOfEqualDomainsAreNearZero() throws {
    for planted in [PlantedDomains(episodes: (10, 10)), PlantedDomains(episodes: (40, 15), width: 8)] {
      let study = AlignmentStudy(resamples: 30, permutations: 0, seed: 1, workers: 2)
      var sums = [String: Double]()
      for index in 0..<40 {
        for row in try table(planted, index: index, study).rows {
          sums[row.measure, default: 0] += row.normalized! / 40
        }
      }
      for (measure, mean) in sums { #expect(abs(mean) < 0.2, "\(measure): \(mean)") }
    }
  }
}
