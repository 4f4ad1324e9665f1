import Tensors

/// A colour as three numbers from 0 to 1, not linear in light: what a byte of a picture says, over 255.
public struct Colour: Sendable, Equatable, Codable {
  public var red: Double
  public var green: Double
  public var blue: Double

  public init(_ red: Double, _ green: Double, _ blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// A colour by its bytes.
  public init(bytes red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.init(Double(red) / 255, Double(green) / 255, Double(blue) / 255)
  }

  public static func grey(_ value: Double) -> Colour { Colour(value, value, value) }

  /// The colour at a share of the straight way to another: this one at 0, the other at 1.
  public func mixed(with other: Colour, share: Double) -> Colour {
    func mix(_ own: Double, _ other: Double) -> Double { own * (1 - share) + other * share }
    return Colour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  var isInRange: Bool { [red, green, blue].allSatisfy { (0...1).contains($0) } }

  /// A colour near this one: displaced by U(0, radius) in a uniformly random direction, drawn again until it is a colour;
  /// from a radius of √3 on, any colour with equal probability. A radius of 0 draws nothing.
  /// - Source: `random_rgba_from_color_range` of the empirical study's published code.
  public func varied(within radius: Double, using random: inout RandomStream) -> Colour {
    guard radius > 0 else { return self }
    guard radius < 3.0.squareRoot() else { return Colour(random.uniform(), random.uniform(), random.uniform()) }
    while true {
      let direction = (random.normal(), random.normal(), random.normal())
      let length = (direction.0 * direction.0 + direction.1 * direction.1 + direction.2 * direction.2).squareRoot()
      let scale = radius * random.uniform() / length
      let colour = Colour(red + scale * direction.0, green + scale * direction.1, blue + scale * direction.2)
      if colour.isInRange { return colour }
    }
  }
}
