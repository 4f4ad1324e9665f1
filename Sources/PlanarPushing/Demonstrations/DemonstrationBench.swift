import Tensors

/// A world and an expert for each block of a domain, used by one thread at a time.
public final class DemonstrationBench: @unchecked Sendable {
  public let domain: PushingDomain
  private let worlds: [PushingWorld]
  private let experts: [Expert]

  /// - Throws: `PushingError.physics` when the domain's physics, or the one the expert assumes, is out of range.
  public init(_ character: ExpertCharacter, _ domain: PushingDomain) throws(PushingError) {
    self.domain = domain
    var (worlds, experts): ([PushingWorld], [Expert]) = ([], [])
    for (episode, shape) in domain.shapes.enumerated() {
      worlds.append(try PushingWorld(shape: shape, physics: domain.physics))
      experts.append(try domain.expert(character, episode: episode))
    }
    (self.worlds, self.experts) = (worlds, experts)
  }

  /// What is asked for in the n-th attempt.
  public func task(_ number: Int) -> PushingTask { experts[number % experts.count].task }

  /// The n-th attempt, successful or not: a pure function of domain, character, number, seed and box. Its start depends
  /// on the task, not on the expert.
  /// - Throws: `PushingError.noStart`.
  public func attempt(_ number: Int, seed: UInt64, box: StartBox = .training) throws(PushingError) -> Demonstration {
    let place = number % worlds.count
    var starts = RandomStream(seed: seed, purpose: "pushing-start", index: UInt64(number))
    var hand = RandomStream(seed: seed, purpose: "pushing-hand", index: UInt64(number))
    let start = try experts[place].task.drawStart(in: box, using: &starts)
    return try experts[place].demonstrate(in: worlds[place], from: start, seed: hand.next())
  }
}
