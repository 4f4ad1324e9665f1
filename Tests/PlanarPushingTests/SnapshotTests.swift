import PlanarPushing
import Tensors
import Testing

/// Worlds saved, restored, played again, side by side.
@Suite struct SnapshotTests {
  /// Commands around the block, held for two steps: contact most of the time.
  private func push(_ world: PushingWorld, _ random: inout RandomStream, step: Int, held: inout Point) throws {
    if step.isMultiple(of: 2) {
      let (x, y) = (random.uniform() * 180 - 90, random.uniform() * 180 - 90)
      held = world.blockCentre + Point(x, y)
      held = Point(min(max(held.x, 40), 470), min(max(held.y, 40), 470))
    }
    try world.step(toward: held)
  }

  private func start(_ random: inout RandomStream) -> PushingState {
    let draws = (0..<5).map { _ in random.uniform() }
    return PushingState(
      pusher: Point(50 + 400 * draws[0], 50 + 400 * draws[1]),
      block: Pose(x: 130 + 250 * draws[2], y: 130 + 250 * draws[3], angle: 6.28 * draws[4]))
  }

  private var targetPhysics: Physics {
    var physics = Physics()
    physics.contactFriction = 0.5
    physics.damping = 0.05
    physics.commandNoise = 2
    physics.commandDelay = 13
    return physics
  }

  /// 20 episodes of 60 steps, for both physics and blocks of two and three parts: at every step the world is saved and
  /// restored into a second world that was busy elsewhere, and both go on for five steps.
  @Test(arguments: [BlockShape.tee, .cross])
  func aWorldRestoredAtEveryStepGoesOnWithEqualBits(shape: BlockShape) throws {
    for physics in [Physics.gymPushT, targetPhysics] {
      let world = try PushingWorld(shape: shape, physics: physics)
      let other = try PushingWorld(shape: shape, physics: physics)
      var random = RandomStream(seed: 5, purpose: "snapshots")
      var elsewhere = RandomStream(seed: 6, purpose: "snapshots")
      var touched = 0
      for episode in 0..<20 {
        try world.reset(to: start(&random), seed: UInt64(episode))
        try other.reset(to: start(&elsewhere))
        var (held, wandering) = (Point.zero, Point.zero)
        for step in 0..<60 {
          let before = world.block
          try push(world, &random, step: step, held: &held)
          if world.block != before { touched += 1 }
          let saved = world.save()
          try push(other, &elsewhere, step: step, held: &wandering)
          try other.restore(saved)
          #expect((other.save() == saved) as Bool)
          var ahead: [PushingState] = []
          for later in 0..<5 {
            let command = world.blockCentre + Point(Double(20 * later) - 40, 10)
            try world.step(toward: command)
            try other.step(toward: command)
            ahead.append(world.state)
            #expect(other.state == world.state)
            #expect(other.blockSpin == world.blockSpin)
          }
          try world.restore(saved)
          #expect((world.save() == saved) as Bool)
          try world.step(toward: world.blockCentre + Point(-40, 10))
          #expect(world.state == ahead[0])
          try world.restore(saved)
        }
      }
      #expect(touched > 300)
    }
  }

  /// The same for 60 worlds of random physics and shapes, with starts on top of one another and commands into walls.
  @Test func aWorldOfAnyPhysicsIsRestoredExactlyAlsoAtWalls() throws {
    var random = RandomStream(seed: 77, purpose: "snapshots")
    func anywhere() -> Point {
      let (x, y) = (random.uniform(), random.uniform())
      return Point(512 * x, 512 * y)
    }
    var atWall = 0
    for trial in 0..<60 {
      var physics = Physics()
      physics.contactFriction = [0, 0.5, 5, 100][random.uniform(below: 4)]
      physics.damping = [0, 0.05, 0.9, 1][random.uniform(below: 4)]
      physics.mass = [0.01, 1, 100][random.uniform(below: 3)]
      physics.inertiaScale = [0.1, 1, 10][random.uniform(below: 3)]
      physics.centreShift = Point(80 * random.uniform() - 40, 0)
      physics.commandDelay = random.uniform(below: 101)
      physics.commandNoise = [0, 2, 50][random.uniform(below: 3)]
      let shape = BlockShape.all[trial % BlockShape.all.count]
      let world = try PushingWorld(shape: shape, physics: physics)
      let other = try PushingWorld(shape: shape, physics: physics)
      let (first, second) = (anywhere(), anywhere())
      let block = Pose(trial.isMultiple(of: 3) ? first : second, angle: 20 * random.uniform() - 10)
      try world.reset(to: PushingState(pusher: first, block: block), seed: 3)
      for step in 0..<40 {
        let near = world.blockCentre + (anywhere() - Point(256, 256)) / 5
        let command = step.isMultiple(of: 2) ? Point(min(max(near.x, 0), 512), min(max(near.y, 0), 512)) : anywhere()
        try world.step(toward: command)
        try other.step(toward: anywhere())
        let saved = world.save()
        try other.restore(saved)
        let next = anywhere()
        for _ in 0..<3 {
          try world.step(toward: next)
          try other.step(toward: next)
        }
        #expect((world.save() == other.save()) as Bool)
        let place = world.block.position
        if min(place.x, place.y) < 60 || max(place.x, place.y) > 450 { atWall += 1 }
        try world.restore(saved)
      }
    }
    #expect(atWall > 300)
  }

  /// The bodies alone are not enough: were they, the test above would prove nothing.
  @Test func aWorldResetToAStateOfAnEpisodeGoesOnOtherwise() throws {
    let world = try PushingWorld(physics: targetPhysics)
    let bare = try PushingWorld(physics: targetPhysics)
    var random = RandomStream(seed: 7, purpose: "snapshots")
    var (differing, held) = (0, Point.zero)
    for _ in 0..<5 {
      try world.reset(to: start(&random))
      for step in 0..<40 {
        try push(world, &random, step: step, held: &held)
        try bare.reset(to: world.state)
        let saved = world.save()
        for _ in 0..<3 {
          try world.step(toward: held)
          try bare.step(toward: held)
        }
        if bare.block != world.block { differing += 1 }
        try world.restore(saved)
      }
    }
    #expect(differing > 20)
  }

  @Test func anEpisodePlayedAgainHasEqualBits() throws {
    let world = try PushingWorld(physics: targetPhysics)
    var random = RandomStream(seed: 8, purpose: "snapshots")
    let first = start(&random)
    let commands = (0..<80).map { _ -> Point in
      let (x, y) = (random.uniform(), random.uniform())
      return Point(512 * x, 512 * y)
    }
    try world.replay(from: first, seed: 3, commands: commands)
    let saved = world.save()
    let another = try PushingWorld(physics: targetPhysics)
    try another.replay(from: first, seed: 3, commands: commands)
    #expect(another.save() == saved)
    try another.replay(from: first, seed: 4, commands: commands)
    #expect(another.state != world.state)
  }

  @Test func aResetWorldEqualsANewOne() throws {
    let used = try PushingWorld(shape: .cross)
    var random = RandomStream(seed: 9, purpose: "snapshots")
    var held = Point.zero
    try used.reset(to: start(&random))
    for step in 0..<50 { try push(used, &random, step: step, held: &held) }
    let state = start(&random)
    try used.reset(to: state)
    let new = try PushingWorld(shape: .cross)
    try new.reset(to: state)
    for _ in 0..<20 {
      #expect(used.save() == new.save())
      try used.step(toward: Point(256, 256))
      try new.step(toward: Point(256, 256))
    }
  }

  @Test func thousandsOfWorldsSideBySideDoNotTouchOneAnother() throws {
    let worlds = try (0..<2000).map { _ in try PushingWorld() }
    let states = (0..<20).map { index -> PushingState in
      let number = Double(index)
      return PushingState(pusher: Point(200 + number, 400), block: Pose(x: 256, y: 300, angle: 0.1 * number))
    }
    for (index, world) in worlds.enumerated() { try world.reset(to: states[index % 20]) }
    for step in 0..<10 {
      for world in worlds { try world.step(toward: Point(256, 380 - 12 * Double(step))) }
    }
    for (index, world) in worlds.enumerated() { #expect(world.state == worlds[index % 20].state) }
    #expect(worlds[0].state != worlds[1].state)
  }

  @Test func aSnapshotOfAnotherBlockOrOtherPhysicsIsRefused() throws {
    let tee = try PushingWorld().save()
    let cross = try PushingWorld(shape: .cross)
    #expect(throws: PushingError.self) { try cross.restore(tee) }
    let rough = try PushingWorld(physics: targetPhysics)
    #expect(throws: PushingError.self) { try rough.restore(tee) }
  }
}
