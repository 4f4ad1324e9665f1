import Tensors

import Alignment

/// Gaussian rows in episodes: row = shift e₁ + scale (√ρ u + √(1 − ρ) ε), one u an episode.
struct PlantedDomains {
  var episodes = (real: 10, sim: 10)
  var rows = 4
  var width = 3
  var shift = 0.0
  var scale = 1.0
  /// ρ, the share of the variance that rows of an episode have in common.
  var common = 0.3

  var lengths: EpisodeLengths {
    EpisodeLengths(
      real: Array(repeating: rows, count: episodes.real), sim: Array(repeating: rows, count: episodes.sim))
  }

  func draw(_ index: Int, seed: UInt64 = 20) -> (real: Tensor<Double>, sim: Tensor<Double>) {
    var stream = RandomStream(seed: seed, purpose: "planted domains", index: UInt64(index))
    return (side(episodes.real, 0, 1, &stream), side(episodes.sim, shift, scale, &stream))
  }

  private func side(_ count: Int, _ shift: Double, _ scale: Double, _ stream: inout RandomStream) -> Tensor<Double> {
    Tensor(shape: [count * rows, width]) { target in
      for episode in 0..<count {
        let shared = (0..<width).map { _ in stream.normal() }
        for row in 0..<rows {
          for column in 0..<width {
            let noise = common.squareRoot() * shared[column] + (1 - common).squareRoot() * stream.normal()
            target[(episode * rows + row) * width + column] = scale * noise + (column == 0 ? shift : 0)
          }
        }
      }
    }
  }
}
