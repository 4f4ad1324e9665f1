import Alignment
import Foundation
import Statistics
import Tensors
import Testing

@Suite struct TransportOnLinesTests {
  /// Between projected rows with the peers' weights.
  private func distance(_ x: Tensor<Double>, _ y: Tensor<Double>, along axis: [Double], p: Double) throws -> Double {
    let column = try Tensor(axis).reshaped([axis.count, 1])
    return try wassersteinDistance(
      x.multiplied(by: column).elements, y.multiplied(by: column).elements, p: p, xWeights: [1, 2, 3, 2, 1],
      yWeights: [1, 1, 2, 2, 1, 3])
  }

  @Test func distanceOnALineIsThatOfScipyAndPOT() throws {
    let peer = Peers.value("w1d_p1_p2")
    let (x, y) = (Peers.matrix(5, 2, 0.3), Peers.matrix(6, 2, 0.9))
    #expect(abs(try distance(x, y, along: [1, 0], p: 1) - peer.expected[0]) < peer.tolerance)
    #expect(abs(pow(try distance(x, y, along: [1, 0], p: 2), 2) - peer.expected[1]) < peer.tolerance)
    // The same four projections, weighted, averaged as a sliced distance is.
    let sliced = Peers.value("sliced_W2_fixed_proj")
    let squares = try [[1, 0], [0, 1], [0.6, 0.8], [0.8, -0.6]].map { pow(try distance(x, y, along: $0, p: 2), 2) }
    #expect(abs((squares.reduce(0, +) / 4).squareRoot() - sliced.expected[0]) < sliced.tolerance)
    for pair in TransportReference.shared.lines {
      let found = try wassersteinDistance(
        pair.x.elements, pair.y.elements, p: pair.p!, xWeights: pair.xMasses, yWeights: pair.yMasses)
      #expect(isClose(found, pair.value!, 1e-10))
    }
  }

  @Test func slicedDistanceAlongGivenDirectionsIsThatOfPOT() throws {
    for pair in TransportReference.shared.sliced {
      var axes = SeededNumbers.samples(pair.seed + 4, 7, pair.d)
      axes = try axes / axes.squared().sum(axis: 1, keepingAxis: true).squareRoot()
      for (power, expected) in [(1, pair.w1!), (2, pair.w2!)] {
        let found = try SlicedWasserstein.distance(between: pair.x, and: pair.y, along: axes, power: power)
        #expect(isClose(found, expected, 1e-10))
      }
    }
  }

  @Test func marginalDistanceIsTheMeanOfThoseOfTheCoordinates() throws {
    for pair in TransportReference.shared.sliced {
      let found = try [1, 2].map { try MarginalWasserstein(power: $0).value(between: pair.x, and: pair.y).value }
      #expect(isClose(found[0], pair.marginal1!, 1e-10))
      #expect(isClose(found[1], pair.marginal2!, 1e-10))
    }
  }

  @Test func slicedDistanceOfOneColumnIsTheDistanceOnTheLine() throws {
    for pair in TransportReference.shared.lines where pair.weighted == false {
      for power in [1, 2] {
        let expected = try wassersteinDistance(pair.x.elements, pair.y.elements, p: Double(power))
        let sliced = SlicedWasserstein(power: power, directionCount: 5)
        #expect(isClose(try sliced.value(between: pair.x, and: pair.y).value, expected, 1e-12))
        let marginal = MarginalWasserstein(power: power)
        #expect(isClose(try marginal.value(between: pair.x, and: pair.y).value, expected, 1e-12))
      }
    }
  }

  @Test func preparedDistanceBetweenGroupsIsTheDistanceBetweenTheirRows() throws {
    let rows = try GroupedRows(SeededNumbers.samples(11, 60, 4), counts: Array(repeating: 6, count: 10))
    for measure in [SlicedWasserstein(power: 1), SlicedWasserstein(power: 2)] {
      let prepared = try measure.prepare(rows, workers: 2)
      for (first, second) in [([0, 1, 2], [3, 4, 5, 6]), ([9, 0], [4, 5]), ([8], [1, 2, 3])] {
        let direct = try measure.value(
          between: try rows.rows(of: first), and: try rows.rows(of: second)
        ).value
        #expect(isClose(try prepared.value(between: first, and: second).value, direct, 1e-12))
      }
    }
  }

  @Test func theNumberOfWorkersDoesNotChangeABit() throws {
    let (x, y) = (SeededNumbers.samples(21, 90, 7), SeededNumbers.samples(22, 70, 7, shift: 1))
    let values = try [1, 2, 5].map { workers in
      try SlicedWasserstein(power: 2).value(between: x, and: y, workers: workers).value
    }
    #expect(values[0] == values[1] && values[1] == values[2])
  }

  @Test func slicedDistanceOfATranslationIsItsMeanProjection() throws {
    // In Rᵈ the mean of (θᵀt)² over the sphere is |t|²/d; 500 directions leave about √(2/500) of it, here tested at 4
    // standard errors, for a fixed seed.
    let x = SeededNumbers.samples(31, 200, 8)
    let moved = try x + Tensor<Double>([2, 0, 0, 0, 0, 0, 0, 0])
    let found = try SlicedWasserstein(power: 2).value(between: x, and: moved).value
    #expect(abs(found * found - 0.5) < 0.5 * 4 * (2.0 / 500).squareRoot())
  }

  @Test func numbersOfBothSignsZerosAndEqualOnesAreSorted() throws {
    let x = try Tensor<Double>(rows: [[-0.0], [0], [-1e300], [1e300], [-3], [-3], [2], [1e-300]])
    let y = try Tensor<Double>(rows: [[0], [0], [-1e300], [1e300], [-3], [-3], [2], [0]])
    #expect(try MarginalWasserstein(power: 1).value(between: x, and: y).value <= 1e-300)
  }

  @Test func numbersThatDifferInTheirLastBitsAloneAreSorted() throws {
    // 1 + k ulp in a shuffled order, around 0 once the mean is taken; and values 3 ± k·1e-14 with a far outlier, whose
    // upper halves all agree.
    let shuffled = (0..<500).map { Double(($0 * 317) % 500) }
    for scale in [0x1p-52, 1e-14] {
      let x = Tensor(shuffled.map { 3 + $0 * scale } + [1e6])
      let y = Tensor((0..<500).map { 3 + Double($0) * scale } + [1e6])
      let column = try (x.reshaped([501, 1]), y.reshaped([501, 1]))
      #expect(try MarginalWasserstein(power: 1).value(between: column.0, and: column.1).value == 0)
    }
  }

  @Test func weightsThatAreNegativeOrAllZeroAndPowersBelowOneAreRefused() {
    #expect(throws: SampleError.self) { try wassersteinDistance([1], [2], xWeights: [0]) }
    #expect(throws: SampleError.self) { try wassersteinDistance([1, 2], [2], xWeights: [2, -1]) }
    #expect(throws: SampleError.self) { try wassersteinDistance([1], [2], p: 0.5) }
    #expect(throws: SampleError.self) { try wassersteinDistance([], [2]) }
    #expect(throws: SampleError.self) { try wassersteinDistance([.infinity], [2]) }
  }
}
