/// A look's camera pose and light in the pixels of a picture.
struct View {
  /// picture = offset + (point turned and scaled by `axis`)
  private let axis: Point
  private let offset: Point
  private let scale: Double
  private let tint: SIMD4<Float>
  private let slope: SIMD2<Float>
  private let corner: Float

  init(_ look: Look, width: Int, height: Int) {
    let pose = look.pose
    scale = Double(min(width, height)) / PushingWorld.side * pose.zoom
    axis = Point(scale, 0).rotated(by: pose.rotation)
    let centre = Point(repeating: PushingWorld.side / 2)
    let moved = pose.shift - centre
    offset =
      Point(Double(width), Double(height)) / 2
      + Point(moved.x * axis.x - moved.y * axis.y, moved.x * axis.y + moved.y * axis.x)
    let light = look.light
    tint = SIMD4(Float(light.tint.red), Float(light.tint.green), Float(light.tint.blue), 0) * 255
    // Brightness as a linear function of the picture: its gradient turns with the table.
    let gradient = light.gradient / PushingWorld.side
    let turned = Point(gradient.x * axis.x - gradient.y * axis.y, gradient.x * axis.y + gradient.y * axis.x)
    slope = SIMD2(turned / (scale * scale))
    let origin = Point(-offset.x, -offset.y)
    let table = Point(origin.x * axis.x + origin.y * axis.y, origin.y * axis.x - origin.x * axis.y) / (scale * scale)
    corner = Float(1 + gradient.dot(table - centre))
  }

  func place(_ point: Point) -> Point {
    offset + Point(point.x * axis.x - point.y * axis.y, point.x * axis.y + point.y * axis.x)
  }

  func locate(_ place: Point) -> Point {
    let moved = place - offset
    return Point(moved.x * axis.x + moved.y * axis.y, moved.y * axis.x - moved.x * axis.y) / (scale * scale)
  }

  /// A length on the table in pixels of the picture.
  func length(_ length: Double) -> Float { Float(length * scale) }

  /// A colour as this light shows it.
  func ink(_ colour: Colour) -> Ink {
    Ink(
      base: tint * SIMD4(Float(colour.red), Float(colour.green), Float(colour.blue), 0), slope: slope, corner: corner)
  }

  /// A disc on the table, or the way of one that is moved.
  func disc(_ centre: Point, radius: Double, swept: Point = .zero) -> Capsule {
    let start = place(centre)
    return Capsule(start: SIMD2(start), stretch: SIMD2(place(centre + swept) - start), radius: length(radius))
  }

  /// Calls back with a polygon that stands at a pose, or with the way of one that is moved.
  func withRegion(_ part: ConvexPolygon, at pose: Pose, swept: Point = .zero, _ body: (HalfPlanes) -> Void) {
    let count = part.vertices.count
    let across = Point(1, 0).rotated(by: pose.angle)
    withUnsafeTemporaryAllocation(of: Point.self, capacity: count) { corners in
      withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: count + 2) { lines in
        var (low, high) = (Point(repeating: .infinity), Point(repeating: -.infinity))
        for index in 0..<count {
          let vertex = part.vertices[index]
          let corner = place(
            pose.position
              + Point(vertex.x * across.x - vertex.y * across.y, vertex.x * across.y + vertex.y * across.x))
          corners[index] = corner
          low = pointwiseMin(low, corner)
          high = pointwiseMax(high, corner)
        }
        let way = place(swept) - place(.zero)
        for index in 0..<count {
          let edge = corners[(index + 1) % count] - corners[index]
          let normal = Point(edge.y, -edge.x) / edge.length
          lines[index] = line(normal, normal.dot(corners[index]) + max(normal.dot(way), 0))
        }
        var lineCount = count
        let distance = way.length
        if distance > 0 {
          for side in [1.0, -1.0] {
            let normal = Point(way.y, -way.x) * (side / distance)
            lines[lineCount] = line(normal, corners.reduce(-.infinity) { max($0, normal.dot($1)) })
            lineCount += 1
          }
        }
        body(
          HalfPlanes(
            lines: UnsafeMutableBufferPointer(rebasing: lines[..<lineCount]),
            low: SIMD2(pointwiseMin(low, low + way)), high: SIMD2(pointwiseMax(high, high + way))))
      }
    }
  }

  private func line(_ normal: Point, _ distance: Double) -> SIMD4<Float> {
    SIMD4(Float(normal.x), Float(normal.y), Float(distance), 0)
  }
}
