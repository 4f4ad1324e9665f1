import Foundation
import Models
import Tensors

/// The rule by which gradients move parameters.
public enum OptimizerRule: Codable, Sendable, Equatable {
  /// Adam with decoupled weight decay; plain Adam when `decay` is 0:
  ///
  ///     m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
  ///     w ← (1 − η λ) w − η m̂ / (√v̂ + ε)
  ///
  /// - Source: Loshchilov and Hutter, ICLR 2019.
  case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0)
  /// Gradient descent with momentum: u ← μ u + g + λ w; w ← w − η u, or with Nesterov's step w ← w − η (g + λ w + μ u).
  case sgd(momentum: Double = 0, nesterov: Bool = false, decay: Double = 0)
}

/// An optimiser's rule and its memory of past gradients.
public struct Optimizer<Scalar: TensorScalar> {
  public let rule: OptimizerRule
  /// Running mean of the gradients (AdamW), or the velocity (SGD with momentum).
  public internal(set) var first: Tensor<Scalar>
  /// Running mean of the squared gradients (AdamW).
  public internal(set) var second: Tensor<Scalar>
  public internal(set) var steps = 0

  /// - Parameter count: the number of parameters.
  public init(_ rule: OptimizerRule, count: Int) {
    self.rule = rule
    switch rule {
    case .adamW:
      first = .zeros([count])
      second = .zeros([count])
    case .sgd(let momentum, _, _):
      first = .zeros([momentum == 0 ? 0 : count])
      second = .zeros([0])
    }
  }

  /// Moves the parameters once.
  /// - Parameters:
  ///   - rate: the learning rate η.   - gradientScale: a factor on the gradients, below 1 where they are clipped.
  public mutating func step(_ parameters: Parameters<Scalar>, rate: Double, gradientScale: Double = 1) {
    steps += 1
    let steps = steps
    let rule = rule
    let count = parameters.count
    parameters.values.withUnsafeMutableBuffer { w in
      parameters.gradients.withUnsafeBuffer { g in
        first.withUnsafeMutableBuffer { m in
          second.withUnsafeMutableBuffer { v in
            switch rule {
            case .adamW(let beta1, let beta2, let epsilon, let decay):
              Scalar.kernels.adamW(
                count, w.baseAddress, g.baseAddress, m.baseAddress, v.baseAddress, Scalar(gradientScale),
                Scalar(rate), Scalar(beta1), Scalar(beta2), Scalar(epsilon), Scalar(decay),
                Scalar(1 - pow(beta1, Double(steps))), Scalar(1 - pow(beta2, Double(steps))))
            case .sgd(let momentum, let nesterov, let decay):
              Scalar.kernels.sgd(
                count, w.baseAddress, g.baseAddress, momentum == 0 ? nil : m.baseAddress, Scalar(gradientScale),
                Scalar(rate), Scalar(momentum), 0, nesterov ? 1 : 0, Scalar(decay))
            }
          }
        }
      }
    }
  }
}

/// How the learning rate changes with the step.
public enum LearningRateSchedule: Codable, Sendable, Equatable {
  case constant
  /// Linear from 0 over the warm-up, then half a cosine down to 0 at the last step:
  /// η(s) = η₀ · ½ (1 + cos(π (s − warmUp)/(total − warmUp))).
  case cosine(warmUp: Int = 0)

  /// The factor on the learning rate at a step counted from 0.
  public func factor(step: Int, of total: Int) -> Double {
    switch self {
    case .constant:
      return 1
    case .cosine(let warmUp):
      if step < warmUp { return Double(step) / Double(max(warmUp, 1)) }
      let progress = Double(step - warmUp) / Double(max(total - warmUp, 1))
      return max(0, 0.5 * (1 + cos(.pi * progress)))
    }
  }
}

extension Parameters {
  /// The Euclidean norm of all gradients.
  public var gradientNorm: Double {
    gradients.withUnsafeBuffer { Double(Scalar.kernels.dot($0.count, $0.baseAddress, $0.baseAddress)).squareRoot() }
  }
}

extension Optimizer {
  /// Moves the parameters as a configuration has it at a step, counted from 0: gradients clipped, the rate by its schedule.
  /// - Returns: the learning rate, and where gradients are clipped the norm that they had.
  mutating func step(
    _ parameters: Parameters<Scalar>, number step: Int, of configuration: TrainingConfiguration
  ) -> (rate: Double, gradientNorm: Double?) {
    let norm = configuration.gradientClip.map { _ in parameters.gradientNorm }
    var gradientScale = 1.0
    if let clip = configuration.gradientClip, let norm { gradientScale = min(1, clip / (norm + 1e-6)) }
    let rate = configuration.learningRate * configuration.schedule.factor(step: step, of: configuration.steps)
    self.step(parameters, rate: rate, gradientScale: gradientScale)
    return (rate, norm)
  }
}
