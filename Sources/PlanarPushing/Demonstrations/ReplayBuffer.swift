import Storage
import Tensors

/// Demonstrations as rows of arrays, one episode after another: what the empirical study's files hold.
///
/// Lengths are metres and angles radians in `StudyFrame`. A row is a state: an episode of n control steps has n + 1.
/// Whoever trains needs `state`, `action` and `target`, and the pictures of one camera or more.
public struct ReplayBuffer: Sendable {
  /// The number of rows up to the end of each episode.
  public let episodeEnds: [Int]
  /// `[rows, 3]`: the pusher's position, and 0 for the angle that it does not have.
  public let state: Tensor<Double>
  /// `[rows, 2]`: where the pusher goes. In the study's files, and in those made here, actionₜ = positionₜ₊₁, the last
  /// repeated; in robomimic's it is what the world was told.
  public let action: Tensor<Double>
  /// `[rows, 3]`: the episode's last pose of the block, in each of its rows, as if that had been the goal.
  public let target: Tensor<Double>
  /// `[rows, 3]`: the block's pose. The study's own reader leaves it out.
  public let sliderState: Tensor<Double>?
  /// `[rows, 2]`: where the expert led the pusher, without any noise, the last repeated; not in the study's own files.
  public let command: Tensor<Double>?
  /// Pictures, `[rows, height, width, 3]` bytes, by the names of their cameras; read when asked for.
  public let cameras: [String: StoredArray]

  public var episodeCount: Int { episodeEnds.count }
  public var rowCount: Int { episodeEnds.last ?? 0 }

  /// The rows of an episode.
  public func rows(ofEpisode episode: Int) -> Range<Int> {
    (episode == 0 ? 0 : episodeEnds[episode - 1])..<episodeEnds[episode]
  }
}

extension ReplayBuffer {
  /// The rows of a set of demonstrations.
  public init(_ set: DemonstrationSet) {
    let rowCount = set.demonstrations.reduce(0) { $0 + $1.states.count }
    var (state, action, target) = (Rows(rowCount, 3), Rows(rowCount, 2), Rows(rowCount, 3))
    var (slider, command) = (Rows(rowCount, 3), Rows(rowCount, 2))
    var ends: [Int] = []
    for (demonstration, attempt) in zip(set.demonstrations, set.attempts) {
      let shape = set.domain.task(episode: attempt).shape
      let states = demonstration.states
      let last = StudyFrame.metres(states[states.count - 1].block, of: shape)
      for step in states.indices {
        let (now, next) = (states[step], states[min(step + 1, states.count - 1)])
        let block = StudyFrame.metres(now.block, of: shape)
        // An episode without a command stays where it is.
        let commanded =
          demonstration.commands.isEmpty ? now.pusher : demonstration.commands[min(step, demonstration.count - 1)]
        state.append(StudyFrame.metres(now.pusher), 0)
        action.append(StudyFrame.metres(next.pusher))
        command.append(StudyFrame.metres(commanded))
        slider.append(block.position, block.angle)
        target.append(last.position, last.angle)
      }
      ends.append((ends.last ?? 0) + states.count)
    }
    self.init(
      episodeEnds: ends, state: state.tensor, action: action.tensor, target: target.tensor,
      sliderState: slider.tensor, command: command.tensor, cameras: [:])
  }

  /// Rows of numbers that come one after another.
  private struct Rows {
    private var numbers: [Double] = []
    private let shape: [Int]

    init(_ count: Int, _ width: Int) {
      shape = [count, width]
      numbers.reserveCapacity(count * width)
    }

    mutating func append(_ point: Point) { numbers += [point.x, point.y] }
    mutating func append(_ point: Point, _ angle: Double) { numbers += [point.x, point.y, angle] }
    var tensor: Tensor<Double> { try! Tensor(numbers, shape: shape) }
  }
}
