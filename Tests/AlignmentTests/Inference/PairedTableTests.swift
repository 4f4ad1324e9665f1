import Alignment
import Statistics
import Tensors
import Testing

@Suite struct PairedTableTests {
  private let measures: [any PairedMeasure] = [CenteredKernelAlignment(), CenteredKernelAlignment(estimator: .biased)]

  /// y = x A + noise, rows in episodes that share a mean.
  private func draw(noise: Double, index: Int = 0, episodes: Int = 12, rows: Int = 10) -> (
    Tensor<Double>, Tensor<Double>
  ) {
    var (x, _) = PlantedDomains(episodes: (episodes, 1), rows: rows, width: 4, common: 0.5).draw(index)
    x = x.contiguous()
    var stream = RandomStream(seed: 30, purpose: "paired tests", index: UInt64(index))
    let mix = Tensor<Double>.normal([4, 6], from: &stream)
    let unrelated = Tensor<Double>.normal([episodes * rows, 6], from: &stream)
    return (x, try! x.multiplied(by: mix) + noise * unrelated)
  }

  @Test func relatedRepresentationsAreFoundAlike() throws {
    let (x, y) = draw(noise: 1)
    let pairs = RowPairs(sameObservations: 120, episodes: Array(repeating: 10, count: 12))
    let study = AlignmentStudy(permutations: 199, seed: 1, workers: 2)
    let table = try study.pairedTable(of: [AlignmentLayer("a", real: x, sim: y)], pairs: pairs, measures: measures)
    for (row, measure) in zip(table.rows, measures) {
      #expect(row.value == (try measure.value(between: x, and: y).value))
      #expect(row.interval!.contains(row.value!) && row.interval!.lower > 0.2)
      #expect(row.pValue == 0.005 && row.adjustedPValue == 0.005)
      #expect(row.realFloor == nil && row.normalized == nil)
      #expect(row.realEpisodes == 12 && row.realRows == 120)
      #expect(row.status == "exact; 120 rows of the same observations")
    }
    #expect(table.intervalMethod.contains("jackknife"))
  }

  /// p is uniform on unrelated representations, although rows of an episode are alike: over 200 draws the share at or
  /// below .1 stays within .1 ± 4 √(.09/200), but for 6 in 100 000 sets of draws.
  @Test func pValuesOfUnrelatedRepresentationsAreUniform() throws {
    let study = AlignmentStudy(resamples: 0, permutations: 99, seed: 2)
    let pairs = RowPairs(sameObservations: 60, episodes: Array(repeating: 6, count: 10))
    let pValues = try (0..<200).map { index in
      let planted = PlantedDomains(episodes: (10, 10), rows: 6, common: 0.8).draw(index)
      return try study.pairedTable(
        of: [AlignmentLayer("a", real: planted.real, sim: planted.sim)], pairs: pairs, measures: [measures[0]]
      ).rows[0].pValue!
    }
    #expect(abs(Double(pValues.count { $0 <= 0.1 }) / 200 - 0.1) < 0.085)
  }

  @Test func theIntervalIsTheJackknifeOverEpisodes() throws {
    let (x, y) = draw(noise: 2, episodes: 5, rows: 8)
    let row = try AlignmentStudy(permutations: 0).pairedTable(
      of: [AlignmentLayer("a", real: x, sim: y)],
      pairs: RowPairs(sameObservations: 40, episodes: [8, 8, 8, 8, 8]), measures: [measures[0]]
    ).rows[0]
    let expected = try Estimate.jackknife(count: 5) { kept in
      let rows = kept.flatMap { Array((8 * $0)..<(8 * $0 + 8)) }
      return try measures[0].value(between: x.gatherRows(rows), and: y.gatherRows(rows)).value
    }
    #expect(abs(row.interval!.lower - expected.interval.lower) < 1e-12)
    #expect(abs(row.interval!.upper - expected.interval.upper) < 1e-12)
  }

  @Test func fewPairingsAreAllVisited() throws {
    let (x, y) = draw(noise: 0.1, episodes: 4)
    let row = try AlignmentStudy(permutations: 100).pairedTable(
      of: [AlignmentLayer("a", real: x, sim: y)], pairs: RowPairs(sameObservations: 40, episodes: [10, 10, 10, 10]),
      measures: [measures[0]]
    ).rows[0]
    #expect(row.pValue == 1.0 / 24 && row.smallestPValue == 1.0 / 24)
  }

  @Test func pairsWithoutEpisodesSayTheyAreTakenAsIndependent() throws {
    let (x, y) = draw(noise: 1)
    let row = try AlignmentStudy(permutations: 19, seed: 1).pairedTable(
      of: [AlignmentLayer("a", real: x, sim: y)], pairs: RowPairs(sameObservations: 120), measures: [measures[0]]
    ).rows[0]
    #expect(row.status.hasSuffix("rows taken as independent"))
    #expect(row.realEpisodes == nil)
  }

  @Test func pairsBeyondALayersRowsAreRefused() throws {
    let (x, y) = draw(noise: 1)
    #expect(throws: ShapeError.self) {
      try AlignmentStudy().pairedTable(
        of: [AlignmentLayer("a", real: x, sim: y)], pairs: RowPairs(sameObservations: 121), measures: measures)
    }
  }

  @Test func aPairedMeasureOfTwoDomainsOwnRowsIsRefusedWithWhatToDo() throws {
    let name = measures[0].declaration.name
    let error = #expect(throws: AlignmentError.self) { try MeasureRegistry.unpaired(named: name) }
    #expect("\(try #require(error))".contains("--pair states"))
    #expect(throws: AlignmentError.needsNoPairs(measure: "energy")) { try MeasureRegistry.paired(named: "energy") }
    #expect(try MeasureRegistry.unpaired(named: "mmd2").declaration.name == "mmd2")
    #expect(try MeasureRegistry.paired(named: name).declaration.name == name)
    let unknown = #expect(throws: AlignmentError.self) { try MeasureRegistry.unpaired(named: "mdm") }
    #expect("\(try #require(unknown))".hasPrefix("no measure is called mdm; there are "))
  }
}
