import Foundation
import Tensors

/// What a policy without a camera sees of a state: the pusher, the block's corners and centre, and its pose.
///
///     (pusher x, y,  corner₀ x, y, …, corner₇ x, y,  centre x, y,  cos θ, sin θ)
///
/// Positions are px, through the domain's calibration; the pose is (centre, θ), the angle given by its cosine and sine
/// because angles wrap.
public enum KeypointObservation {
  /// The corners given of every block. The T has just as many.
  public static let corners = 8
  /// Numbers in an observation.
  public static let width = 2 + 2 * corners + 2 + 2

  /// The names of an observation's numbers.
  public static let names: [String] =
    ["pusher x", "pusher y"] + (0..<corners).flatMap { ["corner \($0) x", "corner \($0) y"] }
    + ["centre x", "centre y", "cosine", "sine"]

  /// The observation of a state.
  /// - Parameter random: draws the calibration's noise, where it has any.
  public static func values(
    of state: PushingState, shape: BlockShape, calibration: Calibration = .exact, using random: inout RandomStream
  ) -> [Double] {
    let block = state.block
    var values = [state.pusher.x, state.pusher.y]
    values.reserveCapacity(width)
    for (number, corner) in corners(of: shape).enumerated() {
      let seen = calibration.seen(block.place(corner), number: number, using: &random)
      values += [seen.x, seen.y]
    }
    let centre = calibration.seen(block.place(shape.centre), number: corners, using: &random)
    let angle = block.angle + calibration.rotation
    return values + [centre.x, centre.y, cos(angle), sin(angle)]
  }

  /// Eight corners of a block, in its frame: all of a block that has eight, as the T; otherwise the ⌊k n / 8⌋-th of n.
  public static func corners(of shape: BlockShape) -> [Point] {
    let all = shape.parts.flatMap(\.vertices)
    return (0..<corners).map { all[$0 * all.count / corners] }
  }
}
