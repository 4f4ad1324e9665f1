import Alignment
import Foundation
import Statistics
import Tensors
import Testing

private func normals(_ n: Int, _ d: Int, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 11, purpose: "kernel alignment", index: index)
  return Tensor<Double>.normal([n, d], from: &stream)
}

@Suite struct CenteredKernelAlignmentTests {
  @Test func linearCKAIsTheReferenceNotebooks() throws {
    for (name, estimator) in [
      ("cka_linear", CenteredKernelAlignment.Estimator.biased), ("cka_linear_debiased", .debiased),
    ] {
      let peer = Peers.value(name)
      let value = try CenteredKernelAlignment(estimator: estimator).value(between: Peers.x, and: Peers.y).value
      #expect(abs(value - peer.expected[0]) < peer.tolerance)
    }
  }

  @Test func arcCosineOfBiasedCKAIsNetreps() throws {
    let peer = Peers.value("netrep_lincka_arccos")
    let value = try CenteredKernelAlignment(estimator: .biased).value(between: Peers.x, and: Peers.y).value
    #expect(abs(acos(value) - peer.expected[0]) < peer.tolerance)
  }

  /// google-research representation_similarity/Demo.ipynb, the numbers it prints, to the digits it prints.
  @Test func theReferenceNotebooksDataGiveItsPrintedValues() throws {
    let demo = SimilarityReference.shared.demo
    let (x, y) = (try Tensor<Double>(rows: demo.x), try Tensor<Double>(rows: demo.y))
    #expect(try abs(CenteredKernelAlignment(estimator: .biased).value(between: x, and: y).value - 0.5576133) < 1e-7)
    #expect(try abs(CenteredKernelAlignment().value(between: x, and: y).value - 0.5134565) < 1e-7)
    // Its median counts the distance of every row to itself, so each representation is divided by that one.
    let gaussian = CenteredKernelAlignment(kernel: .gaussian(.fixed(0.5)), estimator: .biased)
    let value = try gaussian.value(between: x / demo.medians[0], and: y / demo.medians[1]).value
    #expect(abs(value - 0.6548312) < 1e-7)
  }

  @Test func goingByUnitsAndByObservationsAgree() throws {
    // The same representation with columns of zeros appended goes by observations instead of units.
    let x = normals(40, 6, index: 0)
    let y = try x.multiplied(by: normals(6, 5, index: 1)) + normals(40, 5, index: 2)
    let wide = try Tensor.concatenated([x, Tensor<Double>.zeros([40, 400])], axis: 1)
    for estimator: CenteredKernelAlignment.Estimator in [.debiased, .biased] {
      let cka = CenteredKernelAlignment(estimator: estimator)
      #expect(try abs(cka.value(between: x, and: y).value - cka.value(between: wide, and: y).value) < 1e-13)
    }
  }

  @Test func unitsAcrossManyTilesGiveTheNormsOfTheProducts() throws {
    let x = normals(1200, 530, index: 20)
    let y = try x.slice(0..<300, axis: 1) + normals(1200, 300, index: 21)
    func centred(_ rows: Tensor<Double>) throws -> Tensor<Double> { try rows - rows.mean(axis: 0) }
    func square(_ a: Tensor<Double>, _ b: Tensor<Double>) throws -> Double {
      try a.transposed().multiplied(by: b).squared().sum()
    }
    let (a, b) = (try centred(x), try centred(y))
    let expected = try square(a, b) / (square(a, a) * square(b, b)).squareRoot()
    let cka = CenteredKernelAlignment(estimator: .biased)
    #expect(try abs(cka.value(between: x, and: y, workers: 2).value - expected) < 1e-12)
    let single = try cka.value(between: x.converted(to: Float.self), and: y.converted(to: Float.self)).value
    #expect(abs(single - expected) < 1e-6)
  }

  @Test func debiasedCKAOfIndependentRepresentationsIsNearZeroWhereTheBiasedIsNot() throws {
    let x = normals(60, 200, index: 3)
    let y = normals(60, 200, index: 4)
    #expect(try abs(CenteredKernelAlignment().value(between: x, and: y).value) < 0.05)
    #expect(try CenteredKernelAlignment(estimator: .biased).value(between: x, and: y).value > 0.7)
  }

  @Test func observationsAcrossManyTilesGiveTheLiteralGaussianValue() throws {
    let n = 600
    let x = normals(n, 3, index: 5)
    let y = try (x + normals(n, 3, index: 6)).squared()
    func gram(_ rows: Tensor<Double>, _ width: Double) -> [[Double]] {
      (0..<n).map { i in
        (0..<n).map { j in
          if i == j { return 0 }
          let square = (0..<3).reduce(0.0) { $0 + (rows[i, $1] - rows[j, $1]) * (rows[i, $1] - rows[j, $1]) }
          return exp(-square / (2 * width * width))
        }
      }
    }
    func hsic(_ k: [[Double]], _ l: [[Double]]) -> Double {
      let (kRows, lRows) = (k.map { $0.reduce(0, +) }, l.map { $0.reduce(0, +) })
      let products = zip(k, l).reduce(0.0) { $0 + zip($1.0, $1.1).reduce(0.0) { $0 + $1.0 * $1.1 } }
      let m = Double(n)
      return products + kRows.reduce(0, +) * lRows.reduce(0, +) / ((m - 1) * (m - 2))
        - 2 / (m - 2) * zip(kRows, lRows).reduce(0.0) { $0 + $1.0 * $1.1 }
    }
    let (k, l) = (gram(x, 1.2), gram(y, 1.2))
    let expected = hsic(k, l) / (hsic(k, k) * hsic(l, l)).squareRoot()
    let cka = CenteredKernelAlignment(kernel: .gaussian(.fixed(1.2)))
    #expect(abs(try cka.value(between: x, and: y).value - expected) < 1e-12)
    #expect(try cka.value(between: x, and: y, workers: 3) == cka.value(between: x, and: y))
    let single = try cka.value(between: x.converted(to: Float.self), and: y.converted(to: Float.self)).value
    #expect(abs(single - expected) < 1e-5)
  }

  @Test func constantUnitsChangeNothingAndAConstantRepresentationIsRefused() throws {
    let x = normals(20, 3, index: 7).converted(to: Float.self)
    let y = normals(20, 4, index: 8).converted(to: Float.self)
    let constant = Tensor<Float>(repeating: 0.1, shape: [20, 2])
    let more = try Tensor.concatenated([x, constant], axis: 1)
    for measure in [CenteredKernelAlignment(), CenteredKernelAlignment(kernel: .gaussian())] {
      #expect(try abs(measure.value(between: more, and: y).value - measure.value(between: x, and: y).value) < 1e-6)
      #expect(throws: SampleError.self) { try measure.value(between: constant, and: y) }
    }
  }

  @Test func rowsThatDoNotPairAndTooFewRowsAreRefused() throws {
    #expect(throws: ShapeError.self) {
      try CenteredKernelAlignment().value(between: normals(9, 2, index: 9), and: normals(8, 2, index: 9))
    }
    #expect(throws: SampleError.self) {
      try CenteredKernelAlignment().value(between: normals(3, 2, index: 9), and: normals(3, 2, index: 10))
    }
  }
}
