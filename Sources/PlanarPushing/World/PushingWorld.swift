import Chipmunk
import Tensors

/// A table with walls, a block and a round pusher: gym-pusht's world, with the physics of a domain as a parameter.
///
/// The pusher is kinematic: it goes where a proportional–derivative law leads it, whatever stands in its way, and the
/// block gives way. A control step is .1 s, ten substeps of .01 s of law and engine. Under `Physics.gymPushT` positions
/// are gym-pusht's own to the last bit on x86-64.
///
/// A world belongs to one thread at a time; thousands can live side by side. One that has pushed holds about 350 KiB.
public final class PushingWorld {
  /// Substeps in a control step.
  public static let substeps = 10
  /// Seconds of a substep.
  public static let substepDuration = 0.01
  /// Seconds of a control step.
  public static let stepDuration = 0.1
  /// The side of the square of positions, px.
  public static let side = 512.0
  /// The pusher's radius, px.
  public static let pusherRadius = 15.0
  /// The lines in the middle of the walls, in x and in y.
  public static let wallRange = 5.0...506.0
  /// Half a wall's thickness.
  public static let wallRadius = 2.0
  /// Pixels a metre: the T's bar is 120 px here and .1651 m in the empirical study.
  public static let pixelsPerMetre = 727.0

  public let shape: BlockShape
  public private(set) var physics: Physics
  let engine: ChipmunkSpace
  /// The engine as it was made: where every reset starts.
  private let pristine: EngineState
  /// Commands that have not ended yet, the oldest first; the first is the pusher's place at the reset.
  var commands: [Point] = []
  var noise: RandomStream

  /// - Throws: `PushingError.physics` when a parameter is out of its range.
  public init(shape: BlockShape = .tee, physics: Physics = .gymPushT) throws(PushingError) {
    try physics.check()
    self.shape = shape
    self.physics = physics
    engine = ChipmunkSpace(block: shape, physics: physics)
    pristine = EngineState(of: engine)
    noise = RandomStream(seed: 0, purpose: Self.noisePurpose)
    commands = [pusher]
  }

  private static let noisePurpose = "pushing-command-noise"

  /// Changes the physics; after the next reset the world is what one made with this physics would be.
  ///
  /// Much cheaper than making one: expert planners imagine many.
  /// - Throws: `PushingError.physics` when a parameter is out of its range; nothing has changed then.
  package func change(to physics: Physics) throws(PushingError) {
    try physics.check()
    self.physics = physics
    engine.change(to: physics)
  }
}

// MARK: What can be seen

extension PushingWorld {
  /// The pusher's centre.
  public var pusher: Point { Point(cpBodyGetPosition(engine.pusher)) }

  /// The pusher's velocity, px/s.
  public var pusherVelocity: Point { Point(cpBodyGetVelocity(engine.pusher)) }

  /// Where the block stands.
  public var block: Pose {
    Pose(Point(cpBodyGetPosition(engine.block)), angle: cpBodyGetAngle(engine.block))
  }

  /// The velocity of the block's centre of gravity, px/s.
  public var blockVelocity: Point { Point(cpBodyGetVelocity(engine.block)) }

  /// The block's angular velocity, rad/s.
  public var blockSpin: Double { cpBodyGetAngularVelocity(engine.block) }

  /// The block's nominal centre of gravity on the table.
  public var blockCentre: Point { block.place(shape.centre) }

  /// Pusher and block, as everything but the engine's contacts.
  public var state: PushingState { PushingState(pusher: pusher, block: block) }
}

/// Where pusher and block are.
public struct PushingState: Sendable, Equatable, Codable {
  public var pusher: Point
  public var block: Pose

  public init(pusher: Point, block: Pose) {
    self.pusher = pusher
    self.block = block
  }
}

// MARK: What can be done

extension PushingWorld {
  /// In which order a reset sets the block's position and angle. It matters where the centre of gravity is not the
  /// frame's origin, because an angle is set about the centre of gravity.
  public enum ResetOrder: String, Sendable, CaseIterable, Codable {
    /// The block stands where it was asked to.
    case angleThenPosition
    /// gym-pusht's own order: the block's origin moves when its angle is set.
    case positionThenAngle
  }

  /// Starts anew: everything at rest, contacts forgotten, then one substep, as in gym-pusht.
  ///
  /// A world that was reset behaves like a new one, bit for bit.
  /// - Parameter seed: names the stream of the command noise, where the physics has any.
  /// - Throws: `PushingError.state` when a number is not finite or a position lies off the table.
  public func reset(
    to state: PushingState, order: ResetOrder = .angleThenPosition, seed: UInt64 = 0
  ) throws(PushingError) {
    let table = 0...Self.side
    for (name, point) in [("pusher", state.pusher), ("block", state.block.position)] {
      guard table.contains(point.x) && table.contains(point.y) else {
        throw .state("the \(name) cannot start at (\(point.x), \(point.y)): the table goes from 0 to \(Self.side)")
      }
    }
    guard abs(state.block.angle) <= 1e6 else {
      throw .state("the block cannot start at the angle \(state.block.angle): it must be a finite number of radians")
    }
    pristine.restore(into: engine)
    cpBodySetPosition(engine.pusher, cpVect(state.pusher))
    switch order {
    case .angleThenPosition:
      cpBodySetAngle(engine.block, state.block.angle)
      cpBodySetPosition(engine.block, cpVect(state.block.position))
    case .positionThenAngle:
      cpBodySetPosition(engine.block, cpVect(state.block.position))
      cpBodySetAngle(engine.block, state.block.angle)
    }
    cpSpaceStep(engine.space, Self.substepDuration)
    commands = [pusher]
    noise = RandomStream(seed: seed, purpose: Self.noisePurpose)
  }

  /// One control step: the pusher is led towards `command` for .1 s.
  /// - Throws: `PushingError.state` when the command is not finite or lies more than a table's side off the table;
  ///   nothing has moved then.
  public func step(toward command: Point) throws(PushingError) {
    let allowed = -Self.side...2 * Self.side
    guard allowed.contains(command.x) && allowed.contains(command.y) else {
      throw .state(
        "the pusher cannot be led to (\(command.x), \(command.y)): a command lies within a table’s side of the table")
    }
    var heard = command
    if physics.commandNoise > 0 { heard += physics.commandNoise * Point(noise.normal(), noise.normal()) }
    commands.append(heard)
    let (kp, kv, dt) = (physics.proportionalGain, physics.velocityGain, Self.substepDuration)
    for substep in 0..<Self.substeps {
      // The last command began at substep 0; the one before it ten substeps earlier.
      let age = max(physics.commandDelay - substep + Self.substeps - 1, 0) / Self.substeps
      let target = commands[max(commands.count - 1 - age, 0)]
      let velocity = pusherVelocity
      let acceleration = kp * (target - pusher) + kv * (Point.zero - velocity)
      cpBodySetVelocity(engine.pusher, cpVect(velocity + acceleration * dt))
      cpSpaceStep(engine.space, dt)
    }
    let needed = (physics.commandDelay + Self.substeps - 1) / Self.substeps
    if commands.count > needed + 1 { commands.removeFirst(commands.count - needed - 1) }
  }

  /// One control step in which the pusher goes straight to a place, whatever its law.
  func lead(to place: Point) {
    let velocity = (place - pusher) / Self.stepDuration
    for _ in 0..<Self.substeps {
      cpBodySetVelocity(engine.pusher, cpVect(velocity))
      cpSpaceStep(engine.space, Self.substepDuration)
    }
  }
}
