import PlanarPushing
import Tensors

extension ReplayBuffer {
  /// The episodes of a file of the study as a policy without pictures learns from them, in metres: what is seen is
  /// `state` and, where the file has it, `slider_state`, `[rows, 6]` or `[rows, 3]`; what is done is `action`.
  ///
  /// With `WindowForm.study` an episode of n rows has n − 7 windows, as in the study.
  public func episodes() throws(ShapeError) -> [PushingEpisode] {
    let seen = try Tensor.concatenated([state] + [sliderState].compactMap { $0 }, axis: 1)
    var episodes: [PushingEpisode] = []
    for episode in 0..<episodeCount {
      let rows = rows(ofEpisode: episode)
      episodes.append(
        try PushingEpisode(
          observations: seen.rows(rows).converted(to: Float.self), actions: action.rows(rows).converted(to: Float.self))
      )
    }
    return episodes
  }
}
