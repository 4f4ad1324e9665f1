/// When an episode has succeeded.
///
/// The study's success, *returned*, asks three things at once: the block's position and orientation within tolerance,
/// and the pusher back at its start. Two weaker outcomes tell a policy that cannot finish from one that cannot push.
public struct SuccessCriterion: Sendable, Equatable, Codable {
  /// Between the block's nominal centre of gravity and the goal's, px.
  public var positionTolerance: Double
  /// Between the angles, wrapped, radians.
  public var orientationTolerance: Double
  /// Between the pusher and its start, px.
  public var pusherTolerance: Double
  /// Seconds the block must stay within tolerance to be *held*.
  public var holdDuration = 1.0
  /// Seconds until an episode ends.
  public var timeLimit = 75.0

  /// The study's tolerances in whole pixels: 11 px, 3.5°, 29 px.
  public static let pixels = SuccessCriterion(
    positionTolerance: 11, orientationTolerance: 3.5 * .pi / 180, pusherTolerance: 29)

  /// The study's tolerances in metres, .015 m, 3.5°, .04 m, at 727 px/m.
  public static let metres = SuccessCriterion(
    positionTolerance: 0.015 * PushingWorld.pixelsPerMetre, orientationTolerance: 3.5 * .pi / 180,
    pusherTolerance: 0.04 * PushingWorld.pixelsPerMetre)

  /// Whether block and pusher are where they should be.
  public func isMet(in state: PushingState, of task: PushingTask) -> Bool {
    let error = task.error(of: state.block)
    return error.position <= positionTolerance && error.orientation <= orientationTolerance
      && (state.pusher - task.pusherStart).length <= pusherTolerance
  }

  /// Control steps until an episode ends.
  public var stepLimit: Int { Int((timeLimit / PushingWorld.stepDuration).rounded()) }
}

/// What became of an episode.
public struct EpisodeOutcome: Sendable, Equatable, Codable {
  /// Seconds until the block was within tolerance, if it ever was.
  public internal(set) var reached: Double?
  /// Seconds until it had been for the criterion's hold duration on end.
  public internal(set) var held: Double?
  /// Seconds until block and pusher were where they should be at once: the study's success.
  public internal(set) var returned: Double?
  /// Within twice the block's tolerances at the last step seen: the study's “missed goal”, where not returned.
  public internal(set) var endedNear = false
}

/// Follows an episode step by step.
public struct SuccessTracker: Sendable {
  public let task: PushingTask
  public let criterion: SuccessCriterion
  public private(set) var outcome = EpisodeOutcome()
  private var steps = 0
  private var stepsWithin = 0

  public init(_ task: PushingTask, criterion: SuccessCriterion = .pixels) {
    self.task = task
    self.criterion = criterion
  }

  /// Takes in the state at the start or after a control step.
  public mutating func observe(_ state: PushingState) {
    let time = Double(steps) * PushingWorld.stepDuration
    steps += 1
    guard time <= criterion.timeLimit + 1e-9 else { return }
    let error = task.error(of: state.block)
    let (position, orientation) = (criterion.positionTolerance, criterion.orientationTolerance)
    outcome.endedNear = error.position <= 2 * position && error.orientation <= 2 * orientation
    guard error.position <= position && error.orientation <= orientation else {
      stepsWithin = 0
      return
    }
    stepsWithin += 1
    if outcome.reached == nil { outcome.reached = time }
    // n + 1 states within tolerance are n steps of time.
    if outcome.held == nil && Double(stepsWithin - 1) * PushingWorld.stepDuration >= criterion.holdDuration - 1e-9 {
      outcome.held = time
    }
    if outcome.returned == nil && (state.pusher - task.pusherStart).length <= criterion.pusherTolerance {
      outcome.returned = time
    }
  }
}
