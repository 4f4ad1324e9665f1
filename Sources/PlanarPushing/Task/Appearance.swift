import Tensors

/// How a domain's episodes look: one look, and what differs between episodes.
public struct Appearance: Sendable, Equatable, Codable {
  public var look: Look
  public var variation: LookVariation

  public init(look: Look = .gymPushT, variation: LookVariation = .none) {
    self.look = look
    self.variation = variation
  }

  /// The look of an episode: a pure function of this appearance, the seed and the episode's number.
  public func look(episode: Int, seed: UInt64) -> Look {
    var drawn = look
    let index = UInt64(bitPattern: Int64(episode))
    var colours = RandomStream(seed: seed, purpose: "pushing-colours", index: index)
    for part in [\Palette.pusher, \.table, \.block] {
      drawn.palette[keyPath: part] = look.palette[keyPath: part].varied(within: variation.colour, using: &colours)
    }
    // The rims keep to what they frame where they had its colour.
    if look.palette.blockRim == look.palette.block { drawn.palette.blockRim = drawn.palette.block }
    if look.palette.pusherRim == look.palette.pusher { drawn.palette.pusherRim = drawn.palette.pusher }
    drawn.palette.background = look.palette.background.varied(within: variation.background, using: &colours)
    var camera = RandomStream(seed: seed, purpose: "pushing-camera", index: index)
    func uniform(_ half: Double) -> Double { (2 * camera.uniform() - 1) * half }
    drawn.pose.shift += Point(uniform(variation.cameraShift), uniform(variation.cameraShift))
    drawn.pose.rotation += uniform(variation.cameraRotation)
    drawn.pose.zoom *= 1 + uniform(variation.cameraZoom)
    var noise = RandomStream(seed: seed, purpose: "pushing-picture", index: index)
    drawn.noise.seed = noise.next()
    return drawn
  }
}

/// What is drawn afresh for every episode.
public struct LookVariation: Sendable, Equatable, Codable {
  /// How far the colours of pusher, table and block are displaced (`Colour.varied(within:)`).
  public var colour = 0.0
  /// The same for the background.
  public var background = 0.0
  /// The camera's shift in x and in y is uniform within ± this, px of the table.
  public var cameraShift = 0.0
  /// Its rotation within ± this, radians.
  public var cameraRotation = 0.0
  /// The factor on its zoom within 1 ± this.
  public var cameraZoom = 0.0

  public init() {}

  public static let none = LookVariation()

  /// The camera that the study's source domain moves a little for every plan: ±1 cm in place and height, ±1° about each
  /// axis, the background within .05. Here, seen from above at .45 m, tilting is a shift of 8 mm and height is zoom.
  ///
  /// It is not part of the base pair, whose cameras stand still.
  public static let studyCamera: LookVariation = {
    var variation = LookVariation()
    variation.background = 0.05
    variation.cameraShift = (0.01 + 0.45 * 0.01746) * PushingWorld.pixelsPerMetre
    variation.cameraRotation = .pi / 180
    variation.cameraZoom = 0.01 / 0.45
    return variation
  }()
}
