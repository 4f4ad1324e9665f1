import Tensors

/// A linear layer fused with its activation: f(x Wᵀ + b).
///
/// Weights and biases start uniform on ±1/√inputs, as PyTorch's do.
public struct Linear<Scalar: TensorScalar> {
  public let weight: Parameters<Scalar>.Slot
  public let bias: Parameters<Scalar>.Slot
  public let activation: Activation
  private let parameters: Parameters<Scalar>

  public init(
    _ name: String, inputs: Int, outputs: Int, activation: Activation = .identity, in parameters: Parameters<Scalar>,
    stream: inout RandomStream
  ) {
    let bound = 1 / Scalar(max(inputs, 1)).squareRoot()
    let uniform = { (shape: [Int], stream: inout RandomStream) in
      Tensor<Scalar>.uniform(shape, from: &stream).affine(scale: 2 * bound, shift: -bound)
    }
    self.weight = parameters.add("\(name).weight", uniform([outputs, inputs], &stream))
    self.bias = parameters.add("\(name).bias", uniform([outputs], &stream))
    self.activation = activation
    self.parameters = parameters
  }

  /// - Parameter x: `[…, inputs]`.
  /// - Returns: `[…, outputs]`.
  public func callAsFunction(_ x: Variable<Scalar>) throws(ShapeError) -> Variable<Scalar> {
    try x.linear(
      x.tape.parameter(weight, of: parameters), bias: x.tape.parameter(bias, of: parameters), activation: activation)
  }
}
