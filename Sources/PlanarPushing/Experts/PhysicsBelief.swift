import Foundation

/// What an expert believes of a table, corrected by what it sees its pushes do.
///
/// Three things are learned, those without which pushes go elsewhere: the block's centre of gravity, the contact's
/// friction, and how fast a block that nothing touches comes to rest. The first two are the state x of an extended
/// Kalman filter. A push is played again, the pusher led along the very places it went, under x and a little beside it;
/// differences give the Jacobian H of the block's last pose, whose error r was seen. Its three components are taken in
/// one after the other, with h a row of H and σ² growing with the push, because there is more than x that a belief does
/// not know:
///
///     k = P h / (hᵀ P h + σ²),   x ← x + k r,   P ← P − k (P h)ᵀ
///
/// A correction under which the push is not foretold better, or the centre lies outside the block, is halved; what it
/// leaves unexplained makes x less certain again.
struct PhysicsBelief {
  private(set) var physics: Physics
  private let shape: BlockShape
  /// Where pushes are played again.
  private let world: PushingWorld
  /// Where a centre of gravity can be.
  private let hull: ConvexPolygon
  /// Of the state, px², by rows.
  private var covariance: [State]
  /// Of the ways that untouched blocks went in two steps on end, the second over the first.
  private var ratios: [Double] = []

  /// The centre's shift and the friction in pixels.
  private typealias State = SIMD3<Double>
  /// Pixels that a friction of one is worth.
  private static let frictionWeight = 60.0
  /// Pixels that a radian of the last pose's error is worth.
  private static let angleWeight = 60.0
  /// How far beside the believed state a push is played again, px.
  private static let difference = 3.0

  /// - Parameter world: of the expert's own; its physics is changed at will.
  init(_ physics: Physics, world: PushingWorld) {
    self.physics = physics
    self.world = world
    shape = world.shape
    hull = try! ConvexPolygon(shape.hull)
    covariance = (0..<3).map { place in
      var row = State.zero
      row[place] = 20 * 20
      return row
    }
  }

  /// Learns from the states of a push, one a control step.
  /// - Returns: whether the belief changed.
  mutating func learn(from states: [PushingState]) throws(PushingError) -> Bool {
    let coasting = learnDamping(states)
    return try learnState(states) || coasting
  }

  // MARK: Damping

  private mutating func learnDamping(_ states: [PushingState]) -> Bool {
    let reach = PushingWorld.pusherRadius + 1
    let free = zip(states, states.dropFirst()).map { before, after in
      shape.clears(before.block.locate(before.pusher), after.block.locate(after.pusher), by: reach)
    }
    let centres = states.map { $0.block.place(shape.centre) }
    let known = ratios.count
    for index in states.indices.dropFirst(2) where free[index - 1] && free[index - 2] {
      let way = (centres[index - 1] - centres[index - 2]).length
      if way > 0.3 { ratios.append(min((centres[index] - centres[index - 1]).length / way, 0.98)) }
    }
    guard ratios.count > known else { return false }
    physics.damping = pow(ratios.sorted()[ratios.count / 2], 1 / PushingWorld.stepDuration)
    return true
  }

  // MARK: Centre of gravity and friction

  private mutating func learnState(_ states: [PushingState]) throws(PushingError) -> Bool {
    guard let push = pushing(states) else { return false }
    let end = push[push.count - 1].block
    let before = state
    let error = Self.difference(end, try replayed(push, under: before))
    let deviation = 0.5 + 0.1 * Self.difference(end, push[0].block).length
    // Foretold well enough: nothing to learn.
    guard error.length > 0.3 * deviation else { return false }
    let jacobian = try [0, 1, 2].map { (place) throws(PushingError) -> State in
      var beside = before
      beside[place] += Self.difference
      return (error - Self.difference(end, try replayed(push, under: beside))) / Self.difference
    }
    var (after, posterior) = (State.zero, covariance)
    for place in 0..<3 {
      let h = State(jacobian[0][place], jacobian[1][place], jacobian[2][place])
      let ph = State(posterior[0].dot(h), posterior[1].dot(h), posterior[2].dot(h))
      let gain = ph / (h.dot(ph) + deviation * deviation)
      after += gain * (error[place] - h.dot(after))
      for row in 0..<3 { posterior[row] -= gain[row] * ph }
    }
    var (step, unexplained, changed) = (after, error, false)
    for _ in 0..<5 {
      var candidate = before + step
      candidate.z = max(candidate.z, 0)
      if hull.distance(to: shape.centre + Point(candidate.x, candidate.y)) == 0 {
        let rest = Self.difference(end, try replayed(push, under: candidate))
        if rest.length < error.length {
          state = candidate
          covariance = posterior
          (unexplained, changed) = (rest, true)
          break
        }
      }
      step /= 2
    }
    for place in 0..<3 { covariance[place][place] += 0.25 + 0.05 * unexplained.dot(unexplained) }
    return changed
  }

  private var state: State {
    get { State(physics.centreShift.x, physics.centreShift.y, physics.contactFriction * Self.frictionWeight) }
    set { physics = physics(under: newValue) }
  }

  private func physics(under state: State) -> Physics {
    var physics = physics
    physics.centreShift = Point(state.x, state.y)
    physics.contactFriction = state.z / Self.frictionWeight
    return physics
  }

  /// The states from before the block moved until the pusher left it or it stood; nil when it did not move, or off the
  /// table.
  private func pushing(_ states: [PushingState]) -> [PushingState]? {
    func moved(_ place: Int) -> Bool {
      Self.difference(states[place + 1].block, states[place].block).length > 0.1
    }
    func touched(_ place: Int) -> Bool {
      shape.distance(to: states[place].block.locate(states[place].pusher)) < PushingWorld.pusherRadius + 1
    }
    let steps = states.indices.dropLast()
    guard let first = steps.first(where: moved), let last = steps.last(where: { moved($0) && touched($0 + 1) }),
      first <= last
    else { return nil }
    let table = 0...PushingWorld.side
    let start = [states[first].pusher, states[first].block.position]
    guard start.allSatisfy({ table.contains($0.x) && table.contains($0.y) }) else { return nil }
    return Array(states[first...(last + 1)])
  }

  /// From `b` to `a`, px.
  private static func difference(_ a: Pose, _ b: Pose) -> SIMD3<Double> {
    SIMD3(a.position.x - b.position.x, a.position.y - b.position.y, angleWeight * (a.angle - b.angle))
  }

  /// Where the block ends when the pusher goes where it was seen.
  private func replayed(_ push: [PushingState], under state: State) throws(PushingError) -> Pose {
    try world.change(to: physics(under: state))
    try world.reset(to: push[0])
    for place in push.dropFirst() { world.lead(to: place.pusher) }
    return world.block
  }
}

extension SIMD3<Double> {
  fileprivate func dot(_ other: Self) -> Double { (self * other).sum() }
  fileprivate var length: Double { dot(self).squareRoot() }
}
