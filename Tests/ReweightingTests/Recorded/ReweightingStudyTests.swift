import Foundation
import Models
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct ReweightingStudyTests {
  private func column(_ values: [Double]) throws -> Tensor<Double> { try Tensor(values, shape: [values.count, 1]) }

  private func domain(
    _ name: String, actions: [Double], latents: [Double]? = nil, episodes: [Int] = [], recordedRows: Int? = nil
  ) throws -> RecordedDomain {
    try RecordedDomain(
      name, latents: column(latents ?? actions.map { _ in 0 }), actions: column(actions), episodes: episodes,
      recordedRows: recordedRows)
  }

  private func study(
    _ times: [Double], kernel: KernelChoice = .none, scaling: ActionScaling = .none, queryLimit: Int = 10_000
  ) -> ReweightingStudy {
    ReweightingStudy(times: times, kernel: kernel, scaling: scaling, queryLimit: queryLimit, resamples: 50, seed: 3)
  }

  /// One demonstration a side at d = 1: each query sees the other real row and the simulated one.
  @Test func oneDemonstrationADomainIsTheStudysSpecialCase() throws {
    let (t, w) = (0.6, 0.3)
    let reading = try study([t]).read([
      domain("real", actions: [0.4, -1.1]), domain("sim", actions: [0.9]),
    ])
    let masses = try reading.curve(ratio: w)[0].mass
    let expected = try (0..<2).reduce(0.0) { total, query in
      let x = reading.queries.noisy[0][query, 0]
      func distance(_ action: Double) -> Double { abs(x - t * action) / (1 - t) }
      let other = query == 0 ? -1.1 : 0.4
      // Half of the real share is the query's own row, which it does not see.
      let single = try SpecialCaseRatio(
        target: 1, source: 1, mixingRatio: w / 2 / (w / 2 + 1 - w), width: 1, targetDistance: distance(other),
        sourceDistance: distance(0.9))
      return total + single.targetMass / 2
    }
    #expect(abs(masses[0].value - expected) < 1e-12)
    #expect(abs(masses[1].value - (1 - expected)) < 1e-12)
  }

  /// Every real episode and the simulated one are the same rows, so nothing but the shares decides: w/2 of the other
  /// real episode beside 1 − w.
  @Test(arguments: [0.1, 0.5, 0.9]) func identicalDomainsShareTheMassByTheirShares(w: Double) throws {
    let rows = [0.1, -0.4, 1.2, 0.7, -2]
    let real = try domain("real", actions: rows + rows, episodes: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    let reading = try study([0, 0.5, 0.95]).read([real, domain("sim", actions: rows)])
    for level in try reading.curve(ratio: w) {
      let expected = w / 2 / (w / 2 + 1 - w)
      #expect(abs(level.mass[0].value - expected) < 1e-12)
      #expect(abs(level.priorMass[0].value - expected) < 1e-12)
      // All queries agree, so episodes do not differ.
      #expect(level.mass[0].interval.upper - level.mass[0].interval.lower < 1e-12)
    }
  }

  @Test func atTheEndsOneDomainHasAllTheMass() throws {
    let reading = try study([0.2, 0.8]).read([
      domain("real", actions: [0.4, -1.1, 0.2]), domain("sim", actions: [0.9, 0.1]),
    ])
    for (w, real) in [(0.0, 0.0), (1, 1)] {
      for level in try reading.curve(ratio: w) { #expect(level.mass.map(\.value) == [real, 1 - real]) }
    }
    #expect(throws: SampleError.self) { try reading.curve(ratio: 1.5) }
    #expect(throws: SampleError.self) { try reading.curve(ratio: .nan) }
  }

  /// Real actions N(0, 1), simulated ones N(2, 1): the masses are those of two normal densities of variance α² + σ².
  @Test func massesOfTwoNormalDomainsAreTheirDensities() throws {
    var stream = RandomStream(seed: 5, purpose: "reweighting study")
    let (real, sim) = (
      (0..<3000).map { _ in stream.normal() }, (0..<3000).map { _ in stream.normal() + 2 }
    )
    let reading = try study([0.3, 0.7], queryLimit: 400).read([
      domain("real", actions: real), domain("sim", actions: sim),
    ])
    let levels = try reading.curve(ratio: 0.4)
    for (index, t) in [0.3, 0.7].enumerated() {
      let variance = t * t + (1 - t) * (1 - t)
      let expected = (0..<400).reduce(0.0) { total, query in
        let x = reading.queries.noisy[index][query, 0]
        let (p, q) = (0.4 * exp(-x * x / (2 * variance)), 0.6 * exp(-(x - 2 * t) * (x - 2 * t) / (2 * variance)))
        return total + p / (p + q) / 400
      }
      #expect(abs(levels[index].mass[0].value - expected) < 0.02)
      #expect(levels[index].mass[0].interval.contains(expected))
      #expect(abs(levels[index].noiseShare - (1 - t)) < 1e-12)
    }
  }

  @Test func scalingMakesUnitsMatterNoMore() throws {
    var stream = RandomStream(seed: 6, purpose: "reweighting study")
    let (real, sim) = ((0..<40).map { _ in stream.normal() }, (0..<60).map { _ in stream.normal() + 1 })
    for scaling in [ActionScaling.standard, .range] {
      func masses(_ unit: Double) throws -> [Double] {
        let domains = [
          try domain("real", actions: real.map { $0 * unit + 7 * unit }),
          try domain("sim", actions: sim.map { $0 * unit + 7 * unit }),
        ]
        return try study([0.5], scaling: scaling).read(domains).curve(ratio: 0.5)[0].mass.map(\.value)
      }
      let (metres, millimetres) = (try masses(1), try masses(1000))
      #expect(zip(metres, millimetres).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
    var stream = RandomStream(seed: 7, purpose: "reweighting study")
    let domains = [
      try domain("real", actions: (0..<200).map { _ in stream.normal() }, episodes: (0..<200).map { $0 / 10 }),
      try domain("sim", actions: (0..<1500).map { _ in stream.normal() }, episodes: (0..<1500).map { $0 / 10 }),
    ]
    func found(_ workers: Int) throws -> (RecordedReweighting.Level, [Double]) {
      var study = study([0.5], scaling: .standard)
      study.workers = workers
      let reading = try study.read(domains)
      return (try reading.curve(ratio: 0.2)[0], try reading.influence(ratio: 0.2).mass)
    }
    let (one, three) = (try found(1), try found(3))
    #expect(one.0 == three.0 && one.1 == three.1)
    #expect(one.1.count == 20 + 150)
    #expect(abs(one.1.reduce(0, +) - 1) < 1e-12)
  }

  @Test func everyKernelAndBandwidthAnswersAndSaysWhatItIs() throws {
    var stream = RandomStream(seed: 8, purpose: "reweighting study")
    let domains = try ["real", "sim"].map { name in
      try RecordedDomain(
        name, latents: .normal([60, 3], from: &stream), actions: .normal([60, 2], from: &stream),
        episodes: (0..<60).map { $0 / 10 })
    }
    for (kernel, words) in [
      (KernelChoice.gaussian(.median), "gaussian bandwidth"), (.gaussian(.likelihood), "likelihood"),
      (.gaussian(.value(0.5)), "0.5 (given)"), (.cosine(.median), "cosine"), (.nearest(count: 70), "70 nearest"),
      (.none, "none"),
    ] {
      let reading = try study([0.5], kernel: kernel).read(domains)
      #expect(reading.kernel.contains(words))
      let level = try reading.curve(ratio: 0.5)[0]
      #expect(abs(level.mass[0].value + level.mass[1].value - 1) < 1e-12)
      #expect(level.effectiveSampleSize.value >= 1)
    }
  }

  @Test func whatCannotBeWeighedIsRefused() throws {
    let (real, sim) = (try domain("real", actions: [0.4, -1.1]), try domain("sim", actions: [0.9]))
    let alone = try domain("real", actions: [1, 2, 3], episodes: [4, 4, 4])
    #expect(throws: SampleError.tooFew(what: "episodes of 'real' (a query does not see its own)", found: 1, needed: 2))
    {
      try study([0.5]).read([alone, sim])
    }
    #expect(throws: SampleError.self) { try study([0.5]).read([real]) }
    #expect(throws: SampleError.self) { try study([1]).read([real, sim]) }
    #expect(throws: ShapeError.self) {
      try study([0.5]).read([real, RecordedDomain("sim", latents: .zeros([3, 1]), actions: .zeros([3, 2]))])
    }
    #expect(throws: SampleError.self) { try RecordedDomain("x", latents: .zeros([0, 1]), actions: .zeros([0, 1])) }
    #expect(throws: SampleError.self) { try domain("x", actions: [1, .nan]) }
    #expect(throws: ShapeError.self) { try RecordedDomain("x", latents: .zeros([2, 1]), actions: .zeros([3, 1])) }
  }

  /// Such a time was an index out of the schedule's range.
  @Test(arguments: [-1, 50, 1e9, .nan, .infinity]) func aTimeThatAPathDoesNotHaveIsAnError(time: Double) throws {
    let diffusion = Diffusion(
      schedule: DiffusionSchedule(.cosine, steps: 50), prediction: .noise, sampler: .ddpm(steps: 50))
    var stream = RandomStream(seed: 0, purpose: "times")
    #expect(throws: SampleError.self) {
      try NoisyQueries(
        corrupting: .zeros([2, 1]), latents: .zeros([2, 1]), times: [time], path: diffusion, stream: &stream)
    }
    let optimum = try KernelOptimum(
      [.init(latents: .zeros([2, 1]), actions: .zeros([2, 1]), share: 1)], bandwidths: [nil], path: diffusion)
    let queries = try? NoisyQueries(latents: .zeros([1, 1]), times: [time], noisy: [.zeros([1, 1])])
    if let queries { #expect(throws: SampleError.self) { try optimum.posteriors(queries) } }
  }

  @Test func aSummaryHoldsTheCurvesNumbersAtTheNaturalRatioAndTheGuidelinesEnd() throws {
    var stream = RandomStream(seed: 9, purpose: "reweighting study")
    let real = try domain(
      "real", actions: (0..<30).map { _ in stream.normal() }, episodes: (0..<30).map { $0 / 5 }, recordedRows: 100)
    let sim = try domain("sim", actions: (0..<200).map { _ in stream.normal() + 1 }, recordedRows: 2000)
    let base = study([0.1])
    let summary = try ReweightingSummary(layer: "trunk", real: real, sim: sim, time: 0.7, study: base)
    let reading = try study([0.7]).read([real, sim])
    #expect(summary.natural.ratio == 100.0 / 2100)
    #expect(try summary.natural.simMass == reading.curve(ratio: 100.0 / 2100)[0].mass[1])
    let upper = try #require(summary.upper)
    #expect(upper.ratio == (100.0 / 2000).squareRoot())
    #expect(upper.simMass.value < summary.natural.simMass.value)
    #expect(summary.advice.count == 3 && summary.advice[0].contains("'trunk'") && summary.advice[1].contains("0.224"))
    #expect(summary.notes.contains { $0.contains("30 of 100") })
    let reversed = try ReweightingSummary(layer: "trunk", real: sim, sim: real, study: base)
    #expect(reversed.upper == nil && reversed.advice.last!.contains("no range"))
  }
}
