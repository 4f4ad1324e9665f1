import Foundation
import Reweighting
import Tensors
import Testing

/// Twenty random pairs of samples, `Reference/density_ratios.json`, made with ADAPT 0.4.5 by
/// `Tools/reference/density_ratios.py`: sizes, widths, penalties and bounds differ from pair to pair.
@Suite struct RandomDensityRatioTests {
  struct Weighted: Decodable, Sendable { let weights: [Double], objective: Double }
  struct Likelihood: Decodable, Sendable { let weights: [Double], objective: Double, optimum: Double }

  struct Pair: Decodable, Sendable, CustomTestStringConvertible {
    let numerator: [[Double]], denominator: [[Double]]
    let width: Double, penalty: Double, alpha: Double, bound: Double, slack: Double
    let uLSIF: [Double], RuLSIF: [Double], KLIEP: Likelihood, KMM: Weighted, odds: [Double]

    var testDescription: String { "\(numerator.count) and \(denominator.count) rows of \(numerator[0].count)" }
    var samples: (numerator: Tensor<Double>, denominator: Tensor<Double>) {
      (try! Tensor(rows: numerator), try! Tensor(rows: denominator))
    }
    var selection: RatioSelection {
      RatioSelection(centres: numerator.count, widths: [width], penalties: [penalty])
    }
  }

  struct File: Decodable { let cases: [Pair] }

  static let pairs: [Pair] = {
    let url = Bundle.module.url(forResource: "density_ratios", withExtension: "json", subdirectory: "Reference")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }()

  static func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  @Test func thereAreTwentyPairs() { #expect(Self.pairs.count == 20) }

  @Test(arguments: pairs) func leastSquaresRatiosAreADAPTs(pair: Pair) throws {
    let samples = pair.samples
    for (alpha, expected) in [(0, pair.uLSIF), (pair.alpha, pair.RuLSIF)] {
      let ratio = try LeastSquaresRatio(
        numerator: samples.numerator, denominator: samples.denominator, relative: alpha, selection: pair.selection)
      #expect(Self.largestDifference(try ratio.ratios(at: samples.denominator), expected) < 1e-9)
    }
  }

  /// The maximum of KLIEP's problem by cvxopt's interior-point method. ADAPT climbs to within 10⁻⁴ of it on 18 of the
  /// 20 pairs, where its weights are ours as well.
  @Test(arguments: pairs) func likelihoodRatiosReachTheMaximum(pair: Pair) throws {
    let samples = pair.samples
    let ratio = try KullbackLeiblerRatio(
      numerator: samples.numerator, denominator: samples.denominator, selection: pair.selection, tolerance: 1e-6,
      maxIterations: 200_000)
    #expect(ratio.gap <= 1e-6)
    #expect(abs(ratio.objective - pair.KLIEP.optimum) < 2e-6)
    if pair.KLIEP.objective > pair.KLIEP.optimum - 1e-4 {
      #expect(Self.largestDifference(try ratio.ratios(at: samples.denominator), pair.KLIEP.weights) < 0.1)
    }
  }

  /// The objective is determined, single weights less so where the kernel matrix is close to singular.
  @Test(arguments: pairs) func meanMatchingReachesADAPTsObjective(pair: Pair) throws {
    let samples = pair.samples
    let found = try MeanMatchingWeights(
      numerator: samples.numerator, denominator: samples.denominator, width: pair.width, bound: pair.bound,
      slack: pair.slack)
    #expect(found.objective < pair.KMM.objective + 1e-4)
    #expect(found.objective > pair.KMM.objective - 1e-2)
    #expect(found.weights.allSatisfy { $0 >= 0 && $0 <= pair.bound })
    let mean = found.weights.reduce(0, +) / Double(found.weights.count)
    #expect(abs(mean - 1) <= pair.slack + 1e-9)
  }

  @Test(arguments: pairs) func theClassifiersOddsAreScikitLearns(pair: Pair) throws {
    let samples = pair.samples
    let ratio = try ClassifierRatio(
      numerator: samples.numerator, denominator: samples.denominator, features: .linear, penalties: [pair.penalty])
    let scale = Double(pair.numerator.count) / Double(pair.denominator.count)
    let odds = try ratio.ratios(at: samples.denominator).map { $0 * scale }
    #expect(Self.largestDifference(odds, pair.odds) < 1e-5)
  }

  // MARK: Random pairs of Gaussians, in closed form

  /// Denominator N(0, 1), numerator N(m, s²): r(x) = exp(x²/2 − (x − m)²/(2s²))/s. Drawn anew for each of twenty: |m|
  /// in [.3, .7] and s in [.6, .95]. Mean absolute error over the denominator, 500 and 500 rows,
  /// beside that of a ratio of 1 everywhere.
  @Test(arguments: 0..<20) func everyMethodBeatsAConstantOnRandomGaussianPairs(index: Int) throws {
    var stream = RandomStream(seed: 77, purpose: "Gaussian pairs", index: UInt64(index))
    let mean = (stream.uniform() < 0.5 ? -1 : 1) * (0.3 + 0.4 * stream.uniform())
    let deviation = 0.6 + 0.35 * stream.uniform()
    let numerator = Tensor<Double>.normal([500, 1], from: &stream) * deviation + mean
    let denominator = Tensor<Double>.normal([500, 1], from: &stream)
    let truth = denominator.elements.map { x in
      let z = (x - mean) / deviation
      return exp((x * x - z * z) / 2) / deviation
    }
    func error(_ ratios: [Double]) -> Double { zip(ratios, truth).reduce(0) { $0 + abs($1.0 - $1.1) } / 500 }
    let constant = error([Double](repeating: 1, count: 500))
    let selection = RatioSelection(centres: 50)
    let models: [any DensityRatioModel] = [
      try LeastSquaresRatio(numerator: numerator, denominator: denominator, selection: selection),
      try KullbackLeiblerRatio(numerator: numerator, denominator: denominator, selection: selection, tolerance: 1e-4),
      try ClassifierRatio(numerator: numerator, denominator: denominator),
    ]
    for model in models {
      let found = error(try model.ratios(at: denominator))
      #expect(found < 0.6 * constant, "\(type(of: model)): \(found) beside \(constant), m \(mean), s \(deviation)")
    }
    let relative = try LeastSquaresRatio(
      numerator: numerator, denominator: denominator, relative: 0.3, selection: selection)
    let difference = zip(try relative.ratios(at: denominator), truth).reduce(0.0) {
      $0 + abs($1.0 - $1.1 / (0.3 * $1.1 + 0.7)) / 500
    }
    #expect(difference < 0.6 * constant)
  }
}
