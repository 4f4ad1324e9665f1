import Foundation
import PlanarPushing

/// The pushing world on one thread, on the episode that `peers/pushing.py` gives gym-pusht: the same starts, the same
/// commands, and, as the mean coverage beside the number says, the same motion.
enum Pushing {
  static let measurements = [
    Measurement("pushing-steps", unit: "steps/s") { try steps(300_000, frames: false) },
    Measurement("pushing-steps-with-frames", unit: "steps/s") { try steps(60_000, frames: true) },
    Measurement("pushing-frames", unit: "frames/s") { try frames(60_000) },
    Measurement("pushing-world-memory", unit: "KiB per world") { try memory(2000) },
  ]

  private static let episode = 300

  private static func start(_ number: Int) -> PushingState {
    PushingState(pusher: Point(256, 400), block: Pose(x: 256, y: 300, angle: 0.5 + 0.1 * Double(number % 10)))
  }

  private static func command(_ step: Int) -> Point {
    let t = Double(step)
    return Point(256 + 150 * cos(0.05 * t), 256 + 150 * sin(0.083 * t))
  }

  /// gym-pusht's step: law and engine, coverage, reward; with a picture of 96 × 96 where asked for.
  private static func steps(_ count: Int, frames: Bool) throws -> Measurement.Value {
    let world = try PushingWorld()
    let coverage = GoalCoverage(of: PushingTask.gymPushT.shape, at: PushingTask.gymPushT.goal)
    let camera = try Camera()
    let frame = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: camera.frameSize)
    defer { frame.deallocate() }
    let commands = (0..<episode).map(command)
    func play(_ count: Int) throws -> Double {
      var sum = 0.0
      for step in 0..<count {
        if step.isMultiple(of: episode) { try world.reset(to: start(step / episode), order: .positionThenAngle) }
        try world.step(toward: commands[step % episode])
        sum += coverage.value(at: world.block)
        if frames { camera.frame(of: world.state, into: frame) }
      }
      return sum / Double(count)
    }
    _ = try play(count / 10)
    let rate = try Rate(of: count) { _ = try play(count) }
    return .init(
      number: rate.perProcessorSecond,
      details: ["per second on the wall": rate.perSecond, "mean coverage": try play(10 * episode)])
  }

  private static func frames(_ count: Int) throws -> Measurement.Value {
    let world = try PushingWorld()
    try world.reset(to: start(0), order: .positionThenAngle)
    let states = try (0..<episode).map { step in
      try world.step(toward: command(step))
      return world.state
    }
    let camera = try Camera()
    let frame = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: camera.frameSize)
    defer { frame.deallocate() }
    func draw(_ count: Int) {
      for step in 0..<count { camera.frame(of: states[step % episode], into: frame) }
    }
    draw(count / 10)
    let rate = Rate(of: count) { draw(count) }
    return .init(number: rate.perProcessorSecond, details: ["per second on the wall": rate.perSecond])
  }

  /// Worlds that have all pushed: what the process holds more than before them.
  private static func memory(_ count: Int) throws -> Measurement.Value {
    let first = try PushingWorld()
    try first.step(toward: command(0))
    let before = residentMemory()
    let worlds = try (0..<count).map { number in
      let world = try PushingWorld()
      try world.reset(to: start(number), order: .positionThenAngle)
      return world
    }
    for step in 0..<20 {
      for world in worlds { try world.step(toward: command(step)) }
    }
    let held = residentMemory() - before
    return .init(number: held * 1024 / Double(worlds.count), details: ["worlds": Double(worlds.count)])
  }
}
