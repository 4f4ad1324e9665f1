import PlanarPushing
import Testing

/// gym-pusht 0.1.8 (pymunk 6.11.1, Chipmunk 7.0.3) is the peer.
@Suite struct GymPushTTests {
  let reference = PushingReference.shared

  @Test func aTrajectoryOfClosedFormActionsEqualsGymPushT() throws {
    let world = try PushingWorld()
    let coverage = GoalCoverage(of: .tee, at: gymGoal)
    let trajectory = reference.trajectory
    try world.reset(to: PushingState(trajectory.start), order: .positionThenAngle)
    #expect(agrees(world.state, trajectory.rows[0].prefix(5)))
    for (command, row) in zip(trajectory.commands, trajectory.rows.dropFirst()) {
      try world.step(toward: command)
      #expect(agrees(world.state, row.prefix(5)))
      #expect(abs(coverage.value(at: world.block) - row[5]) < 1e-12)
    }
    #expect(trajectory.rows.count == 51)
  }

  @Test func fortyRandomEpisodesEqualGymPushT() throws {
    // One world for all of them: a reset leaves nothing behind.
    let world = try PushingWorld()
    let coverage = GoalCoverage(of: .tee, at: gymGoal)
    #expect(reference.episodes.count == 40)
    var moved = 0
    for episode in reference.episodes {
      try world.reset(to: PushingState(episode.start), order: .positionThenAngle)
      var rows = [world.state]
      var coverages = [coverage.value(at: world.block)]
      for command in episode.commands {
        try world.step(toward: command)
        rows.append(world.state)
        coverages.append(coverage.value(at: world.block))
      }
      #expect(rows.count == 151)
      for (place, row) in episode.rows.enumerated() {
        #expect(agrees(rows[10 * place], row.prefix(5)))
        #expect(abs(coverages[10 * place] - row[5]) < 1e-12)
      }
      if rows[0].block != rows[150].block { moved += 1 }
    }
    // Otherwise little would have been compared.
    #expect(moved >= 35)
  }

  @Test func otherPhysicsEqualsPymunksWithTheSameParameters() throws {
    #expect(reference.physics.count == 10)
    for episode in reference.physics {
      let world = try PushingWorld(physics: #require(episode.domain).physics)
      try world.reset(to: PushingState(episode.start), order: .positionThenAngle)
      var rows = [world.state]
      for command in episode.commands {
        try world.step(toward: command)
        rows.append(world.state)
      }
      #if arch(x86_64)
        let compared = episode.commands.count
      #else
        let compared = try episode.predictable
      #endif
      for (place, row) in episode.rows.enumerated() where 10 * place <= compared {
        #expect(agrees(rows[10 * place], row.prefix(5)))
      }
      #expect(rows[0].block != rows[100].block)
    }
  }

  /// Of gym-pusht's own physics every step is compared on every processor, of the others most steps.
  @Test func roundingsStaySmallWhereOtherProcessorsAreCompared() throws {
    for episode in reference.episodes { #expect(try episode.predictable == 150) }
    let compared = try reference.physics.map { try $0.predictable }
    #expect(compared.count { $0 == 100 } >= 7, "\(compared)")
    #expect(compared.allSatisfy { $0 >= 10 }, "\(compared)")
  }

  @Test func bothOrdersOfAResetEqualGymPushT() throws {
    let world = try PushingWorld()
    for reset in reference.resets {
      try world.reset(to: PushingState(reset.start), order: .positionThenAngle)
      #expect(agrees(world.state, reset.positionThenAngle.prefix(5)))
      try world.reset(to: PushingState(reset.start), order: .angleThenPosition)
      #expect(agrees(world.state, reset.angleThenPosition.prefix(5)))
    }
  }

  @Test func coverageAndRewardEqualShapelys() {
    let coverage = GoalCoverage(of: .tee, at: gymGoal)
    for sample in reference.coverages {
      let pose = Pose(sample.pose)
      #expect(abs(coverage.value(at: pose) - sample.coverage) < 1e-12)
      #expect(abs(coverage.reward(at: pose) - sample.reward) < 1e-12)
    }
  }

  @Test func coverageOfConvexPolygonsEqualsShapelys() throws {
    for overlap in reference.overlaps {
      let polygon = try ConvexPolygon(overlap.polygon.map { Point($0[0], $0[1]) })
      let shape = try BlockShape(name: "hull", parts: [polygon])
      let coverage = GoalCoverage(of: shape, at: Pose(overlap.goal)).value(at: Pose(overlap.pose))
      #expect(abs(coverage - overlap.coverage) < 1e-12)
    }
  }
}
