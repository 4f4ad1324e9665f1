import PlanarPushing

/// A domain of the pushing world by name, as a trial's configuration has it.
struct PushingSetting: Codable, Hashable, Sendable {
  /// "source" or "target": the base pair.
  var base: String
  /// Gaps opened in it, such as "centre-of-mass:3".
  var gaps: [String] = []
  /// Standard deviation of the noise on commands, px.
  var commandNoise = 0.0
  /// Substeps of .01 s between a command and its effect.
  var commandDelay = 0

  /// - Throws: `UsageError` when there is no such base; `PushingError` for a gap or a physics that is not there.
  func domain() throws -> PushingDomain {
    let bases = [PushingDomain.source, .target]
    guard var domain = bases.first(where: { $0.name == base }) else {
      throw UsageError("there is no base domain '\(base)'; expected 'source' or 'target'")
    }
    domain = try domain.opening(gaps.map { try DomainGap($0) })
    domain.physics.commandNoise = commandNoise
    domain.physics.commandDelay = commandDelay
    // Says so now when the physics is out of range.
    _ = try PushingWorld(physics: domain.physics)
    return domain
  }

  var label: String {
    ([base] + gaps + (commandNoise > 0 ? ["noise \(commandNoise) px"] : [])
      + (commandDelay > 0 ? ["delay \(commandDelay)"] : [])).joined(separator: ", ")
  }
}

/// The experts by name.
enum PushingExpert: String, Codable, CaseIterable, Sendable {
  case planner, human

  var character: ExpertCharacter {
    switch self {
    case .planner: .planner
    case .human: .humanLike
    }
  }
}
