import PlanarPushing
import Testing

@Suite struct DemonstrationSetTests {
  @Test func aSetDoesNotDependOnWorkersAndBeginsWithTheSmallerOne() throws {
    let domain = try PushingDomain.source.opening([DomainGap("object:2")])
    let alone = try DemonstrationSet(of: .humanLike, in: domain, count: 6, seed: 5)
    let together = try DemonstrationSet(of: .humanLike, in: domain, count: 8, seed: 5, workers: 3)
    #expect(alone.demonstrations == Array(together.demonstrations.prefix(6)))
    #expect(alone.attempts == Array(together.attempts.prefix(6)))
    #expect(together.demonstrations.allSatisfy { $0.outcome.returned != nil })
  }

  @Test func otherSeedsGiveOtherStarts() throws {
    let starts = try (0..<3).map { seed in
      try DemonstrationSet(of: .planner, in: .source, count: 1, seed: seed).demonstrations[0].start
    }
    #expect(starts[0] != starts[1] && starts[1] != starts[2])
  }

  @Test func anExpertThatHardlyEverSucceedsIsAnError() throws {
    var numb = ExpertCharacter.planner
    numb.stopPosition = 400
    numb.stopOrientation = 4
    #expect(throws: PushingError.self) {
      try DemonstrationSet(of: numb, in: .source, count: 1, seed: 1)
    }
  }
}
