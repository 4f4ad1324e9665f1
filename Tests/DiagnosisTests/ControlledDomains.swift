import Alignment
import Diagnosis
import Foundation
import Tensors

/// Two domains whose relation is known.
struct ControlledDomains {
  var real: Tensor<Float>
  var sim: Tensor<Float>
  /// Rows of each episode, on both sides.
  var lengths: [Int]

  /// Independent standard normal rows on both sides, `episodes × length` of them.
  init(width: Int, episodes: Int, length: Int, seed: UInt64) {
    real = Self.normals(episodes * length, width, seed, 0)
    sim = Self.normals(episodes * length, width, seed, 1)
    lengths = [Int](repeating: length, count: episodes)
  }

  static func normals(_ rows: Int, _ width: Int, _ seed: UInt64, _ index: UInt64) -> Tensor<Float> {
    var stream = RandomStream(seed: seed, purpose: "controlled domains", index: index)
    return Tensor<Float>.normal([rows, width], from: &stream)
  }

  /// The sim rows moved along one column.
  func shifted(by shift: Float, column: Int) throws -> ControlledDomains {
    var moved = sim.elements
    for row in 0..<sim.rows { moved[row * sim.columns + column] += shift }
    var domains = self
    domains.sim = try Tensor(moved, shape: sim.shape)
    return domains
  }

  /// Columns in pairs whose correlation is r in real and −r in sim; each column is standard normal in both.
  func correlated(_ r: Float) throws -> ControlledDomains {
    var domains = self
    domains.real = try Self.correlating(real, r)
    domains.sim = try Self.correlating(sim, -r)
    return domains
  }

  private static func correlating(_ rows: Tensor<Float>, _ r: Float) throws -> Tensor<Float> {
    var values = rows.elements
    for second in stride(from: 1, to: values.count, by: 2) {
      values[second] = r * values[second - 1] + (1 - r * r).squareRoot() * values[second]
    }
    return try Tensor(values, shape: rows.shape)
  }

  /// Rows that know nothing but when they were recorded: sines and cosines of the frame's number in a recording whose
  /// episodes were real or sim at random.
  static func ofFrameIndex(width: Int, episodes: Int, length: Int, seed: UInt64) throws -> ControlledDomains {
    var domains = ControlledDomains(width: width, episodes: episodes, length: length, seed: seed)
    var stream = RandomStream(seed: seed, purpose: "order of episodes")
    let isReal = Set(stream.permutation(2 * episodes).prefix(episodes))
    var sides: [[Float]] = [[], []]
    for episode in 0..<(2 * episodes) {
      for frame in 0..<length {
        let turn = 2 * Double.pi * Double(episode * length + frame) / Double(2 * episodes * length)
        for column in 0..<width {
          let angle = Double(column / 2 + 1) * turn
          sides[isReal.contains(episode) ? 0 : 1].append(Float(column % 2 == 0 ? sin(angle) : cos(angle)))
        }
      }
    }
    domains.real = try Tensor(sides[0], shape: domains.real.shape)
    domains.sim = try Tensor(sides[1], shape: domains.sim.shape)
    return domains
  }
}

extension ControlledDomains {
  /// One layer's diagnosis by the calibrated rules, without what stands beside the coordinates.
  func diagnosed(knowingEpisodes: Bool = true, seed: UInt64 = 1) throws -> LayerDiagnosis {
    try DiagnosisStudy(
      measures: [], probes: [], resamples: 100, probeFloors: 2, transportRows: nil, seed: seed, workers: 2
    ).run(
      [AlignmentLayer("layer", real: real, sim: sim)],
      episodes: knowingEpisodes ? EpisodeLengths(real: lengths, sim: lengths) : nil
    ).layers[0]
  }
}
