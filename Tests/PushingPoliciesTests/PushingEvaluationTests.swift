import PlanarPushing
import PushingPolicies
import Tensors
import Testing
import Training

@Suite struct PushingEvaluationTests {
  private func smallPolicy(frame: ActionFrame = .pusher) throws -> PushingPolicy {
    var form = PushingPolicy.Form()
    (form.width, form.blocks, form.samplingSteps, form.frame) = (16, 1, 2, frame)
    let set = try DemonstrationSet(of: .planner, in: .target, count: 3, seed: 1)
    let windows = try PushingWindows(set.keypointEpisodes(), frame: frame)
    return try PushingPolicy(form, fittedTo: [windows], seed: 1)
  }

  private func shortEvaluation(_ domain: PushingDomain = .source, starts: Int = 5, seed: UInt64 = 2)
    -> PushingEvaluation
  {
    var evaluation = PushingEvaluation(in: domain, starts: starts, seed: seed)
    evaluation.criterion.timeLimit = 8.4
    return evaluation
  }

  @Test func outcomesDoNotDependOnTheNumberOfWorkers() throws {
    let policy = try smallPolicy()
    let evaluation = shortEvaluation()
    var last: [String] = []
    let one = try evaluation.outcomes(of: policy) { last.append("\($0) \($1)") }
    #expect(try evaluation.outcomes(of: policy, workers: 3) == one)
    #expect(one.count == 5)
    // 84 steps are ten chunks of eight and four more.
    #expect(last.first == "8 5" && last.last == "84 5")
  }

  /// A policy of commands that are all the same place: nothing is reached from a start away from the goal, and a block
  /// that already stands there is reached at once, held, and returned to.
  @Test func outcomesAreThoseOfTheWorlds() throws {
    let task = PushingDomain.target.task()
    let policy = try constantPolicy(leading: task.pusherStart)
    var evaluation = shortEvaluation(.target, starts: 4)
    let rates = try evaluation.rates(of: policy)
    #expect(rates.episodes == 4 && rates.reached == 0 && rates.returned == 0)
    // Anything within the table is within tolerance now, but not the wrong way round.
    (evaluation.criterion.positionTolerance, evaluation.criterion.orientationTolerance) = (400, 3.2)
    let lenient = try evaluation.outcomes(of: policy)
    #expect(lenient.allSatisfy { $0.reached == 0 && $0.held == 1 && $0.returned == 0 })
  }

  @Test func evaluationStartsAreNotThoseOfDemonstrationsAndFollowTheirSeed() throws {
    let policy = try constantPolicy(leading: PushingDomain.target.task().pusherStart)
    // Where the pusher stands still, the time to reach a far tolerance tells starts apart.
    var first = shortEvaluation(.target, starts: 40, seed: 1)
    (first.criterion.positionTolerance, first.criterion.orientationTolerance) = (50, 1)
    var second = first
    second.seed = 2
    let rates = (
      try first.rates(of: policy).reached, try first.rates(of: policy).reached, try second.outcomes(of: policy)
    )
    #expect(rates.0 == rates.1)
    #expect(try first.outcomes(of: policy) != rates.2)
  }

  @Test func commandsOfBothFramesAreOnTheTable() throws {
    for frame in ActionFrame.allCases {
      let policy = try smallPolicy(frame: frame)
      var random = RandomStream(seed: 1, purpose: "sight")
      let histories = try Tensor(
        rows: [Point(100, 100), Point(400, 300)].map { pusher in
          let state = PushingState(pusher: pusher, block: PushingTask.study().goal)
          let seen = KeypointObservation.values(of: state, shape: .tee, using: &random).map(Float.init)
          return seen + seen
        })
      let commands = try policy.commands(on: histories, noise: .zeros([2, 32]))
      #expect(commands.shape == [2, 32])
      // Without noise the untrained network's answer is near the mean: near the pusher, or near the mean command.
      let apart = commands[1, 0] - commands[0, 0]
      #expect(frame == .pusher ? apart > 200 : apart < 200)
    }
  }

  /// Trained until it knows that there is one answer.
  private func constantPolicy(leading place: Point) throws -> PushingPolicy {
    var form = PushingPolicy.Form()
    (form.width, form.blocks, form.samplingSteps, form.frame) = (8, 0, 1, .table)
    let seen = Tensor<Float>(repeating: 0, shape: [20, KeypointObservation.width])
    let led = try Tensor<Float>(rows: (0..<20).map { _ in [Float(place.x), Float(place.y)] })
    // All columns are constant, so the range normaliser only moves them: what a network of zeros says is this place.
    form.normalization = .range
    let windows = try PushingWindows([PushingEpisode(observations: seen, actions: led)], frame: .table)
    let policy = try PushingPolicy(form, fittedTo: [windows], seed: 1)
    policy.network.parameters.values = .zeros([policy.network.parameters.count])
    // One Euler step of a velocity of 0 leaves the noise, a standard normal number of pixels.
    return policy
  }
}

@Suite struct KeypointFeatureTests {
  @Test func featuresAreThoseByHand() throws {
    var random = RandomStream(seed: 1, purpose: "sight")
    let block = Pose(Point(300, 200) - BlockShape.tee.centre.rotated(by: .pi / 2), angle: .pi / 2)
    let states = [
      PushingState(pusher: Point(310, 240), block: block), PushingState(pusher: Point(313, 236), block: block),
    ]
    let seen = states.map { KeypointObservation.values(of: $0, shape: .tee, using: &random).map(Float.init) }
    let features = try KeypointFeatures.values(of: Tensor(seen[0] + seen[1], shape: [1, 44]), observed: 2).elements
    #expect(features.count == KeypointFeatures.width(observed: 2))
    #expect(Array(features[0..<22]) == seen[1])
    #expect(Array(features[22..<24]) == [-3, 4] && features[24..<44].allSatisfy { $0 == 0 })
    // From the centre (300, 200) the pusher is (13, 36) away, in a frame turned by a quarter (36, −13).
    #expect(abs(features[44] - 36) < 1e-3 && abs(features[45] + 13) < 1e-3)
  }

  @Test func historiesOfAnotherWidthAreRefused() {
    #expect(throws: ShapeError.self) { try KeypointFeatures.values(of: .zeros([2, 43]), observed: 2) }
  }
}
