import Models
import Tensors

/// A share of every batch with everything its work needs to itself, so that several can be differentiated at once:
/// sampler, random streams and tape.
final class BatchPart<Scalar: TensorScalar> {
  private var sampler: BatchSampler<Scalar>
  var batchStream: RandomStream
  var noiseStream: RandomStream
  let tape: Tape<Scalar>

  /// - Parameters:
  ///   - index: the part's place, which names its random streams.
  ///   - apart: whether gradients stay on the part's tape until they are collected.
  init(
    _ mixture: DomainMixture<Scalar>, rows: Int, seed: UInt64, index: Int, gradientsApart apart: Bool
  ) throws(MixtureError) {
    sampler = try BatchSampler(mixture, batchSize: rows)
    batchStream = RandomStream(seed: seed, purpose: "batches", index: UInt64(index))
    noiseStream = RandomStream(seed: seed, purpose: "training noise", index: UInt64(index))
    tape = Tape(gradientsApart: apart)
  }

  /// Draws rows and adds the gradient of `share` times their total loss.
  /// - Throws: `NonFiniteLoss`.
  func differentiate(
    _ policy: any Policy<Scalar>, regularizers: [(term: any Regularizer<Scalar>, weight: Double)], share: Double,
    step: Int
  ) throws -> (loss: Double, penalties: [String: Double]) {
    // No variable outlives `recorded`, so the tape takes all of its memory back.
    defer { tape.reset() }
    return try recorded(policy, regularizers: regularizers, share: share, step: step)
  }

  private func recorded(
    _ policy: any Policy<Scalar>, regularizers: [(term: any Regularizer<Scalar>, weight: Double)], share: Double,
    step: Int
  ) throws -> (loss: Double, penalties: [String: Double]) {
    let batch = sampler.next(from: &batchStream)
    let output = try policy.loss(of: batch, on: tape, stream: &noiseStream)
    var total = output.loss
    var penalties: [String: Double] = [:]
    if !regularizers.isEmpty {
      let context = try RegularizerContext(tape: tape, latents: output.latents, batch: batch, step: step)
      for (term, weight) in regularizers {
        guard let penalty = try term.penalty(context, stream: &noiseStream) else { continue }
        penalties[term.name] = Double(penalty.value.scalar)
        total = try total + penalty * Scalar(weight)
      }
    }
    let loss = Double(output.loss.value.scalar)
    guard total.value.scalar.isFinite else { throw NonFiniteLoss(value: loss) }
    try tape.backward(from: share == 1 ? total : total * Scalar(share))
    return (loss, penalties)
  }
}

/// A loss that is infinite or no number, before the trainer says where and what to do.
struct NonFiniteLoss: Error {
  let value: Double
}
