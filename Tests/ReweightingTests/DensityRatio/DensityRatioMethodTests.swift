import Foundation
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct DensityRatioMethodTests {
  private static func samples() throws -> (real: Tensor<Double>, sim: Tensor<Double>) {
    var stream = RandomStream(seed: 4, purpose: "density ratio methods")
    let real = Tensor<Double>.normal([600, 2], from: &stream) * 0.8 + 0.6
    return (real, .normal([800, 2], from: &stream))
  }

  /// Weights of N(0, I) rows towards N(0.6, 0.64 I): the weighted mean moves to the other sample's, and weights go with the
  /// true ratio.
  @Test(arguments: DensityRatioMethod.allCases) func weightsMoveTheMeanAndFollowTheTrueRatio(
    method: DensityRatioMethod
  ) throws {
    let (real, sim) = try Self.samples()
    let fitted = try method.fitted(numerator: real, denominator: sim)
    let weights = try ImportanceWeights(fitted.weights)
    let truth = (0..<800).map { row -> Double in
      var logRatio = 0.0
      for axis in 0..<2 {
        let x = sim[row, axis]
        let away = x - 0.6
        logRatio += x * x / 2 - away * away / 1.28
      }
      return exp(logRatio)
    }
    var (mean, before) = (0.0, 0.0)
    for row in 0..<800 {
      mean += weights.values[row] * sim[row, 0] / 800
      before += sim[row, 0] / 800
    }
    // Least squares flattens the tail, relative to a mixture by design; the others come close.
    #expect(abs(mean - 0.6) < (method == .rulsif || method == .ulsif ? 0.25 : 0.12))
    #expect(abs(mean - 0.6) < abs(before - 0.6))
    #expect(try Correlation.spearman(weights.values, truth).coefficient > 0.8)
    #expect(weights.effectiveSampleSize < 800)
    #expect(fitted.hasModel == (method != .kmm))
    if fitted.hasModel {
      let again = try fitted.ratios(at: sim)
      #expect(zip(again, fitted.weights).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test func theUnitsOfCoordinatesDoNotMatter() throws {
    let (real, sim) = try Self.samples()
    let unit = try Tensor([1000.0, 0.001], shape: [1, 2])
    let plain = try DensityRatioMethod.ulsif.fitted(numerator: real, denominator: sim).weights
    let scaled = try DensityRatioMethod.ulsif.fitted(numerator: real * unit, denominator: sim * unit).weights
    #expect(zip(plain, scaled).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func badSamplesAreRefused() throws {
    let (real, sim) = try Self.samples()
    for method in DensityRatioMethod.allCases {
      #expect(throws: ShapeError.self) { try method.fitted(numerator: real, denominator: .zeros([5, 3])) }
      #expect(throws: SampleError.self) { try method.fitted(numerator: .zeros([0, 2]), denominator: sim) }
      #expect(throws: SampleError.self) { try method.fitted(numerator: real * .nan, denominator: sim) }
    }
    #expect(throws: SampleError.self) {
      try DensityRatioMethod.kmm.fitted(
        numerator: real, denominator: .zeros([DensityRatioMethod.mostMatchedRows + 1, 2]))
    }
  }
}
