/// The share of a block's goal area that the block covers, 0 to 1.
///
///     area(block at goal ∩ block) / area(block at goal)
///
/// Parts do not overlap, so the areas of their pairwise intersections add up.
/// - Source: gym-pusht 0.1.8 (`_get_coverage`), whose reward is min(coverage / .95, 1).
public struct GoalCoverage: Sendable {
  private let shape: BlockShape
  private let goal: [[Point]]
  private let bounds: [(low: Point, high: Point)]
  private let area: Double

  public init(of shape: BlockShape, at goal: Pose) {
    self.shape = shape
    self.goal = shape.parts.map { $0.vertices.map(goal.place) }
    bounds = self.goal.map { vertices in
      vertices.reduce((low: vertices[0], high: vertices[0])) {
        (pointwiseMin($0.low, $1), pointwiseMax($0.high, $1))
      }
    }
    area = self.goal.reduce(0) { sum, vertices in
      sum + vertices.withUnsafeBufferPointer { sharedArea($0, $0) }
    }
  }

  /// The coverage when the block stands at `pose`.
  public func value(at pose: Pose) -> Double {
    var shared = 0.0
    let axis = Point(1, 0).rotated(by: pose.angle)
    for part in shape.parts {
      let count = part.vertices.count
      shared += withUnsafeTemporaryAllocation(of: Point.self, capacity: count) { placed in
        var (low, high) = (Point(repeating: .infinity), Point(repeating: -.infinity))
        for index in 0..<count {
          let vertex = part.vertices[index]
          let point =
            pose.position
            + Point(vertex.x * axis.x - vertex.y * axis.y, vertex.x * axis.y + vertex.y * axis.x)
          placed[index] = point
          low = pointwiseMin(low, point)
          high = pointwiseMax(high, point)
        }
        var sum = 0.0
        for place in goal.indices {
          let box = bounds[place]
          guard low.x < box.high.x, low.y < box.high.y, high.x > box.low.x, high.y > box.low.y else { continue }
          sum += goal[place].withUnsafeBufferPointer { sharedArea(UnsafeBufferPointer(placed), $0) }
        }
        return sum
      }
    }
    return shared / area
  }

  /// gym-pusht's reward: the coverage over .95, at most 1.
  public func reward(at pose: Pose) -> Double { min(max(value(at: pose) / 0.95, 0), 1) }
}
