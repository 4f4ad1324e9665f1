import Foundation
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct DensityRatioTests {
  static let reference = ReweightingReference.shared

  static func fixed(penalty: Double = 0.1) -> RatioSelection {
    RatioSelection(centres: 60, widths: [reference.width], penalties: [penalty])
  }

  static func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  static func normal(_ count: Int, _ width: Int, _ name: String, scale: Double = 1, shift: Double = 0) -> Tensor<Double>
  {
    var stream = RandomStream(seed: 31, purpose: "density ratio \(name)")
    return Tensor.normal([count, width], from: &stream) * scale + shift
  }

  // MARK: Against ADAPT 0.4.5

  @Test func leastSquaresRatiosAreADAPTs() throws {
    let samples = Self.reference.samples
    #expect(Self.reference.leastSquares.count == 6)
    for expected in Self.reference.leastSquares {
      let ratio = try LeastSquaresRatio(
        numerator: samples.numerator, denominator: samples.denominator, relative: expected.alpha,
        selection: Self.fixed(penalty: expected.penalty))
      #expect(Self.largestDifference(try ratio.ratios(at: samples.denominator), expected.weights) < 1e-9)
      #expect(Self.largestDifference(try ratio.ratios(at: samples.points), expected.atPoints) < 1e-9)
    }
  }

  /// ADAPT climbs by projected gradients and stops somewhere below the maximum; ours says how far below it is at most.
  @Test func theLikelihoodRatioReachesADAPTsObjectiveOrMore() throws {
    let samples = Self.reference.samples
    let expected = Self.reference.likelihood
    let ratio = try KullbackLeiblerRatio(
      numerator: samples.numerator, denominator: samples.denominator, selection: Self.fixed(), tolerance: 1e-7,
      maxIterations: 200_000)
    #expect(ratio.gap <= 1e-7)
    #expect(ratio.objective > expected.objective - 1e-6 && ratio.objective < expected.objective + 1e-3)
    #expect(Self.largestDifference(try ratio.ratios(at: samples.denominator), expected.weights) < 0.02)
    let mean = try ratio.ratios(at: samples.denominator).reduce(0, +) / 80
    #expect(abs(mean - 1) < 1e-10, "the constraint")
  }

  @Test func meanMatchingReachesADAPTsObjective() throws {
    let samples = Self.reference.samples
    for expected in Self.reference.meanMatching {
      let found = try MeanMatchingWeights(
        numerator: samples.numerator, denominator: samples.denominator, width: Self.reference.width,
        bound: expected.bound, slack: expected.slack)
      #expect(found.objective < expected.objective + 1e-4 && found.objective > expected.objective - 1e-2)
      #expect(found.weights.allSatisfy { $0 >= 0 && $0 <= expected.bound })
      let epsilon = expected.slack ?? (80.0.squareRoot() - 1) / 80.0.squareRoot()
      #expect(abs(found.weights.reduce(0, +) / 80 - 1) <= epsilon + 1e-9)
      // The feature-space mean is determined, single weights less so.
      #expect(Self.largestDifference(found.weights, expected.weights) < 0.2)
    }
  }

  @Test func theClassifiersOddsAreScikitLearns() throws {
    let samples = Self.reference.samples
    for expected in Self.reference.classifier {
      let ratio = try ClassifierRatio(
        numerator: samples.numerator, denominator: samples.denominator, features: .linear, penalties: [expected.penalty]
      )
      let odds = try ratio.ratios(at: samples.denominator).map { $0 * 60 / 80 }
      #expect(Self.largestDifference(odds, expected.odds) < 1e-6)
    }
  }

  // MARK: Against the ratio of two Gaussians

  /// Denominator N(0, 1), numerator N(.5, .8²): r = (1/.8) exp(x²/2 − (x − .5)²/(2·.64)). Mean absolute error over the
  /// denominator, which a constant ratio of 1 misses by about .4.
  @Test func everyMethodFindsTheRatioOfTwoGaussians() throws {
    let numerator = Self.normal(600, 1, "numerator", scale: 0.8, shift: 0.5)
    let denominator = Self.normal(800, 1, "denominator")
    let truth = denominator.elements.map { exp($0 * $0 / 2 - ($0 - 0.5) * ($0 - 0.5) / (2 * 0.64)) / 0.8 }
    func error(_ ratios: [Double]) -> Double { zip(ratios, truth).reduce(0) { $0 + abs($1.0 - $1.1) } / 800 }
    #expect(error([Double](repeating: 1, count: 800)) > 0.35)
    let squares = try LeastSquaresRatio(numerator: numerator, denominator: denominator)
    #expect(error(try squares.ratios(at: denominator)) < 0.12 && squares.candidates.count == 16)
    let likelihood = try KullbackLeiblerRatio(numerator: numerator, denominator: denominator, tolerance: 1e-5)
    #expect(error(try likelihood.ratios(at: denominator)) < 0.12 && likelihood.candidates.count == 4)
    let classifier = try ClassifierRatio(numerator: numerator, denominator: denominator)
    #expect(error(try classifier.ratios(at: denominator)) < 0.08 && classifier.candidates.count == 4)
    let matched = try MeanMatchingWeights(
      numerator: numerator, denominator: denominator, width: 0.5, tolerance: 1e-4, maxIterations: 3000)
    #expect(error(matched.weights) < 0.25)
  }

  /// r_α = r/(αr + 1 − α) of the same pair, bounded by 1/α.
  @Test func theRelativeRatioIsThatToTheMixture() throws {
    let numerator = Self.normal(600, 1, "numerator", scale: 0.8, shift: 0.5)
    let denominator = Self.normal(800, 1, "denominator")
    let found = try LeastSquaresRatio(numerator: numerator, denominator: denominator, relative: 0.5)
    let ratios = try found.ratios(at: denominator)
    let error = zip(denominator.elements, ratios).reduce(0.0) {
      let r = exp($1.0 * $1.0 / 2 - ($1.0 - 0.5) * ($1.0 - 0.5) / (2 * 0.64)) / 0.8
      return $0 + abs($1.1 - r / (0.5 * r + 0.5)) / 800
    }
    #expect(error < 0.08)
    #expect(ratios.max()! < 2.2)
  }

  @Test func identicalSamplesHaveTheRatioOne() throws {
    let sample = Self.normal(300, 2, "same")
    let squares = try LeastSquaresRatio(numerator: sample, denominator: sample)
    #expect(squares.candidates.max { $0.score < $1.score }!.score > 0.4, "half of the mean square, ½ at the best")
    for model in [
      squares as any DensityRatioModel, try KullbackLeiblerRatio(numerator: sample, denominator: sample),
      try ClassifierRatio(numerator: sample, denominator: sample),
    ] {
      let ratios = try model.ratios(at: sample)
      #expect(abs(ratios.reduce(0, +) / 300 - 1) < 0.05)
      #expect(ratios.reduce(0) { $0 + abs($1 - 1) } / 300 < 0.15)
    }
    let matched = try MeanMatchingWeights(numerator: sample, denominator: sample)
    #expect(matched.weights.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  /// 20 000 rows weighted by the quadratic classifier have the numerator's mean and variance, to 5 standard errors of
  /// their effective number and the fit's own error.
  @Test func weightsCarryTheDenominatorsMomentsToTheNumerators() throws {
    let numerator = Self.normal(20_000, 1, "target", scale: 0.7, shift: 0.4)
    let denominator = Self.normal(20_000, 1, "source")
    let ratio = try ClassifierRatio(numerator: numerator, denominator: denominator, penalties: [0.01])
    let weights = try ImportanceWeights(ratio.ratios(at: denominator))
    let mean = zip(weights.values, denominator.elements).reduce(0) { $0 + $1.0 * $1.1 } / 20_000
    let square = zip(weights.values, denominator.elements).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 20_000
    let error = 5 * (2 / weights.effectiveSampleSize).squareRoot()
    #expect(abs(mean - 0.4) < error && abs(square - mean * mean - 0.49) < error)
  }

  @Test func aSeedFixesEveryChoice() throws {
    let (x, y) = (Self.normal(300, 2, "x", shift: 0.5), Self.normal(200, 2, "y"))
    let selection = RatioSelection(centres: 40, seed: 7)
    let fits = try (0..<2).map { _ in try LeastSquaresRatio(numerator: x, denominator: y, selection: selection) }
    #expect(fits[0].candidates == fits[1].candidates && fits[0].model.coefficients == fits[1].model.coefficients)
    #expect(fits[0].model.centres.shape == [40, 2])
  }

  // MARK: Bad input

  @Test func samplesThatCannotBeComparedAreErrors() throws {
    let x = Self.normal(30, 2, "x")
    let broken = try Tensor([0, 1, .nan, 3], shape: [2, 2])
    for bad in [Tensor<Double>.zeros([0, 2]), broken] {
      #expect(throws: SampleError.self) { try LeastSquaresRatio(numerator: x, denominator: bad) }
      #expect(throws: SampleError.self) { try KullbackLeiblerRatio(numerator: bad, denominator: x) }
      #expect(throws: SampleError.self) { try MeanMatchingWeights(numerator: x, denominator: bad) }
      #expect(throws: SampleError.self) { try ClassifierRatio(numerator: bad, denominator: x) }
    }
    #expect(throws: ShapeError.self) { try LeastSquaresRatio(numerator: x, denominator: .zeros([5, 3])) }
    #expect(throws: SampleError.self) { try LeastSquaresRatio(numerator: x, denominator: x, relative: 1) }
    #expect(throws: SampleError.self) {
      try LeastSquaresRatio(numerator: x, denominator: x, selection: RatioSelection(widths: [0]))
    }
    #expect(throws: SampleError.tooFew(what: "rows for 5-fold cross-validation", found: 3, needed: 5)) {
      try LeastSquaresRatio(numerator: x, denominator: x.rows(0..<3))
    }
    #expect(throws: SampleError.self) { try ClassifierRatio(numerator: x, denominator: x, penalties: [-1]) }
    #expect(throws: SampleError.self) { try MeanMatchingWeights(numerator: x, denominator: x, bound: 0.5) }
  }

  @Test func oneSampleADomainHasARatioWithGivenParameters() throws {
    let (x, y) = (try Tensor([0.0], shape: [1, 1]), try Tensor([1.0], shape: [1, 1]))
    let selection = RatioSelection(widths: [1], penalties: [0.1])
    let phi = exp(-0.5)
    // θ = φ(0)/(φ(1)² + λ).
    let squares = try LeastSquaresRatio(numerator: x, denominator: y, selection: selection)
    #expect(abs(try squares.ratios(at: y)[0] - phi / (phi * phi + 0.1)) < 1e-14)
    let likelihood = try KullbackLeiblerRatio(numerator: x, denominator: y, selection: selection)
    #expect(abs(try likelihood.ratios(at: y)[0] - 1) < 1e-14)
    let matched = try MeanMatchingWeights(numerator: x, denominator: y, width: 1, slack: 0.25)
    #expect(abs(matched.weights[0] - 0.75) < 1e-9, "κ = e^(−½) = .61 is below the smallest mean allowed")
  }

  @Test func aDenominatorOutOfReachIsAnErrorOfTheLikelihoodRatio() throws {
    let x = Self.normal(30, 1, "x")
    #expect(throws: SampleError.self) {
      try KullbackLeiblerRatio(numerator: x, denominator: x + 500, selection: RatioSelection(widths: [1]))
    }
  }

  // MARK: Weights

  /// `kish_ess` of the peers' table: (Σw)²/Σw² of [.1, .2, .3, .4, 5], tolerance 1e-12.
  @Test func effectiveSampleSizeIsKishs() throws {
    let weights = try ImportanceWeights([0.1, 0.2, 0.3, 0.4, 5])
    #expect(abs(weights.effectiveSampleSize - 1.4229249011857708) < 1e-12)
    #expect(abs(weights.values.reduce(0, +) - 5) < 1e-12)
    #expect(abs(try ImportanceWeights([2, 2, 2]).effectiveSampleSize - 3) < 1e-14)
  }

  @Test func clippingRaisesTheEffectiveSampleSizeAndSaysWhatItCut() throws {
    let weights = try ImportanceWeights([0.1, 0.2, 0.3, 0.4, 5])
    let clipped = try weights.clipped(at: 2)
    #expect(clipped.clippedCount == 1)
    #expect(abs(clipped.clippedShare - (5 / 1.2 - 2) / 5) < 1e-12)
    #expect(clipped.effectiveSampleSize > weights.effectiveSampleSize)
    #expect(try weights.clipped(at: 100) == weights)
    #expect(try weights.flattened(exponent: 0).values.allSatisfy { abs($0 - 1) < 1e-15 })
    #expect(Self.largestDifference(try weights.flattened(exponent: 1).values, weights.values) < 1e-14)
  }

  @Test func windowsAverageToTheirEpisode() throws {
    let weights = try ImportanceWeights([1, 3, 2, 2, 4])
    let averaged = try weights.averaged(over: [5, 5, 2, 2, 2])
    #expect(averaged.groups == [2, 5])
    #expect(abs(averaged.weights.values[0] / averaged.weights.values[1] - (8.0 / 3) / 2) < 1e-14)
  }

  @Test func weightsThatAreNoneAreErrors() {
    #expect(throws: SampleError.self) { try ImportanceWeights([]) }
    #expect(throws: SampleError.self) { try ImportanceWeights([0, 0]) }
    #expect(throws: SampleError.self) { try ImportanceWeights([1, -1]) }
    #expect(throws: SampleError.notFinite(what: "importance weights", index: 1)) { try ImportanceWeights([1, .nan]) }
    #expect(throws: SampleError.self) { try ImportanceWeights([1, 2]).clipped(at: 0) }
  }
}
