import Foundation
import Testing

/// `Reference/training.json`: what PyTorch, diffusers and candle answer about optimisers, rates, averages and clipping.
///
/// The file names its sources, versions and tolerances; `Tools/reference/models.py` makes it.
struct TrainingReference: Decodable, Sendable {
  struct Arguments: Decodable, Sendable {
    let lr: Double
    let betas: [Double]?
    let eps: Double?
    let weight_decay: Double?
    let momentum: Double?
    let dampening: Double?
    let nesterov: Bool?
  }
  struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: Arguments
    let weights: [[Double]]
    var testDescription: String { name }
  }
  struct Optimizers: Decodable, Sendable {
    let tolerance: Double
    let hessian, linear, start: [Double]
    let cases: [OptimizerCase]
  }
  struct RegressionCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: Arguments
    let steps: Int
    let weightsAndBias, published: [Double]
    let publishedTolerance: Double
    var testDescription: String { name }
  }
  struct Regressions: Decodable, Sendable {
    let tolerance: Double
    let x, y: [Double]
    let cases: [RegressionCase]
  }
  struct RateCase: Decodable, Sendable {
    let warmup, total: Int
    let steps: [Int]
    let factors: [Double]
  }
  struct LearningRates: Decodable, Sendable {
    let tolerance: Double
    let cases: [RateCase]
  }
  struct AverageCase: Decodable, Sendable {
    let power, maximum: Double
    let updateAfterStep: Int
    let decays, averages: [Double]
  }
  struct Averaging: Decodable, Sendable {
    let tolerance: Double
    let steps: [Int]
    let cases: [AverageCase]
  }
  struct ClippingCase: Decodable, Sendable {
    let limit, norm: Double
    let clipped: [[Double]]
  }
  struct GradientClipping: Decodable, Sendable {
    let tolerance: Double
    let cases: [ClippingCase]
  }

  let optimizers: Optimizers
  let regressions: Regressions
  let learningRates: LearningRates
  let averaging: Averaging
  let gradientClipping: GradientClipping

  static let shared: TrainingReference = {
    let url = Bundle.module.url(forResource: "training", withExtension: "json", subdirectory: "Reference")!
    return try! JSONDecoder().decode(TrainingReference.self, from: Data(contentsOf: url))
  }()
}

/// |found − expected| ≤ tolerance · max(1, |expected|) for each number: the rule of the reference values.
func expectClose(
  _ found: [Double], _ expected: [Double], _ tolerance: Double, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, comment, sourceLocation: sourceLocation)
  let worst = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.reduce(0) { $1 <= $0 ? $0 : $1 }
  #expect(worst <= tolerance, comment, sourceLocation: sourceLocation)
}

/// The matrix of the reference values: sin(a + 0.7i + 1.3j) + 0.25 cos(0.11ij + a), row-major.
func wave(_ rows: Int, _ columns: Int, _ a: Double) -> [Double] {
  (0..<rows * columns).map { position in
    let (i, j) = (Double(position / columns), Double(position % columns))
    return sin(a + 0.7 * i + 1.3 * j) + 0.25 * cos(0.11 * i * j + a)
  }
}
