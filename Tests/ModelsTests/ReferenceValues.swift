import Foundation
import Tensors
import Testing

/// `Reference/models.json`: what PyTorch and diffusers answer, in double precision, on inputs made by `wave`.
///
/// The file names its sources, versions and tolerances; `Tools/reference/models.py` makes it.
struct ReferenceValues: Decodable, Sendable {
  struct Group<Case: Decodable & Sendable>: Decodable, Sendable {
    let tolerance: Double
    let publishedTolerance: Double?
    let cases: [Case]
  }

  struct ActivationCase: Decodable, Sendable {
    let name: String
    let output: [Double]
    let derivative: [Double]
  }
  struct Activations: Decodable, Sendable {
    let tolerance: Double
    let x: [Double]
    let cases: [ActivationCase]
  }

  struct NormalizationCase: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let x, weight, bias, upstream: [Double]
    let output, inputGradient, weightGradient, biasGradient: [Double]
  }

  struct Network: Decodable, Sendable {
    let tolerance: Double
    let sizes: [Int]
    let output: [Double]
    let loss: Double
    let weightGradients: [[Double]]
    let biasGradients: [[Double]]
  }

  struct EmbeddingCase: Decodable, Sendable {
    let width: Int
    let output: [Double]
  }
  struct Embeddings: Decodable, Sendable {
    let tolerance: Double
    let times: [Double]
    let cases: [EmbeddingCase]
  }

  struct LossCase: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let prediction, target, gradient: [Double]
    let loss: Double
  }

  struct ScheduleCase: Decodable, Sendable {
    let schedule: String
    let steps: Int
    let betas, alphasCumprod: [Double]
  }

  struct VarianceCase: Decodable, Sendable {
    let sampler: String
    let step, previous: Int
    let variance, published: Double
  }

  struct StepCase: Decodable, Sendable {
    let sampler, schedule, prediction: String
    let clip: Bool
    let step, previous: Int
    let eta: Double
    let next: [Double]
  }

  struct LoopCase: Decodable, Sendable {
    let name, sampler, schedule, prediction: String
    let trainingSteps, inferenceSteps, skipped: Int
    let betaStart, betaEnd, eta: Double
    let clip, alphaToOne, noisy: Bool
    let timesteps: [Int]
    let sum, mean: Double
    let published: Double?
  }

  let activations: Activations
  let normalizations: Group<NormalizationCase>
  let network: Network
  let timeEmbeddings: Embeddings
  let losses: Group<LossCase>
  let noiseSchedules: Group<ScheduleCase>
  let variances: Group<VarianceCase>
  let samplerSteps: Group<StepCase>
  let samplerLoops: Group<LoopCase>

  static let shared: ReferenceValues = {
    let url = Bundle.module.url(forResource: "models", withExtension: "json", subdirectory: "Reference")!
    return try! JSONDecoder().decode(ReferenceValues.self, from: Data(contentsOf: url))
  }()
}

/// The matrix M(rows, columns, a) of the reference values: sin(a + 0.7 i + 1.3 j) + 0.25 cos(0.11 i j + a).
func wave(_ rows: Int, _ columns: Int, _ a: Double) -> Tensor<Double> {
  Tensor(shape: [rows, columns]) { elements in
    for i in 0..<rows {
      for j in 0..<columns {
        let (x, y) = (Double(i), Double(j))
        elements[i * columns + j] = sin(a + 0.7 * x + 1.3 * y) + 0.25 * cos(0.11 * x * y + a)
      }
    }
  }
}

/// Every |found − expected| ≤ tolerance · max(1, |expected|), the rule of the reference file.
func expectClose(
  _ found: Tensor<Double>?, _ expected: [Double], tolerance: Double, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let found = try #require(found, comment, sourceLocation: sourceLocation)
  #expect(found.count == expected.count, comment, sourceLocation: sourceLocation)
  let worst = zip(found.elements, expected).map { abs($0 - $1) / max(1, abs($1)) }.reduce(0) { $1 <= $0 ? $0 : $1 }
  #expect(worst <= tolerance, comment, sourceLocation: sourceLocation)
}
