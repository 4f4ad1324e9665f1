import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct OverlapTests {
  static let estimators: [OverlapEstimator] = [.gaussian, .kernelDensity, .nearestNeighbours(count: 5)]

  static func normal(_ count: Int, _ width: Int, _ name: String, scale: Double = 1, shift: Double = 0) -> Tensor<Double>
  {
    var stream = RandomStream(seed: 21, purpose: "overlap \(name)")
    return Tensor.normal([count, width], from: &stream) * scale + shift
  }

  // MARK: Closed forms

  /// In one dimension: √(2s₁s₂/(s₁² + s₂²)) exp(−(μ₁ − μ₂)²/(4(s₁² + s₂²))); and the integral itself, by the trapezoidal
  /// rule, which is exact to rounding for analytic functions that vanish at both ends.
  @Test func theCoefficientOfTwoGaussiansIsTheIntegralOfTheRootOfTheirProduct() throws {
    for (mean, first, second) in [(0.0, 1.0, 1.0), (1.5, 1, 0.4), (-2, 0.3, 2)] {
      let found = try Bhattacharyya.ofGaussians(
        means: (Tensor([0.0]), Tensor([mean])),
        covariances: (try Tensor([first * first], shape: [1, 1]), try Tensor([second * second], shape: [1, 1])))
      let total = first * first + second * second
      #expect(abs(found - (2 * first * second / total).squareRoot() * exp(-mean * mean / (4 * total))) < 1e-14)
      func density(_ x: Double, _ m: Double, _ s: Double) -> Double {
        exp(-(x - m) * (x - m) / (2 * s * s)) / (s * (2 * Double.pi).squareRoot())
      }
      let step = 0.01
      let integral = (-4000...4000).reduce(0.0) {
        $0 + step * (density(Double($1) * step, 0, first) * density(Double($1) * step, mean, second)).squareRoot()
      }
      #expect(abs(found - integral) < 1e-10)
    }
  }

  @Test func aLinearMapOfBothGaussiansChangesNothing() throws {
    let means = (Tensor([0.0, 1.0]), Tensor([1.0, -1.0]))
    let covariances = (try Tensor([2, 0.3, 0.3, 1], shape: [2, 2]), try Tensor([1, -0.2, -0.2, 0.5], shape: [2, 2]))
    let map = try Tensor([1, 0.4, -2, 3], shape: [2, 2])
    func mapped(_ mean: Tensor<Double>) throws -> Tensor<Double> {
      try map.multiplied(by: mean.reshaped([2, 1])).reshaped([2])
    }
    func mapped(covariance: Tensor<Double>) throws -> Tensor<Double> {
      try map.multiplied(by: covariance).multiplied(by: map.transposed())
    }
    let direct = try Bhattacharyya.ofGaussians(means: means, covariances: covariances)
    let image = try Bhattacharyya.ofGaussians(
      means: (mapped(means.0), mapped(means.1)),
      covariances: (mapped(covariance: covariances.0), mapped(covariance: covariances.1)))
    #expect(abs(direct - image) < 1e-13)
    #expect(
      abs(try Bhattacharyya.ofGaussians(means: (means.0, means.0), covariances: (covariances.0, covariances.0)) - 1)
        < 1e-14)
  }

  /// Two actions seen through noise are two Gaussians: exp(−α²‖a − b‖²/(8σ²)).
  @Test func noisyActionsAreGaussiansAroundTheActions() throws {
    let (a, b) = (Tensor([0.3, -1.0, 2.0]), Tensor([1.0, 0.5, 1.5]))
    let squared = try (a - b).squared().sum()
    let path = FlowMatching()
    for time in [0.1, 0.5, 0.8] {
      let c = path.corruption(at: time)
      let noise = Tensor<Double>.identity(3) * (c.noise * c.noise)
      let expected = try Bhattacharyya.ofGaussians(means: (a * c.signal, b * c.signal), covariances: (noise, noise))
      let found = try Bhattacharyya.ofNoisyActions(squaredDistance: squared, signalToNoise: c.signal / c.noise)
      #expect(abs(found - expected) < 1e-14)
      #expect(abs(NoiseShare.signalToNoise(at: 1 - time) - c.signal / c.noise) < 1e-12)
    }
    #expect(try Bhattacharyya.ofNoisyActions(squaredDistance: 0, signalToNoise: .infinity) == 1)
    #expect(throws: SampleError.self) { try Bhattacharyya.ofNoisyActions(squaredDistance: -1, signalToNoise: 1) }
  }

  /// The study's two curves: squared distances 700.3 and 100.0, ½ at noise shares .918 and .809 (three digits).
  @Test func theStudysCurvesReachOneHalfWhereItsFigureDoes() throws {
    #expect(ReweightingReference.shared.overlap.count == 2)
    for curve in ReweightingReference.shared.overlap {
      let found = try OverlapCurve(squaredDistances: [curve.squaredDistance])
      #expect(abs(found.noiseShareAtHalf - curve.share) < 1e-3)
      #expect(abs(try found.coefficient(signalToNoise: found.signalToNoiseAtHalf) - 0.5) < 1e-12)
      // k of exp(−k ((1−x)/x)²) is an eighth of the squared distance: 87.54 and 12.50.
      let k = -log(try found.coefficient(signalToNoise: 1))
      #expect(abs(k - curve.squaredDistance / 8) < 1e-12)
    }
  }

  // MARK: Estimates

  /// 4000 of each of two Gaussians in the plane at a distance of 1.5: exp(−1.5²/8) = .755. The Gaussian fit and the
  /// neighbours within .02; the kernel density's width (a variance of 1 + 4000^(−1/3)) makes it .767.
  @Test func everyEstimatorFindsTheCoefficientOfTwoGaussians() throws {
    let x = Self.normal(4000, 2, "x")
    let y = try Self.normal(4000, 2, "y") + Tensor([1.5, 0])
    let expected = exp(-1.5 * 1.5 / 8)
    #expect(abs(try OverlapEstimator.gaussian.coefficient(x, y) - expected) < 0.02)
    #expect(abs(try OverlapEstimator.nearestNeighbours(count: 5).coefficient(x, y) - expected) < 0.02)
    let widened = exp(-1.5 * 1.5 / (8 * (1 + pow(4000, -1.0 / 3))))
    #expect(abs(try OverlapEstimator.kernelDensity.coefficient(x, y) - widened) < 0.02)
  }

  /// Two clumps of the same mean and covariance: the Gaussian fit sees no difference, the others do.
  @Test func onlyTheGaussianFitTakesDifferentShapesForEqual() throws {
    let centre = Self.normal(1500, 1, "centre")
    let sides =
      try Self.normal(1500, 1, "sides", scale: 0.1)
      + Tensor((0..<1500).map { $0 % 2 == 0 ? 0.995 : -0.995 }, shape: [1500, 1])
    #expect(try OverlapEstimator.gaussian.coefficient(centre, sides) > 0.99)
    #expect(try OverlapEstimator.kernelDensity.coefficient(centre, sides) < 0.9)
    #expect(try OverlapEstimator.nearestNeighbours(count: 5).coefficient(centre, sides) < 0.8)
  }

  @Test(arguments: estimators) func halvesOfOneSampleOverlapAndFarSamplesDoNot(estimator: OverlapEstimator) throws {
    for width in [1, 3] {
      let (x, y) = (Self.normal(800, width, "a"), Self.normal(700, width, "b"))
      #expect(abs(try estimator.coefficient(x, y) - 1) < 0.05)
      // Neighbours see how sparse their own sample is, which on a line is (1/800)^½ of a distance.
      let apart = try estimator.coefficient(x, y + 30)
      #expect(estimator == .nearestNeighbours(count: 5) ? apart < 0.05 : apart < 1e-6)
      #expect(abs(try estimator.coefficient(x, y) - estimator.coefficient(y, x)) < 1e-12)
    }
  }

  @Test(arguments: estimators) func theIntervalCoversTheTruthOfMostSamples(estimator: OverlapEstimator) throws {
    let truth = exp(-1.0 / 8)
    var covered = 0
    for seed in 0..<20 {
      let x = Self.normal(300, 1, "left \(seed)")
      let y = Self.normal(300, 1, "right \(seed)", shift: 1)
      let estimate = try estimator.estimate(x, y, seed: UInt64(seed))
      #expect(estimate.count == 20 && estimate.interval.halfWidth < 0.15)
      if estimate.interval.contains(truth) { covered += 1 }
    }
    // At 95 % coverage fewer than 15 of 20 happen once in 3000; the density's bias costs some coverage.
    #expect(covered >= 14)
  }

  @Test func foldsKeepEpisodesWhole() throws {
    let (x, y) = (Self.normal(200, 1, "x"), Self.normal(200, 1, "y", shift: 1))
    let episodes = (0..<200).map { $0 / 40 }
    let estimate = try OverlapEstimator.gaussian.estimate(x, y, groups: (episodes, episodes), seed: 3)
    #expect(estimate.count == 5)
    let again = try OverlapEstimator.gaussian.estimate(x, y, groups: (episodes, episodes), seed: 3)
    #expect(estimate == again)
    #expect(throws: SampleError.self) {
      try OverlapEstimator.gaussian.estimate(x, y, groups: ([Int](repeating: 0, count: 200), episodes), seed: 3)
    }
  }

  @Test func samplesWithoutADensityAreErrors() throws {
    let x = Self.normal(50, 2, "x")
    let flat = try x * Tensor([1.0, 0.0])
    #expect(throws: SampleError.self) { try OverlapEstimator.gaussian.coefficient(x, flat) }
    #expect(throws: SampleError.self) { try OverlapEstimator.kernelDensity.coefficient(flat, x) }
    let repeated = try x.gatherRows([0, 0, 0] + Array(0..<50))
    #expect(throws: SampleError.self) { try OverlapEstimator.nearestNeighbours(count: 2).coefficient(repeated, x) }
    let one = try x.rows(0..<1)
    for estimator in Self.estimators {
      #expect(throws: SampleError.self) { try estimator.coefficient(one, x) }
      #expect(throws: ShapeError.self) { try estimator.coefficient(x, Self.normal(50, 3, "y")) }
      var broken = x
      broken[3, 1] = .nan
      #expect(throws: SampleError.notFinite(what: "second action set", index: 7)) {
        try estimator.coefficient(x, broken)
      }
    }
    #expect(throws: SampleError.self) {
      try OverlapEstimator.kernelDensity.coefficient(Self.normal(50, 5, "a"), Self.normal(50, 5, "b"))
    }
    #expect(throws: SampleError.self) { try OverlapEstimator.nearestNeighbours(count: 0).coefficient(x, x) }
  }

  // MARK: Matched states

  /// Target states on a line in two episodes, source states beside two of them and one far away.
  @Test func statesAreMatchedWithinWhatPassesForAMatchInTheTarget() throws {
    let target = try Tensor([0, 1, 2, 3, 0.1, 1.1, 2.1, 9], shape: [8, 1])
    let source = try Tensor([1.04, 2.97, -50], shape: [3, 1])
    let matched = try MatchedStates(
      target: target, source: source, episodes: [0, 0, 0, 0, 1, 1, 1, 1], quantile: 0.7)
    let spread = 2.6836  // population standard deviation of the eight
    #expect(abs(matched.threshold - 0.1 / spread) < 1e-3)
    #expect(
      matched.withinTarget.map { [$0.target, $0.partner] } == [[0, 4], [1, 5], [2, 6], [4, 0], [5, 1], [6, 2]])
    #expect(matched.acrossDomains.map { [$0.target, $0.partner] } == [[1, 0], [3, 1], [5, 0]])
    let distances = try MatchedStates.squaredActionDistances(
      matched.acrossDomains, target: target, partner: source * 2)
    for (found, expected) in zip(distances, [1.08, 2.94, 0.98]) { #expect(abs(found - expected * expected) < 1e-12) }
  }

  @Test func aConstantCoordinateMatchesEverything() throws {
    let states = Self.normal(30, 2, "states")
    let constant = try Tensor.concatenated([states, .ones([30, 1])], axis: 1)
    let far = try Tensor.concatenated([states, Tensor<Double>.ones([30, 1]) * 7], axis: 1)
    let plain = try MatchedStates(target: states, source: states)
    #expect(try MatchedStates(target: constant, source: far) == plain)
    #expect(plain.acrossDomains.count == 30 && plain.acrossDomains.allSatisfy { $0.distance == 0 })
    #expect(throws: SampleError.self) { try MatchedStates(target: .ones([5, 2]), source: .ones([5, 2])) }
    #expect(throws: SampleError.self) { try MatchedStates(target: states, source: .zeros([0, 2])) }
    #expect(throws: SampleError.self) {
      try MatchedStates(target: states, source: states, episodes: [Int](repeating: 4, count: 30))
    }
  }

  @Test func theCurveFallsFromOneAndItsIntervalHoldsTheValue() throws {
    let distances = (1...40).map { Double($0) }
    let curve = try OverlapCurve(squaredDistances: distances, groups: (0..<40).map { $0 / 4 })
    #expect(try curve.coefficient(signalToNoise: 0) == 1)
    let values = try [0.2, 0.5, 1, 3].map { try curve.coefficient(signalToNoise: $0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
    #expect(abs(try curve.coefficient(signalToNoise: curve.signalToNoiseAtHalf) - 0.5) < 1e-12)
    let half = try curve.noiseShareAtHalfEstimate(resamples: 300, seed: 1)
    #expect(half.value == curve.noiseShareAtHalf && half.interval.contains(half.value) && half.count == 10)
    let point = try curve.estimate(signalToNoise: 0.5, resamples: 300, seed: 1)
    #expect(abs(point.value - values[1]) < 1e-14 && point.interval.contains(point.value))
  }

  @Test func equalActionsOverlapAtEveryNoiseLevel() throws {
    let curve = try OverlapCurve(squaredDistances: [0, 0, 5])
    #expect(curve.signalToNoiseAtHalf == .infinity && curve.noiseShareAtHalf == 0)
    let few = try OverlapCurve(squaredDistances: [0, 5, 5, 900])
    #expect(abs(try few.coefficient(signalToNoise: few.signalToNoiseAtHalf) - 0.5) < 1e-12)
    #expect(throws: SampleError.self) { try OverlapCurve(squaredDistances: []) }
    #expect(throws: SampleError.self) { try OverlapCurve(squaredDistances: [1, .nan]) }
  }
}
