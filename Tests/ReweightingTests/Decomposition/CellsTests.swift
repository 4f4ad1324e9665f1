import Foundation
import Reweighting
import Statistics
import Testing

@Suite struct CellsTests {
  @Test func transformsAreNamedAsTheyArePrinted() throws {
    for text in ["raw", "log", "rank", "clip:50", "clip:0.5"] {
      #expect(try #require(ResponseTransform(text)).description == text)
    }
    for text in ["", "ln", "clip", "clip:", "clip:x", "clip:nan", "clip:inf", "Log"] {
      #expect(ResponseTransform(text) == nil)
    }
  }

  @Test func transformsAreTheirFormulas() throws {
    let values = [3.0, 1, 3, 80]
    #expect(try ResponseTransform.raw.applied(to: values) == values)
    #expect(try ResponseTransform.log.applied(to: values) == values.map { log($0) })
    #expect(try ResponseTransform.rank.applied(to: values) == [2.5, 1, 2.5, 4])
    #expect(try ResponseTransform.clip(50).applied(to: values) == [3, 1, 3, 50])
    #expect(throws: SampleError.self) { try ResponseTransform.log.applied(to: [1, 0]) }
    #expect(throws: SampleError.self) { try ResponseTransform.raw.applied(to: [.nan]) }
  }

  @Test func aCellsMeanIsThatOfItsRows() throws {
    let table = try ResultsTable(
      response: [1, 2, 3, 4, 10],
      factors: [Factor("a", .categorical(["x", "y", "x", "y", "x"])), Factor("b", .numeric([0, 0, 1, 1, 0]))])
    #expect(table.cells == [[0, 4], [1], [2], [3]])
    let means = try table.cellMeans()
    #expect(means.response == [5.5, 2, 3, 4] && means.groups.isEmpty)
    #expect(means.factors[0].values == .categorical(["x", "y", "x", "y"]))
    #expect(means.factors[1].values == .numeric([0, 0, 1, 1]))
  }

  /// Of means there is no residual: the interaction takes what is left.
  @Test func sharesOfCellMeansAreThoseOfTheTableOfMeans() throws {
    let table = try DecompositionTests.planted(a: 1, b: -0.5, c: 0.4, noise: 1.5, seeds: 3)
    let anova = try table.cellMeans().twoWayANOVA()
    for interval in [ShareInterval.jackknife, .bootstrap(resamples: 20, seed: 1)] {
      let shares = try table.anovaShares(ofCellMeans: true, interval: interval)
      #expect(shares.map(\.term) == ["alignment", "w", "alignment × w"])
      for (share, effect) in zip(shares, [anova.rows, anova.columns, anova.interaction]) {
        #expect(abs(share.estimate.value - effect.etaSquared) < 1e-12)
      }
    }
  }

  @Test func theJackknifeLeavesOutOneGroupAtATime() throws {
    let table = try DecompositionTests.planted(a: 1, b: -0.5, c: 0.4, noise: 1.5, seeds: 4)
    let found = try table.anovaEstimate(interval: .jackknife) { $0.rows.etaSquared - $0.columns.etaSquared }
    let expected = try Estimate.jackknife(count: 4) { seeds in
      let anova = try table.rows(table.response.indices.filter { seeds.contains(table.groups[$0]) }).twoWayANOVA()
      return anova.rows.etaSquared - anova.columns.etaSquared
    }
    #expect(abs(found.value - expected.value) < 1e-12)
    #expect(abs(found.interval.lower - expected.interval.lower) < 1e-12)
    let shares = try table.shapleyEstimates(interval: .jackknife)
    let eta = try table.anovaShares(interval: .jackknife)
    // On a balanced table both are the same number, with the same interval.
    for (a, b) in zip(shares, eta) {
      #expect(abs(a.estimate.interval.upper - b.estimate.interval.upper) < 1e-10)
    }
  }

  @Test func seedsWithoutNoiseHaveIntervalsWithoutWidth() throws {
    let table = try DecompositionTests.planted(a: 2, b: 1, c: 0.5, noise: 0, seeds: 3)
    for interval in [ShareInterval.jackknife, .bootstrap(resamples: 30, seed: 2)] {
      for (_, estimate) in try table.anovaShares(interval: interval) { #expect(estimate.interval.halfWidth < 1e-12) }
    }
  }
}
