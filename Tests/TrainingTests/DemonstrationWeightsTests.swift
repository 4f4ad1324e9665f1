import Foundation
import Models
import Tensors
import TestSupport
import Testing
import Training

@Suite struct DemonstrationWeightsTests {
  /// The batches of so many steps, and the weight of each row in the loss.
  private func drawn(
    _ domains: [Domain<Double>], ratio: MixingRatio, method: MixingMethod = .sampling, batchSize: Int = 64, steps: Int,
    seed: UInt64 = 11
  ) throws -> [(batch: DrawnBatch, weights: [Double]?)] {
    var drawn: [(batch: DrawnBatch, weights: [Double]?)] = []
    let policy = TestPolicy<Double>([("w", .zeros([1, 2]))]) { policy, batch, tape, _ in
      drawn.append((DrawnBatch(batch), batch.weights.map(\.elements)))
      let x = tape.constant(batch.observations)
      let prediction = try x.linear(tape.parameter(policy.parameters.slots[0], of: policy.parameters), bias: nil)
      return PolicyLoss(
        loss: try prediction.meanSquaredError(batch.actions, weights: batch.weights), latents: prediction)
    }
    let trainer = try Trainer(
      policy, on: DomainMixture(domains, ratio: ratio, method: method),
      configuration: TrainingConfiguration(steps: steps, batchSize: batchSize, learningRate: 0, optimizer: .sgd()),
      seed: seed)
    try trainer.run()
    return drawn
  }

  /// χ² with 18 degrees of freedom exceeds 61 with probability 1.3e-6.
  @Test(arguments: MixingMethod.allCases) func rowsAreDrawnAsOftenAsTheirWeightsSay(method: MixingMethod) throws {
    var weights = (0..<20).map { Double($0 % 7) + 0.25 }
    weights[3] = 0
    let domain = try tagged(0, count: 20).weighted(by: DemonstrationWeights(weights))
    let batches = try drawn([domain, tagged(1, count: 2)], ratio: .target(0.5), method: method, steps: 2000)
    var counts = [Double](repeating: 0, count: 20)
    for (batch, _) in batches { for row in batch.rows[0] { counts[Int(batch.observations[row][1])] += 1 } }
    let total = counts.reduce(0, +)
    let sum = weights.reduce(0, +)
    #expect(counts[3] == 0)
    var statistic = 0.0
    for (count, weight) in zip(counts, weights) where weight > 0 {
      let expected = total * weight / sum
      statistic += (count - expected) * (count - expected) / expected
    }
    #expect(statistic < 61)
  }

  @Test func oneDemonstrationCanCarryAllWeight() throws {
    var weights = [Double](repeating: 0, count: 50)
    weights[17] = 3e300
    let domain = try tagged(0, count: 50).weighted(by: DemonstrationWeights(weights))
    for (batch, _) in try drawn([domain], ratio: .natural, steps: 30) {
      #expect(batch.observations.allSatisfy { $0[1] == 17 })
    }
  }

  @Test func aDomainWithoutWeightsIsDrawnAsBeforeBesideOneThatHasThem() throws {
    let domains: [Domain<Double>] = [tagged(0, count: 9), tagged(1, count: 40)]
    let weights = try DemonstrationWeights((0..<9).map { Double($0) })
    let plain = try drawn(domains, ratio: .target(0.3), steps: 20)
    let weighted = try drawn([domains[0].weighted(by: weights), domains[1]], ratio: .target(0.3), steps: 20)
    for (a, b) in zip(plain, weighted) {
      #expect(a.batch.rows == b.batch.rows)
      #expect(a.batch.observations[a.batch.rows[1]] == b.batch.observations[b.batch.rows[1]])
      #expect(b.weights == nil)
    }
  }

  @Test func lossWeightsFollowTheirRowsAndTheShares() throws {
    let weights = (0..<5).map { Double($0) }
    let domains: [Domain<Double>] = [
      try tagged(0, count: 5).weighted(by: DemonstrationWeights(weights, effect: .loss)), tagged(1, count: 4),
    ]
    for (batch, found) in try drawn(domains, ratio: .target(0.2), steps: 20) {
      let found = try #require(found)
      for row in batch.rows[0] { #expect(found[row] == batch.observations[row][1] / 2, "their mean is 2") }
      for row in batch.rows[1] { #expect(found[row] == 1) }
    }
    // Four rows of ten each have the shares .2 and .8.
    for (batch, found) in try drawn(domains, ratio: .target(0.2), method: .lossWeighting, batchSize: 10, steps: 20) {
      let found = try #require(found)
      for row in batch.rows[0] { #expect(abs(found[row] - 0.4 * batch.observations[row][1] / 2) < 1e-15) }
      for row in batch.rows[1] { #expect(abs(found[row] - 1.6) < 1e-15) }
    }
  }

  /// Equal weights exchange no row and multiply every loss by exactly 1.
  @Test(arguments: MixingMethod.allCases, DemonstrationWeights.Effect.allCases)
  func equalWeightsTrainToTheSameBits(method: MixingMethod, effect: DemonstrationWeights.Effect) throws {
    func trained(_ weight: Double?) throws -> [Float] {
      let domains: [Domain<Float>] = try [smooth("real", count: 12, shift: 0), smooth("sim", count: 40, shift: 1)].map {
        domain in
        try domain.weighted(
          by: weight.map { try DemonstrationWeights([Double](repeating: $0, count: domain.count), effect: effect) })
      }
      let trainer = try Trainer(
        denoiser(seed: 1), on: DomainMixture(domains, ratio: .target(0.3), method: method),
        configuration: TrainingConfiguration(steps: 30, batchSize: 16, learningRate: 0.01), seed: 4)
      try trainer.run()
      return trainer.policy.parameters.values.elements
    }
    #expect(try trained(nil) == trained(0.1))
  }

  @Test(arguments: DemonstrationWeights.Effect.allCases)
  func aWeightedStepAfterWarmUpAllocatesNoTensorStorage(effect: DemonstrationWeights.Effect) throws {
    let real: Domain<Float> = smooth("real", count: 20, shift: 0)
    let weights = try DemonstrationWeights((0..<20).map { 1 / Double($0 + 1) }, effect: effect)
    let trainer = try Trainer(
      denoiser(seed: 1, hidden: [32, 32]),
      on: DomainMixture([real.weighted(by: weights), smooth("sim", count: 80, shift: 1)], ratio: .target(0.2)),
      configuration: TrainingConfiguration(steps: 400, batchSize: 64, learningRate: 1e-3), seed: 1)
    for _ in 0..<50 { try trainer.advance() }
    let before = TensorStorage<Float>.allocationsOnThisThread
    for _ in 0..<300 { try trainer.advance() }
    #expect(TensorStorage<Float>.allocationsOnThisThread == before)
  }

  @Test func validationWeighsItsDemonstrations() throws {
    // Predictions are 0 and actions 0, 1, 2, 3: the losses are 0, 1, 4, 9.
    let domain: Domain<Double> = tagged(0, count: 4)
    func loss(_ weights: [Double]?) throws -> Double {
      let held = try domain.weighted(by: weights.map { try DemonstrationWeights($0, effect: .loss) })
      let trainer = try Trainer(
        regression(.zeros([1, 2])), on: DomainMixture([domain], ratio: .natural),
        configuration: TrainingConfiguration(steps: 1, batchSize: 3, learningRate: 0), validation: [held], seed: 1)
      return try trainer.validationLosses()["domain0"]!
    }
    #expect(abs(try loss(nil) - 3.5) < 1e-14)
    #expect(abs(try loss([0, 1, 0, 3]) - 7) < 1e-14)
  }

  @Test func aRunWithOtherWeightsIsNotResumed() throws {
    let folder = TemporaryFolder()
    func trainer(_ weights: [Double]?, _ effect: DemonstrationWeights.Effect = .sampling) throws -> Trainer<Float> {
      let domain: Domain<Float> = smooth("real", count: 3, shift: 0)
      return try Trainer(
        denoiser(seed: 1),
        on: DomainMixture(
          [domain.weighted(by: weights.map { try DemonstrationWeights($0, effect: effect) })], ratio: .natural),
        configuration: TrainingConfiguration(steps: 4, batchSize: 4, learningRate: 0.01), seed: 1)
    }
    let path = folder.file("run.safetensors")
    let run = try trainer([1, 2, 3])
    try run.advance()
    try run.save(to: path)
    try trainer([1, 2, 3]).restore(from: path)
    try trainer([2, 4, 6]).restore(from: path)
    for other in [try trainer([1, 2, 3.5]), try trainer([1, 2, 3], .loss), try trainer(nil)] {
      let error = #expect(throws: CheckpointError.self) { try other.restore(from: path) }
      #expect(error?.subject == "mixture.domain0")
      #expect(error?.found.contains(", weights ") == true)
    }
  }

  // MARK: By episode

  @Test func rowsHaveTheWeightOfTheirEpisode() throws {
    let weights = try DemonstrationWeights(byEpisode: [7: 1, 2: 4, 99: 50], episodes: [2, 7, 7, 2], effect: .loss)
    expectClose(weights.values, [1.6, 0.4, 0.4, 1.6], 1e-15)
    #expect(weights.effect == .loss)
  }

  @Test func anEpisodeWithoutAWeightIsAnErrorThatNamesIt() {
    let error = #expect(throws: MixtureError.self) {
      try DemonstrationWeights(byEpisode: [1: 1], episodes: [1, 3])
    }
    #expect(error?.description.hasPrefix("row 1 is of episode 3, which has no weight") == true)
    #expect(throws: MixtureError.self) { try DemonstrationWeights(byEpisode: [1: .nan], episodes: [1]) }
  }

  // MARK: Bad input

  @Test(arguments: [[], [0.0, 0], [1, -1], [1, .nan], [.infinity, 1]])
  func weightsThatAreNoneAreAnError(weights: [Double]) {
    #expect(throws: MixtureError.self) { try DemonstrationWeights(weights) }
  }

  @Test func anotherNumberOfWeightsThanRowsIsAnError() throws {
    let weights = try DemonstrationWeights([1, 2, 3])
    let domain: Domain<Double> = tagged(0, count: 4)
    let error = #expect(throws: MixtureError.self) { try domain.weighted(by: weights) }
    #expect(error?.description.hasPrefix("domain domain0 has 4 rows and 3 demonstration weights") == true)
  }
}
