import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct TrainedAgainstOptimalTests {
  static let flow = FlowMatching(steps: 40)
  static let times = [0.1, 0.5, 0.8]
  static let shares = [0.3, 0.7]

  static func posteriors(_ path: any NoisePath = flow, times: [Double] = times) throws -> DomainPosteriors {
    let domains = [
      PosteriorTests.domain("real", count: 30, share: 0.3),
      PosteriorTests.domain("sim", count: 90, share: 0.7, at: 0.8),
    ]
    return try KernelOptimum(domains, kernel: .gaussian(bandwidths: [0.8, 0.8, nil]), path: path)
      .posteriors(PosteriorTests.queries(25, times: times, path: path))
  }

  @Test func theOptimumComparedWithItselfAgreesEverywhere() throws {
    let diffusion = PosteriorTests.diffusion
    for posteriors in [try Self.posteriors(), try Self.posteriors(diffusion, times: [45, 20, 5])] {
      let mixture = try posteriors.mixed(shares: Self.shares)
      let comparison = try TrainedAgainstOptimal(
        predictions: mixture.predictions(), posteriors: posteriors, shares: Self.shares)
      #expect(comparison.cosine.elements.allSatisfy { abs($0 - 1) < 1e-12 })
      #expect(comparison.relativeError.elements.allSatisfy { $0 < 1e-12 })
      var seen = 0
      for index in 0..<75 where !comparison.impliedMass.elements[index].isNaN {
        #expect(abs(comparison.impliedMass.elements[index] - comparison.closedFormMass.elements[index]) < 1e-10)
        #expect(comparison.offLine.elements[index] < 1e-10)
        seen += 1
      }
      #expect(seen > 20)
    }
  }

  /// A prediction of m p_real + (1 − m) p_sim plus a step at right angles to their difference.
  @Test func theImpliedMassIsRecoveredAndTheRestIsOffTheLine() throws {
    let posteriors = try Self.posteriors()
    let (real, sim) = (try posteriors.predictions(of: 0), try posteriors.predictions(of: 1))
    let predictions = try Self.times.indices.map { index in
      try Tensor(
        rows: (0..<25).map { row in
          let (a, b) = (real[index].row(at: row).elements, sim[index].row(at: row).elements)
          let span = zip(a, b).map { $0 - $1 }
          let length = span.reduce(0) { $0 + $1 * $1 }.squareRoot()
          // (s₁, −s₀, 0, 0) is at right angles to the span; scaled to half its length.
          let aside = (span[0] * span[0] + span[1] * span[1]).squareRoot()
          let step = [span[1] * 0.5 * length / aside, -span[0] * 0.5 * length / aside, 0, 0]
          return (0..<4).map { 1.3 * a[$0] - 0.3 * b[$0] + step[$0] }
        })
    }
    let comparison = try TrainedAgainstOptimal(predictions: predictions, posteriors: posteriors, shares: Self.shares)
    let implied = comparison.impliedMass.elements.filter { !$0.isNaN }
    #expect(!implied.isEmpty && implied.allSatisfy { abs($0 - 1.3) < 1e-10 }, "beyond 1, and not clipped")
    #expect(comparison.offLine.elements.filter { !$0.isNaN }.allSatisfy { abs($0 - 0.5) < 1e-10 })
  }

  @Test func aMassIsImpliedOnlyWhereTheDomainsDisagree() throws {
    let posteriors = try Self.posteriors()
    let predictions = try posteriors.mixed(shares: Self.shares).predictions()
    let comparison = try TrainedAgainstOptimal(predictions: predictions, posteriors: posteriors, shares: Self.shares)
    for (angle, mass) in zip(comparison.domainAngle.elements, comparison.impliedMass.elements) {
      #expect(mass.isNaN == !(angle > 10))
    }
    let (real, sim) = (try posteriors.predictions(of: 0)[1], try posteriors.predictions(of: 1)[1])
    for row in 0..<25 {
      let (a, b) = (real.row(at: row).elements, sim.row(at: row).elements)
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let angle = acos(dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()) * 180 / .pi
      #expect(abs(comparison.domainAngle[1, row] - angle) < 1e-6)
    }
    let strict = try TrainedAgainstOptimal(
      predictions: predictions, posteriors: posteriors, shares: Self.shares, minimumAngle: 180)
    #expect(strict.impliedMass.elements.allSatisfy { $0.isNaN })
    #expect(throws: SampleError.self) { try strict.massCorrelations() }
  }

  @Test func identicalDomainsImplyNoMass() throws {
    let domains = [
      PosteriorTests.domain("same", count: 30, share: 0.5), PosteriorTests.domain("same", count: 30, share: 0.5),
    ]
    let posteriors = try KernelOptimum(domains, kernel: .gaussian(bandwidth: 1, width: 3), path: Self.flow)
      .posteriors(PosteriorTests.queries(5, times: [0.5], path: Self.flow))
    let comparison = try TrainedAgainstOptimal(
      predictions: posteriors.mixed(shares: [0.5, 0.5]).predictions(), posteriors: posteriors, shares: [0.5, 0.5])
    #expect(comparison.impliedMass.elements.allSatisfy { $0.isNaN })
    #expect(comparison.domainAngle.elements.allSatisfy { $0 < 1e-6 })
  }

  @Test func theOptimumFollowsItsOwnMassesBetterThanThePriorOnes() throws {
    let posteriors = try Self.posteriors()
    let comparison = try TrainedAgainstOptimal(
      predictions: posteriors.mixed(shares: Self.shares).predictions(), posteriors: posteriors, shares: Self.shares)
    let correlations = try comparison.massCorrelations()
    #expect(abs(correlations.closedForm.coefficient - 1) < 1e-9)
    #expect(correlations.prior.coefficient < 0.99)
    #expect(correlations.closedForm.count == comparison.impliedMass.elements.count { !$0.isNaN })
  }

  @Test func theRestOfThreeDomainsIsTheirMixture() throws {
    let domains = [
      PosteriorTests.domain("real", count: 20, share: 0.2), PosteriorTests.domain("sim", count: 30, share: 0.5, at: 1),
      PosteriorTests.domain("other", count: 25, share: 0.3, at: -1),
    ]
    let kernel = LatentKernel.gaussian(bandwidth: 1, width: 3)
    let queries = try PosteriorTests.queries(5, times: [0.5], path: Self.flow)
    let posteriors = try KernelOptimum(domains, kernel: kernel, path: Self.flow).posteriors(queries)
    let rest = try posteriors.predictions(ofAllBut: 0, shares: [0.2, 0.5, 0.3])[0]
    let optimum = try KernelOptimum(
      [(1, 0.625), (2, 0.375)].map {
        .init(latents: domains[$0.0].latents, actions: domains[$0.0].actions, share: $0.1)
      }, kernel: kernel, path: Self.flow)
    let expected = try optimum.prediction(
      noisy: queries.noisy[0], time: 0.5, logPriors: optimum.logPriors(queries.latents))
    #expect(PosteriorTests.largestDifference(rest, expected) < 1e-12)
    #expect(try posteriors.predictions(ofAllBut: 0, shares: [1, 0, 0])[0].isFinite)
  }

  @Test func predictionsThatDoNotFitAreErrors() throws {
    let posteriors = try Self.posteriors()
    var predictions = try posteriors.mixed(shares: Self.shares).predictions()
    #expect(throws: SampleError.self) {
      try TrainedAgainstOptimal(predictions: [predictions[0]], posteriors: posteriors, shares: Self.shares)
    }
    predictions[1][3, 2] = .nan
    #expect(throws: SampleError.self) {
      try TrainedAgainstOptimal(predictions: predictions, posteriors: posteriors, shares: Self.shares)
    }
    predictions[1] = .zeros([25, 3])
    #expect(throws: ShapeError.self) {
      try TrainedAgainstOptimal(predictions: predictions, posteriors: posteriors, shares: Self.shares)
    }
  }

  // MARK: Bandwidths

  @Test func theMedianBandwidthIsTheMedianDistance() throws {
    let latents = try Tensor([0, 1, 3, 7], shape: [4, 1])
    // Distances 1, 3, 7, 2, 6, 4: the median is 3.5.
    #expect(try LatentKernel.medianBandwidth(of: latents) == 3.5)
    #expect(throws: SampleError.self) { try LatentKernel.medianBandwidth(of: .ones([5, 2])) }
    #expect(throws: SampleError.self) { try LatentKernel.medianBandwidth(of: .ones([1, 2])) }
    let many = PosteriorTests.domain("many", count: 3000, share: 1).latents
    let (some, more) = (
      try LatentKernel.medianBandwidth(of: many, atMost: 500), try LatentKernel.medianBandwidth(of: many, atMost: 2000)
    )
    #expect(abs(some - more) < 0.1)
  }

  /// For normal latents the likeliest kernel width is near Silverman's (4/(k + 2))^(1/(k+4)) n^(−1/(k+4)).
  @Test func theLikeliestBandwidthOfNormalLatentsIsNearSilvermans() throws {
    let latents = PosteriorTests.domain("normal", count: 800, share: 1, latents: 2).latents
    let silverman = pow(800, -1.0 / 6)
    let choice = try LatentKernel.likelihoodBandwidth(
      of: latents, candidates: [0.05, 0.1, 0.2, 0.3, 0.45, 0.7, 1, 2])
    #expect(choice.bandwidth > silverman / 1.7 && choice.bandwidth < silverman * 1.7 && !choice.isAtEdge)
    let best = choice.candidates.firstIndex(of: choice.bandwidth)!
    #expect(choice.scores.allSatisfy { $0 <= choice.scores[best] })
  }

  /// Episodes of ten near-copies: rows left out alone ask for a kernel as narrow as an episode, episodes for a wide one.
  @Test func leavingOutEpisodesWidensTheBandwidth() throws {
    let centres = PosteriorTests.domain("centres", count: 40, share: 1, latents: 2).latents
    let jitter = PosteriorTests.domain("jitter", count: 400, share: 1, latents: 2).latents
    let latents = try centres.gatherRows((0..<400).map { $0 / 10 }) + jitter * 0.01
    let alone = try LatentKernel.likelihoodBandwidth(of: latents)
    let episodes = try LatentKernel.likelihoodBandwidth(of: latents, groups: (0..<400).map { $0 / 10 })
    #expect(alone.bandwidth < 0.2 && episodes.bandwidth > 0.25)
    #expect(throws: SampleError.self) {
      try LatentKernel.likelihoodBandwidth(of: latents, groups: [Int](repeating: 1, count: 400))
    }
    #expect(throws: SampleError.self) { try LatentKernel.likelihoodBandwidth(of: latents, candidates: [-1]) }
  }
}
