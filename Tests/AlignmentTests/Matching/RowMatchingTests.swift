import Alignment
import Tensors
import Testing

@Suite struct RowMatchingTests {
  private func draw(_ rows: Int, shift: Double = 0, _ index: Int) -> Tensor<Double> {
    var stream = RandomStream(seed: 6, purpose: "matching tests", index: UInt64(index))
    return Tensor.normal([rows, 2], from: &stream).affine(scale: 1, shift: shift)
  }

  @Test func rowsFindTheirCopiesInAnyOrder() throws {
    let real = draw(50, 0)
    let order = (0..<50).map { ($0 * 17 + 5) % 50 }
    let matching = try RowMatching(
      ConditionRows("states", real: real, sim: real.gatherRows(order)), caliper: 0, seed: 1)
    #expect(matching.pairs.count == 50)
    #expect(matching.pairs.allSatisfy { order[$0.sim] == $0.real && $0.mismatch < 1e-6 })
    #expect(matching.imbalanceAfter < 1e-12)
  }

  @Test func noRowIsUsedTwiceAndNoPairIsFartherThanTheCaliper() throws {
    let conditions = try ConditionRows("states", real: draw(80, 1), sim: draw(120, shift: 1, 2))
    for caliper in [0.05, 0.2, 1] {
      let matching = try RowMatching(conditions, caliper: caliper, seed: 2)
      #expect(Set(matching.pairs.map(\.real)).count == matching.pairs.count)
      #expect(Set(matching.pairs.map(\.sim)).count == matching.pairs.count)
      #expect(matching.pairs.allSatisfy { $0.mismatch <= caliper + 1e-6 })
    }
  }

  @Test func matchedRowsCoverTheSameConditionsWhereAllRowsDoNot() throws {
    let conditions = try ConditionRows("states", real: draw(600, 3), sim: draw(900, shift: 1, 4))
    let matching = try RowMatching(conditions, seed: 3)
    #expect(matching.imbalanceBefore > 0.8)
    #expect(matching.imbalanceAfter < 0.1)
    #expect(matching.pairs.count > 200 && matching.pairs.count < 600)
    #expect(
      matching.description.hasPrefix("matched by states: \(matching.pairs.count) of 600 real and of 900 sim rows"))
  }

  @Test func equalStepsMatchWithinACaliperOfZero() throws {
    // 10 episodes of 5 steps against 10 of 8 steps.
    let steps = { (episodes: Int, length: Int) in
      try Tensor((0..<(episodes * length)).map { Double($0 % length) }, shape: [episodes * length, 1])
    }
    let matching = try RowMatching(
      ConditionRows("steps", real: steps(10, 5), sim: steps(10, 8)),
      realEpisodes: Array(repeating: 5, count: 10), seed: 1)
    #expect(matching.caliper == 0)
    #expect(matching.pairs.count == 50)
    #expect(matching.pairs.allSatisfy { $0.real % 5 == $0.sim % 8 })
  }

  @Test func domainsWithoutCommonConditionsAreRefused() throws {
    let conditions = try ConditionRows("states", real: draw(20, 5), sim: draw(20, shift: 100, 6))
    #expect(throws: AlignmentError.nothingMatched(by: "states", caliper: 0.01)) {
      try RowMatching(conditions, caliper: 0.01, seed: 1)
    }
  }

  @Test func aConstantConditionMatchesEverything() throws {
    let conditions = try ConditionRows("states", real: .ones([5, 1]), sim: .ones([7, 1]))
    #expect(try RowMatching(conditions, seed: 1).pairs.count == 5)
  }

  @Test func warpingPairsEachEpisodeWithItsSlowedCopy() throws {
    let lengths = [9, 12, 7]
    let episodes = lengths.indices.map { draw(lengths[$0], 10 + $0) }
    // The sim domain plays the same episodes in another order, each row twice.
    let order = [2, 0, 1]
    let slow = try order.map { try episodes[$0].gatherRows((0..<(2 * lengths[$0])).map { $0 / 2 }) }
    let pairs = try RowPairs(
      warping: ConditionRows("states", real: .concatenated(episodes), sim: .concatenated(slow)),
      episodes: EpisodeLengths(real: lengths, sim: order.map { 2 * lengths[$0] }), workers: 2)
    #expect(pairs.count == 28)
    #expect(pairs.episodes == lengths)
    #expect(pairs.meanMismatch! < 1e-12)
    let all = try Tensor.concatenated(slow).gatherRows(pairs.sim)
    #expect(try all == Tensor.concatenated(episodes))
    #expect(pairs.description.hasPrefix("paired by dynamic time warping of states (no band): 3 of 3 real and of 3 sim"))
  }

  @Test func pairsOfAMatchingAreGroupedByRealEpisode() throws {
    let conditions = try ConditionRows("states", real: draw(30, 20), sim: draw(30, 21))
    let matching = try RowMatching(conditions, caliper: 0.5, seed: 1)
    let pairs = RowPairs(matching, episodes: [10, 10, 10])
    #expect(pairs.episodes!.reduce(0, +) == pairs.count)
    #expect(pairs.episodes![0] == matching.pairs.count { $0.real < 10 })
  }
}
