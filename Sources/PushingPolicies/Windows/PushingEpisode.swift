import PlanarPushing
import Tensors

/// An episode as a policy learns from it: what was seen before each action, and the action.
public struct PushingEpisode: Sendable {
  /// `[steps, observation width]`
  public let observations: Tensor<Float>
  /// `[steps, 2]`: where the pusher was led, px; metres where the observations are.
  public let actions: Tensor<Float>

  public var count: Int { actions.rows }

  /// - Throws: `ShapeError` unless both have the same number of rows.
  public init(observations: Tensor<Float>, actions: Tensor<Float>) throws(ShapeError) {
    guard observations.rank == 2, actions.rank == 2, observations.rows == actions.rows, actions.columns == 2 else {
      throw ShapeError(
        "pushing episode", expected: "observations [n, o] and actions [n, 2]", found: observations.shape, actions.shape)
    }
    self.observations = observations.contiguous()
    self.actions = actions.contiguous()
  }

  /// A demonstration seen through keypoints, with the calibration of its domain.
  /// - Parameter random: draws the noise of what is seen.
  public init(
    _ demonstration: Demonstration, shape: BlockShape, calibration: Calibration, using random: inout RandomStream
  ) throws(ShapeError) {
    var seen: [Float] = []
    seen.reserveCapacity(demonstration.count * KeypointObservation.width)
    for state in demonstration.states.prefix(demonstration.count) {
      seen += KeypointObservation.values(of: state, shape: shape, calibration: calibration, using: &random).map(
        Float.init)
    }
    try self.init(
      observations: Tensor(seen, shape: [demonstration.count, KeypointObservation.width]),
      actions: Tensor(
        demonstration.commands.flatMap { [Float($0.x), Float($0.y)] }, shape: [demonstration.count, 2]))
  }
}

extension DemonstrationSet {
  /// The demonstrations seen through keypoints, in order. What is drawn depends on the set's seed and the attempt alone.
  public func keypointEpisodes() throws -> [PushingEpisode] {
    try zip(demonstrations, attempts).map { demonstration, attempt in
      var random = RandomStream(seed: seed, purpose: "pushing-keypoints", index: UInt64(attempt))
      return try PushingEpisode(
        demonstration, shape: domain.task(episode: attempt).shape, calibration: domain.calibration, using: &random)
    }
  }
}
