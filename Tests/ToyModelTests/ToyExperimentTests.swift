import Foundation
import Models
import Synchronization
import Tensors
import Testing
import ToyModel
import Training

@Suite struct ToyExperimentTests {
  /// A small network for a short run.
  static func small(dz: Double = 1, w: Double = 0.5, seed: UInt64 = 3, steps: Int = 600) -> ToyConfiguration {
    var configuration = ToyConfiguration(dz: dz, w: w, seed: seed)
    configuration.setting.hiddenLayers = 3
    configuration.setting.learningRate = 1e-2
    configuration.setting.steps = steps
    configuration.setting.batchSize = 64
    configuration.setting.testCount = 200
    configuration.setting.samplingSteps = 20
    return configuration
  }

  /// The closed form on few demonstrations.
  static func closedForm(dz: Double, w: Double) -> ToyConfiguration {
    var configuration = ToyConfiguration(model: .closedForm, dz: dz, w: w, seed: 3)
    configuration.setting.sourceCount = 600
    configuration.setting.testCount = 200
    configuration.setting.samplingSteps = 30
    return configuration
  }

  @Test func aShortRunEndsWithASmallerLossThanAnUntrainedNetworkHas() throws {
    let untrained = try ToyExperiment.run(Self.small(steps: 0))
    let trained = try ToyExperiment.run(Self.small())
    #expect(untrained.l2.isFinite && trained.l2.isFinite)
    #expect(trained.l2 < untrained.l2)
    #expect(try #require(trained.l2InSupport) < untrained.l2InSupport! / 4)
    #expect(trained.predictions.count == 200)
  }

  /// Recomputed from the predictions by the definitions, on runs in which each share occurs.
  @Test func lossesAndSharesAreThoseOfTheirDefinitions() throws {
    let configurations = [Self.small(), Self.closedForm(dz: 0.01, w: 0.3), Self.closedForm(dz: 3, w: 0.3)]
    var largest = [0.0, 0, 0]
    for configuration in configurations {
      let outcome = try ToyExperiment.run(configuration)
      let geometry = ToyGeometry(configuration)
      var shares = [0.0, 0, 0]
      var losses: [(u: Double, value: Double)] = []
      for prediction in outcome.predictions {
        let target = geometry.answer(u: prediction.u, on: .target)
        #expect(prediction.target1 == target.y1 && prediction.target2 == target.y2)
        let source = geometry.answer(u: prediction.u, on: .source)
        let toSource = hypot(prediction.y1 - source.y1, prediction.y2 - source.y2)
        let toTarget = hypot(prediction.y1 - target.y1, prediction.y2 - target.y2)
        let reach = hypot(target.y1 - source.y1, target.y2 - source.y2) / 4
        shares[toSource <= reach ? 0 : toTarget <= reach ? 1 : 2] += 1 / Double(outcome.predictions.count)
        losses.append((prediction.u, toTarget * toTarget / 2))
      }
      func mean(_ values: [(u: Double, value: Double)]) -> Double {
        values.map(\.value).reduce(0, +) / Double(values.count)
      }
      #expect(abs(outcome.l2 / mean(losses) - 1) < 1e-12)
      #expect(abs(try #require(outcome.l2InSupport) / mean(losses.filter { $0.u <= 0.8 }) - 1) < 1e-12)
      #expect(abs(try #require(outcome.l2OutOfSupport) / mean(losses.filter { $0.u > 0.8 }) - 1) < 1e-12)
      let found = [outcome.shareNearSource, outcome.shareNearTarget, outcome.shareNearNeither]
      #expect(zip(found, shares).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(abs(found.reduce(0, +) - 1) < 1e-12)
      for index in 0...2 { largest[index] = max(largest[index], found[index]) }
    }
    #expect(largest.allSatisfy { $0 > 0.1 }, "each of the three shares is there to be checked, found \(largest)")
  }

  @Test func withoutTargetsTheClosedFormAnswersWithTheSourceAndWithoutSourcesWithTheTarget() throws {
    var narrow = Self.closedForm(dz: 1, w: 0)
    narrow.setting.sourceCount = 2000
    narrow.setting.bandwidthU = 0.002
    let source = try ToyExperiment.run(narrow)
    #expect(source.shareNearSource > 0.95)
    #expect(abs(source.l2 - 9) < 1, "a pure source answer is 3 off along each coordinate")
    var dense = Self.closedForm(dz: 1, w: 1)
    dense.setting.targetCount = 2000
    let target = try ToyExperiment.run(dense)
    #expect(try #require(target.l2InSupport) < 0.5)
  }

  @Test func testPointsWithinTheSupportAloneLeaveTheOtherLossUndefined() throws {
    var configuration = Self.closedForm(dz: 1, w: 0.5)
    configuration.setting.targetSupport = 1
    let outcome = try ToyExperiment.run(configuration)
    #expect(outcome.l2OutOfSupport == nil && outcome.l2InSupport == outcome.l2)
  }

  /// Both models, several threads at once, each configuration twice.
  @Test func theSameConfigurationGivesTheSameOutcomeOnAnyThread() throws {
    let configurations = [Self.small(steps: 40), Self.small(seed: 4, steps: 40), Self.closedForm(dz: 1, w: 0.3)]
    let alone = try configurations.map { try ToyExperiment.run($0) }
    let found = Mutex([Int: [ToyOutcome]]())
    try forEachInParallel(6, workers: 4) { index in
      let outcome = try ToyExperiment.run(configurations[index % 3])
      found.withLock { $0[index % 3, default: []].append(outcome) }
    }
    found.withLock { found in
      for index in 0...2 { #expect(found[index] == [alone[index], alone[index]]) }
    }
    #expect(alone[0] != alone[1])
  }

  /// Weights differ with the initial ones and with the batches, and neither moves the test points.
  @Test func eachSeedChangesItsOwnPartOfARun() throws {
    let base = try ToyExperiment.run(Self.small(steps: 20))
    func changed(_ change: (inout ToyConfiguration) -> Void) throws -> ToyOutcome {
      var configuration = Self.small(steps: 20)
      change(&configuration)
      return try ToyExperiment.run(configuration)
    }
    func inputs(_ outcome: ToyOutcome) -> [[Double]] { outcome.predictions.map { [$0.u, $0.v] } }
    for outcome in try [
      changed { $0.seeds.initialization = 8 }, changed { $0.seeds.training = 8 }, changed { $0.seeds.data = 8 },
    ] {
      #expect(inputs(outcome) == inputs(base) && outcome.predictions != base.predictions)
    }
    #expect(try inputs(changed { $0.seeds.sampling = 8 }) != inputs(base))
    func weights(_ configuration: ToyConfiguration) throws -> Tensor<Float> {
      try ToyExperiment.train(configuration).policy.parameters.values
    }
    var resampled = Self.small(steps: 20)
    resampled.seeds.sampling = 8
    #expect(try weights(resampled) == weights(Self.small(steps: 20)), "the network does not see the sampling seed")
  }

  @Test func normalisedAndWeightedTrainingRunToo() throws {
    var configuration = Self.small()
    configuration.setting.normalized = true
    configuration.setting.mixing = .lossWeighting
    let outcome = try ToyExperiment.run(configuration)
    #expect(outcome.l2 < 30, "an answer at the origin is about 60 off")
  }

  // MARK: Errors

  @Test func valuesOutOfRangeAreErrorsThatNameThem() {
    func expectError(_ name: String, _ change: (inout ToyConfiguration) -> Void) {
      var configuration = Self.small()
      change(&configuration)
      let validation = #expect(throws: ToyError.self, "\(name)") { try configuration.validate() }
      #expect(validation?.description.hasPrefix("\(name) is ") == true)
      #expect(throws: ToyError.self) { try ToyExperiment.run(configuration) }
    }
    expectError("dz") { $0.dz = .nan }
    expectError("w") { $0.w = 1.01 }
    expectError("w") { $0.w = -0.01 }
    expectError("w") { $0.w = .nan }
    expectError("sourceCount") { $0.setting.sourceCount = 0 }
    expectError("targetCount") { $0.setting.targetCount = 0 }
    expectError("targetSupport") { $0.setting.targetSupport = 0 }
    expectError("targetSupport") { $0.setting.targetSupport = 1.1 }
    expectError("offset") { $0.setting.offset = .infinity }
    expectError("targetNoise") { $0.setting.targetNoise = -0.1 }
    expectError("sourceNoise") { $0.setting.sourceNoise = .nan }
    expectError("testCount") { $0.setting.testCount = 0 }
    expectError("hiddenLayers") { $0.setting.hiddenLayers = 0 }
    expectError("width") { $0.setting.width = 0 }
    expectError("learningRate") { $0.setting.learningRate = 0 }
    expectError("steps") { $0.setting.steps = -1 }
    expectError("batchSize") { $0.setting.batchSize = 0 }
    expectError("samplingSteps") { $0.setting.samplingSteps = 0 }
  }

  @Test func theDefaultsAreInRangeAndThoseOfTheStudy() throws {
    let configuration = ToyConfiguration(dz: 1, w: 0.1, seed: 0)
    try configuration.validate()
    #expect(configuration.setting.sourceCount == 3000 && configuration.setting.targetCount == 30)
    #expect(
      configuration.setting.targetSupport == 0.8 && configuration.setting.offset == 3
        && configuration.setting.targetNoise == 0.3)
    #expect(configuration.setting.samplingSteps == 100)
  }

  @Test func trainingThatDivergesIsAnError() throws {
    var configuration = Self.small(steps: 200)
    configuration.setting.learningRate = 1e30
    #expect(throws: TrainingError.self) { try ToyExperiment.run(configuration) }
  }

  @Test func configurationsAndOutcomesReadBackFromJSON() throws {
    let configuration = Self.closedForm(dz: 0.5, w: 0.3)
    let outcome = try ToyExperiment.run(configuration)
    let decoder = JSONDecoder()
    #expect(try decoder.decode(ToyConfiguration.self, from: JSONEncoder().encode(configuration)) == configuration)
    #expect(try decoder.decode(ToyOutcome.self, from: JSONEncoder().encode(outcome)) == outcome)
  }
}
