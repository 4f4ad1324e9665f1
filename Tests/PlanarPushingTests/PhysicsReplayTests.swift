import PlanarPushing
import Tensors
import Testing

@Suite struct PhysicsReplayTests {
  private func demonstrations(_ domain: PushingDomain, count: Int) throws -> [Demonstration] {
    try DemonstrationSet(of: .planner, in: domain, count: count, seed: 11).demonstrations
  }

  /// The mean error at the end of all windows, px and radians.
  private func finalErrors(_ domain: PushingDomain, _ executed: Physics) throws -> (Double, Double) {
    let replay = try PhysicsReplay(planned: domain.physics, executed: executed)
    let ends = try demonstrations(domain, count: 8).flatMap { try replay.windows(of: $0).map { $0.errors.last! } }
    let count = Double(ends.count)
    return (ends.reduce(0) { $0 + $1.position } / count, ends.reduce(0) { $0 + $1.orientation } / count)
  }

  @Test func underTheSamePhysicsNothingIsWrong() throws {
    let shifted = try PushingDomain.source.opening([DomainGap("centre-of-mass:4")])
    for domain in [PushingDomain.source, .target, shifted] {
      let replay = try PhysicsReplay(planned: domain.physics, executed: domain.physics)
      for demonstration in try demonstrations(domain, count: 3) {
        let windows = try replay.windows(of: demonstration)
        #expect(!windows.isEmpty)
        #expect(windows.allSatisfy { $0.executed == $0.planned && $0.planned.count == 21 })
        #expect(windows.allSatisfy { $0.errors.allSatisfy { $0.position == 0 && $0.orientation == 0 } })
        #expect(try replay.whole(demonstration).executed == demonstration.states)
      }
    }
  }

  @Test func aPlanForOtherPhysicsGoesWrong() throws {
    let (position, rotation) = try finalErrors(.source, PushingDomain.target.physics)
    #expect(position > 1 && rotation > 0.02)
    // Further from the truth, further from the goal: the centre of gravity alone, no friction.
    let errors = try [2, 4].map { level in
      try finalErrors(PushingDomain.source.opening([DomainGap(.centreOfMass, level: level)]), .gymPushT)
    }
    #expect(errors[0].1 > 0.02 && errors[1].1 > errors[0].1)
  }

  @Test func windowsBeginWithTheDemonstrationsStateAndAreThoseInWhichTheBlockMoves() throws {
    let domain = try PushingDomain.source.opening([DomainGap("centre-of-mass:3")])
    let replay = try PhysicsReplay(planned: domain.physics, executed: .gymPushT)
    let demonstration = try demonstrations(domain, count: 1)[0]
    let windows = try replay.windows(of: demonstration, length: 10, leastMotion: 20)
    for window in windows {
      #expect(window.start % 10 == 0)
      #expect(window.planned == Array(demonstration.states[window.start...(window.start + 10)]))
      #expect(abs(window.errors[0].position) < 1e-9 && abs(window.errors[0].orientation) < 1e-9)
    }
    let every = try replay.windows(of: demonstration, length: 10, leastMotion: 0)
    #expect(every.count == demonstration.count / 10 && windows.count < every.count)
  }

  @Test func aDemonstrationOfOtherPhysicsIsRefused() throws {
    let replay = try PhysicsReplay(planned: PushingDomain.target.physics, executed: .gymPushT)
    let demonstration = try demonstrations(.source, count: 1)[0]
    #expect(throws: PushingError.self) { try replay.windows(of: demonstration) }
  }
}
