import PlanarPushing
import Tensors

/// How far a domain's pictures are from those of the base pair, at the same states.
struct GapLookTrial: Trial {
  static let kind = "gap-look"
  static let version = 1
  /// `source`, `target`, or a gap's family.
  var domain: String
  var level: Int
  var side: Int
  var states: Int
  var seed: Int
  var label: String { "look \(domain) level=\(level)" }

  struct Outcome: Codable, Sendable {
    let toSource: Difference
    let toTarget: Difference
  }

  /// Between two domains' pictures.
  struct Difference: Codable, Sendable {
    /// Over states, pixels and channels, grey levels of 255.
    var mean = 0.0
    /// The share of pixels with a channel that differs by more than `changedFrom` grey levels.
    var changed = 0.0
  }

  /// Grey levels from which a person begins to see a difference.
  static let changedFrom = 8

  func pushingDomain() throws -> PushingDomain {
    switch domain {
    case "source": return .source
    case "target": return .target
    default:
      guard let family = DomainGap.Family(rawValue: domain) else { throw UsageError("there is no domain '\(domain)'") }
      return try PushingDomain.source.opening([DomainGap(family, level: level)])
    }
  }

  func run(_ progress: TrialProgress) throws -> Outcome {
    let domain = try pushingDomain()
    let cameras = try (0..<3).map { _ in try Camera(width: side, height: side) }
    var random = RandomStream(seed: UInt64(seed), purpose: "gap-looks-states")
    var differences = (Difference(), Difference())
    for episode in 0..<states {
      let start = try PushingDomain.source.task().drawStart(in: .training, using: &random)
      let images = try zip(cameras, [domain, .source, .target]).map { camera, domain in
        try camera.show(domain.task(episode: episode), look: domain.look(episode: episode, seed: UInt64(seed)))
        return camera.image(of: domain.adapting(start, episode: episode))
      }
      differences.0.add(images[0], images[1], share: 1 / Double(states))
      differences.1.add(images[0], images[2], share: 1 / Double(states))
      try progress.report(Double(episode + 1) / Double(states))
    }
    return Outcome(toSource: differences.0, toTarget: differences.1)
  }
}

extension GapLookTrial.Difference {
  fileprivate mutating func add(_ a: Image, _ b: Image, share: Double) {
    var (sum, changed) = (0, 0)
    for pixel in stride(from: 0, to: a.pixels.count, by: 3) {
      let differences = (pixel..<pixel + 3).map { abs(Int(a.pixels[$0]) - Int(b.pixels[$0])) }
      sum += differences.reduce(0, +)
      if differences.contains(where: { $0 > GapLookTrial.changedFrom }) { changed += 1 }
    }
    mean += share * Double(sum) / Double(a.pixels.count)
    self.changed += share * Double(changed) / Double(a.pixels.count / 3)
  }
}

extension PushingDomain {
  /// A state of the source's task in this domain: the block with its centre and angle, everything moved as far as the goal.
  func adapting(_ state: PushingState, episode: Int) -> PushingState {
    let shape = task(episode: episode).shape
    let centre = state.block.place(BlockShape.tee.centre) + targetShift
    return PushingState(
      pusher: state.pusher + targetShift,
      block: Pose(centre - shape.centre.rotated(by: state.block.angle), angle: state.block.angle))
  }
}
