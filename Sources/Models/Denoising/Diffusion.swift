import Kernels
import Tensors

/// Denoising diffusion with T steps: x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε. A time is a step number, 0 … T − 1.
///
/// Samplers follow diffusers: timesteps with leading spacing, x₀ clipped where wanted, and the last step ends at ᾱ = 1.
/// - Source: Ho et al., NeurIPS 2020 (DDPM); Song et al., ICLR 2021 (DDIM); Salimans and Ho, ICLR 2022 (v).
public struct Diffusion: NoisePath, Equatable {
  /// What the network predicts.
  public enum Prediction: String, Codable, Sendable, CaseIterable {
    /// ε
    case noise
    /// v = √ᾱ ε − √(1 − ᾱ) x₀
    case velocity
    /// x₀
    case sample
  }

  public enum Sampler: Codable, Sendable, Equatable {
    /// Ancestral sampling with the posterior's variance β̃_t, along `steps` of the T steps.
    case ddpm(steps: Int)
    /// Deterministic at η = 0, as noisy as DDPM at η = 1.
    case ddim(steps: Int, eta: Double)

    var steps: Int {
      switch self {
      case .ddpm(let steps), .ddim(let steps, _): steps
      }
    }
  }

  public let schedule: DiffusionSchedule
  public let prediction: Prediction
  public let sampler: Sampler
  /// Predicted data are clipped to ± this bound while sampling; nil leaves them alone.
  public let clip: Double?

  /// - Precondition: the sampler's steps divide into the schedule's.
  public init(schedule: DiffusionSchedule, prediction: Prediction, sampler: Sampler, clip: Double? = nil) {
    precondition(
      sampler.steps > 0 && sampler.steps <= schedule.betas.count,
      "\(sampler.steps) sampling steps do not fit \(schedule.betas.count) training steps")
    self.schedule = schedule
    self.prediction = prediction
    self.sampler = sampler
    self.clip = clip
  }

  private var trainingSteps: Int { schedule.betas.count }

  public var times: ClosedRange<Double> { 0...Double(trainingSteps - 1) }

  public func trainingTime(_ uniform: Double) -> Double { (uniform * Double(trainingSteps)).rounded(.down) }

  public func corruption(at time: Double) -> PathCoefficients {
    precondition(times.contains(time), "step \(time) of a diffusion with steps \(times)")
    let level = schedule.signalVariance(Int(time))
    return PathCoefficients(signal: level.squareRoot(), noise: (1 - level).squareRoot())
  }

  public func target(at time: Double) -> PathCoefficients {
    let x = corruption(at: time)
    switch prediction {
    case .noise: return PathCoefficients(signal: 0, noise: 1)
    case .velocity: return PathCoefficients(signal: -x.noise, noise: x.signal)
    case .sample: return PathCoefficients(signal: 1, noise: 0)
    }
  }

  /// The steps a sampler visits, from noise to data.
  public var timesteps: [Int] {
    let stride = trainingSteps / sampler.steps
    return (0..<sampler.steps).reversed().map { $0 * stride }
  }

  /// The variance of the noise added on the way from step `time` to step `previous`, before η²:
  /// (1 − ᾱ_prev)/(1 − ᾱ_t) · (1 − ᾱ_t/ᾱ_prev).
  public func variance(from time: Int, to previous: Int) -> Double {
    let now = schedule.signalVariance(time)
    let next = schedule.signalVariance(previous)
    return (1 - next) / (1 - now) * (1 - now / next)
  }

  public func sample<Scalar: TensorScalar>(
    from noise: Tensor<Scalar>, stream: inout RandomStream,
    predict: (Tensor<Scalar>, Double) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    var x = noise
    let stride = trainingSteps / sampler.steps
    for time in timesteps {
      let output = try predict(x, Double(time))
      x = try step(x, output: output, from: time, to: time - stride, stream: &stream)
    }
    return x
  }

  /// One step of the sampler, from x at step `time` to x at step `previous`.
  /// - Parameter output: what the network predicted at x, of the same shape.
  /// - Throws: `ShapeError` when the shapes differ.
  public func step<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, output: Tensor<Scalar>, from time: Int, to previous: Int, stream: inout RandomStream
  ) throws -> Tensor<Scalar> {
    guard output.shape == x.shape else {
      throw ShapeError("Diffusion.step", expected: "a prediction of shape \(x.shape)", found: output.shape)
    }
    let now = schedule.signalVariance(time)
    let next = schedule.signalVariance(previous)
    let (alpha, sigma) = (now.squareRoot(), (1 - now).squareRoot())
    let scale = { (value: Double) in Scalar(value) }

    // The three predictions are one another's linear combinations with x.
    var data: Tensor<Scalar>
    switch prediction {
    case .noise: data = try (x - output * scale(sigma)) * scale(1 / alpha)
    case .velocity: data = try x * scale(alpha) - output * scale(sigma)
    case .sample: data = output
    }
    if let clip {
      data = try .minimum(.maximum(data, Tensor(scale(-clip))), Tensor(scale(clip)))
    }

    let variance = variance(from: time, to: previous)
    var result: Tensor<Scalar>
    let spread: Double
    switch sampler {
    case .ddpm:
      // The posterior's mean (Ho et al., eq. 7).
      let share = now / next
      result =
        try data * scale(next.squareRoot() * (1 - share) / (1 - now))
        + x * scale(share.squareRoot() * (1 - next) / (1 - now))
      spread = previous >= 0 ? max(variance, 1e-20).squareRoot() : 0
    case .ddim(_, let eta):
      // Song et al., eq. 12: the noise is the one that was predicted, x₀ clipped or not.
      let epsilon: Tensor<Scalar>
      switch prediction {
      case .noise: epsilon = output
      case .velocity: epsilon = try output * scale(alpha) + x * scale(sigma)
      case .sample: epsilon = try (x - output * scale(alpha)) * scale(1 / sigma)
      }
      spread = eta * variance.squareRoot()
      result = try data * scale(next.squareRoot()) + epsilon * scale((1 - next - spread * spread).squareRoot())
    }
    if spread > 0 { result = try result + Tensor.normal(result.shape, from: &stream) * scale(spread) }
    return result
  }
}
