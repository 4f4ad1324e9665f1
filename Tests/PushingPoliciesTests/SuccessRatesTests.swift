import PlanarPushing
import PushingPolicies
import Testing

@Suite struct SuccessRatesTests {
  @Test func theThreeOutcomesAreCountedApart() {
    let task = PushingTask.study()
    let home = PushingState(pusher: task.pusherStart, block: task.goal)
    let away = PushingState(pusher: task.pusherStart + Point(100, 0), block: task.goal)
    var rates = SuccessRates()
    for (state, steps) in [(home, 1), (away, 5), (away, 20)] {
      var tracker = SuccessTracker(task)
      for _ in 0..<steps { tracker.observe(state) }
      rates.count(tracker.outcome)
    }
    #expect(rates.episodes == 3 && rates.reached == 3 && rates.held == 1 && rates.returned == 1)
  }
}
