import Chipmunk

/// Chooses the next push by trying one from every contact in a world of its own.
///
/// The trial world is restarted from the poses alone for each push: cheaper than a snapshot, and the answer does not
/// depend on what was tried before.
final class PushPlanner {
  struct Push {
    /// A place in `way.contacts`.
    let contact: Int
    /// How far the pusher goes past the place where its rim meets the outline, px.
    let length: Double
    /// Where the block ends up.
    let result: Pose
    /// The drop of the cost over the control steps it takes.
    var score: Double
  }

  let task: PushingTask
  let way: WayRound
  private let character: ExpertCharacter
  private let world: PushingWorld

  init(task: PushingTask, character: ExpertCharacter, physics: Physics) throws(PushingError) {
    self.task = task
    self.character = character
    way = WayRound(task.shape)
    world = try PushingWorld(shape: task.shape, physics: physics)
  }

  /// From now on plans in this physics, as if blocks did not coast and commands were obeyed at once.
  func assume(_ physics: Physics) throws(PushingError) {
    var planned = physics
    (planned.damping, planned.commandDelay, planned.commandNoise) = (0, 0, 0)
    try world.change(to: planned)
  }

  /// What is left to do, in pixels: what the expert minds of the errors, and being near a wall.
  func cost(of block: Pose) -> Double {
    let error = task.error(of: block)
    var cost = (error.position * error.position + square(character.angleWeight * error.orientation)).squareRoot()
    if let first = character.orientationFirst, error.orientation > first {
      // Above anything that position can cost.
      cost = 1000 + 70 * error.orientation
    }
    return cost + wallPenalty(of: block)
  }

  private func square(_ value: Double) -> Double { value * value }

  /// Grows as the block comes so near to a wall that the pusher no longer fits between.
  private func wallPenalty(of block: Pose) -> Double {
    let (low, high) = (PushingWorld.wallRange.lowerBound, PushingWorld.wallRange.upperBound)
    var least = Double.infinity
    for part in task.shape.parts {
      for vertex in part.vertices {
        let point = block.place(vertex)
        least = min(least, point.x - low, point.y - low, high - point.x, high - point.y)
      }
    }
    return 1.5 * max(0, 40 - least)
  }

  /// The best push from here; nil when none lowers the cost by enough.
  func best(from state: PushingState, lookingAhead: Bool) -> Push? {
    let ways = way.ways(from: state.pusher, block: state.block)
    let before = cost(of: state.block)
    var pushes: [Push] = []
    for contact in way.contacts.indices where ways.length(to: contact) < .infinity {
      if let push = tried(contact, state.block, before: before, approach: ways.length(to: contact), all: lookingAhead) {
        pushes.append(push)
      }
    }
    guard lookingAhead else {
      let best = pushes.reduce(nil as Push?) { best, push in
        best.map { push.score > $0.score ? push : $0 } ?? push
      }
      return best.flatMap { $0.score > 0 ? $0 : nil }
    }
    var best: Push?
    for first in pushes {
      let stand = way.contacts[first.contact].stand(gap: ContactPoint.approachGap)
      let pusher = way.retreat(from: first.result.place(stand), block: first.result)
      let next = way.ways(from: pusher, block: first.result)
      let between = cost(of: first.result)
      for second in way.contacts.indices where next.length(to: second) < .infinity {
        guard
          let push = tried(second, first.result, before: between, approach: next.length(to: second), all: false)
        else { continue }
        let drop = before - cost(of: push.result)
        let approaches = ways.length(to: first.contact) + next.length(to: second)
        let score = drop / (approaches / 20 + (first.length + push.length) / 14 + 8)
        if drop > 0.3, score > (best?.score ?? 0) { best = first; best?.score = score }
      }
    }
    return best
  }

  /// Pushes from one contact and keeps the length with the best score.
  /// - Parameter all: keeps a push that lowers nothing, too: its longest.
  private func tried(_ contact: Int, _ block: Pose, before: Double, approach: Double, all: Bool) -> Push? {
    let place = way.contacts[contact]
    let start = block.place(place.stand(gap: 1))
    let direction = -place.normal.rotated(by: block.angle)
    let free = 0...PushingWorld.side
    guard free.contains(start.x), free.contains(start.y),
      (try? world.reset(to: PushingState(pusher: start, block: block))) != nil
    else { return nil }
    var best: Push?
    var (travelled, lowest, sinceLowest) = (0.0, before, 0)
    for substep in 0..<48 {
      let speed = substep < 8 ? 75.0 : substep < 16 ? 150 : 300
      cpBodySetVelocity(world.engine.pusher, cpVect(direction * speed))
      cpSpaceStep(world.engine.space, PushingWorld.substepDuration)
      travelled += speed * PushingWorld.substepDuration
      let result = world.block
      let cost = cost(of: result)
      let length = travelled - 1
      let drop = before - cost
      if length > 0.3 {
        let score = drop / (approach / 20 + length / 14 + 4)
        let better =
          all
          ? best == nil || cost < lowest || substep % 16 == 15 && drop <= 0
          : drop > 0.25 && score > (best?.score ?? 0)
        if better {
          best = Push(contact: contact, length: length, result: result, score: score)
        }
      }
      if cost < lowest { (lowest, sinceLowest) = (cost, 0) } else { sinceLowest += 1 }
      if sinceLowest > 14 && !all { break }
    }
    return best
  }
}
