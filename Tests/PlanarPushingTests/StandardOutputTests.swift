import Foundation
import PlanarPushing
import Tensors
import Testing

/// Debian builds Chipmunk with its checks on; such a build prints a banner at a process's first space. Each test is a
/// process of its own, in which no world was made before.
@Suite struct StandardOutputTests {
  @Test func aProcessThatPushesPrintsNothingOfTheEngines() async throws {
    let result = try #require(
      await #expect(
        processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
      ) {
        print("before")
        let world = try PushingWorld()
        try world.reset(to: PushingState(pusher: Point(256, 400), block: Pose(x: 256, y: 300, angle: 0.5)))
        try world.step(toward: Point(256, 390))
        _ = try PushingWorld(shape: .cross)
        print("after")
      })
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self) == "before\nafter\n")
    #expect(result.standardErrorContent.isEmpty)
  }

  @Test func manyThreadsThatMakeTheirFirstWorldsPrintNothingEither() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try forEachInParallel(64, workers: 8) { place in
          let world = try PushingWorld(shape: BlockShape.all[place % BlockShape.all.count])
          try world.step(toward: Point(256, 256))
        }
        print("done")
      })
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self) == "done\n")
  }
}
