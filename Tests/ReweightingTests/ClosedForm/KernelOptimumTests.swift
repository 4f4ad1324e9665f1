import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct KernelOptimumTests {
  let flow = FlowMatching(steps: 40)

  /// Demonstrations scattered over a few units, latents of width 2 and actions of width 3.
  static func domain(_ name: String, count: Int, share: Double) -> KernelOptimum.Domain {
    var stream = RandomStream(seed: 4, purpose: "kernel optimum \(name)")
    return .init(
      latents: .normal([count, 2], from: &stream), actions: Tensor.normal([count, 3], from: &stream) * 1.5,
      share: share)
  }

  static func queries(_ count: Int) -> (latents: Tensor<Double>, noisy: Tensor<Double>) {
    var stream = RandomStream(seed: 5, purpose: "kernel optimum queries")
    return (.normal([count, 2], from: &stream), .normal([count, 3], from: &stream))
  }

  /// ln of w_k K(z, z_k) N(x; α a_k, σ² I), up to terms equal for all demonstrations: one number each, straight from
  /// the definition.
  static func logDensities(
    _ domains: [KernelOptimum.Domain], bandwidths: [Double?], latent: [Double], x: [Double], at c: PathCoefficients
  ) -> [Double] {
    domains.filter { $0.share > 0 }.flatMap { domain in
      (0..<domain.actions.rows).map { k in
        var exponent = log(domain.share / Double(domain.actions.rows))
        for (axis, bandwidth) in bandwidths.enumerated() {
          guard let bandwidth else { continue }
          exponent -= pow((latent[axis] - domain.latents[k, axis]) / bandwidth, 2) / 2
        }
        for axis in x.indices { exponent -= pow((x[axis] - c.signal * domain.actions[k, axis]) / c.noise, 2) / 2 }
        return exponent
      }
    }
  }

  /// ln Σ exp, in the order of the terms.
  static func logSum(_ terms: [Double]) -> Double {
    let largest = terms.max()!
    return largest + log(terms.map { exp($0 - largest) }.reduce(0, +))
  }

  static func largestDifference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    precondition(a.shape == b.shape)
    return zip(a.elements, b.elements).map { abs($0 - $1) }.max() ?? 0
  }

  // MARK: Weights

  @Test(arguments: [0.0, 0.3, 0.9, 0.999]) func weightsAreTheSoftmaxOfTheirDefinition(time: Double) throws {
    let domains = [Self.domain("real", count: 7, share: 0.2), Self.domain("sim", count: 30, share: 0.8)]
    let bandwidths: [Double?] = [0.7, 0.4]
    let optimum = try KernelOptimum(domains, bandwidths: bandwidths, path: flow)
    let (latents, noisy) = Self.queries(9)
    let weights = try optimum.weights(noisy: noisy, time: time, logPriors: optimum.logPriors(latents))
    #expect(weights.shape == [9, 37])
    for row in 0..<9 {
      let terms = Self.logDensities(
        domains, bandwidths: bandwidths, latent: latents.row(at: row).elements, x: noisy.row(at: row).elements,
        at: flow.corruption(at: time))
      let total = Self.logSum(terms)
      for (k, term) in terms.enumerated() { #expect(abs(weights[row, k] - exp(term - total)) < 1e-9) }
    }
  }

  /// Two demonstrations a and −a on a line: the first's weight is the logistic function of ln(w₁/w₂) + 2αxa/σ².
  @Test func twoDemonstrationsShareByTheLogisticFunction() throws {
    let a = 1.3
    let optimum = try KernelOptimum(
      [
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([a], shape: [1, 1]), share: 0.25),
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([-a], shape: [1, 1]), share: 0.75),
      ], bandwidths: [nil], path: flow)
    let priors = try optimum.logPriors(.zeros([1, 1]))
    for (x, time) in [(0.0, 0.5), (0.4, 0.5), (-1.1, 0.2), (0.9, 0.8)] {
      let weights = try optimum.weights(noisy: Tensor([x], shape: [1, 1]), time: time, logPriors: priors)
      let logit = log(0.25 / 0.75) + 2 * time * x * a / ((1 - time) * (1 - time))
      #expect(abs(weights[0, 0] - 1 / (1 + exp(-logit))) < 1e-14)
      #expect(abs(weights[0, 0] + weights[0, 1] - 1) < 1e-15)
    }
  }

  @Test func weightsSumToOneEvenWhereLogitsAreHuge() throws {
    let domains = [Self.domain("real", count: 30, share: 0.1), Self.domain("sim", count: 300, share: 0.9)]
    let optimum = try KernelOptimum(domains, bandwidths: [0.01, nil], path: flow)
    let (latents, noisy) = Self.queries(20)
    let weights = try optimum.weights(noisy: noisy * 20, time: 0.9999, logPriors: optimum.logPriors(latents))
    #expect(weights.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(try weights.sum(axis: 1).elements.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test func aNarrowKernelAnswersWithTheDemonstrationAtTheQuery() throws {
    let domains = [Self.domain("real", count: 6, share: 0.001), Self.domain("sim", count: 50, share: 0.999)]
    let optimum = try KernelOptimum(domains, bandwidths: [1e-3, 1e-3], path: flow)
    let (_, noisy) = Self.queries(6)
    let weights = try optimum.weights(
      noisy: noisy, time: 0.3, logPriors: optimum.logPriors(domains[0].latents))
    for row in 0..<6 { #expect(weights[row, row] > 1 - 1e-12) }
  }

  @Test func aWideKernelIsNoKernelAndThatLeavesEachDomainItsShare() throws {
    let domains = [Self.domain("real", count: 6, share: 0.3), Self.domain("sim", count: 50, share: 0.7)]
    let wide = try KernelOptimum(domains, bandwidths: [1e6, 1e6], path: flow)
    let none = try KernelOptimum(domains, bandwidths: [nil, nil], path: flow)
    let (latents, noisy) = Self.queries(8)
    let weights = try none.weights(noisy: noisy, time: 0.4, logPriors: none.logPriors(latents))
    #expect(
      Self.largestDifference(
        weights, try wide.weights(noisy: noisy, time: 0.4, logPriors: wide.logPriors(latents))) < 1e-10)
    // At time 0 nothing of the data is left in x_t, so the weights are the prior ones.
    let prior = try none.weights(noisy: noisy, time: 0, logPriors: none.logPriors(latents))
    for row in 0..<8 {
      for k in 0..<56 { #expect(abs(prior[row, k] - (k < 6 ? 0.3 / 6 : 0.7 / 50)) < 1e-15) }
    }
  }

  @Test func anIgnoredCoordinateChangesNothing() throws {
    let domains = [Self.domain("real", count: 6, share: 0.3), Self.domain("sim", count: 50, share: 0.7)]
    let optimum = try KernelOptimum(domains, bandwidths: [0.5, nil], path: flow)
    let (latents, _) = Self.queries(8)
    var moved = latents
    for row in 0..<8 { moved[row, 1] += 100 }
    #expect(try optimum.logPriors(latents) == optimum.logPriors(moved))
    moved[0, 0] += 1
    #expect(try optimum.logPriors(latents) != optimum.logPriors(moved))
  }

  // MARK: The mixing ratio

  @Test func aDomainWithoutAShareIsNotThere() throws {
    let (real, sim) = (Self.domain("real", count: 6, share: 0), Self.domain("sim", count: 50, share: 1))
    let (latents, noisy) = Self.queries(8)
    func prediction(_ domains: [KernelOptimum.Domain]) throws -> Tensor<Double> {
      let optimum = try KernelOptimum(domains, bandwidths: [0.5, 0.5], path: flow)
      return try optimum.prediction(noisy: noisy, time: 0.6, logPriors: optimum.logPriors(latents))
    }
    #expect(try prediction([real, sim]) == prediction([sim]))
    let swapped = [
      KernelOptimum.Domain(latents: real.latents, actions: real.actions, share: 1),
      KernelOptimum.Domain(latents: sim.latents, actions: sim.actions, share: 0),
    ]
    #expect(try prediction(swapped) == prediction([swapped[0]]))
    #expect(try prediction(swapped) != prediction([real, sim]))
  }

  @Test func identicalDomainsMakeTheRatioIrrelevant() throws {
    let (latents, noisy) = Self.queries(8)
    let predictions = try [0.01, 0.5, 1].map { w in
      let domains = [Self.domain("same", count: 20, share: w), Self.domain("same", count: 20, share: 1 - w)]
      let optimum = try KernelOptimum(domains, bandwidths: [0.5, 0.5], path: flow)
      return try optimum.prediction(noisy: noisy, time: 0.6, logPriors: optimum.logPriors(latents))
    }
    #expect(Self.largestDifference(predictions[0], predictions[1]) < 1e-12)
    #expect(Self.largestDifference(predictions[0], predictions[2]) < 1e-12)
  }

  /// Demonstrations that are all alike, 3 and 17 of them: a domain's mass is its share, whatever its size.
  @Test func theTargetsMassIsItsShareWhereTheDomainsAreEquallyFar() throws {
    let domains = [
      KernelOptimum.Domain(latents: .zeros([3, 1]), actions: .zeros([3, 2]), share: 0.2),
      KernelOptimum.Domain(latents: .zeros([17, 1]), actions: .zeros([17, 2]), share: 0.8),
    ]
    let optimum = try KernelOptimum(domains, bandwidths: [1], path: flow)
    let weights = try optimum.weights(noisy: .ones([1, 2]), time: 0.5, logPriors: optimum.logPriors(.zeros([1, 1])))
    #expect(abs(weights.elements.prefix(3).reduce(0, +) - 0.2) < 1e-14)
  }

  // MARK: Predictions

  static let paths: [any NoisePath] =
    [FlowMatching(steps: 40)]
    + Diffusion.Prediction.allCases.map {
      Diffusion(schedule: DiffusionSchedule(.cosine, steps: 50), prediction: $0, sampler: .ddim(steps: 50, eta: 0))
    }

  /// With one demonstration a, x₀ is a for certain, and the prediction is that of the only possible noise.
  @Test(arguments: paths.indices) func oneDemonstrationIsPredictedForCertain(path index: Int) throws {
    let path = Self.paths[index]
    let a = [0.3, -2.0, 1.1]
    let optimum = try KernelOptimum(
      [.init(latents: Tensor<Double>.zeros([1, 2]), actions: try Tensor(a, shape: [1, 3]), share: 1)],
      bandwidths: [1, 1], path: path)
    let (latents, noisy) = Self.queries(5)
    for uniform in [0.1, 0.5, 0.9] {
      let time = path.trainingTime(uniform)
      let (c, target) = (path.corruption(at: time), path.target(at: time))
      let found = try optimum.prediction(noisy: noisy, time: time, logPriors: optimum.logPriors(latents))
      for row in 0..<5 {
        for axis in 0..<3 {
          let noise = (noisy[row, axis] - c.signal * a[axis]) / c.noise
          #expect(abs(found[row, axis] - (target.signal * a[axis] + target.noise * noise)) < 1e-12)
        }
      }
    }
  }

  /// The prediction is that of the mixture's density p_t: its noise part is −σ ∇ln p_t(x), by central differences.
  @Test(arguments: paths.indices) func predictionsFollowTheGradientOfTheLogDensity(path index: Int) throws {
    let path = Self.paths[index]
    let domains = [Self.domain("real", count: 7, share: 0.3), Self.domain("sim", count: 20, share: 0.7)]
    let bandwidths: [Double?] = [0.8, 1.2]
    let optimum = try KernelOptimum(domains, bandwidths: bandwidths, path: path)
    let (latents, noisy) = Self.queries(6)
    for uniform in [0.15, 0.5, 0.8] {
      let time = path.trainingTime(uniform)
      let (c, target) = (path.corruption(at: time), path.target(at: time))
      let found = try optimum.prediction(noisy: noisy, time: time, logPriors: optimum.logPriors(latents))
      for row in 0..<6 {
        let x = noisy.row(at: row).elements
        func logDensity(_ x: [Double]) -> Double {
          Self.logSum(
            Self.logDensities(domains, bandwidths: bandwidths, latent: latents.row(at: row).elements, x: x, at: c))
        }
        for axis in 0..<3 {
          let step = 1e-5
          var (above, below) = (x, x)
          above[axis] += step
          below[axis] -= step
          let score = (logDensity(above) - logDensity(below)) / (2 * step)
          let noise = -c.noise * score
          let data = (x[axis] - c.noise * noise) / c.signal
          let expected = target.signal * data + target.noise * noise
          #expect(abs(found[row, axis] - expected) < 1e-6 * max(1, abs(expected)))
        }
      }
    }
  }

  // MARK: Samples

  @Test(arguments: paths.indices) func samplesOfOneDemonstrationAreThatDemonstration(path index: Int) throws {
    let a = [0.3, -2.0, 1.1]
    let optimum = try KernelOptimum(
      [.init(latents: Tensor<Double>.zeros([1, 2]), actions: try Tensor(a, shape: [1, 3]), share: 1)],
      bandwidths: [1, 1], path: Self.paths[index])
    let (latents, noise) = Self.queries(70)
    var stream = RandomStream(seed: 1, purpose: "sampler")
    let samples = try optimum.sample(latents, noise: noise, stream: &stream)
    #expect(samples.shape == [70, 3])
    for row in 0..<70 { for axis in 0..<3 { #expect(abs(samples[row, axis] - a[axis]) < 1e-9) } }
  }

  /// Every query has a demonstration of its own and a kernel that sees no other; 70 queries go in three portions.
  @Test func samplesUnderANarrowKernelAreTheDemonstrationsOfTheirQueries() throws {
    let domain = Self.domain("many", count: 70, share: 1)
    let optimum = try KernelOptimum([domain], bandwidths: [1e-4, 1e-4], path: flow)
    let (_, noise) = Self.queries(70)
    var stream = RandomStream(seed: 1, purpose: "sampler")
    let samples = try optimum.sample(domain.latents, noise: noise, stream: &stream)
    #expect(Self.largestDifference(samples, domain.actions) < 1e-9)
  }

  /// Samples of two far demonstrations land on either as often as its share: 2000 draws, five standard deviations.
  @Test func samplesOfTwoDemonstrationsFallToThemByTheirShares() throws {
    let optimum = try KernelOptimum(
      [
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([4], shape: [1, 1]), share: 0.3),
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([-4], shape: [1, 1]), share: 0.7),
      ], bandwidths: [nil], path: FlowMatching(steps: 200))
    var stream = RandomStream(seed: 2, purpose: "sampler")
    let noise = Tensor<Double>.normal([2000, 1], from: &stream)
    let samples = try optimum.sample(.zeros([2000, 1]), noise: noise, stream: &stream).elements
    #expect(samples.count { abs(abs($0) - 4) < 0.01 } >= 1995, "few draws end between the two")
    #expect(abs(Double(samples.count { $0 > 0 }) - 600) < 5 * (2000 * 0.3 * 0.7).squareRoot())
  }

  // MARK: Errors

  @Test func aMixtureWithoutAnyDemonstrationIsAnError() {
    #expect(throws: SampleError.self) { try KernelOptimum([], bandwidths: [1], path: flow) }
    #expect(throws: SampleError.self) {
      try KernelOptimum([Self.domain("real", count: 4, share: 0)], bandwidths: [1, 1], path: flow)
    }
  }

  @Test(arguments: [0, -1, Double.nan]) func aBandwidthThatIsNotPositiveIsAnError(bandwidth: Double) {
    let error = #expect(throws: SampleError.self) {
      try KernelOptimum([Self.domain("real", count: 4, share: 1)], bandwidths: [1, bandwidth], path: flow)
    }
    #expect(error?.description.contains("\(bandwidth)") == true)
  }

  @Test func widthsThatDoNotFitAreErrors() throws {
    let real = Self.domain("real", count: 4, share: 0.5)
    #expect(throws: ShapeError.self) { try KernelOptimum([real], bandwidths: [1], path: flow) }
    let narrow = KernelOptimum.Domain(latents: .zeros([4, 2]), actions: .zeros([4, 2]), share: 0.5)
    #expect(throws: ShapeError.self) { try KernelOptimum([real, narrow], bandwidths: [1, 1], path: flow) }
    let uneven = KernelOptimum.Domain(latents: .zeros([4, 2]), actions: .zeros([5, 3]), share: 0.5)
    #expect(throws: ShapeError.self) { try KernelOptimum([real, uneven], bandwidths: [1, 1], path: flow) }
    let optimum = try KernelOptimum([real], bandwidths: [1, 1], path: flow)
    #expect(throws: ShapeError.self) { try optimum.logPriors(.zeros([3, 1])) }
  }
}
