import Alignment
import Tensors
import Testing

/// Every unpaired measure of this folder against scipy, scikit-learn, POT or its literal definition in numpy, on samples
/// of 1 to 7 columns, with duplicated rows and columns and constant columns among them.
@Suite struct DiscrepancyPeerTests {
  struct Comparison: Sendable, CustomTestStringConvertible {
    let name: String
    let measure: any UnpairedMeasure
    let tolerance: Double
    var testDescription: String { name }
  }

  static let comparisons = [
    Comparison(name: "mmd2", measure: MaximumMeanDiscrepancy(), tolerance: 1e-12),
    Comparison(name: "mmd2-biased", measure: MaximumMeanDiscrepancy(estimator: .biased), tolerance: 1e-12),
    Comparison(name: "mmd2-multi", measure: MaximumMeanDiscrepancy.multiBandwidth, tolerance: 1e-12),
    Comparison(name: "energy", measure: EnergyDistance(), tolerance: 1e-12),
    Comparison(name: "energy-unbiased", measure: EnergyDistance(estimator: .unbiased), tolerance: 1e-12),
    Comparison(name: "coral", measure: CovarianceAlignment(), tolerance: 1e-12),
    // The peer's roots of eigenvalues that are 0 but for rounding are off by √1e-16 times the scale.
    Comparison(name: "frechet", measure: GaussianDistance(.frechet), tolerance: 1e-6),
    Comparison(name: "bures-wasserstein", measure: GaussianDistance(.buresWasserstein), tolerance: 1e-8),
  ]

  @Test(arguments: comparisons) func valueIsThePeers(comparison: Comparison) throws {
    var compared = 0
    for reference in SimilarityReference.shared.unpaired {
      guard let expected = reference.number(comparison.name) else { continue }
      let value = try comparison.measure.value(between: reference.x, and: reference.y).value
      #expect(agrees(value, expected, comparison.tolerance), "\(value) against \(expected)")
      compared += 1
    }
    #expect(compared >= 20)
  }

  @Test func medianDistanceIsScipys() throws {
    for reference in SimilarityReference.shared.unpaired {
      let pooled = try Tensor.concatenated([reference.x, reference.y])
      let width = try MaximumMeanDiscrepancy().widths(on: pooled)[0]
      #expect(try agrees(width, #require(reference.number("median")), 1e-13))
    }
  }

  @Test func energyDistanceInOneDimensionIsTheSquareOfScipys() throws {
    for reference in SimilarityReference.shared.unpaired {
      guard let expected = reference.number("energy-scipy") else { continue }
      #expect(try agrees(EnergyDistance().value(between: reference.x, and: reference.y).value, expected, 1e-12))
    }
  }

  @Test func mapBetweenNormalDistributionsIsPOTs() throws {
    var compared = 0
    for reference in SimilarityReference.shared.unpaired {
      guard let expected = reference.list("map") else { continue }
      let map = try GaussianMap(from: Gaussian(of: reference.x), to: Gaussian(of: reference.y))
      for (value, expected) in zip(map.matrix.elements + map.shift.elements, expected) {
        // Both invert roots; in one case the covariances have condition numbers of 1e4 and 1e5.
        #expect(agrees(value, expected, 1e-7))
      }
      compared += 1
    }
    #expect(compared >= 20)
  }

  @Test func floatGivesTheSameValues() throws {
    for comparison in Self.comparisons {
      for reference in SimilarityReference.shared.unpaired {
        let double = try comparison.measure.value(between: reference.x, and: reference.y).value
        let single = try comparison.measure.value(
          between: reference.x.converted(to: Float.self), and: reference.y.converted(to: Float.self)
        ).value
        #expect(agrees(single, double, 1e-5), "\(comparison.name)")
      }
    }
  }
}
