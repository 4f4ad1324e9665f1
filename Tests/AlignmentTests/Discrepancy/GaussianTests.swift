import Alignment
import Statistics
import Tensors
import Testing

private func normals(_ n: Int, _ d: Int, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 3, purpose: "gaussians", index: index)
  return Tensor<Double>.normal([n, d], from: &stream)
}

@Suite struct GaussianTests {
  private static func pair() throws -> (Gaussian, Gaussian) {
    (
      try Gaussian(mean: Tensor([0, 1]), covariance: Tensor(rows: [[2, 0.3], [0.3, 1]])),
      try Gaussian(mean: Tensor([1, -1]), covariance: Tensor(rows: [[1, -0.2], [-0.2, 0.5]]))
    )
  }

  @Test func distanceBetweenNormalDistributionsIsPOTs() throws {
    let peer = Peers.value("bures_wasserstein")
    let (first, second) = try Self.pair()
    let distance = try first.squaredWassersteinDistance(to: second).squareRoot()
    #expect(abs(distance - peer.expected[0]) < peer.tolerance)
  }

  @Test func mapBetweenNormalDistributionsIsPOTs() throws {
    let peer = Peers.value("bures_map_A_b")
    let (first, second) = try Self.pair()
    let map = try GaussianMap(from: first, to: second)
    for (value, expected) in zip(map.matrix.elements + map.shift.elements, peer.expected) {
      #expect(abs(value - expected) < peer.tolerance)
    }
  }

  @Test func theMapTakesOneSetOfMomentsToTheOther() throws {
    let x = normals(50, 4, index: 0)
    let target = try Gaussian(of: normals(30, 4, index: 1).multiplied(by: normals(4, 4, index: 2)) + 2)
    let moved = try GaussianMap(from: Gaussian(of: x), to: target)(x)
    let found = try Gaussian(of: moved)
    for (value, expected) in zip(
      found.mean.elements + found.covariance.elements, target.mean.elements + target.covariance.elements)
    {
      #expect(abs(value - expected) < 1e-10)
    }
    // It moves the rows by no more than it must.
    let displacement = try (moved - x).squared().sum() / 49
    let meanShift = try (found.mean - Gaussian(of: x).mean).squared().sum() / 49
    let distance = try Gaussian(of: x).squaredWassersteinDistance(to: target)
    #expect(abs(displacement - meanShift - distance) < 1e-9)
  }

  @Test func covarianceIsDefinedByItsFormula() throws {
    let rows = normals(9, 3, index: 3) + 1000
    let found = try Gaussian(of: rows)
    for j in 0..<3 {
      let mean = (0..<9).reduce(0) { $0 + rows[$1, j] } / 9
      #expect(abs(found.mean[j] - mean) < 1e-10)
      for k in 0..<3 {
        let other = (0..<9).reduce(0) { $0 + rows[$1, k] } / 9
        let covariance = (0..<9).reduce(0) { $0 + (rows[$1, j] - mean) * (rows[$1, k] - other) } / 8
        #expect(abs(found.covariance[j, k] - covariance) < 1e-11)
      }
    }
  }

  @Test func distanceIsZeroAtIdentityToTheLastDigitsEvenWhereCovariancesAreSingular() throws {
    for rows in [normals(40, 5, index: 4), normals(6, 30, index: 5)] {
      #expect(try GaussianDistance(.buresWasserstein).value(between: rows, and: rows).value < 1e-12)
    }
  }

  @Test func singularCovariancesHaveTheDistanceOfTheirNonzeroPart() throws {
    // Along one axis against none: W₂² = |Δμ|² + (σ₁ − 0)² + (σ₂ − σ₂)².
    let first = try Gaussian(mean: Tensor([0, 0, 0]), covariance: Tensor(rows: [[4, 0, 0], [0, 1, 0], [0, 0, 0]]))
    let second = try Gaussian(mean: Tensor([0, 0, 3]), covariance: Tensor(rows: [[0, 0, 0], [0, 1, 0], [0, 0, 0]]))
    #expect(try abs(first.squaredWassersteinDistance(to: second) - 13) < 1e-14)
    let map = try GaussianMap(from: second, to: first)
    #expect(map.matrix.isFinite && map.shift.isFinite)
  }

  @Test func anyChoiceOfGroupsIsTheValueOnTheirRows() throws {
    let rows = try GroupedRows(normals(120, 3, index: 6), counts: [1, 40, 9, 30, 2, 38])
    let measures: [any UnpairedMeasure] = [
      CovarianceAlignment(), GaussianDistance(.frechet), GaussianDistance(.buresWasserstein),
    ]
    for measure in measures {
      let prepared = try measure.prepare(rows, workers: 2)
      func gathered(_ groups: [Int]) throws -> Tensor<Double> {
        try rows.rows.gatherRows(groups.flatMap { Array(rows.groups[$0]) })
      }
      let direct = try measure.value(between: gathered([4, 1]), and: gathered([5, 0, 3])).value
      #expect(try abs(prepared.value(between: [1, 4], and: [0, 3, 5]).value - direct) < 1e-12)
    }
  }

  @Test func widthsTooLargeForMomentsOfEveryGroupGoByRowsToTheSameValue() throws {
    // 300 groups of 2 × 240² numbers would be more than are kept.
    let rows = try GroupedRows(normals(600, 240, index: 7), counts: Array(repeating: 2, count: 300))
    let (first, second) = (Array(0..<150), Array(150..<300))
    let byRows = try CovarianceAlignment().prepare(rows, workers: 1).value(between: first, and: second).value
    let direct = try CovarianceAlignment().value(
      between: rows.rows.rows(0..<300), and: rows.rows.rows(300..<600)
    ).value
    #expect(agrees(byRows, direct, 1e-13))
  }

  @Test func oneRowASideIsRefused() throws {
    let x = try Tensor<Double>(rows: [[1, 2]])
    #expect(throws: SampleError.self) { try GaussianDistance(.frechet).value(between: x, and: normals(5, 2, index: 8)) }
  }
}
