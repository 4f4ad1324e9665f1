/// What is pushed: a rigid block of convex parts that touch but do not overlap, in the block's own frame.
///
/// The T is gym-pusht's, 120 px or .165 m wide. The other shapes are those the empirical study mixes in its object gap,
/// drawn to about the T's area; their frame has its origin in their centre.
public struct BlockShape: Sendable, Equatable, Codable {
  public let name: String
  public let parts: [ConvexPolygon]
  /// The nominal centre of gravity: where a domain's physics puts it unless shifted, and what success is measured by.
  public let centre: Point
  /// The nominal moment of inertia about the centre of gravity for a mass of one, px².
  public let momentPerMass: Double

  private init(name: String, parts: [ConvexPolygon], centre: Point, momentPerMass: Double) {
    self.name = name
    self.parts = parts
    self.centre = centre
    self.momentPerMass = momentPerMass
  }

  /// A uniform block: its centre of gravity and moment are those of its area.
  /// - Throws: `PushingError.shape` without parts, when parts overlap, when a vertex lies more than a table's side from
  ///   the frame's origin, or when a part is smaller than a pixel.
  public init(name: String, parts: [ConvexPolygon]) throws(PushingError) {
    try Self.check(name, parts)
    self.init(name: name, uniform: parts)
  }

  /// Reads a block and checks its parts as the initialiser from parts does; centre and moment are taken as they stand.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    let parts = try container.decode([ConvexPolygon].self, forKey: .parts)
    let centre = try container.decode(Point.self, forKey: .centre)
    let moment = try container.decode(Double.self, forKey: .momentPerMass)
    try Self.check(name, parts)
    let side = PushingWorld.side
    guard max(abs(centre.x), abs(centre.y)) <= side, moment > 0, moment <= side * side else {
      throw PushingError.shape("the block “\(name)” has no centre or moment of inertia that a block can have")
    }
    self.init(name: name, parts: parts, centre: centre, momentPerMass: moment)
  }

  private static func check(_ name: String, _ parts: [ConvexPolygon]) throws(PushingError) {
    guard !parts.isEmpty else { throw .shape("the block “\(name)” has no parts") }
    for (place, part) in parts.enumerated() {
      guard part.vertices.allSatisfy({ max(abs($0.x), abs($0.y)) <= PushingWorld.side }) else {
        throw .shape("part \(place) of the block “\(name)” reaches farther than a table’s side from its frame’s origin")
      }
      guard part.area >= 1 else {
        throw .shape("part \(place) of the block “\(name)” has an area of \(part.area) px²; it needs at least 1")
      }
      for other in parts[..<place] {
        let shared = part.vertices.withUnsafeBufferPointer { subject in
          other.vertices.withUnsafeBufferPointer { sharedArea(subject, $0) }
        }
        // Parts that touch share rounding errors only.
        guard shared <= 1e-6 * min(part.area, other.area) else {
          throw .shape("parts of the block “\(name)” overlap by \(shared) px²; cut them so that they only touch")
        }
      }
    }
  }

  private init(name: String, uniform parts: [ConvexPolygon]) {
    let area = parts.reduce(0) { $0 + $1.area }
    let centre = parts.reduce(Point.zero) { $0 + $1.centroid * ($1.area / area) }
    self.init(
      name: name, parts: parts, centre: centre,
      momentPerMass: parts.reduce(0) { $0 + $1.moment(about: centre) * ($1.area / area) })
  }

  /// A uniform block with the origin of its frame moved into its centre.
  private init(name: String, centred parts: [[Point]]) {
    let whole = BlockShape(name: name, uniform: parts.map { try! ConvexPolygon($0) })
    self.init(name: name, uniform: parts.map { part in try! ConvexPolygon(part.map { $0 - whole.centre }) })
  }

  /// The area of all parts, px².
  public var area: Double { parts.reduce(0) { $0 + $1.area } }

  /// gym-pusht's T. Its centre is the mean of the two rectangles' centres, not weighted by area, and its moment is that
  /// of twice the bar about the frame's origin: both as they stand there.
  public static let tee = BlockShape(
    name: "T",
    parts: [
      ConvexPolygon(rectangle: -60...60, 0...30),
      ConvexPolygon(rectangle: -15...15, 30...120),
    ],
    centre: Point(0, 45), momentPerMass: 3000)

  public static let cross = BlockShape(
    name: "cross",
    uniform: [
      ConvexPolygon(rectangle: -60...60, -15...15),
      ConvexPolygon(rectangle: -15...15, -60...(-15)),
      ConvexPolygon(rectangle: -15...15, 15...60),
    ])

  public static let box = BlockShape(name: "box", uniform: [ConvexPolygon(rectangle: -45...45, -35...35)])

  public static let triangle = BlockShape(
    name: "triangle", centred: [[Point(-65, 0), Point(65, 0), Point(0, 97)]])

  public static let snake = BlockShape(
    name: "S",
    centred: [
      [Point(-20, 0), Point(60, 0), Point(60, 40), Point(-20, 40)],
      [Point(-60, 40), Point(20, 40), Point(20, 80), Point(-60, 80)],
    ])

  public static let polygon = BlockShape(
    name: "polygon",
    centred: [[Point(-48, -20), Point(-5, -46), Point(42, -28), Point(50, 18), Point(8, 46), Point(-36, 34)]])

  /// Every shape that is named here, the T first.
  public static let all: [BlockShape] = [.tee, .cross, .box, .triangle, .snake, .polygon]
}
