import Alignment
import Statistics
import Tensors
import Testing

private func normals(_ n: Int, _ d: Int, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 6, purpose: "procrustes", index: index)
  return Tensor<Double>.normal([n, d], from: &stream)
}

@Suite struct ProcrustesTests {
  @Test func anglesAndDistanceAreNetreps() throws {
    let measures = [
      ("netrep_linear_alpha0.0", ProcrustesDistance(.angle, alpha: 0)),
      ("netrep_linear_alpha0.5", ProcrustesDistance(.angle, alpha: 0.5)),
      ("netrep_linear_alpha1.0", ProcrustesDistance(.angle)), ("netrep_lineucl", ProcrustesDistance(.euclidean)),
    ]
    for (name, measure) in measures {
      let peer = Peers.value(name)
      let value = try measure.value(between: Peers.x, and: Peers.y).value
      #expect(abs(value - peer.expected[0]) < peer.tolerance, "\(name): \(value) against \(peer.expected[0])")
    }
  }

  @Test func disparityIsScipys() throws {
    let peer = Peers.value("procrustes_disparity")
    #expect(
      try abs(ProcrustesDistance().value(between: Peers.x, and: Peers.y).value - peer.expected[0]) < peer.tolerance)
    // scipy/spatial/tests/test__procrustes.py: an L, a larger, mirrored one, and one with a point off.
    let first = try Tensor<Double>(rows: [[1, 3], [1, 2], [1, 1], [2, 1]])
    let second = try Tensor<Double>(rows: [[4, -2], [4, -4], [4, -6], [2, -6]])
    let third = try Tensor<Double>(rows: [[2, 4], [2, 3], [2, 2], [3, 2.5]])
    #expect(try ProcrustesDistance().value(between: first, and: second).value < 1e-15)
    #expect(try abs(ProcrustesDistance().value(between: first, and: third).value - 0.0364741641) < 1e-10)
  }

  @Test func aRotatedRepresentationIsAtDistanceZeroToTheLastDigits() throws {
    let x = normals(30, 5, index: 0)
    let rotation = try normals(5, 5, index: 1).qr().q
    let turned = try x.multiplied(by: rotation) * 7 + 2
    #expect(try ProcrustesDistance(.angle).value(between: x, and: turned).value < 1e-13)
    #expect(try ProcrustesDistance().value(between: x, and: turned).value < 1e-25)
  }

  @Test func moreUnitsThanObservationsGiveTheValueOfTheirGramMatrices() throws {
    // |XᵀY|_* = tr (X Xᵀ Y Yᵀ)^½, by the singular values of the roots of the Gram matrices.
    let (x, y) = (normals(7, 40, index: 2), normals(7, 25, index: 3))
    func root(_ rows: Tensor<Double>) throws -> Tensor<Double> {
      let centred = try rows - rows.mean(axis: 0)
      let decomposition = try centred.svd()
      let length = decomposition.singularValues.squared().sum().squareRoot()
      return try (decomposition.u * decomposition.singularValues) / length
    }
    let sum = try root(x).transposed().multiplied(by: root(y)).svd().singularValues.sum()
    #expect(try abs(ProcrustesDistance().value(between: x, and: y).value - (1 - sum * sum)) < 1e-13)
  }

  @Test func whitenedEntirelyAnyInvertibleMapIsFree() throws {
    let x = normals(40, 4, index: 4)
    let mapped = try x.multiplied(by: normals(4, 4, index: 5)) + 1
    #expect(try ProcrustesDistance(.angle, alpha: 0).value(between: x, and: mapped).value < 1e-12)
    let duplicated = try Tensor.concatenated([x, x], axis: 1)
    #expect(try ProcrustesDistance(.angle, alpha: 0).value(between: x, and: duplicated).value < 1e-12)
  }

  @Test func aConstantRepresentationIsRefused() throws {
    #expect(throws: SampleError.self) {
      try ProcrustesDistance().value(between: normals(9, 2, index: 6), and: Tensor<Double>.ones([9, 2]))
    }
  }
}

@Suite struct RepresentationalSimilarityTests {
  @Test func equalRowsTieExactlyInFloat() throws {
    // Two clusters of equal rows far from the origin: the distances are 0 or one number in both.
    let x = try Tensor<Float>(rows: (0..<8).map { [1000.1 + Float($0 % 2), 3.3] })
    let y = try Tensor<Float>(rows: (0..<8).map { [-7.7, 0.3 * Float($0 % 2), 1] })
    #expect(try RepresentationalSimilarity().value(between: x, and: y).value == 1)
  }

  @Test func representationsThatSayNothingAreRefused() throws {
    let x = normals(6, 3, index: 7)
    let constant = Tensor<Double>(repeating: 0.1, shape: [6, 3])
    #expect(throws: SampleError.self) { try RepresentationalSimilarity().value(between: x, and: constant) }
    #expect(throws: SampleError.self) {
      try RepresentationalSimilarity(dissimilarity: .correlation).value(between: constant, and: x)
    }
  }
}
