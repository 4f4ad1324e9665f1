/// What a demonstration's commands do under other physics than the one they were made in.
///
/// The study renders its planner's quasi-static plans as they are, though the robot's table has friction and inertia: a
/// source demonstration shows what the plan says would happen. Given the same commands, a world of the target's physics
/// says what does happen. Under the same physics the two agree to the last bit.
public final class PhysicsReplay {
  /// A stretch of a demonstration beside the same commands under the other physics, from the same state.
  public struct Window: Sendable, Equatable {
    /// The step of the demonstration with which it begins.
    public let start: Int
    /// As demonstrated; the first state, then one a control step.
    public let planned: [PushingState]
    /// As it went under the other physics; the first state is the planned one.
    public let executed: [PushingState]
    let shape: BlockShape

    /// How far the executed block is from the planned one at each state: pixels between the nominal centres of gravity,
    /// and the angle in radians, in [0, π].
    public var errors: [(position: Double, orientation: Double)] {
      zip(planned, executed).map { planned, executed in
        (
          (planned.block.place(shape.centre) - executed.block.place(shape.centre)).length,
          abs(wrapped(planned.block.angle - executed.block.angle))
        )
      }
    }
  }

  private let planned: PushingWorld
  private let executed: PushingWorld

  /// - Parameters:
  ///   - planned: the physics in which the demonstrations were made, without command noise.
  ///   - executed: the physics in which their commands are given again.
  /// - Throws: `PushingError.physics` when one of them is out of range.
  public init(shape: BlockShape = .tee, planned: Physics, executed: Physics) throws(PushingError) {
    self.planned = try PushingWorld(shape: shape, physics: planned)
    self.executed = try PushingWorld(shape: shape, physics: executed)
  }

  /// The whole demonstration, its commands given under the other physics from its start.
  /// - Throws: `PushingError.snapshot` when the demonstration was not made in the planned physics.
  public func whole(_ demonstration: Demonstration) throws(PushingError) -> Window {
    try windows(of: demonstration, length: demonstration.count, leastMotion: 0)[0]
  }

  /// The demonstration cut into stretches of `length` control steps, those kept in which the block moves: the study asks
  /// for 2 s and 5 mm. The rest at the end is left out.
  ///
  /// A window begins with all that the demonstration's world had then, velocities and contacts too, so what differs
  /// afterwards is the physics alone.
  /// - Parameter leastMotion: how far the block's nominal centre of gravity must come from where the window begins, px.
  /// - Throws: `PushingError.snapshot` when the demonstration was not made in the planned physics.
  public func windows(
    of demonstration: Demonstration, length: Int = 20, leastMotion: Double = 0.005 * PushingWorld.pixelsPerMetre
  ) throws(PushingError) -> [Window] {
    try planned.reset(to: demonstration.start)
    var windows: [Window] = []
    for start in stride(from: 0, through: demonstration.count - length, by: max(length, 1)) {
      let states = Array(demonstration.states[start...(start + length)])
      let centres = states.map { $0.block.place(planned.shape.centre) }
      let moves = centres.contains { ($0 - centres[0]).length >= leastMotion }
      if moves { executed.take(over: planned) }
      var went = [executed.state]
      for step in start..<(start + length) {
        try planned.step(toward: demonstration.commands[step])
        guard planned.state == demonstration.states[step + 1] else {
          throw .snapshot("the demonstration was made in other physics: its step \(step) does not lead where it says")
        }
        guard moves else { continue }
        try executed.step(toward: demonstration.commands[step])
        went.append(executed.state)
      }
      if moves { windows.append(Window(start: start, planned: states, executed: went, shape: planned.shape)) }
    }
    return windows
  }
}
