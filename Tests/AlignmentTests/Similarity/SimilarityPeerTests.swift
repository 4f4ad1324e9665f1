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
}
