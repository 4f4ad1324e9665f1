import Alignment
import Statistics
import Tensors
import Testing

@Suite struct TransportExactTests {
  @Test func planCostsWhatPOTFinds() throws {
    let peer = Peers.value("emd2")
    let (x, y) = (Peers.matrix(5, 2, 0.3), Peers.matrix(6, 2, 0.9))
    let plan = try TransportPlan(
      minimizing: x.squaredDistances(to: y), rowMasses: [1, 2, 3, 2, 1].map { $0 / 9 },
      columnMasses: [1, 1, 2, 2, 1, 3].map { $0 / 10 })
    #expect(abs(plan.cost - peer.expected[0]) < peer.tolerance)
    for pair in TransportReference.shared.exact {
      let squared = try pair.x.squaredDistances(to: pair.y)
      let w2 = try TransportPlan(minimizing: squared, rowMasses: pair.xMasses, columnMasses: pair.yMasses)
      #expect(isClose(w2.cost.squareRoot(), pair.w2!, 1e-9))
      let w1 = try TransportPlan(minimizing: squared.squareRoot(), rowMasses: pair.xMasses, columnMasses: pair.yMasses)
      #expect(isClose(w1.cost, pair.w1!, 1e-9))
    }
  }

  @Test func measuresAgreeWithPOTOnEquallyWeightedRows() throws {
    for pair in TransportReference.shared.exact where pair.weighted == false {
      for (power, expected) in [(1, pair.w1!), (2, pair.w2!)] {
        let found = try ExactWasserstein(power: power).value(between: pair.x, and: pair.y)
        #expect(isClose(found.value, expected, 1e-9))
        #expect(found.status == .exact)
        let single = try ExactWasserstein(power: power).value(
          between: pair.x.converted(to: Float.self), and: pair.y.converted(to: Float.self))
        #expect(isClose(single.value, expected, 1e-5))
      }
    }
  }

  @Test func publishedDistancesOfScipysTestsAreFound() throws {
    // scipy/stats/tests/test_stats.py, scipy 1.17.1.
    let line = try wassersteinDistance([0, 1], [0], xWeights: [3, 1], yWeights: [1])
    #expect(line == 0.25)
    let weighted = try wassersteinDistance(
      [4.5, 6.7, 2.1], [4.6, 7, 9.2], xWeights: [3, 1, 1], yWeights: [1, 3, 1])
    #expect(isClose(weighted, 2.5, 1e-12))
    // Thirteen points of the plane.
    let u = try Tensor<Double>(rows: Array(repeating: [1, 1], count: 10) + [[4, 2], [6, 1], [6, 1]])
    let v = try Tensor<Double>(
      rows: [[2, 1], [2, 1], [3, 2], [3, 2], [3, 2]] + Array(repeating: [5, 1], count: 7) + [[7, 1]])
    #expect(isClose(try ExactWasserstein(power: 1).value(between: u, and: v).value, 2.470955, 1e-6))
  }

  @Test func planMovesExactlyTheMassesItWasGiven() throws {
    for pair in TransportReference.shared.exact {
      let plan = try TransportPlan(
        minimizing: pair.x.squaredDistances(to: pair.y), rowMasses: pair.xMasses, columnMasses: pair.yMasses)
      let rows = try plan.matrix.sum(axis: 1).elements
      let columns = try plan.matrix.sum(axis: 0).elements
      for (found, wanted) in zip(rows + columns, pair.xMasses + pair.yMasses) { #expect(abs(found - wanted) < 1e-14) }
      #expect(plan.flows.count < pair.n + pair.m)
    }
  }

  @Test func massesOfDifferentTotalsNegativeOnesAndEmptyProblemsAreRefused() throws {
    let costs = Tensor<Double>.ones([2, 2])
    #expect(throws: SampleError.self) {
      try TransportPlan(minimizing: costs, rowMasses: [1, 1], columnMasses: [1, 2])
    }
    #expect(throws: SampleError.self) {
      try TransportPlan(minimizing: costs, rowMasses: [2, -1], columnMasses: [1, 0])
    }
    #expect(throws: ShapeError.self) { try TransportPlan(minimizing: costs, rowMasses: [1]) }
    #expect(throws: ShapeError.self) { try TransportPlan(minimizing: .zeros([0, 2])) }
  }

  @Test func identicalSamplesAreAtDistanceZeroEvenFarFromTheOrigin() throws {
    let x = SeededNumbers.samples(3, 40, 5) + 1e3
    let shuffled = try x.gatherRows((0..<40).map { ($0 * 7) % 40 })
    for power in [1, 2] {
      #expect(try ExactWasserstein(power: power).value(between: x, and: shuffled).value == 0)
      let halves = try x.rows(0..<20)
      // Twice the same rows: n ≠ m, and the distance is still 0.
      let doubled = try Tensor.concatenated([halves, halves])
      #expect(try ExactWasserstein(power: power).value(between: halves, and: doubled).value < 1e-12)
    }
  }

  @Test func distanceOfATranslatedSampleIsTheLengthOfTheTranslation() throws {
    let x = SeededNumbers.samples(5, 50, 3)
    let moved = try x + Tensor([3, 4, 12])
    #expect(isClose(try ExactWasserstein(power: 2).value(between: x, and: moved).value, 13, 1e-12))
    #expect(isClose(try ExactWasserstein(power: 1).value(between: x, and: moved).value, 13, 1e-12))
  }

  @Test func distancesObeyTheTriangleInequalityAndSymmetry() throws {
    for seed in 0..<10 as Range<UInt64> {
      let x = SeededNumbers.samples(40 + seed, 12, 2)
      let y = SeededNumbers.samples(60 + seed, 17, 2, scale: 2, shift: 0.3)
      let z = SeededNumbers.samples(80 + seed, 9, 2, shift: -0.4)
      for power in [1, 2] {
        let measure = ExactWasserstein(power: power)
        let (xy, yz) = (try measure.value(between: x, and: y).value, try measure.value(between: y, and: z).value)
        let xz = try measure.value(between: x, and: z).value
        #expect(xz <= xy + yz + 1e-12)
        #expect(isClose(try measure.value(between: y, and: x).value, xy, 1e-12))
      }
    }
  }
}
