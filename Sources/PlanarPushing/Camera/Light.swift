/// How a table is lit. A default light changes nothing.
///
/// The colour c at a point p of the table, given in px, is seen as
///
///     c · tint · (1 + gradient · (p − centre of the table) / 512)
///
/// channel by channel, darkened where shadows fall.
public struct Light: Sendable, Equatable, Codable {
  public var tint = Colour.grey(1)
  /// How much brighter the table is from its left to its right edge, and from its upper to its lower.
  public var gradient = Point.zero
  /// One for each lamp that casts them.
  public var shadows: [Shadow] = []

  public init(tint: Colour = .grey(1), gradient: Point = .zero, shadows: [Shadow] = []) {
    self.tint = tint
    self.gradient = gradient
    self.shadows = shadows
  }
}

/// The shadows of block and pusher on the table by one lamp.
public struct Shadow: Sendable, Equatable, Codable {
  /// Where the shadow of a point falls, px of the table per px of the point's height.
  public var slope: Point
  /// The share of the light that is taken away in full shadow.
  public var strength: Double
  /// The width of the edge from light to full shadow, px of the table.
  public var softness: Double

  public init(slope: Point, strength: Double, softness: Double) {
    self.slope = slope
    self.strength = strength
    self.softness = softness
  }

  /// The block's height in the empirical study, .03175 m, px.
  static let blockHeight = 0.03175 * PushingWorld.pixelsPerMetre
  /// The pusher's, .175 m, px.
  static let pusherHeight = 0.175 * PushingWorld.pixelsPerMetre
}
