import Models
import Tensors
import Training

/// A policy whose loss the test writes.
final class TestPolicy<Scalar: TensorScalar>: Policy {
  typealias Loss = (TestPolicy, Batch<Scalar>, Tape<Scalar>, inout RandomStream) throws -> PolicyLoss<Scalar>
  let parameters = Parameters<Scalar>()
  private let body: Loss

  init(_ initial: [(String, Tensor<Scalar>)], loss: @escaping Loss) {
    body = loss
    for (name, tensor) in initial { parameters.add(name, tensor) }
  }

  func loss(of batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream) throws -> PolicyLoss<Scalar> {
    try body(self, batch, tape, &stream)
  }

  func act(on observations: Tensor<Scalar>, stream: inout RandomStream) throws -> Tensor<Scalar> { observations }
}

/// What a step drew, copied out of the sampler's memory.
struct DrawnBatch {
  let observations: [[Double]]
  let actions: [[Double]]
  let rows: [Range<Int>]

  init<Scalar: TensorScalar>(_ batch: Batch<Scalar>) {
    observations = (0..<batch.observations.rows).map { batch.observations.row(at: $0).elements.map(Double.init) }
    actions = (0..<batch.actions.rows).map { batch.actions.row(at: $0).elements.map(Double.init) }
    rows = batch.domainRows
  }
}

/// A linear regression from observations to actions, w of `[action width, observation width]`, that notes its batches.
func regression<Scalar: TensorScalar>(
  _ weights: Tensor<Scalar>, note: @escaping (DrawnBatch) -> Void = { _ in }
) -> TestPolicy<Scalar> {
  TestPolicy([("w", weights)]) { policy, batch, tape, _ in
    note(DrawnBatch(batch))
    let x = tape.constant(batch.observations)
    let prediction = try x.linear(tape.parameter(policy.parameters.slots[0], of: policy.parameters), bias: nil)
    return PolicyLoss(
      loss: try prediction.meanSquaredError(batch.actions, weights: batch.weights), latents: prediction)
  }
}

/// A domain whose observations are (its number, the row's number) and whose actions are 1000 × the former + the latter.
func tagged<Scalar: TensorScalar>(_ number: Int, count: Int, as type: Scalar.Type = Double.self) -> Domain<Scalar> {
  let rows = (0..<count).map { [Scalar(number), Scalar($0)] }
  return try! Domain(
    "domain\(number)", observations: Tensor(rows: rows),
    actions: Tensor((0..<count).map { Scalar(1000 * number + $0) }, shape: [count, 1]))
}

/// Demonstrations of a smooth map from `[n, 2]` to `[n, 1]`, shifted along the observations and the actions.
func smooth<Scalar: TensorScalar>(
  _ name: String, count: Int, shift: Double, as type: Scalar.Type = Float.self, seed: UInt64 = 3
) -> Domain<Scalar> {
  var stream = RandomStream(seed: seed, purpose: "test data \(name)")
  let x = Tensor<Scalar>.uniform([count, 2], from: &stream)
  let actions = (0..<count).map { x[$0, 0] * x[$0, 1] * 2 - x[$0, 0] + Scalar(shift) }
  return try! Domain(
    name, observations: x.affine(scale: 1, shift: Scalar(shift)), actions: Tensor(actions, shape: [count, 1]))
}

/// A small denoising network for `smooth` demonstrations.
func denoiser<Scalar: TensorScalar>(
  seed: UInt64, hidden: [Int] = [16, 16], path: any NoisePath = FlowMatching(steps: 10),
  as type: Scalar.Type = Float.self
) -> DenoisingPolicy<Scalar> {
  var stream = RandomStream(seed: seed, purpose: "test weights")
  return DenoisingPolicy(.init(observationWidth: 2, actionWidth: 1, hidden: hidden), path: path, stream: &stream)
}

/// ‖mean latent of the first domain − mean latent of the second‖².
struct MeanMatching<Scalar: TensorScalar>: Regularizer {
  var name: String { "mean matching" }

  func penalty(_ context: RegularizerContext<Scalar>, stream: inout RandomStream) throws -> Variable<Scalar>? {
    guard context.latents.allSatisfy({ $0.shape[0] > 0 }) else { return nil }
    return try (context.latents[0].mean(axis: 0) - context.latents[1].mean(axis: 0)).squared().sum()
  }
}
