import Foundation
import Models
import Reweighting
import Tensors
import Testing
import Training

/// The trainer under covariate shift with a model that cannot be right: a line for f(x) = −x + x³, source x ~ N(.5,
/// .5²), target x ~ N(0, .3²). For x ~ N(μ, s²) the best line is, by Stein's identity Cov(x, f) = s² E f′,
///
///     slope = −1 + 3 (μ² + s²),   intercept = −μ + μ³ + 3μs² − slope · μ
///
/// which is (.5, −.25) on the source and (−.73, 0) on the target.
/// - Source: the example of Shimodaira, J. Stat. Plan. Inference 90 (2000), section 4.
@Suite struct ImportanceWeightedTrainingTests {
  static let source = (mean: 0.5, deviation: 0.5, slope: 0.5, intercept: -0.25)
  static let target = (mean: 0.0, deviation: 0.3, slope: -0.73, intercept: 0.0)

  static func inputs(_ count: Int, mean: Double, deviation: Double, seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed, purpose: "covariate shift")
    return Tensor.normal([count, 1], from: &stream) * deviation + mean
  }

  /// Demonstrations (x, 1) → −x + x³ + N(0, .1²).
  static func domain(_ x: Tensor<Double>) throws -> Domain<Double> {
    var stream = RandomStream(seed: 5, purpose: "covariate shift noise")
    let noise = Tensor<Double>.normal([x.rows, 1], from: &stream) * 0.1
    let actions = zip(x.elements, noise.elements).map { -$0 + $0 * $0 * $0 + $1 }
    return try Domain(
      "source", observations: .concatenated([x, .ones([x.rows, 1])], axis: 1),
      actions: Tensor(actions, shape: [x.rows, 1]))
  }

  /// The line that the trainer ends at.
  static func line(_ domain: Domain<Double>) throws -> (slope: Double, intercept: Double) {
    let policy = LinePolicy()
    let trainer = try Trainer(
      policy, on: DomainMixture([domain], ratio: .natural),
      configuration: TrainingConfiguration(
        steps: 6000, batchSize: 128, learningRate: 0.2, schedule: .cosine(), optimizer: .sgd(),
        average: MovingAverageRule(power: 1, maximum: 0.999)),
      seed: 3)
    try trainer.run()
    let values = trainer.evaluatedValues.elements
    return (values[0], values[1])
  }

  static func ratio(at x: Double) -> Double {
    let (p, q) = (Self.target, Self.source)
    let (a, b) = ((x - p.mean) / p.deviation, (x - q.mean) / q.deviation)
    return q.deviation / p.deviation * exp((b * b - a * a) / 2)
  }

  /// 20 000 demonstrations, an effective number of 8 400 with weights. The line's standard error from them is .006
  /// (source, where the curve bends most) and .004; the trainer adds about as much. The tolerance is .04.
  @Test func withoutWeightsTrainingEndsAtTheSourcesLine() throws {
    let x = Self.inputs(20_000, mean: Self.source.mean, deviation: Self.source.deviation, seed: 1)
    let found = try Self.line(Self.domain(x))
    #expect(abs(found.slope - Self.source.slope) < 0.04, "\(found)")
    #expect(abs(found.intercept - Self.source.intercept) < 0.04)
  }

  @Test(arguments: DemonstrationWeights.Effect.allCases)
  func theTrueDensityRatioTakesItToTheTargets(effect: DemonstrationWeights.Effect) throws {
    let x = Self.inputs(20_000, mean: Self.source.mean, deviation: Self.source.deviation, seed: 1)
    let weights = try DemonstrationWeights(x.elements.map(Self.ratio), effect: effect)
    let found = try Self.line(Self.domain(x).weighted(by: weights))
    #expect(abs(found.slope - Self.target.slope) < 0.04, "\(found)")
    #expect(abs(found.intercept - Self.target.intercept) < 0.04)
  }

  /// Estimated from 600 target and 1500 source inputs, without their answers. What is left of the 1.23 between the two
  /// slopes is the estimated ratio's error and the sample's: the tolerance is .2.
  @Test func estimatedRatiosTakeItMostOfTheWay() throws {
    let x = Self.inputs(1500, mean: Self.source.mean, deviation: Self.source.deviation, seed: 1)
    let wanted = Self.inputs(600, mean: Self.target.mean, deviation: Self.target.deviation, seed: 2)
    let models: [any DensityRatioModel] = [
      try LeastSquaresRatio(numerator: wanted, denominator: x),
      try KullbackLeiblerRatio(numerator: wanted, denominator: x, tolerance: 1e-4),
      try ClassifierRatio(numerator: wanted, denominator: x),
    ]
    for model in models {
      let weights = try DemonstrationWeights(ImportanceWeights(model.ratios(at: x)).values)
      let found = try Self.line(Self.domain(x).weighted(by: weights))
      #expect(abs(found.slope - Self.target.slope) < 0.2, "\(type(of: model)): \(found)")
      #expect(abs(found.intercept - Self.target.intercept) < 0.1, "\(type(of: model)): \(found)")
    }
  }

  /// The weights of demonstrations of ten windows, averaged from the windows', fed back by episode.
  @Test func weightsByDemonstrationTakeItThereWhereDemonstrationsDiffer() throws {
    // The windows of a demonstration lie at one x, so that an average over them loses nothing.
    let places = Self.inputs(2000, mean: Self.source.mean, deviation: Self.source.deviation, seed: 1)
    let x = try places.gatherRows((0..<20_000).map { $0 / 10 })
    let episodes = (0..<20_000).map { 5 * ($0 / 10) }
    let averaged = try ImportanceWeights(x.elements.map(Self.ratio)).averaged(over: episodes)
    let weights = try DemonstrationWeights(
      byEpisode: Dictionary(uniqueKeysWithValues: zip(averaged.groups, averaged.weights.values)), episodes: episodes)
    let found = try Self.line(Self.domain(x).weighted(by: weights))
    #expect(abs(found.slope - Self.target.slope) < 0.1, "\(found)")
  }
}

/// a = w · o
private final class LinePolicy: Policy {
  let parameters = Parameters<Double>()

  init() { parameters.add("w", .zeros([1, 2])) }

  func loss(of batch: Batch<Double>, on tape: Tape<Double>, stream: inout RandomStream) throws -> PolicyLoss<Double> {
    let w = tape.parameter(parameters.slots[0], of: parameters)
    let prediction = try tape.constant(batch.observations).linear(w, bias: nil)
    return PolicyLoss(
      loss: try prediction.meanSquaredError(batch.actions, weights: batch.weights), latents: prediction)
  }

  func act(on observations: Tensor<Double>, stream: inout RandomStream) throws -> Tensor<Double> {
    try observations.multiplied(by: parameters[parameters.slots[0]].transposed())
  }
}
