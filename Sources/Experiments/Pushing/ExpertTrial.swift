import PlanarPushing

/// An expert tries fresh starts of a domain.
struct ExpertTrial: Trial {
  static let kind = "pushing-expert"
  static let version = 1

  /// What the expert knows of the domain's physics.
  enum Knowledge: String, Codable, CaseIterable, Sendable {
    /// The domain's.
    case knowing
    /// Takes gym-pusht's for granted until its pushes show otherwise.
    case assuming
  }

  var setting: PushingSetting
  var expert: PushingExpert
  var knowledge: Knowledge
  var starts: Int
  /// Of the first so many starts the error curves are kept.
  var curves: Int
  var seed: Int

  struct Outcome: Codable, Sendable {
    /// Control steps of each start's demonstration; nil where it did not succeed.
    let steps: [Int?]
    /// Of the first starts; nil where the demonstration did not succeed.
    let curves: [ErrorCurve?]
  }

  var label: String { "\(expert.rawValue), \(knowledge.rawValue), in \(setting.label)" }

  func run(_ progress: TrialProgress) throws -> Outcome {
    let character = knowledge == .knowing ? expert.character : expert.character.assuming(.gymPushT)
    let bench = try DemonstrationBench(character, setting.domain())
    var (steps, kept): ([Int?], [ErrorCurve?]) = ([], [])
    for start in 0..<starts {
      let demonstration = try bench.attempt(start, seed: UInt64(seed))
      let solved = demonstration.outcome.returned != nil
      steps.append(solved ? demonstration.count : nil)
      if start < curves { kept.append(solved ? ErrorCurve(demonstration, bench.task(start)) : nil) }
      try progress.report(Double(start + 1) / Double(starts))
    }
    return Outcome(steps: steps, curves: kept)
  }
}
