import Alignment
import Tensors
import Testing

/// Every paired measure of this folder against netrep, scipy or its literal definition in numpy, on representations of 2
/// to 14 units, with duplicated and constant units and more units than observations among them.
@Suite struct SimilarityPeerTests {
  struct Comparison: Sendable, CustomTestStringConvertible {
    let name: String
    let measure: any PairedMeasure
    let tolerance: Double
    var testDescription: String { name }
  }

  static let comparisons = [
    Comparison(name: "cka", measure: CenteredKernelAlignment(), tolerance: 1e-11),
    Comparison(name: "cka-biased", measure: CenteredKernelAlignment(estimator: .biased), tolerance: 1e-11),
    Comparison(name: "cka-rbf", measure: CenteredKernelAlignment(kernel: .gaussian()), tolerance: 1e-11),
    Comparison(
      name: "cka-rbf-biased", measure: CenteredKernelAlignment(kernel: .gaussian(), estimator: .biased),
      tolerance: 1e-11),
    Comparison(name: "cca", measure: CanonicalCorrelation(), tolerance: 1e-10),
    Comparison(name: "cca-r2", measure: CanonicalCorrelation(.meanSquare), tolerance: 1e-10),
    Comparison(name: "svcca", measure: CanonicalCorrelation.svcca, tolerance: 1e-10),
    Comparison(name: "pwcca", measure: ProjectionWeightedCorrelation(), tolerance: 1e-9),
    Comparison(name: "procrustes", measure: ProcrustesDistance(), tolerance: 1e-11),
    // netrep's arc cosine loses half of the digits near 0.
    Comparison(name: "procrustes-angle", measure: ProcrustesDistance(.angle), tolerance: 1e-8),
    Comparison(name: "procrustes-euclidean", measure: ProcrustesDistance(.euclidean), tolerance: 1e-11),
    Comparison(name: "rsa", measure: RepresentationalSimilarity(), tolerance: 1e-11),
    Comparison(
      name: "rsa-pearson", measure: RepresentationalSimilarity(comparison: .pearson), tolerance: 1e-11),
    Comparison(
      name: "rsa-correlation", measure: RepresentationalSimilarity(dissimilarity: .correlation), tolerance: 1e-11),
    Comparison(name: "mutual-knn", measure: MutualNeighbors(count: 5), tolerance: 1e-14),
    Comparison(name: "cknna", measure: NeighborAlignment(count: 5), tolerance: 1e-11),
    Comparison(
      name: "cknna-code", measure: NeighborAlignment(count: 5, definition: .releasedCode), tolerance: 1e-11),
  ]

  @Test(arguments: comparisons) func valueIsThePeers(comparison: Comparison) throws {
    var compared = 0
    for reference in SimilarityReference.shared.paired {
      guard let expected = reference.number(comparison.name) else { continue }
      let value = try comparison.measure.value(between: reference.x, and: reference.y).value
      #expect(agrees(value, expected, comparison.tolerance), "\(value) against \(expected)")
      compared += 1
    }
    #expect(compared >= 20)
  }

  @Test(arguments: [0, 0.5]) func partlyWhitenedAnglesAreNetreps(alpha: Double) throws {
    var compared = 0
    for reference in SimilarityReference.shared.paired {
      guard let expected = reference.number("netrep-\(alpha)") else { continue }
      let width = min(reference.x.columns, reference.y.columns)
      let (x, y) = (try reference.x.slice(0..<width, axis: 1), try reference.y.slice(0..<width, axis: 1))
      #expect(try agrees(ProcrustesDistance(.angle, alpha: alpha).value(between: x, and: y).value, expected, 1e-7))
      compared += 1
    }
    #expect(compared >= 20)
  }

  @Test func floatGivesTheSameValues() throws {
    for comparison in Self.comparisons {
      for reference in SimilarityReference.shared.paired where reference.number(comparison.name) != nil {
        let double = try comparison.measure.value(between: reference.x, and: reference.y).value
        let single = try comparison.measure.value(
          between: reference.x.converted(to: Float.self), and: reference.y.converted(to: Float.self)
        ).value
        #expect(agrees(single, double, 2e-5), "\(comparison.name)")
      }
    }
  }
}
