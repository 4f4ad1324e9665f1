import Foundation
import PlanarPushing
import Testing

@Suite struct WorldTests {
  @Test func aWorldWhosePhysicsWasChangedIsOneMadeWithIt() throws {
    var physics = Physics()
    (physics.contactFriction, physics.damping, physics.centreShift) = (0.4, 0.1, Point(7, -20))
    (physics.mass, physics.inertiaScale) = (2, 0.7)
    let (made, changed) = try (PushingWorld(physics: physics), PushingWorld())
    let start = PushingState(pusher: Point(256, 400), block: Pose(x: 256, y: 250, angle: 0.3))
    for world in [made, changed] {
      try world.reset(to: start)
      if world === changed {
        for step in 0..<20 { try world.step(toward: Point(256, 400 - 8 * Double(step))) }
        try world.change(to: physics)
        try world.reset(to: start)
      }
    }
    for step in 0..<30 {
      for world in [made, changed] { try world.step(toward: Point(250, 400 - 6 * Double(step))) }
      #expect(made.state == changed.state)
    }
    #expect(made.state.block != start.block && made.save() == changed.save())
  }

  @Test func badPhysicsIsRefusedByName() {
    for (change, name) in [
      ({ (p: inout Physics) in p.contactFriction = -0.1 }, "contact friction"),
      ({ $0.damping = 1.5 }, "damping"), ({ $0.damping = .nan }, "damping"), ({ $0.mass = 0 }, "mass"),
      ({ $0.inertiaScale = .infinity }, "inertia scale"), ({ $0.commandDelay = -1 }, "command delay"),
      ({ $0.commandNoise = 1e9 }, "command noise"), ({ $0.centreShift.y = .nan }, "centre of gravity’s y"),
      ({ $0.velocityGain = 1000 }, "velocity gain"),
    ] as [((inout Physics) -> Void, String)] {
      var physics = Physics()
      change(&physics)
      #expect {
        try PushingWorld(physics: physics)
      } throws: { error in
        guard case .physics(let parameter, _, _)? = error as? PushingError else { return false }
        return parameter == name && "\(error)".contains(name)
      }
    }
  }

  @Test func badStatesAndCommandsAreRefusedAndMoveNothing() throws {
    let world = try PushingWorld()
    let good = PushingState(pusher: Point(100, 100), block: Pose(x: 256, y: 256, angle: 1))
    try world.reset(to: good)
    let before = world.save()
    for bad in [Double.nan, .infinity, -1, 513] {
      var state = good
      state.pusher.x = bad
      #expect(throws: PushingError.self) { try world.reset(to: state) }
      state = good
      state.block.position.y = bad
      #expect(throws: PushingError.self) { try world.reset(to: state) }
    }
    var state = good
    state.block.angle = .nan
    #expect(throws: PushingError.self) { try world.reset(to: state) }
    for bad in [Point(.nan, 0), Point(0, .infinity), Point(-600, 0)] {
      #expect(throws: PushingError.self) { try world.step(toward: bad) }
    }
    #expect(world.save() == before)
  }

  @Test func shapesThatAreNoConvexPolygonsAreRefused() {
    let bad: [[Point]] = [
      [Point(0, 0), Point(1, 0)], [Point(0, 0), Point(1, 0), Point(2, 0)],
      [Point(0, 0), Point(2, 0), Point(1, 0.5), Point(1, 2)], [Point(0, 0), Point(.nan, 0), Point(1, 1)],
      // A five-pointed star turns to one side only, twice around.
      (0..<5).map { Point(10, 0).rotated(by: Double($0) * 0.8 * .pi) },
    ]
    for vertices in bad { #expect(throws: PushingError.self) { try ConvexPolygon(vertices) } }
    #expect(throws: PushingError.self) { try BlockShape(name: "nothing", parts: []) }
  }

  @Test func everyNamedShapeIsPushedAndStaysOnTheTable() throws {
    for shape in BlockShape.all {
      let world = try PushingWorld(shape: shape)
      try world.reset(
        to: PushingState(pusher: Point(256, 60), block: Pose(x: 256, y: 256, angle: 0.4)))
      for step in 0..<60 {
        let t = Double(step)
        try world.step(toward: Point(256 + 40 * sin(t), 60 + 8 * t))
      }
      #expect(world.block.position.y > 300, "\(shape.name)")
      for part in shape.parts {
        for vertex in part.vertices.map(world.block.place) {
          // A kinematic pusher can press a block a little into a wall.
          #expect(vertex.x > -30 && vertex.x < 542 && vertex.y > -30 && vertex.y < 542, "\(shape.name)")
        }
      }
    }
  }

  @Test func everyNamedShapeHasPartsThatDoNotOverlap() throws {
    for shape in BlockShape.all {
      // Covering its own place, a block covers its goal once: overlapping parts would count twice.
      let pose = Pose(x: 200, y: 210, angle: 0.3)
      #expect(abs(GoalCoverage(of: shape, at: pose).value(at: pose) - 1) < 1e-12, "\(shape.name)")
      #expect(shape.area > 5000 && shape.area < 7000, "\(shape.name)")
      // A point of a part is outside the others.
      for (index, part) in shape.parts.enumerated() {
        for other in shape.parts[(index + 1)...] { #expect(other.distance(to: part.centroid) > 5) }
      }
    }
  }

  /// A rectangle a × b of mass one has the moment (a² + b²) / 12.
  @Test func momentsAndCentresAreThoseOfTheTextbooks() {
    let box: Double = (90 * 90 + 70 * 70) / 12
    #expect(abs(BlockShape.box.momentPerMass - box) < 1e-9)
    #expect(BlockShape.box.centre.length < 1e-12)
    // Two crossing bars of 120 × 30 minus the square they share.
    let bar: Double = 3600 * (120 * 120 + 30 * 30) / 12
    let square: Double = 900 * (30 * 30 + 30 * 30) / 12
    let cross: Double = (2 * bar - square) / 6300
    #expect(abs(BlockShape.cross.momentPerMass - cross) < 1e-9)
    #expect(BlockShape.triangle.centre.length < 1e-12)
  }

  @Test func aQuasiStaticBlockStopsWithThePusherAndACoastingOneSlidesOn() throws {
    func slide(damping: Double) throws -> Double {
      var physics = Physics()
      physics.damping = damping
      let world = try PushingWorld(shape: .box, physics: physics)
      try world.reset(to: PushingState(pusher: Point(256, 450), block: Pose(x: 256, y: 380, angle: 0)))
      for step in 0..<8 { try world.step(toward: Point(256, 450 - 20 * Double(step))) }
      let before = world.block.position.y
      for _ in 0..<10 { try world.step(toward: Point(256, 460)) }
      return before - world.block.position.y
    }
    #expect(try slide(damping: 0) < 5)
    #expect(try slide(damping: 0.05) > 15)
    #expect(try slide(damping: 0.3) > slide(damping: 0.05))
  }

  @Test func anglesAreWrappedToHalfATurnEitherWay() {
    let cases: [(Double, Double)] = [
      (0, 0), (Double.pi, Double.pi), (-Double.pi, Double.pi), (1.5 * Double.pi, -0.5 * Double.pi),
      (-7, 2 * Double.pi - 7),
    ]
    for (angle, expected) in cases {
      #expect(abs(wrapped(angle) - expected) < 1e-12)
    }
  }
}
