import PlanarPushing
import PushingPolicies
import Statistics
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

  /// 2 of 3 by hand: Wilson's ends are (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n).
  @Test func ratesHaveWilsonsInterval() throws {
    var rates = SuccessRates()
    #expect(throws: SampleError.self) { try rates.rate(of: \.returned) }
    let task = PushingTask.study()
    for pusher in [task.pusherStart, task.pusherStart, task.pusherStart + Point(100, 0)] {
      var tracker = SuccessTracker(task)
      tracker.observe(PushingState(pusher: pusher, block: task.goal))
      rates.count(tracker.outcome)
    }
    let rate = try rates.rate(of: \.returned)
    let (n, p, z) = (3.0, 2.0 / 3, 1.959963984540054)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    #expect(rate.value == p && rate.count == 3)
    #expect(abs(rate.interval.lower - (p + z * z / (2 * n) - half) / (1 + z * z / n)) < 1e-12)
    #expect(abs(rate.interval.upper - (p + z * z / (2 * n) + half) / (1 + z * z / n)) < 1e-12)
    let exact = try rates.rate(of: \.returned, interval: .exact).interval
    #expect(exact.lower < rate.interval.lower && exact.upper > rate.interval.upper)
  }
}
