/// Where things are in the empirical study's metres: x as on the screen, y up, the T's bar at its goal in the middle of the
/// table having its centre at (.587, 0), as on the study's own table.
///
///     x = .587 + (x px − 256) / 727,    y = (226 − y px) / 727,    θ = −θ px
///
/// The pusher's start (.587, .15) is the study's. A block stands where its nominal centre of gravity does, at .0413 m
/// below the bar's centre (in the study .0355 m: gym-pusht's T does not weigh its parts by area).
public enum StudyFrame {
  private static let scale = PushingWorld.pixelsPerMetre
  /// Pixels of the point (.587, 0).
  private static let origin = Point(256, 226)

  /// Metres of a point of the table.
  public static func metres(_ point: Point) -> Point {
    Point(0.587 + (point.x - origin.x) / scale, (origin.y - point.y) / scale)
  }

  /// The inverse of `metres`, to rounding.
  public static func pixels(_ metres: Point) -> Point {
    Point(origin.x + (metres.x - 0.587) * scale, origin.y - metres.y * scale)
  }

  /// Position of the nominal centre of gravity in metres, and angle.
  public static func metres(_ block: Pose, of shape: BlockShape) -> Pose {
    Pose(metres(block.place(shape.centre)), angle: -block.angle)
  }

  /// The inverse of `metres(_:of:)`, to rounding.
  public static func pixels(_ metres: Pose, of shape: BlockShape) -> Pose {
    let angle = -metres.angle
    return Pose(pixels(metres.position) - shape.centre.rotated(by: angle), angle: angle)
  }
}
