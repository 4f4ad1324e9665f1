import Foundation
import Models
import Tensors

/// How the decay of a moving average grows with the step:
///
///     decay(s) = clamp(1 − (1 + s)^−power, 0, maximum),  s = the number of updates before this one, less one
///
/// - Source: diffusion_policy's `EMAModel` (inverse gamma 1); its first two updates copy the parameters.
public struct MovingAverageRule: Codable, Sendable, Equatable {
  public var power: Double
  public var maximum: Double

  public init(power: Double = 0.75, maximum: Double = 0.9999) {
    self.power = power
    self.maximum = maximum
  }

  /// The decay of the update that follows `updates` others.
  public func decay(after updates: Int) -> Double {
    let step = updates - 1
    return step <= 0 ? 0 : max(0, min(1 - pow(1 + Double(step), -power), maximum))
  }
}

/// An exponential moving average of the parameters.
public struct MovingAverage<Scalar: TensorScalar> {
  public let rule: MovingAverageRule
  public internal(set) var values: Tensor<Scalar>
  public internal(set) var updates = 0

  public init(_ rule: MovingAverageRule, of parameters: Parameters<Scalar>) {
    self.rule = rule
    // A copy: the trained values are about to change in place.
    self.values = Tensor(parameters.values.elements)
  }

  public mutating func update(from parameters: Parameters<Scalar>) {
    let share = Scalar(1 - rule.decay(after: updates))
    updates += 1
    values.withUnsafeMutableBuffer { average in
      parameters.values.withUnsafeBuffer {
        Scalar.kernels.average($0.count, share, $0.baseAddress, average.baseAddress)
      }
    }
  }
}
