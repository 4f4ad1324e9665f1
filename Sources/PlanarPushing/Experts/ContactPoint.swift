/// A place on a block's outline where the pusher can stand and push, in the block's frame.
struct ContactPoint: Sendable {
  let point: Point
  /// The outward normal; a push goes against it.
  let normal: Point

  /// Where the pusher's centre is with its rim `gap` away from the block.
  func stand(gap: Double) -> Point { point + normal * (PushingWorld.pusherRadius + gap) }

  /// The gap from which a push starts.
  static let approachGap = 4.0

  /// The places about 10 px apart along every edge of the outline where the pusher fits, an odd number an edge so that
  /// its middle is one.
  static func all(of shape: BlockShape) -> [ContactPoint] {
    shape.parts.flatMap { part in
      part.vertices.indices.flatMap { index -> [ContactPoint] in
        let (a, b) = (part.vertices[index], part.vertices[(index + 1) % part.vertices.count])
        let edge = b - a
        let normal = Point(edge.y, -edge.x) / edge.length
        let count = max(1, Int((edge.length / 20).rounded()) * 2 + 1)
        return (0..<count).map { place in
          ContactPoint(point: a + edge * ((Double(place) + 0.5) / Double(count)), normal: normal)
        }
      }
    }
    .filter { contact in
      shape.distance(to: contact.point + contact.normal * 0.5) > 0.4
        && shape.distance(to: contact.stand(gap: approachGap)) > PushingWorld.pusherRadius + approachGap - 0.5
    }
  }
}
