import PlanarPushing
import Tensors
import Testing

/// Between a command and the pusher's motion: delay and noise.
@Suite struct CommandTests {
  /// The law that moves the pusher, written out: commands begin `delay` substeps late, until then the start is told.
  private struct Law {
    var position: Point
    var velocity = Point.zero
    let physics: Physics

    mutating func substep(toward target: Point) {
      velocity +=
        (physics.proportionalGain * (target - position) - physics.velocityGain * velocity)
        * PushingWorld.substepDuration
      position += velocity * PushingWorld.substepDuration
    }
  }

  private let start = PushingState(pusher: Point(60, 60), block: Pose(x: 380, y: 380, angle: 0))

  @Test(arguments: [0, 1, 3, 9, 10, 11, 17, 20, 25, 99, 100])
  func aCommandBeginsTheStatedSubstepsLate(delay: Int) throws {
    var physics = Physics()
    physics.commandDelay = delay
    let world = try PushingWorld(physics: physics)
    var random = RandomStream(seed: UInt64(delay), purpose: "delays")
    // Twice: what was asked for before a reset is forgotten.
    for _ in 0..<2 {
      try world.reset(to: start)
      var law = Law(position: start.pusher, physics: physics)
      var commands: [Point] = []
      for step in 0..<25 {
        let (x, y) = (random.uniform(), random.uniform())
        commands.append(Point(40 + 150 * x, 40 + 150 * y))
        try world.step(toward: commands[step])
        for substep in 0..<10 {
          let since = 10 * step + substep - delay
          law.substep(toward: since < 0 ? start.pusher : commands[since / 10])
        }
        #expect((world.pusher - law.position).length < 1e-9)
        #expect((world.pusherVelocity - law.velocity).length < 1e-7)
        if 10 * (step + 1) <= delay { #expect(world.pusher == start.pusher) }
      }
    }
  }

  /// A delay shows in the block's motion as well: the first contact comes as much later.
  @Test func aBlockIsTouchedLaterByTheDelay() throws {
    func firstMotion(_ delay: Int) throws -> Int {
      var physics = Physics()
      physics.commandDelay = delay
      let world = try PushingWorld(physics: physics)
      try world.reset(to: PushingState(pusher: Point(256, 400), block: Pose(x: 256, y: 200, angle: 0)))
      let before = world.block
      return try #require(
        try (0..<60).first { _ in
          try world.step(toward: Point(256, 250))
          return world.block != before
        })
    }
    let prompt = try firstMotion(0)
    for steps in [1, 4, 10] { #expect(try firstMotion(10 * steps) == prompt + steps) }
  }

  /// What the pusher was told, recovered from where it is: after ten substeps of the law its place is linear in the
  /// command.
  private func heard(from before: Law, to after: Point) -> Point {
    var (still, unit) = (before, before)
    for _ in 0..<10 {
      still.substep(toward: .zero)
      unit.substep(toward: Point(1, 1))
    }
    return (after - still.position) / (unit.position - still.position)
  }

  private func noise(_ deviation: Double, from start: PushingState, seed: UInt64, steps: Int) throws -> [Point] {
    var physics = Physics()
    physics.commandNoise = deviation
    let world = try PushingWorld(physics: physics)
    try world.reset(to: start, seed: seed)
    return try (0..<steps).map { step in
      let command = start.pusher + Point(Double(step % 40), Double(step % 25))
      let before = Law(position: world.pusher, velocity: world.pusherVelocity, physics: physics)
      try world.step(toward: command)
      return heard(from: before, to: world.pusher) - command
    }
  }

  /// 4000 draws of two numbers: the deviation's own standard error is 3 / √16000 = .024, the mean's .034, a
  /// correlation's .016. Bounds of four of them fail for one seed in 3000.
  @Test func noiseHasTheStatedDeviationAndNoMemory() throws {
    let draws = try noise(3, from: start, seed: 11, steps: 4000)
    let numbers = draws.flatMap { [$0.x, $0.y] }
    let mean = numbers.reduce(0, +) / 8000
    #expect(abs(mean) < 4 * 0.034)
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7999
    #expect(abs(variance.squareRoot() - 3) < 4 * 0.024)
    let between = draws.reduce(0) { $0 + $1.x * $1.y } / (4000 * variance)
    #expect(abs(between) < 4 * 0.016)
    let memory = zip(draws, draws.dropFirst()).reduce(0) { $0 + $1.0.x * $1.1.x } / (3999 * variance)
    #expect(abs(memory) < 4 * 0.016)
    // Normal, not uniform: .27 % beyond three deviations; 21.6 of 8000 are expected, with a deviation of 4.6.
    let beyond = numbers.count { abs($0) > 9 }
    #expect(beyond > 3 && beyond < 41)
  }

  @Test func noiseIsNamedByItsSeedAlone() throws {
    let here = try noise(2, from: start, seed: 5, steps: 30)
    let elsewhere = PushingState(pusher: Point(300, 60), block: Pose(x: 100, y: 400, angle: 2))
    for (a, b) in zip(here, try noise(2, from: elsewhere, seed: 5, steps: 30)) { #expect((a - b).length < 1e-6) }
    // Twice as much noise is the same noise, doubled.
    for (a, b) in zip(here, try noise(4, from: start, seed: 5, steps: 30)) { #expect((2 * a - b).length < 1e-6) }
    let other = try noise(2, from: start, seed: 6, steps: 30)
    #expect(zip(here, other).allSatisfy { ($0 - $1).length > 1e-3 })
    #expect(try noise(0, from: start, seed: 5, steps: 30).allSatisfy { $0.length < 1e-9 })
  }

  /// Were the noise recorded, playing the commands again would add it twice.
  @Test func recordedCommandsAreClean() throws {
    var domain = PushingDomain.target
    domain.physics.commandNoise = 1.5
    domain.physics.commandDelay = 7
    let world = try PushingWorld(physics: domain.physics)
    var random = RandomStream(seed: 2, purpose: "noisy-starts")
    let begin = try domain.task().drawStart(in: .training, using: &random)
    let demonstration = try domain.expert(.humanLike).demonstrate(in: world, from: begin, seed: 31)
    let again = try PushingWorld(physics: domain.physics)
    try again.replay(from: demonstration.start, seed: 31, commands: demonstration.commands)
    #expect(again.state == demonstration.states.last)
    try again.replay(from: demonstration.start, seed: 32, commands: demonstration.commands)
    #expect(again.state != demonstration.states.last)
    // The same seed gives the same bytes, in a world that did something else before.
    let repeated = try domain.expert(.humanLike).demonstrate(in: again, from: begin, seed: 31)
    #expect(repeated == demonstration)
    // Every command is the expert's own: where it waits, it asks for the same place to the last bit.
    let waits = zip(demonstration.commands, demonstration.commands.dropFirst()).count { $0 == $1 }
    #expect(waits > 0)
  }
}
