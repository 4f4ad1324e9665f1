import PushingPolicies
import Tensors
import Testing

@Suite struct LearnabilityTests {
  private func uniform(_ shape: [Int], seed: UInt64) -> Tensor<Float> {
    var random = RandomStream(seed: seed, purpose: "states")
    return .uniform(shape, from: &random)
  }

  private let episodes = (0..<4000).map { $0 / 40 }

  @Test func aLinearExpertSeenDenselyLeavesNothing() throws {
    let states = uniform([4000, 2], seed: 1)
    let actions = try states.multiplied(by: Tensor(rows: [[1, 2, 3], [-3, 1, 0]]))
    let found = try Learnability(states: states, actions: actions, episodes: episodes, seed: 1)
    // Neighbours among 4000 in the unit square are about .008 apart: 1 − R² of about (.008)² / (2/12).
    #expect(found.residual.value < 2e-3 && found.residual.interval.contains(found.residual.value))
    #expect(found.episodes == 100 && found.moments == 400)
  }

  @Test func actionsThatAreNoiseLeaveEverything() throws {
    var mean = 0.0
    for seed in 0..<UInt64(5) {
      let found = try Learnability(
        states: uniform([4000, 2], seed: 10 + seed), actions: uniform([4000, 3], seed: 20 + seed), episodes: episodes,
        perEpisode: 10, seed: seed)
      // 1000 predictions of 3 numbers: a deviation near .02.
      #expect(abs(found.residual.value - 1) < 0.1 && found.residual.interval.halfWidth < 0.1)
      mean += found.residual.value / 5
    }
    #expect(abs(mean - 1) < 0.04)
  }

  /// a = s + ε with equal variances: half is unexplained.
  @Test func halfNoiseLeavesHalf() throws {
    let states = uniform([4000, 1], seed: 1)
    let actions = try states + uniform([4000, 1], seed: 2)
    let found = try Learnability(states: states, actions: actions, episodes: episodes, perEpisode: 10, seed: 1)
    #expect(abs(found.residual.value - 0.5) < 0.08)
  }

  /// Each episode has one state and one action of its own: its own moments would predict it perfectly.
  @Test func aMomentsOwnEpisodePredictsNothing() throws {
    let own = uniform([100, 1], seed: 1)
    let apart = uniform([100, 1], seed: 2)
    let states = try Tensor.concatenated(episodes.map { try own.rows($0..<$0 + 1) })
    let actions = try Tensor.concatenated(episodes.map { try apart.rows($0..<$0 + 1) })
    let found = try Learnability(states: states, actions: actions, episodes: episodes, seed: 1)
    #expect(found.residual.value > 0.7)
  }

  @Test func whatCannotBePredictedIsRefused() throws {
    let states = uniform([40, 2], seed: 1)
    #expect(throws: (any Error).self) {
      try Learnability(states: states, actions: states, episodes: Array(repeating: 0, count: 40), seed: 1)
    }
    #expect(throws: ShapeError.self) {
      try Learnability(states: states, actions: states, episodes: [0, 1], seed: 1)
    }
  }
}
