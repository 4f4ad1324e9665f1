import PlanarPushing
import Tensors
import Testing

@Suite struct TaskTests {
  let task = PushingTask.study()

  /// A state whose block is off its goal by a displacement of its centre and an angle.
  private func state(off displacement: Point, angle: Double = 0, pusher: Point? = nil) -> PushingState {
    let centre = task.boxCentre + displacement
    return PushingState(
      pusher: pusher ?? Point(20, 20),
      block: Pose(centre - task.shape.centre.rotated(by: angle), angle: angle))
  }

  @Test func theStudysTaskHasItsDistances() {
    // The bar's centre is 15 px below its upper edge; .15 m from there the pusher waits.
    let bar = task.goal.place(Point(0, 15))
    #expect(abs((bar - task.pusherStart).length - 0.15 * 727) < 1e-9)
    #expect(abs(SuccessCriterion.metres.positionTolerance - 10.905) < 1e-12)
    #expect(abs(SuccessCriterion.metres.pusherTolerance - 29.08) < 1e-12)
    #expect(SuccessCriterion.pixels.stepLimit == 750)
  }

  @Test func errorsAreThoseOfTheCentreAndOfTheWrappedAngle() {
    for turns in [-2.0, 0, 3] {
      let error = task.error(of: state(off: Point(3, 4), angle: 0.02 + turns * 2 * .pi).block)
      #expect(abs(error.position - 5) < 1e-9)
      #expect(abs(error.orientation - 0.02) < 1e-9)
    }
  }

  @Test func reachedHeldAndReturnedAreTold() {
    var tracker = SuccessTracker(task)
    let far = state(off: Point(11.1, 0))
    let within = state(off: Point(10.9, 0), angle: 3.4 * .pi / 180)
    tracker.observe(far)
    #expect(tracker.outcome.reached == nil && tracker.outcome.endedNear)
    tracker.observe(within)
    tracker.observe(far)
    #expect(tracker.outcome.reached == 0.1)
    for _ in 0..<10 { tracker.observe(within) }
    #expect(tracker.outcome.held == nil)
    tracker.observe(within)
    #expect(abs(tracker.outcome.held! - 1.3) < 1e-12)
    #expect(tracker.outcome.returned == nil)
    tracker.observe(state(off: .zero, pusher: task.pusherStart + Point(29.5, 0)))
    #expect(tracker.outcome.returned == nil)
    tracker.observe(state(off: Point(0, 11.5), pusher: task.pusherStart))
    #expect(tracker.outcome.returned == nil)
    tracker.observe(state(off: Point(5, 5), pusher: task.pusherStart + Point(0, -28.5)))
    #expect(abs(tracker.outcome.returned! - 1.6) < 1e-12)
  }

  @Test func nothingCountsAfterTheTimeLimit() {
    var tracker = SuccessTracker(task)
    for _ in 0...750 { tracker.observe(state(off: Point(100, 0))) }
    tracker.observe(state(off: .zero, pusher: task.pusherStart))
    #expect(tracker.outcome.returned == nil && tracker.outcome.reached == nil)
    var inTime = SuccessTracker(task)
    for _ in 0..<750 { inTime.observe(state(off: Point(100, 0))) }
    inTime.observe(state(off: .zero, pusher: task.pusherStart))
    #expect(inTime.outcome.returned == 75)
  }

  @Test func startsLieInTheBoxAndTurnEveryWay() throws {
    for shape in BlockShape.all {
      for box in [StartBox.training, .evaluation] {
        let task = PushingTask.study(shape, shift: Point(0, 36))
        var random = RandomStream(seed: 1, purpose: "starts")
        var quadrants = Set<Int>()
        for _ in 0..<200 {
          let start = try task.drawStart(in: box, using: &random)
          #expect(start.pusher == task.pusherStart)
          quadrants.insert(Int(((start.block.angle + .pi) / (.pi / 2)).rounded(.down)))
          for part in shape.parts {
            #expect(part.distance(to: start.block.locate(start.pusher)) > PushingWorld.pusherRadius)
            for vertex in part.vertices.map(start.block.place) {
              #expect(abs(vertex.x - task.boxCentre.x) <= box.width / 2 + 1e-9)
              #expect(abs(vertex.y - task.boxCentre.y) <= box.height / 2 + 1e-9)
            }
          }
        }
        #expect(quadrants.count >= 4)
      }
    }
    var random = RandomStream(seed: 1, purpose: "starts")
    #expect(throws: PushingError.self) {
      try task.drawStart(in: StartBox(width: 50, height: 50), using: &random)
    }
  }

  @Test func gapsAreNamedAsInTheStudy() throws {
    for family in DomainGap.Family.allCases {
      for level in family.levels {
        let gap = try DomainGap(family, level: level)
        #expect(try DomainGap("\(gap)") == gap)
      }
    }
    let bad = [
      "colour", "camera-pose", "camera-pose:5", "camera-pose:0", "object:3", "object:x", "no-gap:2", "object:1:2", "",
    ]
    for name in bad {
      #expect(throws: PushingError.self) { try DomainGap(name) }
    }
  }

  @Test func everyGapOfThePhysicsChangesWhatItsNameSays() throws {
    let base = PushingDomain.source
    for (level, shift) in [(1, 0.0), (2, -21.81), (3, 21.81), (4, 43.62)] {
      let domain = try base.opening([DomainGap(.centreOfMass, level: level)])
      #expect(abs(domain.physics.centreShift.y - shift) < 1e-9)
      var rest = domain.physics
      rest.centreShift = .zero
      #expect(rest == base.physics)
    }
    for (level, shift) in [(1, 0.0), (2, 18.175), (3, 36.35), (4, 72.7)] {
      let task = try base.opening([DomainGap(.targetPose, level: level)]).task()
      let moved = task.goal.position - base.task().goal.position
      #expect(abs(moved.y - shift) < 1e-9 && moved.x == 0)
      #expect(abs((task.pusherStart - base.task().pusherStart).y - shift) < 1e-9)
    }
    let mixed = try base.opening([DomainGap("object:2")])
    #expect(Set((0..<5).map { mixed.task(episode: $0).shape.name }).count == 5)
    #expect(!mixed.shapes.contains(.tee))
    #expect(try base.opening([DomainGap("no-physics-gap")]).physics == PushingDomain.target.physics)
    #expect(try base.opening([DomainGap("camera-pose:3")]).physics == base.physics)
    let both = try base.opening([DomainGap("target-pose:2"), DomainGap("centre-of-mass:2")])
    #expect(both.gaps.count == 2 && both.targetShift != .zero && both.physics.centreShift != .zero)
    #expect(throws: PushingError.self) {
      try base.opening([DomainGap("target-pose:2"), DomainGap("target-pose:3")])
    }
  }
}
