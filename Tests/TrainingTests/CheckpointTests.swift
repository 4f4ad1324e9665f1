import Foundation
import Models
import Storage
import Tensors
import TestSupport
import Testing
import Training

@Suite struct CheckpointTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("run.safetensors") }

  /// A way to train: everything that carries state from step to step takes part in one of them.
  struct Setup: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var method = MixingMethod.sampling
    var optimizer = OptimizerRule.adamW(decay: 0.01)
    var average: MovingAverageRule?
    var clip: Double?
    var validationInterval: Int?
    var penalty = 0.0
    var learningRate = 0.01

    var configuration: TrainingConfiguration {
      TrainingConfiguration(
        steps: 7, batchSize: 10, learningRate: learningRate, schedule: .cosine(warmUp: 2), optimizer: optimizer,
        gradientClip: clip, average: average, logInterval: 2, validationInterval: validationInterval)
    }
  }

  static let setups = [
    Setup(
      testDescription: "sampling, AdamW, average, clipping, validation", average: .init(), clip: 0.5,
      validationInterval: 3),
    Setup(testDescription: "sampling, AdamW alone"),
    Setup(
      testDescription: "loss weighting, Adam, average, penalty", method: .lossWeighting, optimizer: .adamW(),
      average: .init(power: 0.5), penalty: 0.3),
    Setup(testDescription: "sampling, momentum, clipping", optimizer: .sgd(momentum: 0.9, nesterov: true), clip: 0.1),
    Setup(
      testDescription: "loss weighting, gradient descent, validation", method: .lossWeighting, optimizer: .sgd(),
      validationInterval: 2),
  ]

  private func trainer<Scalar: TensorScalar>(
    _ setup: Setup, weights: UInt64 = 1, seed: UInt64 = 9, hidden: [Int] = [8, 8], shift: Double = 1,
    configuration: TrainingConfiguration? = nil, as type: Scalar.Type = Float.self
  ) throws -> Trainer<Scalar> {
    try Trainer(
      denoiser(seed: weights, hidden: hidden, as: type),
      on: DomainMixture(
        [smooth("real", count: 12, shift: 0, as: type), smooth("sim", count: 40, shift: shift, as: type)],
        ratio: .target(0.3), method: setup.method),
      configuration: configuration ?? setup.configuration,
      regularizers: setup.penalty == 0 ? [] : [(MeanMatching(), setup.penalty)],
      validation: setup.validationInterval == nil ? [] : [smooth("held out", count: 15, shift: 0, as: type, seed: 8)],
      seed: seed)
  }

  /// Everything a run is, as text that differs when a bit does.
  private func bits<Scalar: TensorScalar>(_ trainer: Trainer<Scalar>) throws -> [String] {
    let vectors = [
      trainer.policy.parameters.values, trainer.evaluatedValues, trainer.optimizer.first, trainer.optimizer.second,
    ]
    return vectors.map { "\($0.elements)" } + [
      "\(trainer.step) \(trainer.optimizer.steps) \(trainer.average?.updates ?? -1)",
      String(decoding: try JSONText.canonical(trainer.metrics), as: UTF8.self),
    ]
  }

  private func aRunResumedAtAnyStepEndsInTheSameBits<Scalar: TensorScalar>(
    _ setup: Setup, as type: Scalar.Type
  ) throws {
    let whole = try trainer(setup, as: type)
    try whole.run()
    let expected = try bits(whole)
    for interruption in 0...7 {
      let interrupted = try trainer(setup, as: type)
      for _ in 0..<interruption { try interrupted.advance() }
      try interrupted.save(to: path)
      // Other initial weights: all that counts comes from the file.
      let resumed = try trainer(setup, weights: 2, as: type)
      try resumed.restore(from: path)
      #expect(try bits(resumed) == bits(interrupted), "restored at step \(interruption)")
      try resumed.run()
      #expect(try bits(resumed) == expected, "resumed at step \(interruption)")
      // Saving changes nothing in the run that goes on.
      try interrupted.run()
      #expect(try bits(interrupted) == expected, "went on after step \(interruption)")
    }
  }

  @Test(arguments: setups) func aRunResumedAtAnyStepEndsInTheSameBits(setup: Setup) throws {
    try aRunResumedAtAnyStepEndsInTheSameBits(setup, as: Float.self)
  }

  @Test func aRunInDoubleResumedAtAnyStepEndsInTheSameBits() throws {
    try aRunResumedAtAnyStepEndsInTheSameBits(Self.setups[0], as: Double.self)
  }

  /// A run that a callback kills, started again until it is through.
  @Test func aRunKilledAgainAndAgainEndsInTheSameBitsWithEachRowOnce() throws {
    struct Killed: Error {}
    let setup = Self.setups[0]
    let whole = try trainer(setup)
    try whole.run(callbacks: [Trainer.recordingMetrics(inFolder: folder.path)])
    let expected = try ["metrics.csv", "metrics.jsonl"].map {
      try String(contentsOfFile: folder.file($0), encoding: .utf8)
    }

    var starts = 0
    var last: Trainer<Float>?
    while last?.step != 7 {
      starts += 1
      let trainer = try trainer(setup, weights: UInt64(starts))
      if starts > 1 { try trainer.restore(from: path) } else { try trainer.save(to: path) }
      last = trainer
      let start = trainer.step
      try? trainer.run(callbacks: [
        Trainer.recordingMetrics(inFolder: folder.path), Trainer.checkpointing(every: 2, to: path),
        { _, report in if report.step == start + 3 { throw Killed() } },
      ])
    }
    #expect(starts == 3, "killed after 3 steps with 2 saved, then after 5 with 4 saved, then through")
    let first = try trainer(setup)
    try first.run()
    #expect(try bits(last!) == bits(first))
    let found = try ["metrics.csv", "metrics.jsonl"].map {
      try String(contentsOfFile: folder.file($0), encoding: .utf8)
    }
    #expect(found == expected)
  }

  @Test func checkpointsAreSavedAtEachIntervalAndAtTheEnd() throws {
    let trainer = try trainer(Self.setups[1])
    var steps: [Int] = []
    try trainer.run(callbacks: [
      Trainer.checkpointing(every: 3, to: path),
      { [path] trainer, _ in
        guard FileManager.default.fileExists(atPath: path) else { return }
        let saved = try Checkpoint(contentsOf: path, slots: trainer.policy.parameters.slots).step
        if steps.last != saved { steps.append(saved) }
      },
    ])
    #expect(steps == [3, 6, 7])
  }

  @Test func aCheckpointIsAFileOfNamedTensorsThatAnyoneCanRead() throws {
    let trainer = try trainer(Self.setups[0])
    try trainer.run()
    try trainer.save(to: path)
    let file = try SafetensorsFile(path)
    let parameters = trainer.policy.parameters
    for slot in parameters.slots {
      #expect(try file.tensor("weights.\(slot.name)", as: Float.self) == parameters[slot])
    }
    #expect(file.entries.count == 4 * parameters.slots.count)
    #expect(file.metadata["run.configuration.batchSize"] == "10")
    let checkpoint = try Checkpoint(contentsOf: path, slots: parameters.slots)
    #expect(checkpoint.step == 7 && checkpoint.weights == parameters.values)
    #expect(checkpoint.evaluatedValues == trainer.evaluatedValues && checkpoint.metrics == trainer.metrics)
  }

  // MARK: What does not fit

  /// The trainer meant for another run refuses the file, names what differs and stays as it was.
  private func expectRefusal<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, subject: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try self.trainer(Self.setups[0]).save(to: path)
    let before = try bits(trainer)
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) {
      try trainer.restore(from: path)
    }
    #expect(error?.subject == subject && error?.path == path, sourceLocation: sourceLocation)
    #expect(try bits(trainer) == before, sourceLocation: sourceLocation)
  }

  @Test func anotherNetworkIsRefusedWithTheParameterNamed() throws {
    try expectRefusal(trainer(Self.setups[0], hidden: [8, 9]), subject: "parameter hidden1.weight")
    try expectRefusal(trainer(Self.setups[0], hidden: [8, 8, 8]), subject: "parameter hidden2.weight")
    try expectRefusal(trainer(Self.setups[0], hidden: [8]), subject: "parameter hidden1.bias")
    try expectRefusal(trainer(Self.setups[0], as: Double.self), subject: "parameter hidden0.weight")
  }

  @Test func anotherConfigurationIsRefusedWithTheFieldNamed() throws {
    var changed = Self.setups[0].configuration
    changed.batchSize = 11
    try expectRefusal(trainer(Self.setups[0], configuration: changed), subject: "configuration.batchSize")
    changed = Self.setups[0].configuration
    changed.average = nil
    try expectRefusal(trainer(Self.setups[0], configuration: changed), subject: "configuration.average")
    changed = Self.setups[0].configuration
    changed.optimizer = .adamW(decay: 0.02)
    try expectRefusal(trainer(Self.setups[0], configuration: changed), subject: "configuration.optimizer")
  }

  @Test func anotherSeedMixtureDataRegulariserOrValidationIsRefused() throws {
    try expectRefusal(trainer(Self.setups[0], seed: 10), subject: "seed")
    try expectRefusal(trainer(Self.setups[0], shift: 1.25), subject: "mixture.domain1")
    var setup = Self.setups[0]
    setup.method = .lossWeighting
    try expectRefusal(trainer(setup), subject: "mixture.method")
    setup = Self.setups[0]
    setup.penalty = 0.5
    try expectRefusal(trainer(setup), subject: "regularizer0")
    setup = Self.setups[0]
    setup.validationInterval = nil
    try expectRefusal(trainer(setup, configuration: Self.setups[0].configuration), subject: "validation0")
  }

  @Test func aFileThatIsNoCheckpointIsAnErrorThatSaysSo() throws {
    let trainer = try trainer(Self.setups[0])
    #expect(throws: ArrayFileError(path: path, .unreadable(code: ENOENT))) { try trainer.restore(from: path) }
    try SafetensorsContents(metadata: ["framework": "pt"]).write(to: path)
    let error = #expect(throws: CheckpointError.self) { try trainer.restore(from: path) }
    #expect(error?.subject == "format" && error?.found == "absent")
    try SafetensorsContents(metadata: ["format": "CotrainLens checkpoint 1", "state": "{}"]).write(to: path)
    #expect(throws: CheckpointError.self) { try trainer.restore(from: path) }
    try Data("not a checkpoint".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ArrayFileError.self) { try trainer.restore(from: path) }
  }

  @Test func aCheckpointCutShortAnywhereIsRefused() throws {
    let trainer = try trainer(Self.setups[1], hidden: [2])
    try trainer.save(to: path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in stride(from: 0, to: whole.count, by: 37) {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: ArrayFileError.self) { try trainer.restore(from: path) }
    }
  }

  @Test func aSaveThatFailsAnywhereLeavesTheOldCheckpoint() throws {
    let trainer = try trainer(Self.setups[0])
    try trainer.save(to: path)
    let old = try Data(contentsOf: URL(fileURLWithPath: path))
    try trainer.advance()
    for n in 1...4 {
      let writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      #expect(throws: WriteError.self) { try trainer.save(to: path, with: writer) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
      #expect(try folder.names() == ["run.safetensors"])
    }
  }
}
