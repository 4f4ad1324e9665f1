import PlanarPushing

/// Replays the planner's demonstrations of a domain in another's physics, window by window.
struct PhysicsErrorTrial: Trial {
  static let kind = "physics-error"
  static let version = 1

  /// Where the planner makes its plans.
  var planned: PushingSetting
  /// Where its commands are given again.
  var executed: PushingSetting
  var demonstrations: Int
  /// Control steps of a window.
  var steps: Int
  /// How far the block's centre must come for a window to count, metres.
  var leastMotion: Double
  var seed: Int

  /// Of each demonstration.
  struct Outcome: Codable, Sendable {
    let windows: [Int]
    /// Sums over a demonstration's windows at each state of a window, px.
    let position: [[Double]]
    /// The same, radians.
    let orientation: [[Double]]
  }

  var label: String { "plans for \(planned.label) in \(executed.label)" }

  func run(_ progress: TrialProgress) throws -> Outcome {
    let (plan, truth) = try (planned.domain(), executed.domain())
    let set = try DemonstrationSet(of: .planner, in: plan, count: demonstrations, seed: UInt64(seed))
    var (counts, position, orientation): ([Int], [[Double]], [[Double]]) = ([], [], [])
    let replays = try plan.shapes.map {
      try PhysicsReplay(shape: $0, planned: plan.physics, executed: truth.physics)
    }
    for (number, demonstration) in zip(set.attempts, set.demonstrations) {
      let windows = try replays[number % replays.count].windows(
        of: demonstration, length: steps, leastMotion: leastMotion * PushingWorld.pixelsPerMetre)
      let errors = windows.map(\.errors)
      counts.append(windows.count)
      position.append((0...steps).map { step in errors.reduce(0) { $0 + $1[step].position } })
      orientation.append((0...steps).map { step in errors.reduce(0) { $0 + $1[step].orientation } })
      try progress.report(Double(counts.count) / Double(demonstrations))
    }
    return Outcome(windows: counts, position: position, orientation: orientation)
  }
}
