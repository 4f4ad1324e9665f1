import Alignment
import Foundation
import Tensors
import Testing

/// The literal double sums that MMD² and the energy distance are made of.
private func literal(
  _ x: Tensor<Double>, _ y: Tensor<Double>, biased: Bool, _ f: (Double) -> Double
) -> Double {
  func mean(_ a: Tensor<Double>, _ b: Tensor<Double>, within: Bool) -> Double {
    var total = 0.0
    for i in 0..<a.rows {
      for j in 0..<b.rows where !within || biased || i != j {
        var square = 0.0
        for k in 0..<a.columns { square += (a[i, k] - b[j, k]) * (a[i, k] - b[j, k]) }
        total += f(square.squareRoot())
      }
    }
    let n = Double(a.rows)
    return total / (within && !biased ? n * (n - 1) : n * Double(b.rows))
  }
  return mean(x, x, within: true) + mean(y, y, within: true) - 2 * mean(x, y, within: false)
}

private func gaussian(_ width: Double) -> (Double) -> Double { { exp(-$0 * $0 / (2 * width * width)) } }

private func normals(_ n: Int, _ d: Int, shift: Double = 0, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 7, purpose: "pair means", index: index)
  return Tensor<Double>.normal([n, d], from: &stream) + shift
}

@Suite struct PairMeanTests {
  @Test func squaredMMDOfUnitBandwidthIsThatOfTheLiteralFormula() throws {
    let peer = Peers.value("mmd2_rbf_sigma1_biased_unbiased")
    for (estimator, expected) in zip([PairEstimator.biased, .unbiased], peer.expected) {
      let measure = MaximumMeanDiscrepancy(bandwidth: .fixed(1), estimator: estimator)
      let value = try measure.value(between: Peers.x, and: Peers.y).value
      #expect(abs(value - expected) < peer.tolerance)
    }
  }

  @Test func energyDistanceIsThatOfTheLiteralFormula() throws {
    let peer = Peers.value("energy_2sample_V")
    let value = try EnergyDistance().value(between: Peers.x, and: Peers.y).value
    #expect(abs(value - peer.expected[0]) < peer.tolerance)
  }

  /// scipy stats/tests/test_stats.py: energy_distance([0, 1, 2], [1, 2, 3]) = 0.8164966, the square root of ours.
  @Test func energyDistanceSquaredIsScipysInOneDimension() throws {
    let x = try Tensor<Double>(rows: [[0], [1], [2]])
    let value = try EnergyDistance().value(between: x, and: x + 1).value
    #expect(abs(value.squareRoot() - 0.8164966) < 1e-7)
  }

  /// pytorch-adapt tests/layers/test_mmd_loss.py: the kernel is exp(−d²/bandwidth) with the median d², 1, as bandwidth.
  @Test func squaredMMDIsPytorchAdaptsOnThreePointsASide() throws {
    let x = try Tensor<Double>(rows: [[1], [2], [3]])
    let measure = MaximumMeanDiscrepancy(bandwidth: .fixed(0.5.squareRoot()))
    #expect(abs(try measure.value(between: x, and: x + 1).value - -0.2769) < 5e-5)
  }

  @Test func samplesAcrossManyTilesGiveTheLiteralSums() throws {
    let x = normals(300, 3, index: 0)
    let y = normals(470, 3, shift: 0.4, index: 1)
    for biased in [false, true] {
      let estimator: PairEstimator = biased ? .biased : .unbiased
      let mmd = try MaximumMeanDiscrepancy(bandwidth: .fixed(0.8), estimator: estimator).value(between: x, and: y)
      #expect(abs(mmd.value - literal(x, y, biased: biased, gaussian(0.8))) < 1e-12)
      let energy = try EnergyDistance(estimator: estimator).value(between: x, and: y)
      #expect(abs(energy.value - literal(x, y, biased: biased) { -$0 }) < 1e-12)
    }
  }

  @Test func energyCoefficientIsTheDistanceOverTwiceTheMeanDistanceBetween() throws {
    let x = normals(300, 3, index: 0)
    let y = normals(470, 3, shift: 0.4, index: 1)
    var twice = 0.0
    for i in 0..<x.rows {
      for j in 0..<y.rows {
        twice += 2 * (0..<3).reduce(0) { $0 + (x[i, $1] - y[j, $1]) * (x[i, $1] - y[j, $1]) }.squareRoot()
      }
    }
    let expected = literal(x, y, biased: true) { -$0 } / (twice / Double(x.rows * y.rows))
    #expect(abs(try EnergyCoefficient().value(between: x, and: y).value - expected) < 1e-12)
  }

  /// x = {0, 1}, y = {3, 4}: E|x − y| = 3, E|x − x′| = E|y − y′| = ½ over all pairs, so H = (6 − 1)/6.
  @Test func energyCoefficientOfTwoPairsOfPointsIsFiveSixths() throws {
    let x = try Tensor<Double>(rows: [[0], [1]])
    #expect(abs(try EnergyCoefficient().value(between: x, and: x + 3).value - 5.0 / 6) < 1e-15)
  }

  @Test func energyCoefficientIsZeroAtOnePointAndOneBetweenTwo() throws {
    let point = Tensor<Double>.zeros([4, 2])
    #expect(try EnergyCoefficient().value(between: point, and: point).value == 0)
    #expect(try EnergyCoefficient().value(between: point, and: point + 1e-6).value == 1)
  }

  @Test func severalBandwidthsAverageTheirKernels() throws {
    let x = normals(20, 2, index: 2)
    let y = normals(30, 2, shift: 0.5, index: 3)
    let widths = [0.3, 1.0, 2.5]
    let several = try MaximumMeanDiscrepancy(bandwidths: widths.map { .fixed($0) }).value(between: x, and: y).value
    let mean = widths.map { literal(x, y, biased: false, gaussian($0)) }.reduce(0, +) / 3
    #expect(abs(several - mean) < 1e-13)
  }

  @Test(arguments: [false, true]) func anyChoiceOfGroupsIsTheValueOnTheirRows(energy: Bool) throws {
    let measure: any UnpairedMeasure = energy ? EnergyDistance() : MaximumMeanDiscrepancy(bandwidth: .fixed(1.1))
    let rows = try GroupedRows(normals(700, 4, index: 4), counts: [3, 250, 1, 40, 300, 6, 100])
    let prepared = try measure.prepare(rows, workers: 2)
    for (first, second) in [([0, 3], [4, 1]), ([6, 2, 5], [0]), ([5, 1], [6, 4, 2, 0])] {
      func gathered(_ groups: [Int]) throws -> Tensor<Double> {
        try rows.rows.gatherRows(groups.flatMap { Array(rows.groups[$0]) })
      }
      let direct = try measure.value(between: gathered(first), and: gathered(second)).value
      let value = try prepared.value(between: first, and: second).value
      #expect(abs(value - direct) < 1e-12)
      #expect(try prepared.value(between: second.reversed(), and: first).value == value)
    }
  }

  @Test func moreGroupsThanSumsGoByRowsToTheSameValue() throws {
    let x = normals(1200, 2, index: 5)
    let y = normals(1000, 2, shift: 0.1, index: 6)
    let pooled = try GroupedRows.pooling([(x, nil), (y, nil)])
    let byRows = try EnergyDistance().prepare(pooled.rows, workers: 1)
      .value(between: pooled.groups[0], and: pooled.groups[1])
    #expect(abs(byRows.value - (try EnergyDistance().value(between: x, and: y).value)) < 1e-12)
  }

  @Test func theNumberOfWorkersDoesNotChangeABit() throws {
    let x = normals(600, 5, index: 7).converted(to: Float.self)
    let y = normals(500, 5, shift: 0.2, index: 8).converted(to: Float.self)
    for measure in MeasureRegistry.unpaired where ["mmd2", "mmd2-multi", "energy"].contains(measure.declaration.name) {
      let one = try measure.value(between: x, and: y, workers: 1)
      #expect(try measure.value(between: x, and: y, workers: 3) == one)
    }
  }

  @Test func floatAgreesWithDoubleFarFromTheOrigin() throws {
    let x = normals(400, 16, shift: 1000, index: 9).converted(to: Float.self)
    let y = normals(400, 16, shift: 1000.3, index: 10).converted(to: Float.self)
    for measure: any UnpairedMeasure in [
      MaximumMeanDiscrepancy(), MaximumMeanDiscrepancy.multiBandwidth, EnergyDistance(),
    ] {
      let single = try measure.value(between: x, and: y).value
      let double = try measure.value(between: x.converted(to: Double.self), and: y.converted(to: Double.self)).value
      #expect(abs(single - double) < 2e-5 * abs(double))
    }
  }

  @Test func duplicatedRowsHaveNoEnergyInFloat() throws {
    let x = normals(100, 8, shift: 50, index: 11).converted(to: Float.self)
    #expect(try abs(EnergyDistance().value(between: x, and: x).value) < 1e-6)
  }

  @Test(arguments: [1e-30, 1e30]) func extremeMagnitudesStayFinite(scale: Double) throws {
    let x = (normals(30, 2, index: 12) * scale).converted(to: Float.self)
    let y = (normals(30, 2, shift: 1, index: 13) * scale).converted(to: Float.self)
    let unit = try MaximumMeanDiscrepancy().value(
      between: normals(30, 2, index: 12), and: normals(30, 2, shift: 1, index: 13)
    ).value
    #expect(try abs(MaximumMeanDiscrepancy().value(between: x, and: y).value - unit) < 1e-5)
    #expect(try EnergyDistance().value(between: x, and: y).value > 0)
  }

  @Test func oneRowASideIsRefusedByTheUnbiasedFormOnly() throws {
    let x = try Tensor<Double>(rows: [[0.0]])
    let y = try Tensor<Double>(rows: [[1.0]])
    #expect(throws: (any Error).self) { try MaximumMeanDiscrepancy().value(between: x, and: y) }
    #expect(try EnergyDistance().value(between: x, and: y).value == 2)
  }
}

@Suite struct BandwidthTests {
  @Test func theMedianIsThatOfAllDistancesBetweenDifferentRows() throws {
    let rows = normals(41, 3, index: 20)
    var distances: [Double] = []
    for i in 0..<41 {
      for j in 0..<i {
        distances.append((0..<3).reduce(0) { $0 + pow(rows[i, $1] - rows[j, $1], 2) }.squareRoot())
      }
    }
    distances.sort()
    let median = (distances[409] + distances[410]) / 2
    #expect(abs(try MaximumMeanDiscrepancy().widths(on: rows)[0] - median) < 1e-14)
    #expect(abs(try MaximumMeanDiscrepancy(bandwidth: .median(times: 0.5)).widths(on: rows)[0] - median / 2) < 1e-14)
  }

  @Test func theMedianOfManyRowsIsNearThatOfTheDistributionWhateverTheirOrder() throws {
    // |x − y|² of two standard normals in 2 dimensions is 4 times an exponential variable: the median is √(4 ln 2).
    let rows = normals(5000, 2, index: 21)
    let width = try MaximumMeanDiscrepancy().widths(on: rows)[0]
    #expect(abs(width / (4 * log(2.0)).squareRoot() - 1) < 0.05)
    #expect(try MaximumMeanDiscrepancy().widths(on: rows.gatherRows((0..<5000).reversed()))[0] == width)
  }

  @Test func duplicatesDoNotMakeTheBandwidthZero() throws {
    let rows = try Tensor<Float>(rows: Array(repeating: [3, 4], count: 9) + [[3, 5], [3, 4.5]])
    #expect(try MaximumMeanDiscrepancy().widths(on: rows)[0] > 0.4)
    let constant = Tensor<Float>.ones([6, 2])
    #expect(try MaximumMeanDiscrepancy().value(between: constant, and: constant).value == 0)
  }
}
