import Foundation

/// A point or a displacement on the table, in pixels of gym-pusht's 512 × 512 screen: x to the right, y down.
public typealias Point = SIMD2<Double>

extension Point {
  /// Euclidean length.
  public var length: Double { (x * x + y * y).squareRoot() }

  /// The third component of the cross product of two displacements: positive when `other` lies clockwise on the screen.
  func cross(_ other: Point) -> Double { x * other.y - y * other.x }

  /// The inner product.
  func dot(_ other: Point) -> Double { x * other.x + y * other.y }

  /// This displacement turned by an angle in radians.
  public func rotated(by angle: Double) -> Point {
    let (sine, cosine) = (sin(angle), cos(angle))
    return Point(x * cosine - y * sine, x * sine + y * cosine)
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Where a block stands: the position of its frame's origin and its orientation.
public struct Pose: Sendable, Equatable, Codable {
  /// The origin of the block's frame on the table.
  public var position: Point
  /// Radians, not wrapped: a block that turned once around stands at 2π.
  public var angle: Double

  public init(_ position: Point, angle: Double) {
    self.position = position
    self.angle = angle
  }

  public init(x: Double, y: Double, angle: Double) { self.init(Point(x, y), angle: angle) }

  /// A point of the block's frame on the table.
  public func place(_ point: Point) -> Point { position + point.rotated(by: angle) }

  /// A point of the table in the block's frame.
  public func locate(_ point: Point) -> Point { (point - position).rotated(by: -angle) }
}

/// The angle in (−π, π] that differs from `angle` by whole turns.
public func wrapped(_ angle: Double) -> Double {
  let rest = angle.remainder(dividingBy: 2 * .pi)
  return rest <= -.pi ? .pi : rest
}
