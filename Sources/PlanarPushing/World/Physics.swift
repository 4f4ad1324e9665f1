/// How a domain's table behaves: everything that two domains with the same block may differ in physically.
///
/// Lengths are pixels, times seconds, masses in units of gym-pusht's block.
public struct Physics: Sendable, Equatable, Codable {
  /// Coulomb friction between pusher and block. Walls are smooth.
  public var contactFriction = 0.0
  /// The share of its velocity that the block keeps per second: 0 stops it as soon as nothing pushes (quasi-static),
  /// more lets it coast.
  public var damping = 0.0
  /// The centre of gravity relative to the shape's nominal one, in the block's frame.
  public var centreShift = Point.zero
  public var mass = 1.0
  /// The moment of inertia as a multiple of the shape's own (`mass` × `momentPerMass`).
  public var inertiaScale = 1.0
  /// k_p of the law  v ← v + (k_p (command − position) − k_v v) dt  that moves the pusher.
  public var proportionalGain = 100.0
  /// k_v of the same law.
  public var velocityGain = 20.0
  /// Substeps of .01 s between a command and its effect; until then the pusher is told its place at the reset.
  public var commandDelay = 0
  /// Standard deviation of the normal noise added to each command, px. The recorded command is the clean one.
  public var commandNoise = 0.0

  public init() {}

  /// gym-pusht's parameters: frictionless, quasi-static, prompt and exact.
  public static let gymPushT = Physics()

  /// - Throws: `PushingError.physics` naming the parameter that is out of range.
  func check() throws(PushingError) {
    func require(_ holds: Bool, _ parameter: String, _ value: Double, _ expected: String) throws(PushingError) {
      guard holds && value.isFinite else {
        throw .physics(parameter: parameter, value: value, expected: expected)
      }
    }
    // Beyond these the engine's own numbers overflow, and it ends the process.
    try require(0...1e6 ~= contactFriction, "contact friction", contactFriction, "from 0 to 10⁶")
    try require(damping >= 0 && damping <= 1, "damping", damping, "from 0 (stops at once) to 1 (never slows down)")
    let side = PushingWorld.side
    for (axis, shift) in [("x", centreShift.x), ("y", centreShift.y)] {
      try require(-side...side ~= shift, "centre of gravity’s \(axis)", shift, "at most a table’s side, \(side) px")
    }
    try require(1e-3...1e3 ~= mass, "mass", mass, "from .001 to 1000")
    try require(1e-3...1e3 ~= inertiaScale, "inertia scale", inertiaScale, "from .001 to 1000")
    // With explicit steps of .01 s the law is stable up to k_v dt + k_p dt² / 2 < 2.
    try require(proportionalGain > 0 && proportionalGain <= 5000, "proportional gain", proportionalGain, "in (0, 5000]")
    try require(velocityGain >= 0 && velocityGain <= 150, "velocity gain", velocityGain, "in [0, 150]")
    try require(
      0...100 ~= commandDelay, "command delay", Double(commandDelay), "from 0 to 100 substeps, a second at most")
    try require(commandNoise >= 0 && commandNoise <= 100, "command noise", commandNoise, "from 0 to 100 px")
  }
}
