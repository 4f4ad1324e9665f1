import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct InfluenceTests {
  static let flow = FlowMatching(steps: 40)
  static let kernel = LatentKernel.gaussian(bandwidths: [0.9, 1.2, nil])
  static let times = [0.1, 0.5, 0.8]

  static func domains() -> [KernelOptimum.Domain] {
    [
      PosteriorTests.domain("real", count: 9, share: 0.3),
      PosteriorTests.domain("sim", count: 1100, share: 0.7, at: 0.4),
    ]
  }

  /// Masses, pulls and agreements summed from the weights of every demonstration, straight from their definitions.
  @Test func streamedInfluencesAreTheirDefinitions() throws {
    let domains = Self.domains()
    let optimum = try KernelOptimum(domains, kernel: Self.kernel, path: Self.flow)
    let queries = try PosteriorTests.queries(37, times: Self.times, path: Self.flow)
    let found = try optimum.influence(on: queries)
    let actions = try Tensor.concatenated(domains.map(\.actions))
    let own = queries.actions!
    var (mass, pull, agreement) = (
      [Double](repeating: 0, count: 1109), [Double](repeating: 0, count: 1109), [Double](repeating: 0, count: 1109)
    )
    let priors = try optimum.logPriors(queries.latents)
    for (index, t) in Self.times.enumerated() {
      let g = try optimum.weights(noisy: queries.noisy[index], time: t, logPriors: priors)
      let answers = try g.multiplied(by: actions)
      for row in 0..<37 {
        let toOwn = (0..<4).map { t * own[row, $0] - queries.noisy[index][row, $0] }
        for k in 0..<1109 {
          let toK = (0..<4).map { t * actions[k, $0] - queries.noisy[index][row, $0] }
          let dot = (0..<4).reduce(0) { $0 + toOwn[$1] * toK[$1] }
          let lengths = [toOwn, toK].map { $0.reduce(0) { $0 + $1 * $1 } }
          mass[k] += g[row, k]
          agreement[k] += g[row, k] * dot / (lengths[0] * lengths[1]).squareRoot()
          for axis in 0..<4 {
            pull[k] += g[row, k] * (actions[k, axis] - answers[row, axis]) * (own[row, axis] - answers[row, axis])
          }
        }
      }
    }
    let count = Double(37 * Self.times.count)
    for k in 0..<1109 {
      #expect(abs(found.mass[k] - mass[k] / count) < 1e-12)
      #expect(abs(found.pull[k] - pull[k] / count) < 1e-12)
      #expect(abs(found.agreement[k] - agreement[k] / mass[k]) < 1e-9)
    }
    #expect(abs(found.mass.reduce(0, +) - 1) < 1e-12)
    #expect(abs(found.pull.reduce(0, +)) < 1e-12)
    #expect(found.domains[8] == 0 && found.domains[9] == 1 && found.members[9] == 0 && found.members[1108] == 1099)
  }

  /// Leaving one demonstration out changes −½‖x̂₀ − a‖² as the pull and the mass say, exactly for one query and level.
  @Test func thePullForetellsWhatLeavingADemonstrationOutDoes() throws {
    let domains = [
      PosteriorTests.domain("real", count: 6, share: 0.3), PosteriorTests.domain("sim", count: 20, share: 0.7, at: 0.4),
    ]
    let queries = try PosteriorTests.queries(1, times: [0.6], path: Self.flow)
    let optimum = try KernelOptimum(domains, kernel: Self.kernel, path: Self.flow)
    let influence = try optimum.influence(on: queries)
    let answer = try optimum.posteriors(queries).mixed(shares: [0.3, 0.7]).answers[0]
    func loss(_ answer: Tensor<Double>) throws -> Double { try (answer - queries.actions!).squared().sum() / 2 }
    for left in 0..<20 {
      let kept = (0..<20).filter { $0 != left }
      // The others keep their weight w_k: the domain's share shrinks with its size.
      let shares = [0.3, 0.7 * 19 / 20]
      let without = KernelOptimum.Domain(
        latents: try domains[1].latents.gatherRows(kept), actions: try domains[1].actions.gatherRows(kept),
        share: shares[1])
      let remaining = try KernelOptimum([domains[0], without], kernel: Self.kernel, path: Self.flow)
        .posteriors(queries).mixed(shares: shares).answers[0]
      let (g, pull) = (influence.mass[6 + left], influence.pull[6 + left])
      let distance = try (domains[1].actions.rows(left..<left + 1) - answer).squared().sum()
      let odds = g / (1 - g)
      let foretold = -pull / (1 - g) - odds * odds * distance / 2
      #expect(abs((try loss(answer) - loss(remaining)) - foretold) < 1e-12)
    }
  }

  @Test func demonstrationsAreRankedByMassAndThoseAgainstByPull() throws {
    let optimum = try KernelOptimum(Self.domains(), kernel: Self.kernel, path: Self.flow)
    let influence = try optimum.influence(on: PosteriorTests.queries(10, times: Self.times, path: Self.flow))
    let leaned = influence.leanedOn(domain: 1)
    #expect(leaned.count == 1100 && leaned.allSatisfy { influence.domains[$0] == 1 })
    #expect(zip(leaned, leaned.dropFirst()).allSatisfy { influence.mass[$0] >= influence.mass[$1] })
    let against = influence.pullingAgainst(domain: 1)
    #expect(!against.isEmpty && against.count < 1100)
    #expect(against.allSatisfy { influence.pull[$0] < 0 })
    #expect(zip(against, against.dropFirst()).allSatisfy { influence.pull[$0] <= influence.pull[$1] })
  }

  /// A simulated demonstration of the query's own action pulls towards it, one of the opposite action against it.
  @Test func anOppositeDemonstrationPullsAgainst() throws {
    let actions = try Tensor([1, -1, 0.2], shape: [3, 1])
    let optimum = try KernelOptimum(
      [
        .init(latents: .zeros([1, 1]), actions: try actions.rows(2..<3), share: 0.5),
        .init(latents: .zeros([2, 1]), actions: try actions.rows(0..<2), share: 0.5),
      ], kernel: .gaussian(bandwidth: 1, width: 1), path: Self.flow)
    let queries = try NoisyQueries(
      latents: .zeros([1, 1]), times: [0.3], noisy: [try Tensor([0.1], shape: [1, 1])],
      actions: try Tensor([1], shape: [1, 1]))
    let influence = try optimum.influence(on: queries)
    #expect(influence.pull[1] > 0 && abs(influence.agreement[1] - 1) < 1e-14)
    #expect(influence.pull[2] < 0 && abs(influence.agreement[2] + 1) < 1e-14)
    #expect(influence.pullingAgainst(domain: 1) == [2])
  }

  @Test func windowsOfAnEpisodeAddUp() throws {
    let optimum = try KernelOptimum(Self.domains(), kernel: Self.kernel, path: Self.flow)
    let influence = try optimum.influence(on: PosteriorTests.queries(10, times: Self.times, path: Self.flow))
    let summed = try influence.summed(over: [[0, 0, 0, 1, 1, 1, 2, 2, 2], (0..<1100).map { $0 / 100 }])
    #expect(summed.members == [0, 1, 2] + Array(0..<11))
    #expect(abs(summed.mass[3] - influence.mass[9..<109].reduce(0, +)) < 1e-15)
    #expect(abs(summed.pull[0] - influence.pull[..<3].reduce(0, +)) < 1e-15)
    #expect(summed.agreement.allSatisfy { abs($0) <= 1 })
    #expect(throws: SampleError.self) { try influence.summed(over: [[0, 0, 0], []]) }
  }

  @Test func aDomainWithoutAShareHasNoInfluence() throws {
    let domains = [
      PosteriorTests.domain("real", count: 6, share: 1), PosteriorTests.domain("sim", count: 20, share: 0, at: 0.4),
    ]
    let influence = try KernelOptimum(domains, kernel: Self.kernel, path: Self.flow)
      .influence(on: PosteriorTests.queries(3, times: Self.times, path: Self.flow))
    #expect(influence.mass[6...].allSatisfy { $0 == 0 } && influence.pull[6...].allSatisfy { $0 == 0 })
    #expect(influence.agreement[6...].allSatisfy { $0.isNaN })
  }

  // MARK: The special case

  /// One demonstration a domain: the softmax's ratio, with the factor d.
  @Test func theSpecialCaseIsTheSoftmaxOfOneDemonstrationADomain() throws {
    let (target, source) = ([0.3, -0.2, 0.9], [1.0, 0.1, 0.4])
    let (x, t, w) = ([0.5, 0.0, 0.2], 0.6, 0.2)
    let optimum = try KernelOptimum(
      [
        .init(latents: .zeros([1, 1]), actions: try Tensor(target, shape: [1, 3]), share: w),
        .init(latents: .zeros([1, 1]), actions: try Tensor(source, shape: [1, 3]), share: 1 - w),
      ], bandwidths: [nil], path: Self.flow)
    let g = try optimum.weights(
      noisy: Tensor(x, shape: [1, 3]), time: t, logPriors: optimum.logPriors(.zeros([1, 1]))
    ).elements
    func distance(_ a: [Double]) -> Double {
      zip(x, a).reduce(0) { $0 + ($1.0 - t * $1.1) * ($1.0 - t * $1.1) }.squareRoot() / ((1 - t) * 3.0.squareRoot())
    }
    let ratio = try SpecialCaseRatio(
      target: 1, source: 1, mixingRatio: w, width: 3, targetDistance: distance(target),
      sourceDistance: distance(source))
    #expect(abs(ratio.ratio / (g[0] / g[1]) - 1) < 1e-12)
    #expect(abs(ratio.targetMass - g[0]) < 1e-13)
    #expect(abs(ratio.printedRatio - ratio.ratio) > 0.01, "the printed form drops a factor 3 in the exponent")
  }

  @Test func thePrintedSpecialCaseIsRightForOneCoordinateOnly() throws {
    func ratio(width: Int) throws -> SpecialCaseRatio {
      try SpecialCaseRatio(
        target: 30, source: 3000, mixingRatio: 0.1, width: width, targetDistance: 0.4, sourceDistance: 0.9)
    }
    #expect(try ratio(width: 1).printedRatio == ratio(width: 1).ratio)
    let wide = try ratio(width: 5)
    let mixture = 100.0 * 0.1 / 0.9
    #expect(abs(wide.ratio / (mixture * exp(5 * 0.65 / 2)) - 1) < 1e-12)
    #expect(abs(wide.printedRatio / (mixture * exp(0.65 / 2)) - 1) < 1e-12)
  }

  @Test func atTheEndsOfTheRatioOneDomainTakesAll() throws {
    for (w, mass) in [(0.0, 0.0), (1.0, 1.0)] {
      let ratio = try SpecialCaseRatio(
        target: 3, source: 9, mixingRatio: w, width: 2, targetDistance: 1, sourceDistance: 2)
      #expect(ratio.targetMass == mass)
    }
    #expect(throws: SampleError.self) {
      try SpecialCaseRatio(target: 0, source: 9, mixingRatio: 0.5, width: 2, targetDistance: 1, sourceDistance: 2)
    }
    #expect(throws: SampleError.self) {
      try SpecialCaseRatio(target: 3, source: 9, mixingRatio: 1.2, width: 2, targetDistance: 1, sourceDistance: 2)
    }
  }
}
