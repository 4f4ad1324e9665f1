import Foundation
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct ActionGapTests {
  /// Two real episodes at the states 0 … 9 whose actions differ by `own`, and sim at the same states, `shift` from the
  /// first episode and so far from either.
  private static func planted(own: Double, shift: Double, width: Int = 1) throws -> ActionGap {
    func rows(_ values: [Double]) throws -> Tensor<Double> {
      try Tensor(values.flatMap { [$0] + [Double](repeating: 0, count: width - 1) }, shape: [values.count, width])
    }
    let states = (0..<10).map(Double.init)
    let actions = states.map { 3 * $0 }
    return try ActionGap(
      target: rows(actions + actions.map { $0 + own }), source: rows(actions.map { $0 - shift }),
      episodes: [Int](repeating: 0, count: 10) + [Int](repeating: 1, count: 10),
      states: (Tensor(states + states, shape: [20, 1]), Tensor(states, shape: [10, 1])))
  }

  /// Of one distance d the coefficient is ½ at α/σ = √(8 ln 2)/d.
  private static func half(_ distance: Double) -> Double { 1 / (1 + (8 * log(2)).squareRoot() / distance) }

  @Test(arguments: [1, 3]) func actionsAtEqualStatesHaveTheGapThatWasPlanted(width: Int) throws {
    // Sim is as far from the first episode as from the second when the two are equal.
    let gap = try Self.planted(own: 0, shift: 2, width: width)
    #expect(gap.acrossDomains.squaredDistances == [Double](repeating: 4, count: 20))
    #expect(gap.withinTarget.squaredDistances == [Double](repeating: 0, count: 20))
    #expect(gap.pairing == .matchedStates(threshold: 0))
    let excess = try gap.noiseShareExcess()
    #expect(abs(excess.value - Self.half(2)) < 1e-12 && excess.interval.halfWidth < 1e-9)
    #expect(throws: SampleError.self) { try gap.normalizedDistance() }
    let coefficient = try gap.coefficient(.acrossDomains, noiseShare: 0.5)
    #expect(abs(coefficient.value - exp(-4.0 / 8)) < 1e-12)
    #expect(try gap.coefficient(.acrossDomains, noiseShare: 1).value == 1)
    #expect(try gap.coefficient(.acrossDomains, noiseShare: 0).value == 0)
  }

  @Test func theNormalizedDistanceIsTheGapInUnitsOfWhatRealActionsDifferBy() throws {
    let gap = try Self.planted(own: 1, shift: 2)
    // Sim lies 2 from the first episode and 3 from the second; real pairs are 1 apart.
    #expect(abs(try gap.normalizedDistance().value - ((4.0 + 9) / 2).squareRoot()) < 1e-12)
    #expect(abs(try gap.noiseShareAtHalf(.withinTarget).value - Self.half(1)) < 1e-12)
    #expect(try gap.noiseShareAtHalf(.acrossDomains).count == 2)
  }

  @Test func withoutStatesPairsAreDrawnAcrossEpisodes() throws {
    let target = try Tensor([Double](repeating: 0, count: 7) + [Double](repeating: 1, count: 5), shape: [12, 1])
    let source = try Tensor([3.0], shape: [1, 1])
    let episodes = [Int](repeating: 4, count: 7) + [Int](repeating: 9, count: 5)
    let gap = try ActionGap(target: target, source: source, episodes: episodes, seed: 1)
    #expect(gap.pairing == .random)
    #expect(gap.withinTarget.squaredDistances == [Double](repeating: 1, count: 12))
    #expect(gap.acrossDomains.squaredDistances == [Double](repeating: 9, count: 7) + [Double](repeating: 4, count: 5))
  }

  /// E‖a − b‖² is 2 within, 2 + Δ² across.
  @Test func randomPairsOfGaussiansHaveTheDistancesOfTheirMoments() throws {
    let (real, sim) = (OverlapTests.normal(3000, 1, "real"), OverlapTests.normal(3000, 1, "sim", shift: 2))
    let found = try ActionGap(target: real, source: sim).normalizedDistance()
    #expect(abs(found.value - 3.0.squareRoot()) < 0.06 && found.interval.contains(3.0.squareRoot()))
    #expect(found.count == 20)
  }

  @Test func identicalDomainsHaveNoGapBeyondChance() throws {
    var covered = 0
    for seed in 0..<20 {
      let real = OverlapTests.normal(200, 2, "real \(seed)")
      let sim = OverlapTests.normal(200, 2, "sim \(seed)")
      let gap = try ActionGap(target: real, source: sim, seed: UInt64(seed))
      if try gap.noiseShareExcess().interval.contains(0) { covered += 1 }
    }
    // At 95 % coverage fewer than 15 of 20 happen once in 3000.
    #expect(covered >= 15)
  }

  @Test func whatCannotBePairedIsAnError() throws {
    let (x, y) = (OverlapTests.normal(6, 2, "x"), OverlapTests.normal(6, 2, "y"))
    #expect(throws: SampleError.self) { try ActionGap(target: x.rows(0..<1), source: y) }
    #expect(throws: SampleError.self) { try ActionGap(target: x, source: .zeros([0, 2])) }
    #expect(throws: ShapeError.self) { try ActionGap(target: x, source: OverlapTests.normal(6, 3, "wide")) }
    #expect(throws: SampleError.self) {
      try ActionGap(target: x, source: y, episodes: [Int](repeating: 1, count: 6))
    }
    #expect(throws: ShapeError.self) { try ActionGap(target: x, source: y, states: (x.rows(0..<5), y)) }
    #expect(throws: SampleError.self) { try ActionGap(target: x, source: y, states: (x, y + 1000)) }
    var broken = y
    broken[2, 0] = .nan
    #expect(throws: SampleError.notFinite(what: "source actions", index: 4)) {
      try ActionGap(target: x, source: broken)
    }
    #expect(throws: SampleError.self) { try ActionGap(target: x, source: y).coefficient(.acrossDomains, noiseShare: 2) }
  }
}
