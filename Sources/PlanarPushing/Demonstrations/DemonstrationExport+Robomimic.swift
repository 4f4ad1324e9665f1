import Foundation
import Storage
import Tensors

extension DemonstrationExport {
  /// Pictures in a chunk of robomimic's file.
  private static let picturesPerPiece = 16

  /// `data/demo_i/{actions, obs/…, states, rewards, dones}` and `mask/{train, valid}`.
  ///
  /// `actions` are the expert's commands where these are known, for that is what a world is given; in metres they lie
  /// within ±1, as robomimic asks. `obs` has the study's arrays. `states` are those of the simulator, pusher and block in
  /// pixels and radians, from which a world can be restarted. A reward of 1 is given where block and pusher are where they
  /// should be; in rows from a file of others, which has no simulator's states, in an episode's last row.
  /// - Source: robomimic's dataset layout, version 0.3.
  var hdf5: HDF5Contents {
    get throws {
      var contents = HDF5Contents()
      contents.addGroup(
        "data", attributes: ["total": .integer(rows.rowCount), "env_args": .text(try environment)])
      for episode in 0..<rows.episodeCount { add(episode, to: &contents) }
      let kept = Set(validation)
      func names(_ isValidation: Bool) -> [String] {
        (0..<rows.episodeCount).filter { kept.contains($0) == isValidation }.map { "demo_\($0)" }
      }
      contents.add("mask/train", texts: names(false))
      contents.add("mask/valid", texts: names(true))
      return contents
    }
  }

  private func add(_ episode: Int, to contents: inout HDF5Contents) {
    let range = rows.rows(ofEpisode: episode)
    let key = "data/demo_\(episode)"
    contents.addGroup(key, attributes: ["num_samples": .integer(range.count)])
    func part(_ numbers: Tensor<Double>) -> ProducedArray { ProducedArray(try! numbers.rows(range)) }
    contents.add("\(key)/actions", part(rows.command ?? rows.action))
    for (name, numbers) in rows.arrays where !["action", "command"].contains(name) {
      contents.add("\(key)/obs/\(name)", part(numbers))
    }
    for (name, pictures) in rows.cameras.sorted(by: { $0.key < $1.key }) {
      contents.add(
        "\(key)/obs/\(name)", ProducedArray(pictures).rows(range), rowsPerChunk: Self.picturesPerPiece,
        level: Self.level)
    }
    if let frames {
      contents.add(
        "\(key)/obs/\(Self.camera)", frames.array(ofEpisode: episode, rows: range.count),
        rowsPerChunk: Self.picturesPerPiece, level: Self.level)
    }
    let last = (1...range.count).map { $0 == range.count }
    var rewards = last.map { $0 ? 1.0 : 0 }
    if let set {
      let states = set.demonstrations[episode].states
      let task = set.domain.task(episode: set.attempts[episode])
      rewards = states.map { SuccessCriterion.pixels.isMet(in: $0, of: task) ? 1 : 0 }
      contents.add("\(key)/states", ProducedArray(Tensor(simulatorRows: states)))
    }
    contents.add("\(key)/rewards", ProducedArray(Tensor(rewards)))
    contents.add("\(key)/dones", ProducedArray(last.map { $0 ? 1 : 0 }))
  }

  /// What robomimic calls environment metadata.
  private var environment: String {
    get throws {
      let text = try set.map { try JSONText.canonical(Environment(env_kwargs: Description($0))) }
      return String(
        decoding: try text ?? JSONText.canonical(Environment(env_kwargs: [String: String]())), as: UTF8.self)
    }
  }

  private struct Environment<Keywords: Encodable>: Encodable {
    let env_name = "cotrain-planar-pushing"
    let env_version = "1"
    /// robomimic's number for gym.
    let type = 2
    let env_kwargs: Keywords
  }
}

extension ProducedArray {
  /// Some of the rows.
  fileprivate func rows(_ range: Range<Int>) -> ProducedArray {
    ProducedArray(shape: [range.count] + shape.dropFirst(), type: type) { rows, target in
      try produce(range.lowerBound + rows.lowerBound..<range.lowerBound + rows.upperBound, target)
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
