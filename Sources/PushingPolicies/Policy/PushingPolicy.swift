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
    /// Width of the residual blocks, and their number.
    public var width = 256
    public var blocks = 6
    public var timeWidth = 32
    /// Euler steps of the sampler.
    public var samplingSteps = 16

    public init() {}
  }

  public let form: Form
  public let network: DenoisingPolicy<Float>
  public let observations: MinMaxNormalizer
  public let actions: MinMaxNormalizer

  /// An untrained policy.
  /// - Parameters:
  ///   - windows: of all domains it will be trained on, validation included: they set the ranges.
  ///   - seed: draws the initial weights.
  public init(_ form: Form = Form(), fittedTo windows: [PushingWindows], seed: UInt64) throws(ShapeError) {
    self.form = form
    observations = try MinMaxNormalizer(windows.map(\.observations), repeats: form.window.observed)
    actions = try MinMaxNormalizer(windows.map(\.actions), repeats: form.window.horizon)
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
    try Domain(name, observations: observations.apply(windows.observations), actions: actions.apply(windows.actions))
  }

  /// A chunk of commands for each history.
  /// - Parameters:
  ///   - histories: `[n, observed × observation width]`, px.   - noise: `[n, horizon × 2]`, standard normal.
  /// - Returns: `[n, horizon × 2]`, px on the table.
  public func commands(on histories: Tensor<Float>, noise: Tensor<Float>) throws -> Tensor<Float> {
    var unused = RandomStream(seed: 0, purpose: "flow matching draws nothing")
    let drawn = try network.act(on: observations.apply(histories), noise: noise, stream: &unused)
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
