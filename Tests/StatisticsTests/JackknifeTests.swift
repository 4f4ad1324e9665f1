import Statistics
import Testing

@Suite struct JackknifeTests {
  @Test func theJackknifeOfAMeanIsItsTInterval() throws {
    let values = [1.2, -0.7, 3.1, 0.4, 2.2]
    let mean = try Estimate.mean(of: values)
    let jackknife = try Estimate.jackknife(count: values.count) { chosen in
      chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count)
    }
    #expect(abs(jackknife.value - mean.value) < 1e-12)
    #expect(abs(jackknife.interval.lower - mean.interval.lower) < 1e-12)
    #expect(abs(jackknife.interval.upper - mean.interval.upper) < 1e-12)
    #expect(jackknife.count == 5)
  }

  /// For a smooth function f of a mean the jackknife's spread approaches |f′(x̄)| times the mean's.
  @Test func theJackknifeOfASmoothFunctionFollowsItsSlope() throws {
    let values = (0..<200).map { 1 + 0.01 * Double($0 % 7) }
    let mean = try Estimate.mean(of: values)
    let cube = try Estimate.jackknife(count: values.count) { chosen in
      let mean = chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count)
      return mean * mean * mean
    }
    let slope = 3 * mean.value * mean.value
    #expect(abs(cube.interval.halfWidth / (slope * mean.interval.halfWidth) - 1) < 1e-3)
  }

  @Test func oneGroupAndInfiniteStatisticsAreRefused() {
    #expect(throws: SampleError.self) { try Estimate.jackknife(count: 1) { _ in 0 } }
    #expect(throws: SampleError.self) { try Estimate.jackknife(count: 3) { 1 / Double($0.count - 2) } }
  }
}
