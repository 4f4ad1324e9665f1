import Foundation
import Models
import Tensors
import Testing
import Training

@Suite struct MovingAverageTests {
  /// The cases that update from the first step on, as this average does.
  static let cases = TrainingReference.shared.averaging.cases.filter { $0.updateAfterStep == 0 }

  @Test func decaysAreThoseOfDiffusionPolicy() {
    let averaging = TrainingReference.shared.averaging
    #expect(Self.cases.count == 3)
    for reference in Self.cases {
      let rule = MovingAverageRule(power: reference.power, maximum: reference.maximum)
      expectClose(averaging.steps.map { rule.decay(after: $0) }, reference.decays, averaging.tolerance)
    }
  }

  @Test func averagesOfAMovingParameterAreThoseOfDiffusionPolicy() {
    for reference in Self.cases {
      let parameters = Parameters<Double>()
      parameters.add("w", Tensor<Double>([0]))
      var average = MovingAverage(
        MovingAverageRule(power: reference.power, maximum: reference.maximum), of: parameters)
      var found: [Double] = []
      for step in 0..<reference.averages.count {
        parameters.values = Tensor([sin(0.3 + Double(step))])
        average.update(from: parameters)
        found.append(average.values[0])
      }
      expectClose(found, reference.averages, TrainingReference.shared.averaging.tolerance)
      #expect(average.updates == reference.averages.count)
    }
  }

  @Test func theAverageIsEvaluatedAndTheTrainedValuesStayThemselves() throws {
    var configuration = TrainingConfiguration(steps: 8, batchSize: 4, learningRate: 0.01, average: .init())
    func trained() throws -> Trainer<Float> {
      let trainer = try Trainer(
        denoiser(seed: 1), on: DomainMixture([smooth("real", count: 9, shift: 0)], ratio: .natural),
        configuration: configuration, validation: [smooth("held out", count: 9, shift: 0, seed: 4)], seed: 1)
      try trainer.run()
      return trainer
    }
    let averaged = try trained()
    let values = averaged.policy.parameters.values
    #expect(averaged.evaluatedValues == averaged.average?.values)
    #expect(averaged.evaluatedValues != values)
    let loss = try averaged.validationLosses()
    #expect(averaged.policy.parameters.values == values, "validation puts the trained values back")

    configuration.average = nil
    let plain = try trained()
    #expect(plain.policy.parameters.values == values, "the average does not touch training")
    #expect(plain.evaluatedValues == values)
    #expect(try plain.validationLosses() != loss)
    #expect(try plain.policy.parameters.withValues(averaged.evaluatedValues) { try plain.validationLosses() } == loss)
  }
}
