import Foundation
import Models
import Tensors
import TestSupport
import Testing
import Training

@Suite struct BatchPartsTests {
  private func trainer(parts: Int, steps: Int = 6) throws -> Trainer<Float> {
    var stream = RandomStream(seed: 4, purpose: "weights")
    let policy = DenoisingPolicy<Float>(
      .init(observationWidth: 2, actionWidth: 1, hidden: [16, 16]), path: FlowMatching(), stream: &stream)
    return try Trainer(
      policy,
      on: DomainMixture(
        [smooth("real", count: 20, shift: 0), smooth("sim", count: 200, shift: 1)], ratio: .target(0.3)),
      configuration: TrainingConfiguration(
        steps: steps, batchSize: 64, batchParts: parts, learningRate: 1e-2, gradientClip: 1, logInterval: 2),
      seed: 9)
  }

  @Test func aSplitBatchGivesTheSameBitsWhateverTheThreadsDo() throws {
    let runs = try (0..<8).map { _ in
      let trainer = try trainer(parts: 4)
      try trainer.run()
      return trainer.policy.parameters.values.elements
    }
    #expect(Set(runs).count == 1)
  }

  /// One step of plain gradient descent from two parts is the mean of one step from each part's rows.
  @Test func theGradientOfASplitBatchIsTheMeanOfItsParts() throws {
    var drawn: [[DrawnBatch]] = []
    func step(parts: Int, note: @escaping (DrawnBatch) -> Void) throws -> (gradient: [Double], loss: Double) {
      let policy: TestPolicy<Double> = regression(try Tensor([0.3, -0.2], shape: [1, 2]), note: note)
      let trainer = try Trainer(
        policy, on: DomainMixture([tagged(0, count: 5), tagged(1, count: 9)], ratio: .target(0.5)),
        configuration: TrainingConfiguration(
          steps: 1, batchSize: 8, batchParts: parts, learningRate: 1, schedule: .constant, optimizer: .sgd()),
        seed: 2)
      let loss = try trainer.advance().loss
      return (policy.parameters.gradients.elements, loss)
    }
    let lock = NSLock()
    nonisolated(unsafe) var batches: [DrawnBatch] = []
    let split = try step(parts: 2) { batch in lock.withLock { batches.append(batch) } }
    drawn.append(batches)
    #expect(batches.count == 2 && batches.allSatisfy { $0.actions.count == 4 })

    // Mean squared error of w·x − y over all eight rows, and its gradient, by hand.
    let rows = batches.flatMap { zip($0.observations, $0.actions.map { $0[0] }) }
    let residuals = rows.map { 0.3 * $0.0[0] - 0.2 * $0.0[1] - $0.1 }
    let loss = residuals.reduce(0) { $0 + $1 * $1 } / 8
    let gradient = (0..<2).map { axis in zip(rows, residuals).reduce(0) { $0 + 2 * $1.1 * $1.0.0[axis] } / 8 }
    #expect(abs(split.loss - loss) < 1e-9 * loss)
    for (found, expected) in zip(split.gradient, gradient) { #expect(abs(found - expected) < 1e-9 * abs(expected)) }
  }

  @Test func aSplitRunResumesToTheSameBits() throws {
    let folder = TemporaryFolder()
    let whole = try trainer(parts: 2)
    try whole.run()
    let first = try trainer(parts: 2)
    for _ in 0..<3 { try first.advance() }
    try first.save(to: folder.file("half.safetensors"))
    let second = try trainer(parts: 2)
    try second.restore(from: folder.file("half.safetensors"))
    try second.run()
    #expect(second.policy.parameters.values == whole.policy.parameters.values)
    #expect(second.metrics == whole.metrics)
    let other = try trainer(parts: 1)
    #expect(throws: CheckpointError.self) { try other.restore(from: folder.file("half.safetensors")) }
  }
}
