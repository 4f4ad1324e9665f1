import Models
import Tensors
import Testing
import Training

@Suite struct OptimizerTests {
  static let reference = TrainingReference.shared

  static func rule(_ name: String, _ arguments: TrainingReference.Arguments) -> OptimizerRule {
    if let betas = arguments.betas {
      return .adamW(beta1: betas[0], beta2: betas[1], epsilon: arguments.eps!, decay: arguments.weight_decay!)
    }
    return .sgd(
      momentum: arguments.momentum ?? 0, nesterov: arguments.nesterov ?? false, decay: arguments.weight_decay ?? 0)
  }

  /// Every rule there is; torch's dampening is not offered.
  static let cases = reference.optimizers.cases.filter { ($0.arguments.dampening ?? 0) == 0 }

  @Test func everyRuleHasItsReference() { #expect(Self.cases.count == 7) }

  @Test(arguments: cases) func stepsOnAQuadraticAreThoseOfTorch(reference: TrainingReference.OptimizerCase) throws {
    let values = Self.reference.optimizers
    let hessian = try Tensor<Double>(values.hessian, shape: [4, 4])
    let parameters = Parameters<Double>()
    parameters.add("w", Tensor(values.start))
    var optimizer = Optimizer<Double>(Self.rule(reference.name, reference.arguments), count: 4)
    for (step, expected) in reference.weights.enumerated() {
      let w = try parameters.values.reshaped([4, 1])
      parameters.gradients = try hessian.multiplied(by: w).reshaped([4]) - Tensor(values.linear)
      optimizer.step(parameters, rate: reference.arguments.lr)
      expectClose(parameters.values.elements, expected, values.tolerance, "after step \(step + 1)")
    }
    #expect(optimizer.steps == reference.weights.count)
  }

  /// candle's own test values, in its precision, and torch's in Double.
  @Test(arguments: reference.regressions.cases)
  func linearRegressionsEndWhereCandleAndTorchEnd(reference: TrainingReference.RegressionCase) throws {
    func fitted<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Double] {
      let x = try Tensor(Self.reference.regressions.x.map { Scalar($0) }, shape: [4, 2])
      let y = try Tensor(Self.reference.regressions.y.map { Scalar($0) }, shape: [4, 1])
      let parameters = Parameters<Scalar>()
      let weight = parameters.add("weight", .zeros([1, 2]))
      let bias = parameters.add("bias", .zeros([1]))
      var optimizer = Optimizer<Scalar>(Self.rule(reference.name, reference.arguments), count: 3)
      let tape = Tape<Scalar>()
      for _ in 0..<reference.steps {
        parameters.clearGradients()
        let prediction = try tape.constant(x).linear(
          tape.parameter(weight, of: parameters), bias: tape.parameter(bias, of: parameters))
        try tape.backward(from: (prediction - tape.constant(y)).squared().sum())
        tape.reset()
        optimizer.step(parameters, rate: reference.arguments.lr)
      }
      return parameters.values.elements.map(Double.init)
    }
    expectClose(try fitted(Double.self), reference.weightsAndBias, Self.reference.regressions.tolerance)
    expectClose(try fitted(Float.self), reference.published, 2 * reference.publishedTolerance)
  }

  @Test func cosineFactorsAreThoseOfDiffusers() {
    let rates = Self.reference.learningRates
    for reference in rates.cases {
      let schedule = LearningRateSchedule.cosine(warmUp: reference.warmup)
      expectClose(
        reference.steps.map { schedule.factor(step: $0, of: reference.total) }, reference.factors, rates.tolerance,
        "warm-up \(reference.warmup) of \(reference.total)")
    }
    #expect((0..<9).allSatisfy { LearningRateSchedule.constant.factor(step: $0, of: 8) == 1 })
  }

  @Test func theTrainerFollowsTheScheduleFromItsFirstStep() throws {
    let configuration = TrainingConfiguration(
      steps: 10, batchSize: 2, learningRate: 0.5, schedule: .cosine(warmUp: 3), optimizer: .sgd())
    let trainer = try Trainer(
      regression(Tensor<Double>.zeros([1, 2])), on: DomainMixture([tagged(0, count: 3)], ratio: .natural),
      configuration: configuration, seed: 1)
    let rates = try (0..<10).map { _ in try trainer.advance().learningRate }
    #expect(rates == (0..<10).map { 0.5 * configuration.schedule.factor(step: $0, of: 10) })
    #expect(rates[0] == 0 && rates[3] == 0.5)
  }

  @Test func clippedGradientsAndTheirNormAreThoseOfTorch() throws {
    let clipping = Self.reference.gradientClipping
    let (first, second) = (wave(3, 4, 0.3), wave(1, 5, 1.1))
    for reference in clipping.cases {
      // The loss is gᵀw, whose gradient is g; a step of rate 1 from 0 ends at minus the clipped gradient.
      let policy = TestPolicy<Double>([("a", .zeros([3, 4])), ("b", .zeros([5]))]) { policy, _, tape, _ in
        let slots = policy.parameters.slots
        let a = try tape.parameter(slots[0], of: policy.parameters) * tape.constant(Tensor(first, shape: [3, 4]))
        let b = try tape.parameter(slots[1], of: policy.parameters) * tape.constant(Tensor(second))
        return PolicyLoss(loss: try a.sum() + b.sum(), latents: a)
      }
      let trainer = try Trainer(
        policy, on: DomainMixture([tagged(0, count: 3)], ratio: .natural),
        configuration: TrainingConfiguration(
          steps: 1, batchSize: 2, learningRate: 1, optimizer: .sgd(), gradientClip: reference.limit),
        seed: 1)
      let report = try trainer.advance()
      expectClose([try #require(report.gradientNorm)], [reference.norm], clipping.tolerance)
      expectClose(
        policy.parameters.values.elements.map { -$0 }, reference.clipped.flatMap { $0 }, clipping.tolerance,
        "limit \(reference.limit)")
    }
  }
}
