import Foundation
import Tensors

/// How a network is told the noise time.
public enum TimeEmbedding: Codable, Sendable, Equatable {
  /// The time itself, one number.
  case scalar
  /// Sines, then cosines, of time × scale at `width`/2 frequencies from 1 down to 1/10000, geometric:
  ///
  ///     ωᵢ = exp(−ln(10⁴) i / (width/2 − 1))
  ///
  /// The scale brings times in [0, 1] to the range of step numbers these frequencies were made for.
  /// - Source: diffusion_policy, `SinusoidalPosEmb`; after Vaswani et al. 2017.
  case sinusoidal(width: Int, scale: Double)

  public var width: Int {
    switch self {
    case .scalar: 1
    case .sinusoidal(let width, _): width
    }
  }

  /// The embedding of one time.
  public func callAsFunction(_ time: Double) -> [Double] {
    switch self {
    case .scalar:
      return [time]
    case .sinusoidal(let width, let scale):
      let half = width / 2
      precondition(half >= 2 && width % 2 == 0, "a sinusoidal embedding has an even width of at least 4")
      let angles = (0..<half).map { time * scale * exp(-log(10_000) * Double($0) / Double(half - 1)) }
      return angles.map { sin($0) } + angles.map { cos($0) }
    }
  }

  /// Writes the embeddings of many times, `[times.count, width]`.
  func write<Scalar: TensorScalar>(_ times: [Double], into memory: UnsafeMutablePointer<Scalar>) {
    if case .scalar = self {
      for (row, time) in times.enumerated() { memory[row] = Scalar(time) }
      return
    }
    for (row, time) in times.enumerated() {
      for (column, value) in self(time).enumerated() { memory[row * width + column] = Scalar(value) }
    }
  }
}
