import Tensors

/// A residual block of a multi-layer perceptron, normalised before it computes:
///
///     y = x + W₂ f(W₁ norm(x) + b₁) + b₂
///
/// - Source: He et al., ECCV 2016 (identity mappings); Xiong et al., ICML 2020 (normalisation inside the branch).
public struct ResidualBlock<Scalar: TensorScalar> {
  public let norm: LayerNorm<Scalar>
  public let first: Linear<Scalar>
  public let second: Linear<Scalar>

  public init(
    _ name: String, width: Int, activation: Activation = .silu, in parameters: Parameters<Scalar>,
    stream: inout RandomStream
  ) {
    norm = LayerNorm("\(name).norm", width: width, in: parameters)
    first = Linear(
      "\(name).first", inputs: width, outputs: width, activation: activation, in: parameters, stream: &stream)
    second = Linear("\(name).second", inputs: width, outputs: width, in: parameters, stream: &stream)
  }

  /// - Parameter x: `[…, width]`.
  /// - Throws: `ShapeError` when the width differs.
  public func callAsFunction(_ x: Variable<Scalar>) throws(ShapeError) -> Variable<Scalar> {
    try x + second(first(norm(x)))
  }
}
