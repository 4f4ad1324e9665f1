/// A domain's physics, blocks, goal and look: where demonstrations are made and policies are evaluated.
public struct PushingDomain: Sendable, Equatable {
  public let name: String
  public var physics: Physics
  /// The blocks that its episodes take turns with.
  public var shapes: [BlockShape]
  /// How far goal, box and pusher are shifted from the table's middle, px.
  public var targetShift: Point
  public var appearance: Appearance
  /// How exactly the block is seen through keypoints.
  public var calibration = Calibration.exact
  public internal(set) var gaps: Set<DomainGap> = []

  public init(
    name: String, physics: Physics, shapes: [BlockShape] = [.tee], targetShift: Point = .zero,
    appearance: Appearance = Appearance()
  ) {
    self.name = name
    self.physics = physics
    self.shapes = shapes
    self.targetShift = targetShift
    self.appearance = appearance
  }

  /// The base pair's source, “sim”: quasi-static and frictionless, gym-pusht's physics, rendered flat and, through
  /// keypoints, seen with the first level of the calibration gap. Two domains seen through the same keypoints could not
  /// be told apart at all.
  public static let source: PushingDomain = {
    var domain = PushingDomain(name: "source", physics: .gymPushT, appearance: .source)
    domain.calibration = Calibration.levels[1]
    return domain
  }()

  /// The base pair's target, “real”: friction .5 at the contact, and a block that coasts, keeping 5 % of its velocity a
  /// second, seen under lamps.
  public static let target: PushingDomain = {
    var physics = Physics()
    physics.contactFriction = 0.5
    physics.damping = 0.05
    return PushingDomain(name: "target", physics: physics, appearance: .target)
  }()

  /// The task with the n-th of the domain's episodes: its blocks in turn.
  public func task(episode: Int = 0) -> PushingTask {
    .study(shapes[episode % shapes.count], shift: targetShift)
  }

  /// How the n-th of the episodes with a seed looks: a pure function of both.
  public func look(episode: Int = 0, seed: UInt64 = 0) -> Look { appearance.look(episode: episode, seed: seed) }

  /// An expert for the n-th of the domain's episodes. Whether it knows the domain's physics is part of its character.
  /// - Throws: `PushingError.physics` when the domain's physics, or the one assumed, is out of range.
  public func expert(_ character: ExpertCharacter, episode: Int = 0) throws(PushingError) -> Expert {
    try Expert(character, task: task(episode: episode), physics: physics)
  }

  /// This domain with gaps opened, which is what the study does to its source.
  ///
  /// The families of colour and camera change how the domain looks and leave its physics. The order does not matter:
  /// references say what the other gaps start from.
  /// - Throws: `PushingError.gap` when a family comes twice.
  public func opening(_ opened: [DomainGap]) throws(PushingError) -> PushingDomain {
    var domain = self
    for gap in opened.filter(\.family.isReference) + opened.filter({ !$0.family.isReference }) {
      guard !domain.gaps.contains(where: { $0.family == gap.family }) else {
        throw .gap("the domain gap \(gap.family.rawValue) is given twice: a family has one level at a time")
      }
      domain.gaps.insert(gap)
      gap.apply(to: &domain.appearance)
      switch gap.family {
      case .centreOfMass:
        // The stem points to positive y in the block's frame.
        domain.physics.centreShift =
          Point(0, -DomainGap.centreShifts[gap.level - 1] * PushingWorld.pixelsPerMetre)
      case .targetPose:
        domain.targetShift = Point(0, DomainGap.targetShifts[gap.level - 1] * PushingWorld.pixelsPerMetre)
      case .object:
        if gap.level > 1 { domain.shapes = [.triangle, .box, .polygon, .cross, .snake] }
      case .calibration:
        domain.calibration = Calibration.levels[gap.level]
      case .noVisualGap:
        domain.calibration = PushingDomain.target.calibration
      case .noPhysicsGap:
        domain.physics = PushingDomain.target.physics
      case .noGap:
        domain.physics = PushingDomain.target.physics
        domain.calibration = PushingDomain.target.calibration
      case .colourShift, .colourRandomisation, .cameraPose:
        break
      }
    }
    return domain
  }
}
