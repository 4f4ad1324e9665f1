/// The outline of a block as a whole: the edges of its parts that are no edge between two of them.
extension BlockShape {
  /// Stretches of the outline, in the block's frame.
  ///
  /// Where parts touch, the stretch that both share is left out.
  var outline: [(start: Point, end: Point)] {
    var stretches: [(Point, Point)] = []
    for (number, part) in parts.enumerated() {
      for index in part.vertices.indices {
        let (start, end) = (part.vertices[index], part.vertices[(index + 1) % part.vertices.count])
        let way = end - start
        var free: [(Double, Double)] = [(0, 1)]
        for (other, neighbour) in parts.enumerated() where other != number {
          guard let (low, high) = neighbour.share(of: start, end) else { continue }
          free = free.flatMap { piece in
            [(piece.0, min(piece.1, low)), (max(piece.0, high), piece.1)].filter { $0.1 - $0.0 > 1e-9 }
          }
        }
        stretches += free.map { (start + way * $0.0, start + way * $0.1) }
      }
    }
    return stretches
  }
}

extension ConvexPolygon {
  /// The part of the way from one point to another that lies in the polygon or on its edge, as shares of the way.
  fileprivate func share(of start: Point, _ end: Point) -> (low: Double, high: Double)? {
    var (low, high) = (0.0, 1.0)
    for index in vertices.indices {
      let corner = vertices[index]
      let edge = vertices[(index + 1) % vertices.count] - corner
      // Inside is where the cross product is not negative.
      let (first, last) = (edge.cross(start - corner) / edge.length, edge.cross(end - corner) / edge.length)
      if abs(first - last) < 1e-9 {
        if first < -1e-9 { return nil }
        continue
      }
      let meeting = first / (first - last)
      if first < last { low = max(low, meeting) } else { high = min(high, meeting) }
    }
    return high - low > 1e-9 ? (low, high) : nil
  }
}
