/// A domain in a file: all that it is made of, gaps by their names in alphabetical order, so that equal domains have
/// equal bytes.
extension PushingDomain: Codable {
  private enum Key: String, CodingKey { case name, physics, shapes, targetShift, appearance, calibration, gaps }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(physics, forKey: .physics)
    try container.encode(shapes, forKey: .shapes)
    try container.encode(targetShift, forKey: .targetShift)
    try container.encode(appearance, forKey: .appearance)
    try container.encode(calibration, forKey: .calibration)
    try container.encode(gaps.map(\.description).sorted(), forKey: .gaps)
  }

  /// - Throws: `PushingError` when a shape, the physics or a gap cannot be, besides what decoding throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let physics = try container.decode(Physics.self, forKey: .physics)
    try physics.check()
    let shapes = try container.decode([BlockShape].self, forKey: .shapes)
    guard !shapes.isEmpty else { throw PushingError.shape("a domain without blocks") }
    let targetShift = try container.decode(Point.self, forKey: .targetShift)
    guard targetShift.isFinite else { throw PushingError.state("the target’s shift is not finite") }
    let appearance = try container.decode(Appearance.self, forKey: .appearance)
    try appearance.look.check()
    self.init(
      name: try container.decode(String.self, forKey: .name), physics: physics, shapes: shapes,
      targetShift: targetShift,
      appearance: appearance)
    calibration = try container.decode(Calibration.self, forKey: .calibration)
    gaps = Set(try container.decode([String].self, forKey: .gaps).map { try DomainGap($0) })
  }
}
