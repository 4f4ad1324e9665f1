import Models
import Synchronization
import Tensors
import Testing
import Training

@Suite struct TrainerTests {
  /// L = α L_real + (1 − α) L_sim and its gradient, by hand, on a batch of 7 rows: 4 real, 3 simulated.
  @Test func lossWeightingIsTheCoTrainingObjectiveInEachBatch() throws {
    let (alpha, rate) = (0.3, 0.05)
    let start = [0.4, -0.2]
    var drawn: [DrawnBatch] = []
    let policy = regression(try Tensor<Double>(start, shape: [1, 2])) { drawn.append($0) }
    func domain(_ number: Double, _ count: Int) throws -> Domain<Double> {
      let rows = (0..<count).map { [number + Double($0) / 9, 1 - Double($0 * $0) / 20] }
      return try Domain(
        "d\(number)", observations: Tensor(rows: rows), actions: Tensor(rows.map { $0[0] * $0[1] }, shape: [count, 1]))
    }
    let trainer = try Trainer(
      policy, on: DomainMixture([domain(0, 5), domain(2, 8)], ratio: .target(alpha), method: .lossWeighting),
      configuration: TrainingConfiguration(
        steps: 1, batchSize: 7, learningRate: rate, schedule: .constant, optimizer: .sgd()),
      seed: 5)
    let report = try trainer.advance()

    let batch = try #require(drawn.first)
    #expect(batch.rows == [0..<4, 4..<7])
    var loss = 0.0
    var gradient = [0.0, 0.0]
    for (rows, share) in zip(batch.rows, [alpha, 1 - alpha]) {
      for row in rows {
        let x = batch.observations[row]
        let error = start[0] * x[0] + start[1] * x[1] - batch.actions[row][0]
        loss += share * error * error / Double(rows.count)
        for axis in 0...1 { gradient[axis] += share * 2 * error * x[axis] / Double(rows.count) }
      }
    }
    expectClose([report.loss], [loss], 1e-14)
    expectClose(policy.parameters.values.elements, zip(start, gradient).map { $0 - rate * $1 }, 1e-14)
  }

  @Test func aPenaltyPullsTheDomainsLatentsTogetherAndIsSeenInTheMetrics() throws {
    let real: Domain<Float> = smooth("real", count: 40, shift: 0)
    let sim: Domain<Float> = smooth("sim", count: 60, shift: 1)
    func distance(weight: Double) throws -> (Double, [StepReport]) {
      let policy: DenoisingPolicy<Float> = denoiser(seed: 2)
      let trainer = try Trainer(
        policy, on: DomainMixture([real, sim], ratio: .target(0.5)),
        configuration: TrainingConfiguration(steps: 300, batchSize: 32, learningRate: 3e-3, logInterval: 10),
        regularizers: weight == 0 ? [] : [(MeanMatching<Float>(), weight)], seed: 1)
      try trainer.run()
      let means = try [real, sim].map { domain in
        let noisy = Tensor<Float>.zeros([domain.count, 1])
        let hidden = try policy.activations(noisy: noisy, time: 0.5, observations: domain.observations).hidden
        return try hidden[1].mean(axis: 0)
      }
      let difference: Tensor<Float> = try means[0] - means[1]
      return (Double(difference.squared().sum()), trainer.metrics)
    }
    let (apart, unregularized) = try distance(weight: 0)
    let (together, metrics) = try distance(weight: 10)
    #expect(together < apart / 20)
    #expect(unregularized.allSatisfy { $0.penalties.isEmpty })
    let penalties = metrics.compactMap { $0.penalties["mean matching"] }
    #expect(penalties.count == 30)
    #expect(penalties.suffix(5).max()! < penalties[0])
  }

  /// The total that is followed is the loss plus weight × penalty: a penalty w on the parameter itself, by hand.
  @Test func thePenaltyEntersTheGradientWithItsWeightAndTheMetricsWithout() throws {
    struct Size: Regularizer {
      let name = "size"
      func penalty(_ context: RegularizerContext<Double>, stream: inout RandomStream) -> Variable<Double>? {
        context.latents[0].squared().sum()
      }
    }
    let policy = TestPolicy<Double>([("w", Tensor([3]))]) { policy, _, tape, _ in
      let w = try tape.parameter(policy.parameters.slots[0], of: policy.parameters).reshaped([1, 1])
      return PolicyLoss(loss: w.sum(), latents: w)
    }
    let trainer = try Trainer(
      policy, on: DomainMixture([tagged(0, count: 2)], ratio: .natural),
      configuration: TrainingConfiguration(
        steps: 1, batchSize: 1, learningRate: 0.1, schedule: .constant, optimizer: .sgd()),
      regularizers: [(Size(), 0.5)], seed: 1)
    let report = try trainer.advance()
    #expect(report.loss == 3 && report.penalties == ["size": 9])
    expectClose(policy.parameters.values.elements, [3 - 0.1 * (1 + 0.5 * 2 * 3)], 1e-15)
  }

  @Test func regularisersSeeEachDomainsOwnRows() throws {
    final class Witness: Regularizer {
      let name = "witness"
      var steps: [Int] = []
      func penalty(_ context: RegularizerContext<Double>, stream: inout RandomStream) -> Variable<Double>? {
        steps.append(context.step)
        #expect(context.latents.count == 2 && context.actions.count == 2 && context.observations.count == 2)
        for domain in 0...1 {
          let numbers = (0..<context.observations[domain].rows).map { context.observations[domain][$0, 0] }
          #expect(numbers.allSatisfy { $0 == Double(domain) })
          #expect(context.latents[domain].shape == [numbers.count, 1])
          for row in numbers.indices {
            let expected = 1000 * context.observations[domain][row, 0] + context.observations[domain][row, 1]
            #expect(context.actions[domain][row, 0] == expected)
            #expect(context.latents[domain].value[row, 0] == context.observations[domain][row, 0])
          }
        }
        return nil
      }
    }
    let witness = Witness()
    let trainer = try Trainer(
      regression(try Tensor<Double>([1, 0], shape: [1, 2])),
      on: DomainMixture([tagged(0, count: 5), tagged(1, count: 9)], ratio: .target(0.2)),
      configuration: TrainingConfiguration(steps: 20, batchSize: 8, learningRate: 0, optimizer: .sgd()),
      regularizers: [(witness, 1)], seed: 1)
    try trainer.run()
    #expect(witness.steps == Array(0..<20))
  }

  @Test func aPenaltyThatIsAbsentLeavesNoTrace() throws {
    struct Absent: Regularizer {
      let name = "absent"
      func penalty(_ context: RegularizerContext<Float>, stream: inout RandomStream) -> Variable<Float>? { nil }
    }
    func run(_ regularizers: [(term: any Regularizer<Float>, weight: Double)]) throws -> ([Float], [StepReport]) {
      let trainer = try Trainer(
        denoiser(seed: 1), on: DomainMixture([smooth("real", count: 9, shift: 0)], ratio: .natural),
        configuration: TrainingConfiguration(steps: 10, batchSize: 8, learningRate: 0.01, logInterval: 1),
        regularizers: regularizers, seed: 1)
      try trainer.run()
      return (trainer.policy.parameters.values.elements, trainer.metrics)
    }
    let (plain, plainMetrics) = try run([])
    let (values, metrics) = try run([(Absent(), 1)])
    #expect(values == plain && metrics == plainMetrics && metrics.allSatisfy { $0.penalties.isEmpty })

    // A domain that is never drawn has no latents to match.
    let mixture = try DomainMixture<Float>(
      [smooth("real", count: 9, shift: 0), smooth("sim", count: 9, shift: 1)], ratio: .target(1))
    let trainer = try Trainer(
      denoiser(seed: 1), on: mixture, configuration: TrainingConfiguration(steps: 1, batchSize: 8, learningRate: 0.01),
      regularizers: [(MeanMatching(), 1)], seed: 1)
    #expect(try trainer.advance().penalties.isEmpty)
  }

  @Test func aLossThatIsNotFiniteStopsTrainingBeforeItTouchesTheParameters() throws {
    let policy = TestPolicy<Double>([("w", Tensor([1]))]) { policy, _, tape, _ in
      let w = tape.parameter(policy.parameters.slots[0], of: policy.parameters)
      return PolicyLoss(loss: w.logarithm().sum(), latents: w)
    }
    let trainer = try Trainer(
      policy, on: DomainMixture([tagged(0, count: 2)], ratio: .natural),
      configuration: TrainingConfiguration(
        steps: 9, batchSize: 1, learningRate: 1.5, schedule: .constant, optimizer: .sgd()),
      seed: 1)
    try trainer.advance()
    #expect(policy.parameters.values.elements == [-0.5])
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    #expect(error?.description.contains("at step 2") == true && error?.description.contains("1.5") == true)
    #expect(trainer.step == 1 && policy.parameters.values.elements == [-0.5])
  }

  @Test func aDemonstrationThatIsNotFiniteStopsTraining() throws {
    let domain = try Domain<Float>(
      "real", observations: .zeros([2, 2]), actions: Tensor([.nan, .nan], shape: [2, 1]))
    let trainer = try Trainer(
      denoiser(seed: 1), on: DomainMixture([domain], ratio: .natural),
      configuration: TrainingConfiguration(steps: 9, batchSize: 4, learningRate: 1e-3), seed: 1)
    #expect(throws: TrainingError.self) { try trainer.run() }
  }

  /// Sixteen runs on four threads at once, each with a network of its own.
  @Test func theSameSeedGivesTheSameBitsOnAnyThread() throws {
    @Sendable func values(seed: UInt64) throws -> [Float] {
      let trainer = try Trainer(
        denoiser(seed: seed),
        on: DomainMixture<Float>(
          [smooth("real", count: 9, shift: 0), smooth("sim", count: 30, shift: 1)], ratio: .target(0.3)),
        configuration: TrainingConfiguration(steps: 30, batchSize: 16, learningRate: 0.01, average: .init()),
        regularizers: [(MeanMatching(), 0.1)], seed: seed)
      try trainer.run()
      return trainer.policy.parameters.values.elements + trainer.evaluatedValues.elements
    }
    let found = Mutex([UInt64: Set<[Float]>]())
    try forEachInParallel(16, workers: 4) { index in
      let seed = UInt64(index % 2)
      let bits = try values(seed: seed)
      found.withLock { _ = $0[seed, default: []].insert(bits) }
    }
    let alone = try (0...1).map { try values(seed: UInt64($0)) }
    found.withLock { found in
      #expect(found == [0: [alone[0]], 1: [alone[1]]])
    }
    #expect(alone[0] != alone[1])
  }

  @Test func metricsHaveARowAtEachIntervalAtEachValidationAndAtTheEnd() throws {
    let trainer = try Trainer(
      denoiser(seed: 1), on: DomainMixture([smooth("real", count: 9, shift: 0)], ratio: .natural),
      configuration: TrainingConfiguration(
        steps: 23, batchSize: 4, learningRate: 0.01, logInterval: 5, validationInterval: 7),
      validation: [smooth("held out", count: 9, shift: 0, seed: 4)], seed: 1)
    var reports: [StepReport] = []
    try trainer.run(callbacks: [{ _, report in reports.append(report) }])
    #expect(reports.map(\.step) == Array(1...23))
    #expect(trainer.metrics.map(\.step) == [5, 7, 10, 14, 15, 20, 21, 23])
    #expect(trainer.metrics == reports.filter { [5, 7, 10, 14, 15, 20, 21, 23].contains($0.step) })
    #expect(reports.filter { !$0.validation.isEmpty }.map(\.step) == [7, 14, 21, 23])
  }

  /// Nine rows in batches of four: two full ones and one of a single row count by their rows.
  @Test func validationIsTheMeanOverEveryRowOfTheDomain() throws {
    let domain: Domain<Double> = tagged(1, count: 9)
    let trainer = try Trainer(
      regression(try Tensor<Double>([2, 1.5], shape: [1, 2])), on: DomainMixture([domain], ratio: .natural),
      configuration: TrainingConfiguration(steps: 1, batchSize: 4, learningRate: 0), validation: [domain], seed: 1)
    let expected = (0..<9).map { row in
      let error = 2 + 1.5 * Double(row) - Double(1000 + row)
      return error * error
    }
    expectClose([try #require(trainer.validationLosses()["domain1"])], [expected.reduce(0, +) / 9], 1e-14)
  }
}
