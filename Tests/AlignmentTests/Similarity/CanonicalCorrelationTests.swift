import Alignment
import Statistics
import Tensors
import Testing

private func normals(_ n: Int, _ d: Int, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 5, purpose: "canonical correlation", index: index)
  return Tensor<Double>.normal([n, d], from: &stream)
}

@Suite struct CanonicalCorrelationTests {
  @Test func coefficientsAreTheSVCCACodes() throws {
    let peer = Peers.value("cca_coefs")
    let found = try CanonicalCorrelation().coefficients(between: Peers.x, and: Peers.y)
    #expect(found.count == peer.expected.count)
    for (value, expected) in zip(found, peer.expected) { #expect(abs(value - expected) < peer.tolerance) }
  }

  @Test func projectionWeightingOfTheReleasedCodeIsItsOwn() throws {
    let peer = Peers.value("pwcca_mean")
    let measure = ProjectionWeightedCorrelation(definition: .releasedCode)
    #expect(try abs(measure.value(between: Peers.x, and: Peers.y).value - peer.expected[0]) < peer.tolerance)
  }

  /// google-research representation_similarity/Demo.ipynb, which takes columns that are not centred.
  @Test func meanSquareOfTheReferenceNotebooksDataIsItsPrintedValue() throws {
    let demo = SimilarityReference.shared.demo
    let measure = CanonicalCorrelation(.meanSquare, centered: false)
    let value = try measure.value(between: Tensor<Double>(rows: demo.x), and: Tensor<Double>(rows: demo.y)).value
    #expect(abs(value - 0.5431239) < 1e-7)
  }

  @Test func plantedCorrelationsAreRecovered() throws {
    // x and y share an orthonormal, centred basis of 4 with the correlations planted between them.
    let planted = [0.9, 0.7, 0.4, 0.1]
    let raw = normals(60, 8, index: 0)
    let basis = try (raw - raw.mean(axis: 0)).qr().q
    let (u, v) = (try basis.slice(0..<4, axis: 1), try basis.slice(4..<8, axis: 1))
    let mixed = try u * Tensor(planted) + v * Tensor(planted.map { (1 - $0 * $0).squareRoot() })
    let x = try u.multiplied(by: normals(4, 4, index: 1)) + 3
    let y = try mixed.multiplied(by: normals(4, 4, index: 2)) - 1
    let found = try CanonicalCorrelation().coefficients(between: x, and: y)
    for (value, expected) in zip(found, planted) { #expect(abs(value - expected) < 1e-12) }
    #expect(try abs(CanonicalCorrelation(.meanSquare).value(between: x, and: y).value - 1.47 / 4) < 1e-12)
  }

  @Test func duplicatedAndConstantUnitsDoNotCountAsDirections() throws {
    let x = normals(30, 4, index: 3)
    let y = try x.multiplied(by: normals(4, 3, index: 4)) + normals(30, 3, index: 5)
    let constant = Tensor<Double>(repeating: 0.1, shape: [30, 1])
    let more = try Tensor.concatenated([x, x.slice(0..<2, axis: 1), constant], axis: 1)
    for measure: any PairedMeasure in [CanonicalCorrelation(), CanonicalCorrelation.svcca] {
      let value = try measure.value(between: x, and: y).value
      if measure.declaration.name == "cca" {
        #expect(try abs(measure.value(between: more, and: y).value - value) < 1e-12)
      }
      let single = try measure.value(between: more.converted(to: Float.self), and: y.converted(to: Float.self)).value
      #expect(single > 0 && single < 1)
    }
  }

  @Test func svccaDropsDirectionsOfLittleVariance() throws {
    let x = normals(40, 2, index: 6)
    let noisy = try Tensor.concatenated([x, normals(40, 10, index: 7) * 1e-3], axis: 1)
    let other = try Tensor.concatenated([x * 2, normals(40, 10, index: 8) * 1e-3], axis: 1)
    #expect(try CanonicalCorrelation.svcca.value(between: noisy, and: other).value > 0.9999)
    #expect(try CanonicalCorrelation().value(between: noisy, and: other).value < 0.7)
  }

  @Test func asManyDirectionsAsObservationsAreRefusedAndReducedOnesAreNot() throws {
    let x = normals(10, 20, index: 9)
    let y = normals(10, 3, index: 10)
    #expect(throws: SampleError.self) { try CanonicalCorrelation().value(between: x, and: y) }
    #expect(throws: SampleError.self) { try ProjectionWeightedCorrelation().value(between: y, and: x) }
    #expect(throws: SampleError.self) {
      try CanonicalCorrelation().value(between: y, and: Tensor<Double>(repeating: 0.1, shape: [10, 3]))
    }
    #expect(try CanonicalCorrelation(keptVariance: 0.7).value(between: x, and: y).value.isFinite)
  }
}
