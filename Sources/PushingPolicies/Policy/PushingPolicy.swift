import Models
import PlanarPushing
import Tensors
import Training

/// A flow-matching policy of residual blocks that answers keypoints with a chunk of commands.
public final class PushingPolicy {
  /// The network's form, and how it is asked.
  public struct Form: Sendable, Equatable, Codable {
    public var window = WindowForm.study
    public var frame = ActionFrame.pusher
    public var normalization = Normalizer.Rule.deviation
    /// Width of the residual blocks, and their number.
    public var width = 256
    public var blocks = 6
    public var timeWidth = 32
    /// Euler steps of the sampler.
    public var samplingSteps = 8
    /// The deviation of the noise that sampling starts from. Below the 1 of training answers are drawn nearer to the middle
    /// of what the policy thinks likely, and commands jitter less.
    public var samplingNoise: Float = 0.3

    public init() {}
  }

  public let form: Form
  public let network: DenoisingPolicy<Float>
  /// Of the features.
  public let observations: Normalizer
  public let actions: Normalizer

  /// An untrained policy.
  /// - Parameters:
  ///   - windows: of all domains it will be trained on, validation included: they set the ranges.
  ///   - seed: draws the initial weights.
  public init(_ form: Form = Form(), fittedTo windows: [PushingWindows], seed: UInt64) throws(ShapeError) {
    self.form = form
    var features: [Tensor<Float>] = []
    for part in windows {
      features.append(try KeypointFeatures.values(of: part.observations, observed: form.window.observed))
    }
    observations = try Normalizer(form.normalization, of: features)
    actions = try Normalizer(form.normalization, of: windows.map(\.actions), repeats: form.window.horizon)
    var stream = RandomStream(seed: seed, purpose: "pushing-policy-weights")
    network = DenoisingPolicy(
      .init(
        observationWidth: observations.scale.count, actionWidth: actions.scale.count,
        hidden: [Int](repeating: form.width, count: form.blocks + 1),
        timeEmbedding: .sinusoidal(width: form.timeWidth, scale: 100), residual: true),
      path: FlowMatching(steps: form.samplingSteps), stream: &stream)
  }

  /// Windows as the trainer takes them.
  public func domain(_ name: String, _ windows: PushingWindows) throws -> Domain<Float> {
    try Domain(name, observations: inputs(windows.observations), actions: actions.apply(windows.actions))
  }

  private func inputs(_ histories: Tensor<Float>) throws(ShapeError) -> Tensor<Float> {
    try observations.apply(KeypointFeatures.values(of: histories, observed: form.window.observed))
  }

  /// A chunk of commands for each history.
  /// - Parameters:
  ///   - histories: `[n, observed × observation width]`, px.   - noise: `[n, horizon × 2]`, standard normal.
  /// - Returns: `[n, horizon × 2]`, px on the table.
  public func commands(on histories: Tensor<Float>, noise: Tensor<Float>) throws -> Tensor<Float> {
    var unused = RandomStream(seed: 0, purpose: "flow matching draws nothing")
    let drawn = try network.act(on: inputs(histories), noise: noise * form.samplingNoise, stream: &unused)
    var commands = try actions.invert(drawn)
    guard form.frame == .pusher else { return commands }
    let (width, now) = (histories.columns, histories.columns / form.window.observed * (form.window.observed - 1))
    let seen = histories.elements
    let horizon = form.window.horizon
    commands.withUnsafeMutableBuffer { values in
      for place in values.indices {
        values[place] += seen[place / (2 * horizon) * width + now + place % 2]
      }
    }
    return commands
  }
}
