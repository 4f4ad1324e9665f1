import Chipmunk
import Tensors

/// A pushing world at an instant, whole: restored, the world goes on with equal bits.
public struct WorldSnapshot: Sendable, Equatable {
  fileprivate let shape: BlockShape
  fileprivate let physics: Physics
  fileprivate let engine: EngineState
  fileprivate let commands: [Point]
  fileprivate let noise: RandomStream
}

extension PushingWorld {
  /// The world as it is now.
  public func save() -> WorldSnapshot {
    WorldSnapshot(
      shape: shape, physics: physics, engine: EngineState(of: engine), commands: commands, noise: noise)
  }

  /// Puts back what was saved of this world or of another with the same block and physics.
  /// - Throws: `PushingError.snapshot` when block or physics differ.
  public func restore(_ snapshot: WorldSnapshot) throws(PushingError) {
    guard snapshot.shape == shape else {
      throw .snapshot(
        "the snapshot is of a world with the block “\(snapshot.shape.name)”, this one has “\(shape.name)”")
    }
    guard snapshot.physics == physics else {
      throw .snapshot("the snapshot is of a world with other physics")
    }
    snapshot.engine.restore(into: engine)
    commands = snapshot.commands
    noise = snapshot.noise
  }

  /// Takes over all that another world with the same block has at this instant, whatever its physics; under the same
  /// physics both go on with equal bits.
  /// - Precondition: the blocks are the same.
  func take(over other: PushingWorld) {
    precondition(shape == other.shape, "a world can only take over from one with the same block")
    EngineState(of: other.engine).restore(into: engine)
    commands = other.commands
    noise = other.noise
    let shift = physics.centreShift - other.physics.centreShift
    guard shift != .zero else { return }
    // Chipmunk keeps the centre of gravity's position and velocity: those of another point of the same moving block.
    let arm = shift.rotated(by: other.block.angle)
    cpBodySetPosition(engine.block, cpVect(other.block.position))
    cpBodySetVelocity(engine.block, cpVect(other.blockVelocity + other.blockSpin * Point(-arm.y, arm.x)))
  }

  /// Plays an episode again from its start: the other exact way to come back to an instant.
  public func replay(
    from start: PushingState, order: ResetOrder = .angleThenPosition, seed: UInt64 = 0, commands: some Sequence<Point>
  ) throws(PushingError) {
    try reset(to: start, order: order, seed: seed)
    for command in commands { try step(toward: command) }
  }
}
