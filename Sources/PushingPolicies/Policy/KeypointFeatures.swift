import PlanarPushing
import Tensors

/// What a network is given of a history of keypoints: the same numbers in a form it need not find out for itself.
///
///     now,   before − now for each earlier step,   Rᵀ(θ) (pusher − centre)
///
/// Velocities are small differences of large positions, and where the pusher stands beside the block is a product of
/// positions and angles: both decide what to do next, and a network that has to learn them needs many times the training.
public enum KeypointFeatures {
  /// The width of the features of a history.
  public static func width(observed: Int) -> Int { KeypointObservation.width * observed + 2 }

  /// - Parameter histories: `[n, observed × KeypointObservation.width]`, the oldest step first.
  /// - Returns: `[n, width(observed:)]`.
  /// - Throws: `ShapeError` when the histories are none of keypoints.
  public static func values(of histories: Tensor<Float>, observed: Int) throws(ShapeError) -> Tensor<Float> {
    let width = KeypointObservation.width
    guard histories.rank == 2, histories.columns == observed * width else {
      throw ShapeError("keypoint features", expected: "[n, \(observed * width)]", found: histories.shape)
    }
    let seen = histories.elements
    var values: [Float] = []
    values.reserveCapacity(histories.rows * Self.width(observed: observed))
    for row in 0..<histories.rows {
      let first = row * histories.columns
      let now = first + (observed - 1) * width
      values += seen[now..<now + width]
      for step in 0..<observed - 1 {
        for column in 0..<width { values.append(seen[first + step * width + column] - seen[now + column]) }
      }
      let (cosine, sine) = (seen[now + width - 2], seen[now + width - 1])
      let x = seen[now] - seen[now + width - 4]
      let y = seen[now + 1] - seen[now + width - 3]
      values += [cosine * x + sine * y, cosine * y - sine * x]
    }
    return try Tensor(values, shape: [histories.rows, Self.width(observed: observed)])
  }
}
