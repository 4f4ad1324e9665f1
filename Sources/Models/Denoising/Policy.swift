import Tensors

/// Demonstrations drawn for one step, the rows of each domain together.
public struct Batch<Scalar: TensorScalar> {
  /// `[n, observation width]`
  public let observations: Tensor<Scalar>
  /// `[n, action width]`
  public let actions: Tensor<Scalar>
  /// The weight of each row in the loss, `[n]`; 1 each when absent.
  public let weights: Tensor<Scalar>?
  /// The rows of each domain, in the order of the mixture; empty where a domain was not drawn.
  public let domainRows: [Range<Int>]

  public init(
    observations: Tensor<Scalar>, actions: Tensor<Scalar>, weights: Tensor<Scalar>? = nil, domainRows: [Range<Int>]
  ) {
    self.observations = observations
    self.actions = actions
    self.weights = weights
    self.domainRows = domainRows
  }
}

/// What a policy computes of a batch while it trains.
public struct PolicyLoss<Scalar: TensorScalar> {
  /// The weighted training loss, one number.
  public let loss: Variable<Scalar>
  /// The representation that regularisers see, `[n, latent width]`, rows as in the batch.
  public let latents: Variable<Scalar>

  public init(loss: Variable<Scalar>, latents: Variable<Scalar>) {
    self.loss = loss
    self.latents = latents
  }
}

/// A map from observations to a distribution of actions, with parameters to train.
public protocol Policy<Scalar>: AnyObject {
  associatedtype Scalar: TensorScalar
  var parameters: Parameters<Scalar> { get }

  /// The loss of a batch, recorded on the tape. Random numbers (noise, times) come from the stream.
  func loss(of batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream) throws -> PolicyLoss<Scalar>

  /// One action for each observation, `[n, action width]`.
  func act(on observations: Tensor<Scalar>, stream: inout RandomStream) throws -> Tensor<Scalar>
}

/// A policy whose loss is the weighted mean of one loss a row, 1/n Σ wᵢ ℓᵢ, and that can give these one by one.
public protocol RowwisePolicy<Scalar>: Policy {
  /// ℓ, `[n]`, recorded on the tape. With the same stream the noise is that of `loss(of:on:stream:)`, so two policies
  /// of one form can be compared row by row.
  func rowLosses(of batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream) throws -> Variable<Scalar>
}
