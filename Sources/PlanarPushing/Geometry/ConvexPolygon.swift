/// A convex polygon whose vertices go round in the order of increasing angle (clockwise on the screen).
public struct ConvexPolygon: Sendable, Equatable, Codable {
  /// At least three, none on the line of its neighbours.
  public let vertices: [Point]

  /// How far from the origin a vertex may be, in x and in y, px: far beyond the table, and areas do not overflow.
  private static let reach = 1e6

  /// - Throws: `PushingError.shape` unless the vertices are finite, within 10⁶ px of the origin, and go round a convex
  ///   polygon; either direction is taken.
  public init(_ vertices: [Point]) throws(PushingError) {
    guard vertices.count >= 3 else {
      throw .shape("a polygon of \(vertices.count) vertices: it needs at least three")
    }
    guard vertices.allSatisfy(\.isFinite) else { throw .shape("a polygon’s vertex is not a finite number") }
    guard vertices.allSatisfy({ max(abs($0.x), abs($0.y)) <= Self.reach }) else {
      throw .shape("a polygon’s vertex lies more than \(Self.reach) px from the origin")
    }
    let turns = vertices.indices.map { index in
      let (a, b, c) = (
        vertices[index], vertices[(index + 1) % vertices.count], vertices[(index + 2) % vertices.count]
      )
      return (b - a).cross(c - b)
    }
    let around = turns.indices.reduce(0) { sum, index in
      sum + vertices[index].cross(vertices[(index + 1) % vertices.count])
    }
    guard turns.allSatisfy({ $0 > 0 }) && around > 0 || turns.allSatisfy({ $0 < 0 }) && around < 0 else {
      throw .shape("a polygon's vertices do not go round a convex outline once; cut the shape into convex parts")
    }
    // A star goes round more than once with every turn to the same side.
    guard Self.exteriorTurns(vertices) == 1 else {
      throw .shape("a polygon's vertices go round their outline more than once")
    }
    self.vertices = turns[0] > 0 ? vertices : vertices.reversed()
  }

  /// Reads a polygon and checks it as the initialiser from vertices does.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.container(keyedBy: CodingKeys.self).decode([Point].self, forKey: .vertices))
  }

  /// A rectangle with sides along the axes.
  init(rectangle x: ClosedRange<Double>, _ y: ClosedRange<Double>) {
    vertices = [
      Point(x.lowerBound, y.lowerBound), Point(x.upperBound, y.lowerBound), Point(x.upperBound, y.upperBound),
      Point(x.lowerBound, y.upperBound),
    ]
  }

  /// How often the sign of the edges' x changes, halved: once for a convex outline.
  private static func exteriorTurns(_ vertices: [Point]) -> Int {
    var signs: [Bool] = []
    for index in vertices.indices {
      let dx = vertices[(index + 1) % vertices.count].x - vertices[index].x
      if dx != 0 { signs.append(dx > 0) }
    }
    let changes = signs.indices.count { signs[$0] != signs[($0 + 1) % signs.count] }
    return changes / 2
  }

  /// Half the sum of the cross products of neighbouring vertices.
  public var area: Double {
    vertices.withUnsafeBufferPointer { polygonArea($0) }
  }

  /// The centre of mass of a uniform polygon.
  public var centroid: Point {
    var sum = Point.zero
    for index in vertices.indices {
      let (a, b) = (vertices[index], vertices[(index + 1) % vertices.count])
      sum += (a + b) * a.cross(b)
    }
    return sum / (6 * area)
  }

  /// The moment of inertia about `centre` of a uniform polygon of mass one.
  public func moment(about centre: Point) -> Double {
    var sum = 0.0
    for index in vertices.indices {
      let (a, b) = (vertices[index] - centre, vertices[(index + 1) % vertices.count] - centre)
      sum += a.cross(b) * (a.dot(a) + a.dot(b) + b.dot(b))
    }
    return sum / (12 * area)
  }

  /// The distance of a point outside to the polygon, 0 inside.
  public func distance(to point: Point) -> Double {
    var inside = true
    var nearest = Double.infinity
    for index in vertices.indices {
      let (a, b) = (vertices[index], vertices[(index + 1) % vertices.count])
      let edge = b - a
      if edge.cross(point - a) < 0 { inside = false }
      let along = min(max((point - a).dot(edge) / edge.dot(edge), 0), 1)
      nearest = min(nearest, (point - a - along * edge).length)
    }
    return inside ? 0 : nearest
  }
}

/// The area that two convex polygons share (Sutherland and Hodgman's clipping, one half-plane of `clip` after another).
///
/// Exact but for rounding: relative error some 1e-15 at the sizes of this table.
func sharedArea(_ subject: UnsafeBufferPointer<Point>, _ clip: UnsafeBufferPointer<Point>) -> Double {
  // Each half-plane adds at most one vertex.
  let capacity = subject.count + clip.count
  return withUnsafeTemporaryAllocation(of: Point.self, capacity: 2 * capacity) { memory in
    var current = UnsafeMutableBufferPointer(rebasing: memory[..<capacity])
    var next = UnsafeMutableBufferPointer(rebasing: memory[capacity...])
    for index in subject.indices { current[index] = subject[index] }
    var count = subject.count
    var start = clip[clip.count - 1]
    for end in clip {
      let edge = end - start
      var kept = 0
      guard count > 0 else { return 0 }
      var previous = current[count - 1]
      var previousSide = edge.cross(previous - start)
      for index in 0..<count {
        let point = current[index]
        let side = edge.cross(point - start)
        if (side >= 0) != (previousSide >= 0) {
          next[kept] = previous + (point - previous) * (previousSide / (previousSide - side))
          kept += 1
        }
        if side >= 0 {
          next[kept] = point
          kept += 1
        }
        (previous, previousSide) = (point, side)
      }
      count = kept
      swap(&current, &next)
      start = end
    }
    guard count >= 3 else { return 0 }
    return polygonArea(UnsafeBufferPointer(rebasing: current[..<count]))
  }
}

/// Half the sum of cross products, taken from the first vertex so that a polygon far from the origin loses no digits.
private func polygonArea(_ vertices: UnsafeBufferPointer<Point>) -> Double {
  var sum = 0.0
  for index in 1..<(vertices.count - 1) {
    sum += (vertices[index] - vertices[0]).cross(vertices[index + 1] - vertices[0])
  }
  return sum / 2
}
