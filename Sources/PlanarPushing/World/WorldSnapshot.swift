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

  /// Plays an episode again from its start: the other exact way to come back to an instant.
  public func replay(
    from start: PushingState, order: ResetOrder = .angleThenPosition, seed: UInt64 = 0, commands: some Sequence<Point>
  ) throws(PushingError) {
    try reset(to: start, order: order, seed: seed)
    for command in commands { try step(toward: command) }
  }
}
