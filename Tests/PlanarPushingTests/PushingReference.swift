import Foundation
import PlanarPushing

/// `Reference/pushing.json`, made by `Tools/reference/pushing.py`: gym-pusht's own world, with its parameters and with
/// others, and shapely's areas.
struct PushingReference: Decodable, Sendable {
  struct Trajectory: Decodable, Sendable {
    let start: [Double], actions: [Double], rows: [[Double]]
    let domain: Domain?

    var commands: [Point] { stride(from: 0, to: actions.count, by: 2).map { Point(actions[$0], actions[$0 + 1]) } }
  }
  struct Domain: Decodable, Sendable {
    let friction, damping: Double
    let shift: [Double]?, mass: Double?, inertia: Double?, gains: [Double]?

    var physics: Physics {
      var physics = Physics()
      physics.contactFriction = friction
      physics.damping = damping
      if let shift { physics.centreShift = Point(shift[0], shift[1]) }
      physics.mass = mass ?? 1
      physics.inertiaScale = inertia ?? 1
      if let gains { (physics.proportionalGain, physics.velocityGain) = (gains[0], gains[1]) }
      return physics
    }
  }
  struct Reset: Decodable, Sendable {
    let start, positionThenAngle, angleThenPosition: [Double]
    enum CodingKeys: String, CodingKey {
      case start, positionThenAngle = "position_then_angle", angleThenPosition = "angle_then_position"
    }
  }
  struct Coverage: Decodable, Sendable { let pose: [Double], coverage: Double, reward: Double }
  struct Overlap: Decodable, Sendable { let polygon: [[Double]], goal, pose: [Double], coverage: Double }

  let trajectory: Trajectory
  let resets: [Reset]
  let episodes, physics: [Trajectory]
  let coverages: [Coverage]
  let overlaps: [Overlap]

  static let shared: PushingReference = {
    let url = Bundle.module.url(forResource: "Reference/pushing", withExtension: "json")!
    return try! JSONDecoder().decode(PushingReference.self, from: Data(contentsOf: url))
  }()
}

extension PushingState {
  /// gym-pusht's five numbers.
  init(_ numbers: [Double]) {
    self.init(pusher: Point(numbers[0], numbers[1]), block: Pose(x: numbers[2], y: numbers[3], angle: numbers[4]))
  }

  var numbers: [Double] { [pusher.x, pusher.y, block.position.x, block.position.y, block.angle] }
}

extension Pose {
  init(_ numbers: [Double]) { self.init(x: numbers[0], y: numbers[1], angle: numbers[2]) }
}

/// gym-pusht's goal.
let gymGoal = Pose(x: 256, y: 256, angle: .pi / 4)

/// Whether positions are those of gym-pusht. Its numbers were made on x86-64: the same engine gives the same bits there.
///
/// Elsewhere fused multiplications and other sine tables round differently, and 10⁻⁶ px are asked for, for as long as an
/// episode is `predictable`.
func agrees(_ state: PushingState, _ expected: ArraySlice<Double>) -> Bool {
  #if arch(x86_64)
    return state.numbers == Array(expected)
  #else
    return zip(state.numbers, expected).allSatisfy { abs($0 - $1) < 1e-6 }
  #endif
}

extension PushingReference.Trajectory {
  /// The control steps over which roundings stay small: a start moved by 10⁻¹² px, ten times a rounding, is played
  /// beside the start itself until they are 10⁻⁷ px apart.
  ///
  /// Contacts multiply differences, those of a block that coasts without end: whether it is hit this substep or the next.
  var predictable: Int {
    get throws {
      let (world, moved) = (
        try PushingWorld(physics: domain?.physics ?? .gymPushT), try PushingWorld(physics: domain?.physics ?? .gymPushT)
      )
      var state = PushingState(start)
      try world.reset(to: state, order: .positionThenAngle)
      state.block.position += Point(1e-12, -1e-12)
      state.pusher += Point(1e-12, 1e-12)
      state.block.angle += 1e-14
      try moved.reset(to: state, order: .positionThenAngle)
      for (step, command) in commands.enumerated() {
        try world.step(toward: command)
        try moved.step(toward: command)
        guard zip(world.state.numbers, moved.state.numbers).allSatisfy({ abs($0 - $1) < 1e-7 }) else { return step }
      }
      return commands.count
    }
  }
}
