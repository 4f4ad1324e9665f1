import PlanarPushing
import Synchronization
import Tensors

/// Tries a policy from many starts in a domain, all of them side by side.
///
/// Start n is a pure function of domain, box, seed and n, and so is the noise of what it sees and of its predictions. The
/// number of workers changes nothing.
public struct PushingEvaluation: Sendable {
  public var domain: PushingDomain
  public var starts: Int
  public var seed: UInt64
  public var box = StartBox.evaluation
  public var criterion = SuccessCriterion.pixels

  public init(in domain: PushingDomain, starts: Int, seed: UInt64) {
    precondition(starts > 0, "an evaluation has at least one start")
    self.domain = domain
    self.starts = starts
    self.seed = seed
  }

  /// What became of each start.
  /// - Parameter progress: told the control steps done and how many starts are still under way.
  /// - Throws: `PushingError.physics`, `.noStart`.
  public func outcomes(
    of policy: PushingPolicy, workers: Int = 1, progress: (_ steps: Int, _ active: Int) -> Void = { _, _ in }
  ) throws -> [EpisodeOutcome] {
    let form = policy.form.window
    var attempts: [PushingAttempt] = []
    for number in 0..<starts { attempts.append(try PushingAttempt(number, of: self, observed: form.observed)) }
    var step = 0
    while step < criterion.stepLimit {
      let active = attempts.filter { !$0.isOver }
      if active.isEmpty { break }
      let histories = try Tensor(rows: active.map(\.history))
      let width = 2 * form.horizon
      let noise = try Tensor(rows: active.map { $0.noise(width) })
      let chunks = try policy.commands(on: histories, noise: noise).elements
      let count = min(form.executed.count, criterion.stepLimit - step)
      try forEachInParallel(active.count, workers: workers) { place in
        let attempt = active[place]
        for index in form.executed.prefix(count) where !attempt.isOver {
          let at = place * width + 2 * index
          try attempt.step(toward: Point(Double(chunks[at]), Double(chunks[at + 1])))
        }
      }
      step += count
      progress(step, active.count)
    }
    return attempts.map(\.outcome)
  }

  public func rates(of policy: PushingPolicy, workers: Int = 1) throws -> SuccessRates {
    try outcomes(of: policy, workers: workers).reduce(into: SuccessRates()) { $0.count($1) }
  }
}

/// A world with what its policy has seen, used by one thread at a time.
private final class PushingAttempt: @unchecked Sendable {
  private let world: PushingWorld
  private let calibration: Calibration
  private var tracker: SuccessTracker
  private var sight: RandomStream
  private var sampler: RandomStream
  private(set) var history: [Float]

  init(_ number: Int, of evaluation: PushingEvaluation, observed: Int) throws(PushingError) {
    let task = evaluation.domain.task(episode: number)
    let stream = { RandomStream(seed: evaluation.seed, purpose: $0, index: UInt64(number)) }
    var starts = stream("pushing-evaluation-start")
    var motion = stream("pushing-evaluation-motion")
    world = try PushingWorld(shape: task.shape, physics: evaluation.domain.physics)
    try world.reset(to: task.drawStart(in: evaluation.box, using: &starts), seed: motion.next())
    calibration = evaluation.domain.calibration
    tracker = SuccessTracker(task, criterion: evaluation.criterion)
    sight = stream("pushing-evaluation-keypoints")
    sampler = stream("pushing-evaluation-samples")
    history = []
    tracker.observe(world.state)
    let first = see()
    for _ in 0..<observed { history += first }
  }

  var outcome: EpisodeOutcome { tracker.outcome }

  /// Nothing that is counted can change any more.
  var isOver: Bool { outcome.returned != nil && outcome.held != nil }

  private func see() -> [Float] {
    KeypointObservation.values(of: world.state, shape: world.shape, calibration: calibration, using: &sight)
      .map(Float.init)
  }

  func noise(_ count: Int) -> [Float] { (0..<count).map { _ in Float(sampler.normal()) } }

  func step(toward command: Point) throws(PushingError) {
    let table = PushingWorld.side
    // A command that is no number leads nowhere in particular, but must not end an evaluation.
    let clip = { (value: Double) in value.isFinite ? min(max(value, 0), table) : table / 2 }
    try world.step(toward: Point(clip(command.x), clip(command.y)))
    tracker.observe(world.state)
    let seen = see()
    history.removeFirst(seen.count)
    history += seen
  }
}
