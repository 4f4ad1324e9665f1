import PlanarPushing
import PushingPolicies
import Tensors
import Testing
import Training

@Suite struct PolicyTrainingTests {
  private func small(steps: Int) -> PolicyTraining {
    var training = PolicyTraining(demonstrations: 8, steps: steps)
    (training.form.width, training.form.blocks, training.batchSize) = (32, 1, 32)
    return training
  }

  private func set(_ domain: PushingDomain = .target, seed: UInt64 = 1) throws -> DemonstrationSet {
    try DemonstrationSet(of: .planner, in: domain, count: 8, seed: seed)
  }

  @Test func theSameSeedGivesTheSamePolicy() throws {
    let set = try set()
    let values = try [UInt64(1), 1, 2].map { seed in
      let (_, trainer) = try small(steps: 20).trainer(on: [set], seed: seed)
      try trainer.run()
      return trainer.evaluatedValues
    }
    #expect(values[0] == values[1] && values[0] != values[2])
  }

  @Test func trainingLowersTheLossOnOtherDemonstrations() throws {
    let training = small(steps: 300)
    let (policy, trainer) = try training.trainer(on: [set()], seed: 1)
    let other = try PushingWindows(set(seed: 2).keypointEpisodes(), form: training.form.window)
    let domain = try policy.domain("other", other)
    let loss = {
      try Trainer(
        policy.network, on: DomainMixture([domain], ratio: .target(1)), configuration: training.configuration,
        validation: [domain], seed: 1
      ).validationLosses()["other"]!
    }
    let before = try loss()
    try trainer.run()
    let after = try policy.network.parameters.withValues(trainer.evaluatedValues) { try loss() }
    #expect(after < 0.8 * before)
  }

  @Test func twoDomainsShareOneNormaliser() throws {
    let training = small(steps: 1)
    let sets = [try set(), try set(.source, seed: 2)]
    let (policy, trainer) = try training.trainer(on: sets, ratio: .target(0.25), seed: 1)
    try trainer.run()
    let windows = try sets.map { try PushingWindows($0.keypointEpisodes(), form: training.form.window) }
    let both = try Tensor.concatenated(windows.map(\.actions))
    let scaled = try policy.actions.apply(both)
    let mean = try scaled.mean(axis: 0).elements
    let square = try scaled.squared().mean(axis: 0).elements
    for (mean, square) in zip(mean, square) { #expect(abs(mean) < 1e-3 && abs(square - 1) < 1e-2) }
  }

  /// Demonstrations say much more of what to do than the same actions in another order.
  @Test func anExpertsActionsFollowFromWhatIsSeen() throws {
    for character in [ExpertCharacter.planner, .humanLike] {
      let set = try DemonstrationSet(of: character, in: .source, count: 40, seed: 1)
      let windows = try PushingWindows(set.keypointEpisodes())
      let own = try Learnability(of: windows, seed: 1).residual
      var random = RandomStream(seed: 1, purpose: "order")
      let shuffled = try Tensor.concatenated(
        random.permutation(windows.count).map { try windows.actions.rows($0..<$0 + 1) })
      let other = try Learnability(
        states: windows.observations, actions: shuffled, episodes: windows.episodes, seed: 1
      ).residual
      #expect(own.interval.upper < 0.6 && other.interval.lower > 0.8)
    }
  }
}
