/// How near a straight way of the pusher comes to a block, in the block's frame.
extension BlockShape {
  /// The distance of a point to the block, 0 inside.
  func distance(to point: Point) -> Double {
    parts.reduce(Double.infinity) { min($0, $1.distance(to: point)) }
  }

  /// Whether the segment from `a` to `b` stays at least `distance` away from the block.
  func clears(_ a: Point, _ b: Point, by distance: Double) -> Bool {
    parts.allSatisfy { $0.clears(a, b, by: distance) }
  }

  /// The convex hull of all parts, counted as their vertices go round.
  var hull: [Point] {
    let points = parts.flatMap(\.vertices).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func half(_ points: [Point]) -> [Point] {
      var chain: [Point] = []
      for point in points {
        while chain.count >= 2,
          (chain[chain.count - 1] - chain[chain.count - 2]).cross(point - chain[chain.count - 1]) <= 1e-9
        {
          chain.removeLast()
        }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    return half(points) + half(points.reversed())
  }
}

extension ConvexPolygon {
  fileprivate func clears(_ a: Point, _ b: Point, by distance: Double) -> Bool {
    guard self.distance(to: a) >= distance, self.distance(to: b) >= distance else { return false }
    let way = b - a
    let squared = way.dot(way)
    guard squared > 0 else { return true }
    for vertex in vertices {
      let along = min(max((vertex - a).dot(way) / squared, 0), 1)
      if (vertex - a - along * way).length < distance { return false }
    }
    // A segment can pass through with ends and vertices far away: cut it by every edge's half-plane.
    var (enter, leave) = (0.0, 1.0)
    for index in vertices.indices {
      let edge = vertices[(index + 1) % vertices.count] - vertices[index]
      let (atStart, slope) = (edge.cross(a - vertices[index]), edge.cross(way))
      if slope == 0 {
        if atStart < 0 { return true }
      } else if slope > 0 {
        enter = max(enter, -atStart / slope)
      } else {
        leave = min(leave, -atStart / slope)
      }
    }
    return enter > leave
  }
}
