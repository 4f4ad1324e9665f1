import PlanarPushing
import Tensors

/// What predicted positions are relative to.
public enum ActionFrame: String, Sendable, Codable, CaseIterable {
  /// The table, as in the study.
  case table
  /// The pusher's place now: small numbers that a network gets right to the pixel sooner.
  case pusher
}

/// Windows over episodes: the rows that a policy is trained on.
public struct PushingWindows: Sendable {
  public let form: WindowForm
  public let frame: ActionFrame
  /// `[windows, observed × observation width]`, the oldest first.
  public let observations: Tensor<Float>
  /// `[windows, horizon × 2]`
  public let actions: Tensor<Float>
  /// The number of each window's episode.
  public let episodes: [Int]

  /// - Precondition: every observation begins with the pusher's x and y, where actions are relative to it.
  /// - Throws: `ShapeError` when observations differ in width.
  public init(_ all: [PushingEpisode], form: WindowForm = .study, frame: ActionFrame = .pusher) throws(ShapeError) {
    let width = all.first?.observations.columns ?? 0
    for episode in all where episode.observations.columns != width {
      throw ShapeError("pushing windows", expected: "observations [n, \(width)]", found: episode.observations.shape)
    }
    let count = all.reduce(0) { $0 + form.count(ofSteps: $1.count) }
    var seen: [Float] = []
    var led: [Float] = []
    var numbers: [Int] = []
    seen.reserveCapacity(count * form.observed * width)
    led.reserveCapacity(count * form.horizon * 2)
    numbers.reserveCapacity(count)
    for (number, episode) in all.enumerated() {
      let (observations, actions) = (episode.observations.elements, episode.actions.elements)
      let last = episode.count - 1
      for start in 0..<form.count(ofSteps: episode.count) {
        let step = { (offset: Int) in min(max(start - form.padBefore + offset, 0), last) }
        for offset in 0..<form.observed { seen += observations[step(offset) * width..<(step(offset) + 1) * width] }
        let now = step(form.observed - 1) * width
        let origin = frame == .pusher ? (observations[now], observations[now + 1]) : (0, 0)
        for offset in 0..<form.horizon {
          let at = 2 * step(offset)
          led += [actions[at] - origin.0, actions[at + 1] - origin.1]
        }
        numbers.append(number)
      }
    }
    self.form = form
    self.frame = frame
    episodes = numbers
    observations = try Tensor(seen, shape: [numbers.count, form.observed * width])
    actions = try Tensor(led, shape: [numbers.count, form.horizon * 2])
  }

  public var count: Int { episodes.count }
}
