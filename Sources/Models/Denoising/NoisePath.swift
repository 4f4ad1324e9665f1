import Tensors

/// How data turn into noise along a time, what a network learns to predict there, and how samples are drawn with it.
///
/// With x₀ the data and ε standard normal noise, both the corrupted data and what the network predicts of them are
/// linear in the two:
///
///     x_t = α(t) x₀ + σ(t) ε          target(t) = a(t) x₀ + b(t) ε
///
/// Flow matching and diffusion with ε, v or x₀ prediction differ in these four coefficients and in the sampler.
public protocol NoisePath: Sendable {
  /// The times the path has, its ends included. Nothing else may be asked for elsewhere.
  var times: ClosedRange<Double> { get }

  /// A random time of training, from a uniform number on [0, 1).
  func trainingTime(_ uniform: Double) -> Double

  /// (α, σ) at a time.
  /// - Precondition: the time is one of `times`.
  func corruption(at time: Double) -> PathCoefficients

  /// (a, b) at a time.
  func target(at time: Double) -> PathCoefficients

  /// Turns noise into samples.
  /// - Parameters:
  ///   - noise: `[n, d]` standard normal numbers.
  ///   - stream: further noise, where the sampler is stochastic.
  ///   - predict: the network, from x_t and the time to a prediction of the target.
  /// - Throws: `ShapeError` when a prediction is not of the noise's shape, and what `predict` throws.
  func sample<Scalar: TensorScalar>(
    from noise: Tensor<Scalar>, stream: inout RandomStream,
    predict: (Tensor<Scalar>, Double) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar>
}

/// The weights of data and noise in a linear combination of the two.
public struct PathCoefficients: Equatable, Sendable {
  public let signal: Double
  public let noise: Double

  public init(signal: Double, noise: Double) {
    self.signal = signal
    self.noise = noise
  }
}
