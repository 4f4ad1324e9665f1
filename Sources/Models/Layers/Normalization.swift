import Tensors

/// Layer normalisation over the last axis, with a learned scale γ and shift β:
///
///     y = γ (x − μ) / √(σ² + ε) + β
///
/// - Source: Ba, Kiros, Hinton, arXiv 1607.06450.
public struct LayerNorm<Scalar: TensorScalar> {
  public let scale: Parameters<Scalar>.Slot
  public let shift: Parameters<Scalar>.Slot
  private let parameters: Parameters<Scalar>
  private let epsilon: Scalar

  public init(_ name: String, width: Int, epsilon: Scalar = 1e-5, in parameters: Parameters<Scalar>) {
    scale = parameters.add("\(name).scale", .ones([width]))
    shift = parameters.add("\(name).shift", .zeros([width]))
    self.parameters = parameters
    self.epsilon = epsilon
  }

  /// - Parameter x: `[…, width]`.
  /// - Throws: `ShapeError` when the width differs.
  public func callAsFunction(_ x: Variable<Scalar>) throws(ShapeError) -> Variable<Scalar> {
    guard x.shape.last == scale.shape[0] else {
      throw ShapeError("LayerNorm", expected: "[…, \(scale.shape[0])]", found: x.shape)
    }
    let scaled = try x.normalizedRows(epsilon: epsilon) * x.tape.parameter(scale, of: parameters)
    return try scaled + x.tape.parameter(shift, of: parameters)
  }
}

/// Group normalisation of `[n, channels, …]`: mean and variance over each group of neighbouring channels, then a
/// learned scale and shift a channel.
///
/// - Source: Wu and He, ECCV 2018.
public struct GroupNorm<Scalar: TensorScalar> {
  public let scale: Parameters<Scalar>.Slot
  public let shift: Parameters<Scalar>.Slot
  private let parameters: Parameters<Scalar>
  private let groups: Int
  private let channels: Int
  private let epsilon: Scalar

  /// - Precondition: the groups divide the channels.
  public init(_ name: String, groups: Int, channels: Int, epsilon: Scalar = 1e-5, in parameters: Parameters<Scalar>) {
    precondition(groups > 0 && channels % groups == 0, "\(groups) groups do not divide \(channels) channels")
    scale = parameters.add("\(name).scale", .ones([channels, 1]))
    shift = parameters.add("\(name).shift", .zeros([channels, 1]))
    self.parameters = parameters
    self.groups = groups
    self.channels = channels
    self.epsilon = epsilon
  }

  /// - Parameter x: `[n, channels, …]`.
  /// - Throws: `ShapeError` when the channels differ.
  public func callAsFunction(_ x: Variable<Scalar>) throws(ShapeError) -> Variable<Scalar> {
    guard x.shape.count >= 2, x.shape[1] == channels else {
      throw ShapeError("GroupNorm", expected: "[n, \(channels), …]", found: x.shape)
    }
    let grouped = try x.reshaped([x.shape[0] * groups, -1]).normalizedRows(epsilon: epsilon)
    let scaled = try grouped.reshaped([x.shape[0], channels, -1]) * x.tape.parameter(scale, of: parameters)
    return try (scaled + x.tape.parameter(shift, of: parameters)).reshaped(x.shape)
  }
}
