import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct PosteriorTests {
  static let flow = FlowMatching(steps: 40)
  static let diffusion = Diffusion(
    schedule: DiffusionSchedule(.cosine, steps: 50), prediction: .noise, sampler: .ddim(steps: 50, eta: 0))
  static let kernels: [LatentKernel] = [
    .gaussian(bandwidths: [0.7, nil, 1.1]), .gaussian(bandwidths: [nil, nil, nil]), .nearest(count: 60),
    .cosine(concentration: 3),
  ]

  /// A domain of demonstrations whose latents have 3 coordinates and whose actions have 4.
  static func domain(
    _ name: String, count: Int, share: Double, at centre: Double = 0, latents width: Int = 3, groups: [Int] = []
  ) -> KernelOptimum.Domain {
    var stream = RandomStream(seed: 9, purpose: "posteriors \(name)")
    return .init(
      latents: .normal([count, width], from: &stream), actions: Tensor.normal([count, 4], from: &stream) + centre,
      share: share, groups: groups)
  }

  static func queries(
    _ count: Int, times: [Double], path: any NoisePath, at centre: Double = 0, latents width: Int = 3
  ) throws -> NoisyQueries {
    var stream = RandomStream(seed: 10, purpose: "posterior queries")
    return try NoisyQueries(
      corrupting: Tensor.normal([count, 4], from: &stream) + centre, latents: .normal([count, width], from: &stream),
      times: times, path: path, stream: &stream)
  }

  static func largestDifference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    precondition(a.shape == b.shape)
    return zip(a.elements, b.elements).map { $0 == $1 ? 0 : abs($0 - $1) }.max() ?? 0
  }

  /// Three domains that fill several tiles, against the weights of every demonstration one by one.
  @Test(arguments: kernels) func streamedMassesAndAnswersAreThoseOfTheWeights(kernel: LatentKernel) throws {
    let domains = [
      Self.domain("real", count: 90, share: 0.2), Self.domain("sim", count: 1500, share: 0.5, at: 1),
      Self.domain("other", count: 1025, share: 0.3, at: -1),
    ]
    for (path, times) in [(Self.flow as any NoisePath, [0, 0.4, 0.9]), (Self.diffusion, [49, 20, 2])] {
      let optimum = try KernelOptimum(domains, kernel: kernel, path: path)
      let queries = try Self.queries(41, times: times, path: path)
      let mixture = try optimum.posteriors(queries).mixed(shares: [0.2, 0.5, 0.3])
      let priors = try optimum.logPriors(queries.latents)
      let predictions = try mixture.predictions()
      for (index, time) in times.enumerated() {
        let weights = try optimum.weights(noisy: queries.noisy[index], time: time, logPriors: priors)
        for row in 0..<41 {
          let g = weights.row(at: row).elements
          let masses = [g[..<90], g[90..<1590], g[1590...]].map { $0.reduce(0, +) }
          for domain in 0..<3 { #expect(abs(mixture.mass[index, row, domain] - masses[domain]) < 1e-10) }
          let size = 1 / g.reduce(0) { $0 + $1 * $1 }
          #expect(abs(mixture.effectiveSampleSize[index, row] / size - 1) < 1e-9)
        }
        let expected = try optimum.prediction(noisy: queries.noisy[index], time: time, logPriors: priors)
        #expect(Self.largestDifference(predictions[index], expected) < 1e-9)
      }
      let prior = priors.softmax()
      for row in 0..<41 {
        let mass = prior.row(at: row).elements[..<90].reduce(0, +)
        #expect(abs(mixture.priorMass[row, 0] - mass) < 1e-10)
      }
    }
  }

  /// Twelve coordinates go by a matrix product, the same twelve in a narrow kernel by differences.
  @Test func aWideLatentByMatrixProductAgreesWithDifferences() throws {
    let real = Self.domain("real", count: 50, share: 0.5, latents: 12)
    let sim = Self.domain("sim", count: 70, share: 0.5, latents: 12)
    let bandwidths: [Double?] = (0..<12).map { $0 < 3 ? 0.5 + Double($0) : nil }
    let wide = try KernelOptimum([real, sim], bandwidths: bandwidths, path: Self.flow)
    let narrow = try KernelOptimum(
      [real, sim].map {
        .init(latents: try $0.latents.slice(0..<3, axis: 1), actions: $0.actions, share: $0.share)
      }, bandwidths: Array(bandwidths[..<3]), path: Self.flow)
    let queries = try Self.queries(20, times: [0.5], path: Self.flow, latents: 12).latents
    #expect(
      Self.largestDifference(
        try wide.logPriors(queries), try narrow.logPriors(queries.slice(0..<3, axis: 1))) < 1e-12)
  }

  @Test func workersChangeNoBit() throws {
    let domains = [Self.domain("real", count: 90, share: 0.2), Self.domain("sim", count: 1500, share: 0.8, at: 1)]
    let optimum = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
    let queries = try Self.queries(100, times: [0.2, 0.7], path: Self.flow)
    let (one, three) = (
      try optimum.posteriors(queries, workers: 1), try optimum.posteriors(queries, workers: 3)
    )
    #expect(one.logEvidence == three.logEvidence)
    #expect(one.answers == three.answers)
    #expect(one.effectiveSampleSize == three.effectiveSampleSize)
    let influences = try [1, 3].map { try optimum.influence(on: queries, workers: $0) }
    #expect(influences[0].pull == influences[1].pull)
    #expect(influences[0].agreement == influences[1].agreement)
  }

  @Test func oneSetOfPosteriorsAnswersForEveryMixingRatio() throws {
    func domains(_ w: Double) -> [KernelOptimum.Domain] {
      [Self.domain("real", count: 12, share: w), Self.domain("sim", count: 70, share: 1 - w, at: 1)]
    }
    let queries = try Self.queries(9, times: [0.3, 0.8], path: Self.flow)
    let posteriors = try KernelOptimum(domains(0.5), kernel: Self.kernels[0], path: Self.flow).posteriors(queries)
    for w in [0, 0.01, 0.3, 1] {
      let mixture = try posteriors.mixed(shares: [w, 1 - w])
      let optimum = try KernelOptimum(domains(w), kernel: Self.kernels[0], path: Self.flow)
      for (index, time) in queries.times.enumerated() {
        let expected = try optimum.prediction(
          noisy: queries.noisy[index], time: time, logPriors: optimum.logPriors(queries.latents))
        #expect(Self.largestDifference(try mixture.predictions()[index], expected) < 1e-10)
      }
      if w == 0 { #expect(mixture.mass.elements.enumerated().allSatisfy { $1 == ($0 % 2 == 0 ? 0 : 1) }) }
      if w == 1 { #expect(mixture.mass.elements.enumerated().allSatisfy { $1 == ($0 % 2 == 0 ? 1 : 0) }) }
    }
  }

  @Test func aDomainsMassGrowsWithItsShare() throws {
    let domains = [Self.domain("real", count: 12, share: 0.5), Self.domain("sim", count: 70, share: 0.5, at: 1)]
    let posteriors = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
      .posteriors(try Self.queries(9, times: [0.1, 0.5], path: Self.flow))
    let masses = try [0.1, 0.4, 0.9].map { try posteriors.mixed(shares: [$0, 1 - $0]).mass.slice(0..<1, axis: 2) }
    for (less, more) in zip(masses, masses.dropFirst()) {
      #expect(zip(less.elements, more.elements).allSatisfy { $0 < $1 })
    }
  }

  @Test func betweenIdenticalDomainsTheMassIsTheShare() throws {
    let domains = [Self.domain("same", count: 40, share: 0.5), Self.domain("same", count: 40, share: 0.5)]
    let posteriors = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
      .posteriors(try Self.queries(9, times: [0, 0.5, 0.95], path: Self.flow))
    let mass = try posteriors.mixed(shares: [0.3, 0.7]).mass.elements
    #expect(mass.enumerated().allSatisfy { abs($1 - ($0 % 2 == 0 ? 0.3 : 0.7)) < 1e-13 })
  }

  /// One demonstration a domain, one coordinate: the logistic function of ln(w/(1−w)) + (r_s² − r_r²)/2.
  @Test func oneSampleADomainSharesByTheLogisticFunction() throws {
    let (a, b, w) = (1.3, -0.4, 0.2)
    let optimum = try KernelOptimum(
      [
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([a], shape: [1, 1]), share: w),
        .init(latents: Tensor<Double>.zeros([1, 1]), actions: try Tensor([b], shape: [1, 1]), share: 1 - w),
      ], kernel: .gaussian(bandwidth: 1, width: 1), path: Self.flow)
    let times = [0.0, 0.3, 0.8]
    let x = 0.25
    let queries = try NoisyQueries(
      latents: .zeros([1, 1]), times: times, noisy: times.map { _ in try Tensor([x], shape: [1, 1]) })
    let mixture = try optimum.posteriors(queries).mixed(shares: [w, 1 - w])
    for (index, t) in times.enumerated() {
      let (r, s) = (abs(x - t * a) / (1 - t), abs(x - t * b) / (1 - t))
      let g = 1 / (1 + (1 - w) / w * exp((r * r - s * s) / 2))
      #expect(abs(mixture.mass[index, 0, 0] - g) < 1e-13)
      #expect(abs(mixture.effectiveSampleSize[index, 0] - 1 / (g * g + (1 - g) * (1 - g))) < 1e-12)
      #expect(abs(mixture.answers[index][0, 0] - (g * a + (1 - g) * b)) < 1e-13)
    }
  }

  /// Actions of two normal populations N(±1, s²): at time t a domain's density of x_t is N(±α, α²s² + σ²), so
  /// logit mass = ln(w/(1−w)) + 2αx/(α²s² + σ²) in the limit of many demonstrations. 40 000 of them; 5 standard errors,
  /// by the spread of the kernel's values.
  @Test func manyDemonstrationsOfTwoGaussiansGiveTheirDensityRatio() throws {
    let s = 0.5
    var stream = RandomStream(seed: 3, purpose: "two Gaussians")
    let domains = [1.0, -1.0].map { centre in
      KernelOptimum.Domain(
        latents: .zeros([40_000, 1]), actions: Tensor.normal([40_000, 1], from: &stream) * s + centre, share: 0.5)
    }
    let optimum = try KernelOptimum(domains, kernel: .gaussian(bandwidth: 1, width: 1), path: Self.flow)
    let (times, points) = ([0.2, 0.5, 0.7], [-0.4, 0.0, 0.3])
    let queries = try NoisyQueries(
      latents: .zeros([3, 1]), times: times, noisy: times.map { _ in try Tensor(points, shape: [3, 1]) })
    let posteriors = try optimum.posteriors(queries)
    let mixture = try posteriors.mixed(shares: [0.1, 0.9])
    for (index, t) in times.enumerated() {
      for (row, x) in points.enumerated() {
        let logit = log(0.1 / 0.9) + 2 * t * x / (t * t * s * s + (1 - t) * (1 - t))
        let found = log(mixture.mass[index, row, 0] / mixture.mass[index, row, 1])
        let error = (0..<2).reduce(0) { $0 + 1 / posteriors.effectiveSampleSize[index, row, $1] }.squareRoot()
        #expect(abs(found - logit) < 5 * error)
      }
    }
  }

  @Test func actionsFarFromTheOriginLoseNoDigits() throws {
    func mass(at centre: Double) throws -> Tensor<Double> {
      let domains = [
        Self.domain("real", count: 20, share: 0.5, at: centre),
        Self.domain("sim", count: 90, share: 0.5, at: centre + 0.5),
      ]
      let optimum = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
      return try optimum.posteriors(Self.queries(9, times: [0.5, 0.9], path: Self.flow, at: centre))
        .mixed(shares: [0.5, 0.5]).mass
    }
    #expect(Self.largestDifference(try mass(at: 0), try mass(at: 1e6)) < 1e-7)
  }

  // MARK: Groups

  @Test func aQueryDoesNotSeeDemonstrationsOfItsOwnGroup() throws {
    for kernel in Self.kernels {
      let real = Self.domain("real", count: 30, share: 0.5, groups: (0..<30).map { $0 / 3 })
      let sim = Self.domain("sim", count: 80, share: 0.5)
      let queries = try Self.queries(5, times: [0.5, 0.9], path: Self.flow)
      let own = try NoisyQueries(
        latents: queries.latents, times: queries.times, noisy: queries.noisy, groups: [0, 0, 0, 0, 0])
      let found = try KernelOptimum([real, sim], kernel: kernel, path: Self.flow).posteriors(own)
      let without = KernelOptimum.Domain(
        latents: try real.latents.rows(3..<30), actions: try real.actions.rows(3..<30), share: 0.5)
      let expected = try KernelOptimum([without, sim], kernel: kernel, path: Self.flow).posteriors(queries)
      // The evidence is a mean over all 30, of which 3 count nothing; what the domains share cancels.
      func contrast(_ posteriors: DomainPosteriors) throws -> Tensor<Double> {
        try posteriors.logEvidence.slice(0..<1, axis: 2) - posteriors.logEvidence.slice(1..<2, axis: 2)
      }
      #expect(Self.largestDifference(try contrast(found), try contrast(expected) + log(27.0 / 30)) < 1e-9)
      #expect(Self.largestDifference(found.answers[0], expected.answers[0]) < 1e-9)
    }
  }

  @Test func aQueryWithNothingButItsOwnGroupTakesTheOtherDomain() throws {
    let real = Self.domain("real", count: 3, share: 0.5, groups: [7, 7, 7])
    let sim = Self.domain("sim", count: 80, share: 0.5)
    let queries = try Self.queries(2, times: [0.5], path: Self.flow)
    let own = try NoisyQueries(latents: queries.latents, times: [0.5], noisy: queries.noisy, groups: [7, 1])
    let posteriors = try KernelOptimum([real, sim], kernel: Self.kernels[0], path: Self.flow).posteriors(own)
    let mixture = try posteriors.mixed(shares: [0.5, 0.5])
    #expect(mixture.mass[0, 0, 0] == 0 && mixture.mass[0, 0, 1] == 1)
    #expect(posteriors.effectiveSampleSize[0, 0, 0] == 0 && posteriors.answers[0][0, 0, 0].isNaN)
    #expect(mixture.answers[0].isFinite && mixture.mass[0, 1, 0] > 0)
    #expect(throws: SampleError.self) { try posteriors.mixed(shares: [1, 0]) }
  }

  // MARK: Kernels

  @Test func theNearestNeighboursCountAlikeAndTheOthersNotAtAll() throws {
    let latents = try Tensor([0, 1, 2, 3, -1.5, 10], shape: [6, 1])
    let domains = [
      KernelOptimum.Domain(latents: try latents.rows(0..<3), actions: .zeros([3, 1]), share: 0.25),
      KernelOptimum.Domain(latents: try latents.rows(3..<6), actions: .zeros([3, 1]), share: 0.75),
    ]
    func prior(_ count: Int, at z: Double) throws -> [Double] {
      let optimum = try KernelOptimum(domains, kernel: .nearest(count: count), path: Self.flow)
      return try optimum.logPriors(Tensor([z], shape: [1, 1])).elements.map { exp($0) }
    }
    func close(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-15 } }
    #expect(close(try prior(2, at: 0.1), [0.25 / 3, 0.25 / 3, 0, 0, 0, 0]))
    #expect(close(try prior(3, at: 0), [0.25 / 3, 0.25 / 3, 0, 0, 0.25, 0]))
    // 1 and 3 are equally far from 2: both are second.
    #expect(close(try prior(2, at: 2), [0, 0.25 / 3, 0.25 / 3, 0.25, 0, 0]))
    #expect(close(try prior(99, at: 2), [0.25 / 3, 0.25 / 3, 0.25 / 3, 0.25, 0.25, 0.25]))
  }

  @Test func theCosineKernelKnowsDirectionsAlone() throws {
    let latents = try Tensor([1, 0, 0, 2, -3, 0], shape: [3, 2])
    let domain = KernelOptimum.Domain(latents: latents, actions: .zeros([3, 1]), share: 1)
    let optimum = try KernelOptimum([domain], kernel: .cosine(concentration: 2), path: Self.flow)
    let logs = try optimum.logPriors(Tensor([5, 0, 0.1, 0.1], shape: [2, 2])).elements.map { $0 - log(1.0 / 3) }
    let half = 2.0.squareRoot()
    for (found, expected) in zip(logs, [2, 0, -2, half, half, -half]) { #expect(abs(found - expected) < 1e-14) }
  }

  // MARK: Curves

  @Test func curvesAreMeansOverQueriesDrawnByGroup() throws {
    let domains = [Self.domain("real", count: 12, share: 0.5), Self.domain("sim", count: 70, share: 0.5, at: 1)]
    let mixture = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
      .posteriors(try Self.queries(30, times: [0.1, 0.5], path: Self.flow)).mixed(shares: [0.2, 0.8])
    let curve = try mixture.massCurve(domain: 0, groups: (0..<30).map { $0 / 3 }, resamples: 200, seed: 1)
    for (index, point) in curve.enumerated() {
      let values = (0..<30).map { mixture.mass[index, $0, 0] }
      #expect(abs(point.value - values.reduce(0, +) / 30) < 1e-14)
      #expect(point.interval.contains(point.value) && point.count == 10)
    }
    let sizes = try mixture.effectiveSampleSizeCurve(resamples: 200, seed: 1)
    #expect(sizes.allSatisfy { $0.value >= 1 && $0.value <= 82 && $0.count == 30 })
  }

  // MARK: Errors

  @Test func badQueriesAreErrors() throws {
    let domains = [Self.domain("real", count: 12, share: 0.5), Self.domain("sim", count: 70, share: 0.5)]
    let optimum = try KernelOptimum(domains, kernel: Self.kernels[0], path: Self.flow)
    let queries = try Self.queries(3, times: [1], path: Self.flow)
    let atData = #expect(throws: SampleError.self) { try optimum.posteriors(queries) }
    #expect(atData?.description.contains("without noise") == true)
    #expect(throws: SampleError.self) { try Self.queries(3, times: [], path: Self.flow) }
    #expect(throws: SampleError.self) { try Self.queries(0, times: [0.5], path: Self.flow) }
    #expect(throws: SampleError.notFinite(what: "latents of the queries", index: 1)) {
      try NoisyQueries(latents: Tensor([0, .nan, 0], shape: [1, 3]), times: [0.5], noisy: [.zeros([1, 4])])
    }
    #expect(throws: ShapeError.self) {
      try NoisyQueries(latents: .zeros([2, 3]), times: [0.5], noisy: [.zeros([1, 4])])
    }
    let narrow = try NoisyQueries(latents: .zeros([1, 3]), times: [0.5], noisy: [.zeros([1, 3])])
    #expect(throws: ShapeError.self) { try optimum.posteriors(narrow) }
    #expect(throws: SampleError.self) { try optimum.influence(on: narrow) }
  }

  @Test(arguments: [-0.1, 1.5, Double.nan]) func aShareOutsideTheUnitIntervalIsAnError(share: Double) throws {
    #expect(throws: SampleError.self) {
      try KernelOptimum(
        [Self.domain("real", count: 3, share: 0.5), Self.domain("sim", count: 3, share: share)],
        kernel: Self.kernels[0], path: Self.flow)
    }
    let posteriors = try KernelOptimum(
      [Self.domain("real", count: 3, share: 1)], kernel: Self.kernels[0], path: Self.flow
    ).posteriors(try Self.queries(3, times: [0.5], path: Self.flow))
    #expect(throws: SampleError.self) { try posteriors.mixed(shares: [share]) }
    #expect(throws: SampleError.self) { try posteriors.mixed(shares: [0]) }
    #expect(throws: SampleError.self) { try posteriors.mixed(shares: [0.5, 0.5]) }
  }

  @Test func kernelsOutOfRangeAreErrors() {
    let domains = [Self.domain("real", count: 3, share: 1)]
    for kernel in [LatentKernel.nearest(count: 0), .cosine(concentration: -1), .gaussian(bandwidths: [1, 0, 1])] {
      #expect(throws: SampleError.self) { try KernelOptimum(domains, kernel: kernel, path: Self.flow) }
    }
    #expect(throws: ShapeError.self) { try KernelOptimum(domains, kernel: .gaussian(bandwidths: [1]), path: Self.flow) }
    let still = [KernelOptimum.Domain(latents: .zeros([2, 3]), actions: .zeros([2, 4]), share: 1)]
    #expect(throws: SampleError.self) {
      try KernelOptimum(still, kernel: .cosine(concentration: 1), path: Self.flow)
    }
  }
}
