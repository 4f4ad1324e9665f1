import Foundation
import Storage
import Tensors

extension DemonstrationExport {
  /// Pictures in a chunk of robomimic's file.
  private static let picturesPerPiece = 16

  /// `data/demo_i/{actions, obs/…, states, rewards, dones}` and `mask/{train, valid}`.
  ///
  /// `actions` are the expert's commands, for these are what a world is given; in metres they lie within ±1, as robomimic
  /// asks. `obs` has the study's arrays. `states` are those of the simulator, pusher and block in pixels and radians, from
  /// which a world can be restarted. A reward of 1 is given where block and pusher are where they should be.
  /// - Source: robomimic's dataset layout, version 0.3.
  var hdf5: HDF5Contents {
    get throws {
      let rows = ReplayBuffer(set)
      var contents = HDF5Contents()
      contents.addGroup(
        "data", attributes: ["total": .integer(rows.rowCount), "env_args": .text(try environment)])
      for episode in 0..<rows.episodeCount {
        let range = rows.rows(ofEpisode: episode)
        let key = "data/demo_\(episode)"
        contents.addGroup(key, attributes: ["num_samples": .integer(range.count)])
        func part(_ numbers: Tensor<Double>) -> ProducedArray { ProducedArray(try! numbers.rows(range)) }
        contents.add("\(key)/actions", part(rows.command!))
        for (name, numbers) in [
          ("slider_state", rows.sliderState!), ("state", rows.state), ("target", rows.target),
        ] {
          contents.add("\(key)/obs/\(name)", part(numbers))
        }
        if let frames {
          contents.add(
            "\(key)/obs/\(Self.camera)", frames.array(ofEpisode: episode, rows: range.count),
            rowsPerChunk: Self.picturesPerPiece, level: Self.level)
        }
        let states = set.demonstrations[episode].states
        contents.add("\(key)/states", ProducedArray(Tensor(simulatorRows: states)))
        let task = set.domain.task(episode: set.attempts[episode])
        contents.add(
          "\(key)/rewards",
          ProducedArray(Tensor(states.map { SuccessCriterion.pixels.isMet(in: $0, of: task) ? 1.0 : 0 })))
        contents.add("\(key)/dones", ProducedArray((1...range.count).map { $0 == range.count ? 1 : 0 }))
      }
      let kept = Set(validation)
      func names(_ isValidation: Bool) -> [String] {
        (0..<rows.episodeCount).filter { kept.contains($0) == isValidation }.map { "demo_\($0)" }
      }
      contents.add("mask/train", texts: names(false))
      contents.add("mask/valid", texts: names(true))
      return contents
    }
  }

  /// What robomimic calls environment metadata; type 2 is gym.
  private var environment: String {
    get throws {
      struct Environment: Encodable {
        let env_name = "cotrain-planar-pushing"
        let env_version = "1"
        let type = 2
        let env_kwargs: Description
      }
      return String(decoding: try JSONText.canonical(Environment(env_kwargs: Description(set))), as: UTF8.self)
    }
  }
}

extension Tensor where Scalar == Double {
  /// `[states, 5]`: pusher x and y, block x, y and angle, pixels and radians.
  fileprivate init(simulatorRows states: [PushingState]) {
    let numbers = states.flatMap { state in
      [state.pusher.x, state.pusher.y, state.block.position.x, state.block.position.y, state.block.angle]
    }
    try! self.init(numbers, shape: [states.count, 5])
  }
}
