import Foundation
import Tensors

/// The two manifolds of the toy experiment, a map π: R³ → R².
///
/// Inputs x = (u, v, z) lie on two flat squares, the source's at z = 1 and the target's at z = 1 + Δz. The answer y
/// follows a Swiss roll along u alone; v is a nuisance:
///
///     θ = 1.5 π (1 + 2u),   y_source = (θ cos θ, θ sin θ),   y_target = y_source + (3, 3)
///
/// - Source: Lei et al., arXiv 2604.13645; measured from the project page's figures (radii to 7·10⁻⁴, shift to 10⁻⁵).
public struct ToyGeometry: Sendable {
  public enum Side: String, Sendable, Codable, CaseIterable {
    case source
    case target
  }

  /// Inputs `[n, 3]` with their answers `[n, 2]`.
  public struct Sample: Sendable {
    public let inputs: Tensor<Double>
    public let answers: Tensor<Double>

    /// Some of its rows.
    public func rows(_ rows: [Int]) throws -> Sample {
      Sample(inputs: try inputs.gatherRows(rows), answers: try answers.gatherRows(rows))
    }
  }

  private let configuration: ToyConfiguration

  public init(_ configuration: ToyConfiguration) { self.configuration = configuration }

  /// The z of a domain's plane.
  public func plane(of side: Side) -> Double { side == .source ? 1 : 1 + configuration.dz }

  /// The answer without noise.
  public func answer(u: Double, on side: Side) -> (y1: Double, y2: Double) {
    let theta = 1.5 * Double.pi * (1 + 2 * u)
    let shift = side == .source ? 0 : configuration.setting.offset
    return (theta * cos(theta) + shift, theta * sin(theta) + shift)
  }

  /// The demonstrations of a domain.
  public func demonstrations(_ side: Side) throws -> Sample {
    let isSource = side == .source
    return try sample(
      count: isSource ? configuration.setting.sourceCount : configuration.setting.targetCount,
      support: isSource ? 1 : configuration.setting.targetSupport,
      noise: isSource ? configuration.setting.sourceNoise : configuration.setting.targetNoise, on: side,
      seed: configuration.seeds.data, purpose: "toy \(side.rawValue)")
  }

  /// Test inputs over the whole target plane, with answers free of noise.
  public func testPoints() throws -> Sample {
    try sample(
      count: configuration.setting.testCount, support: 1, noise: 0, on: .target, seed: configuration.seeds.sampling,
      purpose: "toy test inputs")
  }

  /// Inputs over the whole plane of a domain, with answers free of noise, on which representations are looked at. The
  /// two domains' points are drawn apart from each other, and from what was trained and tested on.
  public func recordedPoints(_ side: Side, count: Int) throws -> Sample {
    try sample(
      count: count, support: 1, noise: 0, on: side, seed: configuration.seeds.sampling,
      purpose: "toy recorded \(side.rawValue)")
  }

  private func sample(
    count: Int, support: Double, noise: Double, on side: Side, seed: UInt64, purpose: String
  ) throws -> Sample {
    var stream = RandomStream(seed: seed, purpose: purpose)
    let plane = Tensor<Double>.uniform([count, 2], from: &stream)
    var noiseStream = RandomStream(seed: seed, purpose: purpose + " noise")
    let errors = Tensor<Double>.normal([count, 2], from: &noiseStream) * noise
    var inputs: [Double] = []
    var answers: [Double] = []
    for row in 0..<count {
      let u = plane[row, 0] * support
      let clean = answer(u: u, on: side)
      inputs += [u, plane[row, 1], self.plane(of: side)]
      answers += [clean.y1 + errors[row, 0], clean.y2 + errors[row, 1]]
    }
    return Sample(inputs: try Tensor(inputs, shape: [count, 3]), answers: try Tensor(answers, shape: [count, 2]))
  }
}
