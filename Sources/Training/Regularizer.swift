import Models
import Tensors

/// What a regulariser sees of a training step: both domains' latents and actions, and the tape they are recorded on.
public struct RegularizerContext<Scalar: TensorScalar> {
  public let tape: Tape<Scalar>
  /// The latents of each domain of the mixture, `[rows of the domain, latent width]`; the target first.
  public let latents: [Variable<Scalar>]
  /// The actions of each domain, `[rows of the domain, action width]`.
  public let actions: [Tensor<Scalar>]
  /// The observations of each domain.
  public let observations: [Tensor<Scalar>]
  /// The number of the step, from 0.
  public let step: Int

  init(tape: Tape<Scalar>, latents: Variable<Scalar>, batch: Batch<Scalar>, step: Int) throws(ShapeError) {
    self.tape = tape
    var parts: [Variable<Scalar>] = []
    var actions: [Tensor<Scalar>] = []
    var observations: [Tensor<Scalar>] = []
    for rows in batch.domainRows {
      parts.append(try latents.rows(rows))
      actions.append(try batch.actions.rows(rows))
      observations.append(try batch.observations.rows(rows))
    }
    self.latents = parts
    self.actions = actions
    self.observations = observations
    self.step = step
  }
}

/// A term added to the co-training loss to shape the representation.
///
/// When a batch is differentiated in parts, each part has its own penalty, computed at the same time as the others': a
/// conforming type keeps no state that `penalty` changes.
public protocol Regularizer<Scalar> {
  associatedtype Scalar: TensorScalar
  var name: String { get }

  /// The penalty on this step, one number, recorded on the context's tape; nil where this batch defines none, as when
  /// a domain was not drawn.
  func penalty(_ context: RegularizerContext<Scalar>, stream: inout RandomStream) throws -> Variable<Scalar>?
}
