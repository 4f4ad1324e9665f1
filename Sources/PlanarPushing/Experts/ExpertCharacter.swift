import Foundation

/// How an expert goes about it.
public struct ExpertCharacter: Sendable, Equatable, Codable {
  public var name: String
  /// Turn the block until its orientation is this near (radians) before its position counts; nil lowers both at once.
  public var orientationFirst: Double?
  /// Pixels that a radian of orientation is worth.
  public var angleWeight: Double
  /// The pusher's speed on its way round, px/s: about the pace of the study's demonstrations, which last 21 s. At nearly
  /// three times that pace a chunk of actions leaves .12 of its variance unexplained instead of .085 (`Learnability`).
  public var speed = 110.0
  /// Its speed while it pushes, px/s.
  public var pushSpeed = 60.0
  /// Its acceleration, px/s².
  public var acceleration = 300.0
  /// Standard deviation of the logarithm of a motion's speed.
  public var speedVariation = 0.0
  /// Standard deviation of the bulge of a straight way, px.
  public var curvature = 0.0
  /// The probability of a pause after a push, and its longest duration in control steps.
  public var pauseProbability = 0.0
  public var longestPause = 5
  /// Done when position (px) and orientation (radians) are within these: somewhat over half of the study's tolerances of
  /// 11 px and 3.5°. An expert that goes on to 2 px and 1° teaches a policy to go on for ever, because what a policy
  /// does to the block is not exact enough to ever meet that rule.
  public var stopPosition = 6.0
  public var stopOrientation = 2 * Double.pi / 180
  /// What it knows of the table it works on.
  public var knowledge = ExpertKnowledge.domain

  /// Lowers orientation and position error at once, as the study's planner does.
  public static let planner = ExpertCharacter(name: "planner", orientationFirst: nil, angleWeight: 70)

  /// Orientation first, then position, with a hand's irregularity, as the study's teleoperator.
  public static let humanLike: ExpertCharacter = {
    var character = ExpertCharacter(name: "human", orientationFirst: 5 * .pi / 180, angleWeight: 175)
    character.speed = 100
    character.speedVariation = 0.15
    character.curvature = 3
    character.pauseProbability = 0.1
    return character
  }()

  /// This character not knowing the domain: it takes this physics for granted until its pushes show otherwise.
  public func assuming(_ physics: Physics = .gymPushT) -> ExpertCharacter {
    var character = self
    character.knowledge = .assuming(physics)
    return character
  }

  /// While it pushes a block that coasts, at most this many px/s for each px that remains: under the block's own rate of
  /// slowing down the pusher stays with it.
  static func brakingRate(in physics: Physics) -> Double {
    physics.damping > 0 ? max(-0.8 * log(physics.damping), 0.5) : .infinity
  }

  init(name: String, orientationFirst: Double?, angleWeight: Double) {
    self.name = name
    self.orientationFirst = orientationFirst
    self.angleWeight = angleWeight
  }
}
