import Tensors

/// What is asked for: bring this block to its goal, and the pusher back to where it started.
///
/// As in the empirical study, the goal stands upright in the middle of the box of start poses and the pusher waits .15 m
/// from the bar. gym-pusht's task has its own goal and starts anywhere.
public struct PushingTask: Sendable, Equatable, Codable {
  public let shape: BlockShape
  public let goal: Pose
  public let pusherStart: Point
  /// The middle of the start boxes: where the goal's centre is.
  public let boxCentre: Point

  public init(shape: BlockShape, goal: Pose, pusherStart: Point) {
    self.shape = shape
    self.goal = goal
    self.pusherStart = pusherStart
    boxCentre = goal.place(shape.centre)
  }

  /// The study's task in the middle of the table.
  /// - Parameter shift: moves goal, box and pusher together, as the study's target-pose gap does.
  public static func study(_ shape: BlockShape = .tee, shift: Point = .zero) -> PushingTask {
    let middle = Point(256, 256) + shift
    return PushingTask(
      shape: shape, goal: Pose(middle - shape.centre, angle: 0),
      // The bar's centre is 30 px above the T's, the pusher .15 m above that.
      pusherStart: middle - Point(0, 30 + 0.15 * PushingWorld.pixelsPerMetre))
  }

  /// gym-pusht's task: reach 95 % coverage.
  public static let gymPushT = PushingTask(
    shape: .tee, goal: Pose(x: 256, y: 256, angle: .pi / 4), pusherStart: Point(256, 400))

  /// How far a block is from its goal: pixels between the nominal centres of gravity, and the wrapped angle in radians,
  /// in [0, π].
  public func error(of block: Pose) -> (position: Double, orientation: Double) {
    ((block.place(shape.centre) - boxCentre).length, abs(wrapped(block.angle - goal.angle)))
  }
}

/// The box around the goal in which a whole block starts, px.
public struct StartBox: Sendable, Equatable, Codable {
  public let width: Double
  public let height: Double

  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// .5 × .35 m, where demonstrations start.
  public static let training = StartBox(
    width: 0.5 * PushingWorld.pixelsPerMetre, height: 0.35 * PushingWorld.pixelsPerMetre)
  /// .4 × .3 m, where evaluations start.
  public static let evaluation = StartBox(
    width: 0.4 * PushingWorld.pixelsPerMetre, height: 0.3 * PushingWorld.pixelsPerMetre)
}

extension PushingTask {
  /// A start drawn as in the study: the block's centre uniform over the box, its angle uniform over the circle, drawn
  /// again until the whole block lies inside the box and clear of the waiting pusher.
  /// - Throws: `PushingError.noStart` when 10 000 draws found none.
  public func drawStart(in box: StartBox, using random: inout RandomStream) throws(PushingError) -> PushingState {
    let half = Point(box.width, box.height) / 2
    for _ in 0..<10_000 {
      let (u, v, w) = (random.uniform(), random.uniform(), random.uniform())
      let centre = boxCentre + Point((2 * u - 1) * half.x, (2 * v - 1) * half.y)
      let angle = (2 * w - 1) * (Double.pi - 0.01)
      let pose = Pose(centre - shape.centre.rotated(by: angle), angle: angle)
      let inside = shape.parts.allSatisfy { part in
        part.vertices.allSatisfy { vertex in
          let offset = pose.place(vertex) - boxCentre
          return abs(offset.x) <= half.x && abs(offset.y) <= half.y
        }
      }
      let pusher = pose.locate(pusherStart)
      if inside && shape.parts.allSatisfy({ $0.distance(to: pusher) > PushingWorld.pusherRadius + 1 }) {
        return PushingState(pusher: pusherStart, block: pose)
      }
    }
    throw .noStart(
      "the block “\(shape.name)” was not seen to fit into a box of \(box.width) × \(box.height) px in 10 000 draws")
  }
}
