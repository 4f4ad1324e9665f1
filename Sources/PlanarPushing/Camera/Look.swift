/// Everything that two pictures of the same state may differ in: colours, light, camera pose, noise.
///
/// A picture is a pure function of task, look, state and step. The default is gym-pusht's own.
public struct Look: Sendable, Equatable, Codable {
  public var palette = Palette()
  public var light = Light()
  /// gym-pusht's table lies half a pixel of its screen off the middle: its whole numbers are the centres of pixels.
  public var pose = CameraPose(shift: Point(0.5, 0.5))
  public var noise = PixelNoise()
  /// Whether the goal is painted on the table.
  public var showsGoal = true
  public var brush = Brush.gymPushT
  /// The side of the square that a pixel averages over, in pixel spacings: 1 leaves no gap between pixels. gym-pusht draws
  /// on 512 × 512 and picks two neighbouring pixels each way, which is .375 at 96 × 96.
  public var aperture = 0.375

  public init() {}

  /// gym-pusht's observation.
  public static let gymPushT = Look()
}

/// The colours of what is on a table.
public struct Palette: Sendable, Equatable, Codable {
  /// What lies beyond the walls.
  public var background = Colour.grey(1)
  public var table = Colour.grey(1)
  public var walls = Colour(bytes: 211, 211, 211)
  public var goal = Colour(bytes: 144, 238, 144)
  public var block = Colour(bytes: 143, 163, 184)
  public var blockRim = Colour(bytes: 119, 136, 153)
  public var pusher = Colour(bytes: 78, 126, 255)
  public var pusherRim = Colour(bytes: 65, 105, 225)

  public init() {}
}

/// How wide outlines are painted, px of the table.
public struct Brush: Sendable, Equatable, Codable {
  /// How far a block's rim goes to either side of its outline.
  public var blockRim: Double
  /// How far the pusher's rim goes inwards from its outline.
  public var pusherRim: Double
  /// How far the goal goes beyond its outline.
  public var goalMargin: Double
  /// How far the pusher is painted from where it is.
  public var pusherOffset: Point

  /// Outlines as they are, without rims.
  public static let exact = Brush(blockRim: 0, pusherRim: 0, goalMargin: 0, pusherOffset: .zero)

  /// gym-pusht paints on a screen of whole pixels. A polygon takes in the pixels that its corners lie in, so it is half a
  /// pixel larger all round; a disc's centre lies on the corner of a pixel, where corners of polygons lie in its middle.
  public static let gymPushT = Brush(blockRim: 2.5, pusherRim: 4, goalMargin: 0.5, pusherOffset: Point(-0.5, -0.5))

  public init(blockRim: Double, pusherRim: Double, goalMargin: Double, pusherOffset: Point) {
    self.blockRim = blockRim
    self.pusherRim = pusherRim
    self.goalMargin = goalMargin
    self.pusherOffset = pusherOffset
  }
}

/// Where a camera that looks straight down stands: how the table lies in its picture.
///
///     picture = centre of the picture + scale · zoom · R(rotation) (point − centre of the table + shift)
///
/// `scale` is the shorter side of the picture over 512, so that pixels are square and the table fits at zoom 1.
public struct CameraPose: Sendable, Equatable, Codable {
  /// How far the table is turned in the picture about its centre (256, 256), radians, clockwise as one sees it.
  public var rotation = 0.0
  /// How far the table is moved before it is turned, px of the table.
  public var shift = Point.zero
  /// Above 1 the table is larger than the picture.
  public var zoom = 1.0

  public init(rotation: Double = 0, shift: Point = .zero, zoom: Double = 1) {
    self.rotation = rotation
    self.shift = shift
    self.zoom = zoom
  }
}

/// Normal noise on every byte of a picture, independent between bytes and steps.
public struct PixelNoise: Sendable, Equatable, Codable {
  /// Standard deviation, grey levels of 255.
  public var deviation = 0.0
  /// Names the noise: equal seeds give equal noise at equal steps.
  public var seed: UInt64 = 0

  public init(deviation: Double = 0, seed: UInt64 = 0) {
    self.deviation = deviation
    self.seed = seed
  }
}

extension Look {
  /// - Throws: `PushingError.look` naming the number that is out of its range.
  func check() throws(PushingError) {
    func require(_ holds: Bool, _ what: String, _ value: Double, _ expected: String) throws(PushingError) {
      guard holds && value.isFinite else { throw .look("the look’s \(what) is \(value); it must be \(expected)") }
    }
    let colours = [
      palette.background, palette.table, palette.walls, palette.goal, palette.block, palette.blockRim, palette.pusher,
      palette.pusherRim, light.tint,
    ]
    for colour in colours where !colour.isInRange {
      throw .look("the look has the colour (\(colour.red), \(colour.green), \(colour.blue)): each is from 0 to 1")
    }
    try require(abs(pose.rotation) <= 1e6, "camera rotation", pose.rotation, "a finite number of radians")
    try require(abs(pose.shift.x) <= 1e4, "camera shift in x", pose.shift.x, "from −10 000 to 10 000 px")
    try require(abs(pose.shift.y) <= 1e4, "camera shift in y", pose.shift.y, "from −10 000 to 10 000 px")
    try require(pose.zoom >= 0.01 && pose.zoom <= 100, "zoom", pose.zoom, "from .01 to 100")
    try require(noise.deviation >= 0 && noise.deviation <= 255, "noise", noise.deviation, "from 0 to 255 grey levels")
    try require(brush.blockRim >= 0 && brush.blockRim <= 100, "block rim", brush.blockRim, "from 0 to 100 px")
    try require(
      brush.pusherRim >= 0 && brush.pusherRim <= PushingWorld.pusherRadius, "pusher rim", brush.pusherRim,
      "from 0 to the pusher’s radius")
    try require(abs(brush.goalMargin) <= 100, "goal margin", brush.goalMargin, "from −100 to 100 px")
    try require(
      brush.pusherOffset.length <= 512, "pusher offset", brush.pusherOffset.length, "at most a table’s side")
    try require(aperture > 0 && aperture <= 4, "aperture", aperture, "above 0 and at most 4 pixel spacings")
    try require(abs(light.gradient.x) <= 2, "light gradient in x", light.gradient.x, "from −2 to 2")
    try require(abs(light.gradient.y) <= 2, "light gradient in y", light.gradient.y, "from −2 to 2")
    for shadow in light.shadows {
      try require(shadow.slope.isFinite && shadow.slope.length <= 10, "shadow slope", shadow.slope.length, "at most 10")
      try require(shadow.strength >= 0 && shadow.strength <= 1, "shadow strength", shadow.strength, "from 0 to 1")
      try require(
        shadow.softness >= 0 && shadow.softness <= 512, "shadow softness", shadow.softness, "from 0 to 512 px")
    }
  }
}
