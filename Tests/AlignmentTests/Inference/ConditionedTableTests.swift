import Alignment
import Statistics
import Tensors
import Testing

/// Two domains that visit other states (one state a row, shifted by `shift` in sim) and represent a state s as
/// (s, sin 2s, gap in sim) + noise.
private struct Visitors {
  let episodes = 20
  let rows = 30
  var shift: Double
  var gap: Double

  var lengths: EpisodeLengths {
    EpisodeLengths(real: Array(repeating: rows, count: episodes), sim: Array(repeating: rows, count: episodes))
  }

  func draw() throws -> (layer: AlignmentLayer<Double>, states: ConditionRows) {
    var stream = RandomStream(seed: 9, purpose: "visitors")
    var states = [[Double]]()
    var layers = [Tensor<Double>]()
    for domain in 0..<2 {
      let s = (0..<episodes).flatMap { _ in
        let start = 0.5 * stream.normal() + Double(domain) * shift
        return (0..<rows).map { _ in start + stream.normal() }
      }
      states.append(s)
      layers.append(
        Tensor(shape: [s.count, 3]) { target in
          for (row, s) in s.enumerated() {
            target[3 * row] = s + 0.3 * stream.normal()
            target[3 * row + 1] = sine(2 * s) + 0.3 * stream.normal()
            target[3 * row + 2] = Double(domain) * gap + 0.3 * stream.normal()
          }
        })
    }
    let conditions = try ConditionRows(
      "states", real: Tensor(states[0], shape: [states[0].count, 1]),
      sim: Tensor(states[1], shape: [states[1].count, 1]))
    return (AlignmentLayer("a", real: layers[0], sim: layers[1]), conditions)
  }

  private func sine(_ x: Double) -> Double { Tensor<Double>(x).sine().scalar }
}

@Suite struct ConditionedTableTests {
  private let study = AlignmentStudy(resamples: 50, permutations: 199, seed: 3, workers: 2)
  private let measures: [any UnpairedMeasure] = [
    MaximumMeanDiscrepancy(), EnergyDistance(), MeanDistance(), NeighborMixing(),
  ]

  private func table(shift: Double, gap: Double) throws -> ConditionedTable {
    let visitors = Visitors(shift: shift, gap: gap)
    let (layer, states) = try visitors.draw()
    return try study.conditionedTable(of: [layer], episodes: visitors.lengths, conditions: states, measures: measures)
  }

  /// With matched conditions the null hypothesis holds; p below .05 for none of three measures, at this seed.
  @Test func otherCoverageAloneVanishesAtEqualConditions() throws {
    let table = try table(shift: 1, gap: 0)
    for (place, (all, matched)) in zip(table.marginal.rows, table.matched.rows).enumerated() {
      #expect(all.pValue! <= 0.01 && all.normalized! > 0.1)
      #expect(matched.pValue! > 0.05, "\(matched)")
      #expect(matched.normalized! < 0.25, "\(matched)")
      #expect(table.shareOfCoverage[place]! > 0.9)
      #expect(matched.status.contains("real and of 600 sim rows"))
      #expect(matched.realRows == matched.simRows && matched.realRows < 600)
    }
  }

  @Test func aGapAtEqualConditionsStays() throws {
    let table = try table(shift: 1, gap: 0.6)
    for (place, matched) in table.matched.rows.enumerated() {
      #expect(matched.pValue! <= 0.01 && matched.normalized! > 0.5, "\(matched)")
      #expect(table.shareOfCoverage[place]! < 0.9 && table.shareOfCoverage[place]! > 0.1)
    }
  }

  @Test func equalCoverageExplainsNothing() throws {
    let table = try table(shift: 0, gap: 0.6)
    for share in table.shareOfCoverage { #expect(abs(try #require(share)) < 0.35) }
  }

  @Test func theTableOfAllRowsIsTheOneWithoutConditions() throws {
    let visitors = Visitors(shift: 1, gap: 0)
    let (layer, states) = try visitors.draw()
    var (a, b) = (
      try study.conditionedTable(of: [layer], episodes: visitors.lengths, conditions: states, measures: measures)
        .marginal,
      try study.table(of: [layer], episodes: visitors.lengths, measures: measures)
    )
    for index in a.rows.indices { (a.rows[index].seconds, b.rows[index].seconds) = (0, 0) }
    #expect(a == b)
  }

  @Test func conditionsOfAnotherLengthAreRefused() throws {
    let (layer, _) = try Visitors(shift: 0, gap: 0).draw()
    let states = try ConditionRows("states", real: .ones([600, 1]), sim: .ones([599, 1]))
    #expect(throws: AlignmentError.conditionRows(layer: "a", domain: "sim", rows: 600, conditions: 599)) {
      try study.conditionedTable(of: [layer], episodes: nil, conditions: states, measures: measures)
    }
  }
}
