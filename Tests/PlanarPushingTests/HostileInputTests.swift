import Foundation
import PlanarPushing
import Tensors
import Testing

/// What would make the engine end the process, or count an area twice, is refused by a typed error; what is allowed
/// stays finite.
@Suite struct HostileInputTests {
  private func triangle(_ size: Double) throws -> ConvexPolygon {
    try ConvexPolygon([Point(0, 0), Point(size, 0), Point(0, size)])
  }

  @Test func physicsThatTheEngineCannotCountWithIsRefused() {
    for (change, name) in [
      ({ (p: inout Physics) in p.mass = 0x1p-1030 }, "mass"), ({ $0.mass = 1e308 }, "mass"), ({ $0.mass = -1 }, "mass"),
      ({ $0.mass = .nan }, "mass"), ({ $0.inertiaScale = 0x1p-1030 }, "inertia scale"),
      ({ $0.inertiaScale = 1e308 }, "inertia scale"), ({ $0.contactFriction = 1e300 }, "contact friction"),
      ({ $0.contactFriction = .nan }, "contact friction"), ({ $0.centreShift.x = 1e300 }, "centre of gravity’s x"),
      ({ $0.centreShift.y = -.infinity }, "centre of gravity’s y"), ({ $0.damping = -.infinity }, "damping"),
      ({ $0.proportionalGain = 0 }, "proportional gain"), ({ $0.proportionalGain = .infinity }, "proportional gain"),
      ({ $0.velocityGain = -1 }, "velocity gain"), ({ $0.commandDelay = .max }, "command delay"),
      ({ $0.commandDelay = .min }, "command delay"), ({ $0.commandNoise = .nan }, "command noise"),
    ] as [((inout Physics) -> Void, String)] {
      var physics = Physics()
      change(&physics)
      #expect {
        try PushingWorld(physics: physics)
      } throws: { error in
        guard case .physics(name, _, let expected)? = error as? PushingError else { return false }
        return !expected.isEmpty
      }
    }
  }

  @Test func blocksThatNoTableHoldsAreRefused() throws {
    for size in [1e-170, 1e7, 1e160, Double.infinity] {
      #expect(throws: PushingError.self) { try triangle(size) }
    }
    for size in [1e-100, 1e-3, 600, 1e6] {
      let part = try triangle(size)
      #expect(throws: PushingError.self) { try BlockShape(name: "odd", parts: [part]) }
    }
  }

  @Test func partsThatOverlapAreRefusedAndPartsThatTouchAreNot() throws {
    let part = try triangle(40)
    let inside = try ConvexPolygon([Point(5, 5), Point(10, 5), Point(5, 10)])
    let crossing = try ConvexPolygon([Point(30, -5), Point(50, -5), Point(50, 5), Point(30, 5)])
    for other in [part, inside, crossing] {
      for parts in [[part, other], [other, part]] {
        #expect(throws: PushingError.self) { try BlockShape(name: "overlapping", parts: parts) }
      }
    }
    let beside = try ConvexPolygon([Point(40, 0), Point(0, 40), Point(40, 40)])
    let square = try BlockShape(name: "square", parts: [part, beside])
    #expect(abs(square.area - 1600) < 1e-9)
    #expect((square.centre - Point(20, 20)).length < 1e-9)
  }

  @Test func shapesThatAreReadAreChecked() throws {
    let decoder = JSONDecoder()
    for shape in BlockShape.all {
      #expect(try decoder.decode(BlockShape.self, from: JSONEncoder().encode(shape)) == shape)
    }
    for text in [#"{"vertices":[]}"#, #"{"vertices":[[0,0],[1,1]]}"#, #"{"vertices":[[0,0],[1,1],[2,2]]}"#] {
      #expect(throws: PushingError.self) { try decoder.decode(ConvexPolygon.self, from: Data(text.utf8)) }
    }
    let part = #"{"vertices":[[0,0],[40,0],[0,40]]}"#
    for text in [
      #"{"name":"x","parts":[],"centre":[0,0],"momentPerMass":100}"#,
      #"{"name":"x","parts":[\#(part),\#(part)],"centre":[0,0],"momentPerMass":100}"#,
      #"{"name":"x","parts":[\#(part)],"centre":[1e9,0],"momentPerMass":100}"#,
      #"{"name":"x","parts":[\#(part)],"centre":[0,0],"momentPerMass":0}"#,
    ] {
      #expect(throws: PushingError.self) { try decoder.decode(BlockShape.self, from: Data(text.utf8)) }
    }
  }

  /// The corners of what is allowed: a block of one pixel and one as large as the table, every extreme of the physics
  /// at once.
  @Test func theExtremesOfWhatIsAllowedStayFinite() throws {
    let small = try BlockShape(name: "speck", parts: [triangle(1.42)])
    let large = try BlockShape(
      name: "lid", parts: [ConvexPolygon([Point(-512, -512), Point(512, -512), Point(512, 512), Point(-512, 512)])])
    let needle = try BlockShape(
      name: "needle", parts: [ConvexPolygon([Point(-500, 0), Point(500, 0), Point(0, 0.01)])])
    for shape in [.tee, small, large, needle] {
      for (mass, inertia) in [(1e-3, 1e-3), (1e-3, 1e3), (1e3, 1e-3), (1e3, 1e3)] {
        for (friction, damping, shift) in [(0.0, 1.0, 512.0), (1e6, 0, -512), (1e6, 1, 512)] {
          var physics = Physics()
          (physics.mass, physics.inertiaScale) = (mass, inertia)
          (physics.contactFriction, physics.damping) = (friction, damping)
          physics.centreShift = Point(shift, shift)
          let world = try PushingWorld(shape: shape, physics: physics)
          try world.reset(to: PushingState(pusher: Point(256, 330), block: Pose(x: 256, y: 256, angle: 0.3)))
          for step in 0..<80 {
            let t = Double(step % 40)
            try world.step(toward: Point(256 + t, 400 - 8 * t))
          }
          let block = world.block
          #expect(block.position.x.isFinite && block.position.y.isFinite && block.angle.isFinite)
        }
      }
    }
  }

  /// Pusher and block on one spot, a block across walls and corners, an angle of many turns.
  @Test func statesWithDeepOverlapsStayFinite() throws {
    let world = try PushingWorld()
    for (pusher, block) in [
      (Point(256, 256), Pose(x: 256, y: 241, angle: 0)), (Point(256, 256), Pose(x: 256, y: 256, angle: 0)),
      (Point(0, 0), Pose(x: 0, y: 0, angle: 0.785)), (Point(512, 512), Pose(x: 512, y: 512, angle: -1)),
      (Point(256, 400), Pose(x: 5, y: 256, angle: 1e6)), (Point(5, 5), Pose(x: 256, y: 506, angle: -1e6)),
    ] {
      try world.reset(to: PushingState(pusher: pusher, block: block))
      for step in 0..<40 { try world.step(toward: Point(512 * Double(step % 2), 256)) }
      let after = world.block
      #expect(abs(after.position.x) < 1000 && abs(after.position.y) < 1000 && after.angle.isFinite)
    }
  }

  @Test func aBlockOfAHundredPartsIsSavedAndRestored() throws {
    let comb = try BlockShape(
      name: "comb",
      parts: (0..<100).map { place in
        let x = Double(place) - 50
        return try ConvexPolygon([Point(x, 0), Point(x + 1, 0), Point(x + 1, 60), Point(x, 60)])
      })
    let world = try PushingWorld(shape: comb)
    let other = try PushingWorld(shape: comb)
    try world.reset(to: PushingState(pusher: Point(256, 400), block: Pose(x: 256, y: 300, angle: 0)))
    for step in 0..<30 {
      try world.step(toward: Point(256 + Double(step), 390 - 5 * Double(step)))
      try other.restore(world.save())
      #expect(other.save() == world.save())
      try other.step(toward: Point(256, 256))
    }
    #expect(world.block.position.y < 290)
  }

  @Test func boxesWithoutASizeHoldNoStart() {
    for (width, height) in [(Double.nan, 100.0), (-1, -1), (0, 0), (.infinity, .nan)] {
      var random = RandomStream(seed: 1, purpose: "hostile-boxes")
      #expect(throws: PushingError.self) {
        try PushingTask.study().drawStart(in: StartBox(width: width, height: height), using: &random)
      }
    }
  }

  @Test func coverageOfAPoseThatIsNoNumberIsNone() {
    let coverage = GoalCoverage(of: .tee, at: gymGoal)
    for pose in [Pose(x: .nan, y: 0, angle: 0), Pose(x: 1e300, y: 0, angle: 0), Pose(x: 256, y: 256, angle: .nan)] {
      #expect(coverage.value(at: pose) == 0)
    }
  }
}
