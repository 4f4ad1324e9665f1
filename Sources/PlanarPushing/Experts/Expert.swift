import Foundation
import Tensors

/// An episode as an expert played it.
public struct Demonstration: Sendable, Equatable {
  public let start: PushingState
  /// What the expert asked of the pusher, one a control step: clean, whatever noise the domain adds.
  public let commands: [Point]
  /// The states in which the commands were given, and the last.
  public let states: [PushingState]
  public let outcome: EpisodeOutcome

  /// Control steps.
  public var count: Int { commands.count }
}

/// Solves a task by pushing: goes round the block to a contact, pushes straight, looks again, and returns.
///
/// Which push is best is found in a world of the expert's own, whose physics is what the expert knows of the domain, or
/// what it takes for granted and corrects by what its pushes do (`ExpertKnowledge`). Deterministic: the same start, seed and
/// worlds give the same demonstration.
public final class Expert {
  public let character: ExpertCharacter
  public let task: PushingTask
  private let planner: PushPlanner
  /// Where a learning expert plays its pushes again.
  private let imagined: PushingWorld
  private let criterion: SuccessCriterion
  private let assumedPhysics: Physics
  private let learns: Bool

  /// - Parameter physics: of the domain; an expert who knows it plans in it, as if the block did not coast and commands
  ///   were obeyed at once, and brakes where blocks coast.
  /// - Throws: `PushingError.physics` when that physics, or the one the character assumes, is out of range.
  public init(
    _ character: ExpertCharacter, task: PushingTask, physics: Physics = .gymPushT,
    criterion: SuccessCriterion = .pixels
  ) throws(PushingError) {
    self.character = character
    self.task = task
    self.criterion = criterion
    switch character.knowledge {
    case .domain: (assumedPhysics, learns) = (physics, false)
    case .assuming(let assumed): (assumedPhysics, learns) = (assumed, true)
    }
    imagined = try PushingWorld(shape: task.shape, physics: assumedPhysics)
    planner = try PushPlanner(task: task, character: character, physics: assumedPhysics)
  }

  /// Plays an episode in `world` from `start`, until the task is done or its time is over.
  ///
  /// Whether it succeeded is in the outcome.
  /// - Throws: `PushingError.state` when the start is no state of the table, `PushingError.snapshot` when the world has
  ///   another block.
  public func demonstrate(
    in world: PushingWorld, from start: PushingState, seed: UInt64
  ) throws(PushingError) -> Demonstration {
    guard world.shape == task.shape else {
      throw .snapshot("the expert’s block is “\(task.shape.name)”, the world’s “\(world.shape.name)”")
    }
    try world.reset(to: start, seed: seed)
    try planner.assume(assumedPhysics)
    var episode = Episode(
      world: world, belief: PhysicsBelief(assumedPhysics, world: imagined),
      tracker: SuccessTracker(task, criterion: criterion),
      random: RandomStream(seed: seed, purpose: "pushing-expert"))
    episode.tracker.observe(world.state)
    var perseverance = Perseverance()
    while episode.commands.count < criterion.stepLimit {
      let error = task.error(of: world.block)
      let stop = stop(after: perseverance)
      if error.position <= stop.position && error.orientation <= stop.orientation {
        try home(&episode)
        let after = task.error(of: world.block)
        if episode.tracker.outcome.returned != nil && episode.tracker.outcome.held != nil
          && after.position <= criterion.positionTolerance && after.orientation <= criterion.orientationTolerance
        {
          break
        }
        if (world.pusher - task.pusherStart).length > criterion.pusherTolerance || after == error {
          perseverance.missedHome()
        }
        if after.position <= character.stopPosition && after.orientation <= character.stopOrientation {
          try wait(1, &episode)
          continue
        }
      }
      let stuck = perseverance.beginsPush(
        cost: planner.cost(of: world.block),
        withinTolerance: error.position <= criterion.positionTolerance
          && error.orientation <= criterion.orientationTolerance)
      let before = episode.states.count - 1
      try pushOnce(anyhow: stuck, &episode)
      if learns, try episode.belief.learn(from: Array(episode.states[before...])) {
        try planner.assume(episode.belief.physics)
      }
    }
    return Demonstration(
      start: episode.states[0], commands: episode.commands, states: episode.states, outcome: episode.tracker.outcome)
  }

  /// The stopping rule: coarser after many pushes, but well within the criterion's tolerances unless the character's own
  /// is not.
  private func stop(after perseverance: Perseverance) -> (position: Double, orientation: Double) {
    let factor = perseverance.stopFactor
    return (
      max(character.stopPosition, min(factor * character.stopPosition, 0.8 * criterion.positionTolerance)),
      max(character.stopOrientation, min(factor * character.stopOrientation, 0.8 * criterion.orientationTolerance))
    )
  }

  private struct Episode {
    let world: PushingWorld
    var belief: PhysicsBelief
    var tracker: SuccessTracker
    var random: RandomStream
    var commands: [Point] = []
    var states: [PushingState]

    init(world: PushingWorld, belief: PhysicsBelief, tracker: SuccessTracker, random: RandomStream) {
      self.world = world
      self.belief = belief
      self.tracker = tracker
      self.random = random
      states = [world.state]
    }

    mutating func step(toward command: Point) throws(PushingError) {
      let table = PushingWorld.side
      let clipped = Point(min(max(command.x, 0), table), min(max(command.y, 0), table))
      commands.append(clipped)
      try world.step(toward: clipped)
      states.append(world.state)
      tracker.observe(world.state)
    }
  }

  // MARK: What an expert does

  /// Back to where the pusher started.
  private func home(_ episode: inout Episode) throws(PushingError) {
    let world = episode.world
    let first = planner.way.retreat(from: world.pusher, block: world.block)
    guard let way = planner.way.way(from: first, to: task.pusherStart, block: world.block) else {
      try wait(1, &episode)
      return
    }
    let speed = handSpeed(&episode.random)
    let legs =
      [Motion.Leg(end: first, speed: 80)]
      + bulged([first] + way, &episode.random, world.block).map { Motion.Leg(end: $0, speed: speed) }
    try follow(legs, settling: 12, &episode)
  }

  /// - Parameter anyhow: not the best push but some.
  private func pushOnce(anyhow: Bool, _ episode: inout Episode) throws(PushingError) {
    let world = episode.world
    let first = planner.way.retreat(from: world.pusher, block: world.block)
    let state = PushingState(pusher: first, block: world.block)
    guard
      let push = (anyhow ? nil : bestPush(from: state)) ?? anyPush(from: state, &episode.random)
    else {
      // Wedged: towards the table's middle, whatever is in the way.
      let middle = Point(PushingWorld.side, PushingWorld.side) / 2
      let way = middle - world.pusher
      let end = world.pusher + way * (30 / max(way.length, 30))
      try follow([Motion.Leg(end: end, speed: 80)], settling: 4, &episode)
      return
    }
    let contact = planner.way.contacts[push.contact]
    let ways = planner.way.ways(from: first, block: state.block)
    let end = state.block.place(contact.stand(gap: -push.length))
    let speed = handSpeed(&episode.random)
    var legs: [Motion.Leg] = []
    if (first - world.pusher).length > 1e-6 { legs.append(Motion.Leg(end: first, speed: 80)) }
    let way = [first] + ways.way(to: push.contact, block: state.block)
    legs += bulged(way, &episode.random, state.block).map { Motion.Leg(end: $0, speed: speed) }
    // Short pushes are slow ones.
    let pushSpeed = min(character.pushSpeed * speed / character.speed, 20 + 2 * push.length)
    let believed = episode.belief.physics
    legs.append(Motion.Leg(end: end, speed: pushSpeed, brakingRate: ExpertCharacter.brakingRate(in: believed)))
    try follow(legs, settling: 4, &episode)
    if believed.damping > 0 {
      // A block that coasts is waited for.
      var left = 12
      while world.blockVelocity.length + 60 * abs(world.blockSpin) > 6, left > 0 {
        try wait(1, &episode)
        left -= 1
      }
    }
    if character.pauseProbability > 0, episode.random.uniform() < character.pauseProbability {
      try wait(1 + episode.random.uniform(below: character.longestPause), &episode)
    }
  }

  private func bestPush(from state: PushingState) -> PushPlanner.Push? {
    planner.best(from: state, lookingAhead: false) ?? planner.best(from: state, lookingAhead: true)
  }

  /// Some push, where none lowers the cost: anything to get out of a corner.
  private func anyPush(from state: PushingState, _ random: inout RandomStream) -> PushPlanner.Push? {
    let ways = planner.way.ways(from: state.pusher, block: state.block)
    let reachable = planner.way.contacts.indices.filter { ways.length(to: $0) < .infinity }
    guard !reachable.isEmpty else { return nil }
    return PushPlanner.Push(
      contact: reachable[random.uniform(below: reachable.count)], length: 15 + 20 * random.uniform(),
      result: state.block, score: 0)
  }

  private func wait(_ steps: Int, _ episode: inout Episode) throws(PushingError) {
    let place = episode.commands.last ?? episode.world.pusher
    for _ in 0..<steps where episode.commands.count < criterion.stepLimit { try episode.step(toward: place) }
  }

  /// Moves along the legs, then holds their end until the pusher is there, for some steps at most.
  private func follow(_ legs: [Motion.Leg], settling: Int, _ episode: inout Episode) throws(PushingError) {
    let motion = Motion(from: episode.world.pusher, legs, acceleration: character.acceleration)
    var time = 0.0
    var settled = 0
    while episode.commands.count < criterion.stepLimit {
      if time + PushingWorld.stepDuration / 2 >= motion.duration {
        let arrived = (episode.world.pusher - motion.end).length < 0.6 && episode.world.pusherVelocity.length < 15
        if settled == settling || arrived { return }
        settled += 1
      }
      try episode.step(toward: motion.command(at: time, physics: episode.world.physics))
      time += PushingWorld.stepDuration
    }
  }

  // MARK: A hand's irregularity

  private func handSpeed(_ random: inout RandomStream) -> Double {
    guard character.speedVariation > 0 else { return character.speed }
    return character.speed * min(max(exp(character.speedVariation * random.normal()), 0.6), 1.4)
  }

  /// The way without its first place, long straights bent a little where there is room.
  private func bulged(_ way: [Point], _ random: inout RandomStream, _ block: Pose) -> [Point] {
    guard character.curvature > 0 else { return Array(way.dropFirst()) }
    var bent: [Point] = []
    for (a, b) in zip(way, way.dropFirst()) {
      let straight = b - a
      if straight.length > 50 {
        let side = Point(-straight.y, straight.x) / straight.length
        let bulge = min(max(character.curvature * random.normal(), -8), 8)
        let middle = a + straight / 2 + side * bulge
        let local = [a, middle, b].map(block.locate)
        let room = PushingWorld.pusherRadius + 2
        if task.shape.clears(local[0], local[1], by: room) && task.shape.clears(local[1], local[2], by: room) {
          bent.append(middle)
        }
      }
      bent.append(b)
    }
    return bent
  }
}
