import Tensors

/// Conditional flow matching on the straight path: time 0 is noise, time 1 is data,
///
///     x_t = t x₀ + (1 − t) ε,    target = dx_t/dt = x₀ − ε,
///
/// integrated with Euler steps of equal length.
/// - Source: Lipman et al., ICLR 2023, with σ_min = 0; Liu et al., ICLR 2023 (rectified flow).
public struct FlowMatching: NoisePath, Codable, Equatable {
  public var steps: Int

  public init(steps: Int = 100) {
    precondition(steps > 0, "a sampler takes at least one step")
    self.steps = steps
  }

  public var times: ClosedRange<Double> { 0...1 }

  public func trainingTime(_ uniform: Double) -> Double { uniform }

  public func corruption(at time: Double) -> PathCoefficients { PathCoefficients(signal: time, noise: 1 - time) }

  public func target(at time: Double) -> PathCoefficients { PathCoefficients(signal: 1, noise: -1) }

  public func sample<Scalar: TensorScalar>(
    from noise: Tensor<Scalar>, stream: inout RandomStream,
    predict: (Tensor<Scalar>, Double) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    var x = noise.contiguous()
    let length = 1 / Scalar(steps)
    for step in 0..<steps {
      let velocity = try predict(x, Double(step) / Double(steps)).contiguous()
      guard velocity.shape == x.shape else {
        throw ShapeError("FlowMatching.sample", expected: "a velocity of shape \(x.shape)", found: velocity.shape)
      }
      x.withUnsafeMutableBuffer {
        Scalar.kernels.addScaled($0.count, length, velocity.storage.pointer + velocity.offset, $0.baseAddress)
      }
    }
    return x
  }
}
