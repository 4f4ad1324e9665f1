import Foundation
import Models
import Tensors
import Testing
import Training

@Suite struct MixtureOptimizationTests {
  // MARK: The update

  @Test func oneUpdateIsTheSmoothedExponentiatedGradient() {
    let shares = [0.5, 0.3, 0.2]
    let scores = [0.0, log(2.0), log(3.0)]
    // Raised: .5, .6, .6; their sum 1.7.
    let plain = MixtureUpdate(stepSize: 1, smoothing: 0, anchor: .uniform)
    expectClose(plain.updated(shares, scores: scores, initial: shares), [5 / 17.0, 6 / 17.0, 6 / 17.0], 1e-15)
    let halved = MixtureUpdate(stepSize: 0.5, smoothing: 0, anchor: .uniform)
    expectClose(
      halved.updated([0.5, 0.5], scores: [log(4.0), 0.0], initial: [0.5, 0.5]), [2 / 3.0, 1 / 3.0], 1e-15)
    let doReMi = MixtureUpdate(stepSize: 1, smoothing: 0.1, anchor: .uniform)
    expectClose(
      doReMi.updated(shares, scores: scores, initial: [0.8, 0.1, 0.1]),
      [5, 6, 6].map { 0.9 * $0 / 17 + 0.1 / 3 }, 1e-15)
    let reMix = MixtureUpdate(stepSize: 1, smoothing: 0.1, anchor: .initial)
    expectClose(
      reMix.updated(shares, scores: scores, initial: [0.8, 0.1, 0.1]),
      [0.9 * 5 / 17 + 0.08, 0.9 * 6 / 17 + 0.01, 0.9 * 6 / 17 + 0.01], 1e-15)
  }

  @Test func whatAllScoresHaveInCommonMovesNothing() {
    let update = MixtureUpdate(stepSize: 3, smoothing: 0.01, anchor: .initial)
    let shares = [0.7, 0.2, 0.1]
    expectClose(
      update.updated(shares, scores: [5000, 5001, 4999], initial: shares),
      update.updated(shares, scores: [1, 2, 0], initial: shares), 1e-12)
    expectClose(update.updated(shares, scores: [1e9, 1e9, 1e9], initial: shares), shares, 1e-15)
  }

  // MARK: Group-robust shares

  /// A policy a = θ o, its loss a row (θ o − a)².
  private func line(_ theta: Double) -> LinePolicy { LinePolicy(theta) }

  private func constant(_ name: String, _ observation: Double, _ action: Double, count: Int = 4) -> Domain<Double> {
    try! Domain(
      name, observations: Tensor([Double](repeating: observation, count: count), shape: [count, 1]),
      actions: Tensor([Double](repeating: action, count: count), shape: [count, 1]))
  }

  private func configuration(_ steps: Int, rate: Double = 0.02, clip: Double? = nil) -> TrainingConfiguration {
    TrainingConfiguration(
      steps: steps, batchSize: 16, learningRate: rate, schedule: .constant, optimizer: .sgd(), gradientClip: clip,
      logInterval: 10)
  }

  /// L_A = (2θ)², L_B = (θ − 1)², references without error. The worst of both is least at 2θ = 1 − θ, θ = ⅓, where
  /// α · 8θ = (1 − α) · 2(1 − θ): α = ⅓.
  @Test(arguments: ExcessClipping.allCases) func groupRobustSharesReachTheSaddlePoint(clipping: ExcessClipping) throws {
    let search = try MixtureOptimization(
      line(0), on: DomainMixture([constant("A", 2, 0), constant("B", 1, 1)], ratio: .shares([1, 1])),
      signal: .excessLoss(references: [line(0), line(1)], clipping: clipping),
      update: MixtureUpdate(stepSize: 0.02, smoothing: 0, anchor: .uniform), configuration: configuration(6000), seed: 1
    )
    let found = try search.run()
    expectClose(found.averageShares, [1 / 3.0, 2 / 3.0], 0.01)
    expectClose(found.finalShares, [1 / 3.0, 2 / 3.0], 0.01)
    #expect(abs(search.policy.parameters.values.elements[0] - 1 / 3.0) < 0.01)
  }

  /// Against what one policy trained at given shares can do, these shares are where nothing is in excess: a domain that
  /// contradicts another keeps the share that the reference gave it.
  @Test func contradictingDomainsKeepTheReferencesShares() throws {
    // At (.8, .2) the best θ for answers 1 and −1 is .6.
    let search = try MixtureOptimization(
      line(0), on: DomainMixture([constant("good", 1, 1), constant("bad", 1, -1)], ratio: .shares([1, 1])),
      signal: .excessLoss(references: [line(0.6)]),
      update: MixtureUpdate(stepSize: 0.02, smoothing: 0, anchor: .uniform), configuration: configuration(8000), seed: 1
    )
    expectClose(try search.run().finalShares, [0.8, 0.2], 0.02)
  }

  /// Answers 1 ± 1 at each input leave the loss 1 to everybody. The reference has it too, so both domains are alike;
  /// row by row, half of the noisy rows are in excess whenever θ is off.
  @Test func whatTheReferenceCannotKnowDoesNotCountUnlessRowsAreClipped() throws {
    let noisy = try Domain(
      "noisy", observations: Tensor<Double>.ones([2, 1]), actions: Tensor([0.0, 2], shape: [2, 1]))
    func shares(_ clipping: ExcessClipping) throws -> [Double] {
      let search = try MixtureOptimization(
        line(0), on: DomainMixture([noisy, constant("clean", 1, 1)], ratio: .shares([1, 1])),
        signal: .excessLoss(references: [line(1)], clipping: clipping),
        update: MixtureUpdate(stepSize: 0.2, smoothing: 0, anchor: .uniform),
        // Whole domains in each batch: 400 rows of noise average to .05.
        configuration: TrainingConfiguration(
          steps: 100, batchSize: 800, learningRate: 0.05, schedule: .constant, optimizer: .sgd()),
        seed: 1)
      return try search.run().finalShares
    }
    expectClose(try shares(.domain), [0.5, 0.5], 0.05)
    #expect(try shares(.row)[0] > 0.6)
  }

  @Test func aProxyLikeItsReferenceHasNoExcess() throws {
    let domains: [Domain<Float>] = [smooth("real", count: 12, shift: 0), smooth("sim", count: 40, shift: 1)]
    let search = try MixtureOptimization(
      denoiser(seed: 3), on: DomainMixture(domains, ratio: .target(0.3)),
      signal: .excessLoss(references: [denoiser(seed: 3) as DenoisingPolicy<Float>]), update: .reMix,
      configuration: configuration(5), seed: 1)
    let first = try search.advance()
    // The same noise for both; a tape that records rounds in another order.
    expectClose(first.scores, [0, 0], 1e-6)
    expectClose(first.shares, [0.3, 0.7], 1e-6)
    let second = try search.advance()
    #expect(second.scores.allSatisfy { $0 > 1e-4 }, "after a step some rows are worse")
  }

  // MARK: Target-driven shares

  /// In one dimension a cosine is 1 or −1: after n steps the shares stand as e^(2ηn).
  @Test func alignmentRaisesWhatHelpsTheHeldOutRows() throws {
    let search = try MixtureOptimization(
      line(0), on: DomainMixture([constant("useful", 1, 1), constant("harmful", 1, -1)], ratio: .shares([1, 1])),
      signal: .gradientAlignment(heldOut: constant("held out", 2, 2)),
      update: MixtureUpdate(stepSize: 0.05, smoothing: 0, anchor: .uniform), configuration: configuration(20), seed: 1)
    let point = try (0..<20).map { _ in try search.advance() }.last!
    #expect(point.scores == [1, -1])
    #expect(abs(log(point.shares[0] / point.shares[1]) - 2 * 0.05 * 20) < 1e-12)
  }

  /// At θ = 0 the gradients are −2 (a − θ) o: −2 for the domain, −8 for held-out rows at o = 2, a = 2: 16.
  @Test func withoutNormalisationTheScoreIsTheInnerProduct() throws {
    let search = try MixtureOptimization(
      line(0), on: DomainMixture([constant("useful", 1, 1), constant("still", 0, 5)], ratio: .shares([1, 1])),
      signal: .gradientAlignment(heldOut: constant("held out", 2, 2), normalized: false),
      update: MixtureUpdate(stepSize: 0.001, smoothing: 0, anchor: .uniform), configuration: configuration(1), seed: 1)
    expectClose(try search.advance().scores, [16, 0], 1e-12)
    // θ ← θ − .02 · α_useful · (−2)
    #expect(abs(search.policy.parameters.values.elements[0] - 0.04 * search.shares[0]) < 1e-12)
  }

  @Test func sharesRestWhileTheProxyWarmsUpAndAreAveragedAfterwards() throws {
    func search(_ warmUp: Int) throws -> MixtureOptimization<Double> {
      try MixtureOptimization(
        line(0), on: DomainMixture([constant("useful", 1, 1), constant("harmful", 1, -1)], ratio: .shares([3, 1])),
        signal: .gradientAlignment(heldOut: constant("held out", 2, 2)),
        update: MixtureUpdate(stepSize: 0.1, smoothing: 0, anchor: .uniform, warmUp: warmUp),
        configuration: configuration(11), seed: 1)
    }
    let found = try search(10).run()
    #expect(found.path[0].shares == [0.75, 0.25])
    expectClose(found.path[0].scores, [1, -1], 1e-12)
    #expect(abs(log(found.finalShares[0] / found.finalShares[1]) - log(3.0) - 0.2) < 1e-12)
    #expect(found.averageShares == found.finalShares, "one step is after the warm-up")
    #expect(try search(20).run().averageShares == [0.75, 0.25])
  }

  // MARK: Runs

  private func denoisingRun(_ signal: MixtureSignal<Float>, seed: UInt64 = 2) throws -> OptimizedMixture {
    let domains: [Domain<Float>] = [smooth("real", count: 12, shift: 0), smooth("sim", count: 40, shift: 1)]
    return try MixtureOptimization(
      denoiser(seed: 3), on: DomainMixture(domains, ratio: .target(0.3)), signal: signal, update: .reMix,
      configuration: configuration(25, rate: 0.01, clip: 1), seed: seed
    ).run()
  }

  @Test func aSeedFixesEveryBit() throws {
    let signals: [MixtureSignal<Float>] = [
      .excessLoss(references: [denoiser(seed: 5)]),
      .gradientAlignment(heldOut: smooth("held out", count: 9, shift: 0)),
    ]
    for signal in signals {
      let found = try denoisingRun(signal)
      #expect(try denoisingRun(signal) == found)
      #expect(try denoisingRun(signal, seed: 3) != found)
      #expect(found.path.map(\.step) == [10, 20, 25])
      #expect(found.path.last?.shares == found.finalShares && found.initialShares == [0.3, 0.7])
      for point in found.path { #expect(abs(point.shares.reduce(0, +) - 1) < 1e-12) }
      #expect(abs(found.averageShares.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func theResultIsARatioToTrainWith() throws {
    let found = try denoisingRun(.excessLoss(references: [denoiser(seed: 5)]))
    let domains: [Domain<Float>] = [smooth("real", count: 12, shift: 0), smooth("sim", count: 40, shift: 1)]
    expectClose(try DomainMixture(domains, ratio: found.ratio).shares, found.averageShares, 1e-12)
  }

  @Test func demonstrationWeightsEnterADomainsLoss() throws {
    let weights = try DemonstrationWeights([0, 3], effect: .loss)
    let domain = try Domain(
      "two", observations: Tensor<Double>.ones([2, 1]), actions: Tensor([100.0, 1], shape: [2, 1])
    ).weighted(by: weights)
    let search = try MixtureOptimization(
      line(0), on: DomainMixture([domain], ratio: .natural), signal: .excessLoss(references: [line(1)]),
      update: .doReMi,
      configuration: TrainingConfiguration(
        steps: 300, batchSize: 64, learningRate: 0.05, schedule: .constant, optimizer: .sgd()),
      seed: 1)
    _ = try search.run()
    #expect(abs(search.policy.parameters.values.elements[0] - 1) < 1e-6)
  }

  // MARK: Bad input

  @Test func whatCannotBeOptimisedIsAnError() throws {
    let domains = [constant("A", 2, 0), constant("B", 1, 1)]
    func search(
      ratio: MixingRatio = .shares([1, 1]), references: Int = 1, update: MixtureUpdate = .doReMi, batchSize: Int = 4,
      parts: Int = 1, heldOut: Domain<Double>? = nil
    ) throws {
      _ = try MixtureOptimization(
        line(0), on: DomainMixture(domains, ratio: ratio),
        signal: heldOut.map { .gradientAlignment(heldOut: $0) }
          ?? .excessLoss(references: (0..<references).map { _ in line(0) }), update: update,
        configuration: TrainingConfiguration(steps: 1, batchSize: batchSize, batchParts: parts, learningRate: 1),
        seed: 1)
    }
    try search()
    #expect(throws: MixtureError.self) { try search(ratio: .shares([1, 0])) }
    #expect(throws: MixtureError.self) { try search(references: 3) }
    #expect(throws: MixtureError.self) { try search(references: 0) }
    #expect(throws: MixtureError.self) { try search(batchSize: 1) }
    #expect(throws: MixtureError.self) { try search(parts: 2) }
    for (stepSize, smoothing) in [(0, 0.1), (-1, 0.1), (.nan, 0.1), (.infinity, 0.1), (1, -0.1), (1, 1.1), (1, .nan)] {
      #expect(throws: MixtureError.self) {
        try search(update: MixtureUpdate(stepSize: stepSize, smoothing: smoothing, anchor: .uniform))
      }
    }
    let wide = try Domain("wide", observations: Tensor<Double>.zeros([4, 3]), actions: .zeros([4, 1]))
    #expect(throws: MixtureError.self) { try search(heldOut: wide) }
  }

  @Test func aLossThatIsNoNumberEndsTheRun() throws {
    for heldOut in [nil, constant("held out", 1, 1)] {
      let search = try MixtureOptimization(
        line(.nan), on: DomainMixture([constant("A", 2, 0), constant("B", 1, 1)], ratio: .natural),
        signal: heldOut.map { .gradientAlignment(heldOut: $0) }
          ?? .excessLoss(references: [line(0)], clipping: .domain),
        update: .doReMi, configuration: configuration(3), seed: 1)
      #expect(throws: TrainingError.self) { try search.advance() }
      #expect(search.step == 0)
    }
  }
}

/// a = θ o
private final class LinePolicy: RowwisePolicy {
  let parameters = Parameters<Double>()

  init(_ theta: Double) { parameters.add("theta", try! Tensor([theta], shape: [1, 1])) }

  func rowLosses(of batch: Batch<Double>, on tape: Tape<Double>, stream: inout RandomStream) throws -> Variable<Double>
  {
    let prediction = try tape.constant(batch.observations).linear(
      tape.parameter(parameters.slots[0], of: parameters), bias: nil)
    return try (prediction - tape.constant(batch.actions)).squared().mean(axis: 1)
  }

  func loss(of batch: Batch<Double>, on tape: Tape<Double>, stream: inout RandomStream) throws -> PolicyLoss<Double> {
    let losses = try rowLosses(of: batch, on: tape, stream: &stream)
    return PolicyLoss(loss: losses.mean(), latents: tape.constant(batch.observations))
  }

  func act(on observations: Tensor<Double>, stream: inout RandomStream) throws -> Tensor<Double> { observations }
}
