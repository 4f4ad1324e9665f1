import Reweighting
import Tensors
import ToyModel

/// One draw of the toy's demonstrations, and how the actions of pairs at matching states overlap under noise.
///
/// The state is (u, v), what the two domains share of the input; z only names the domain. Each demonstration is an episode
/// of one row, so a real–real pair is of two demonstrations.
package struct ToyOverlapTrial: Trial {
  package static let kind = "toy-overlap"
  package static let version = 1

  /// Target demonstrations; the geometry and the source are the setting's.
  package var targetCount: Int
  package var setting: ToySetting
  package var seed: Int
  /// Of the distances at which target states find a match in the target.
  package var quantile: Double
  /// Shares of noise.
  package var noise: [Double]

  package struct Outcome: Codable, Sendable {
    package struct Pairs: Codable, Sendable {
      package let count: Int
      /// One number a share of noise.
      package let coefficients: [Double]
      package let noiseAtHalf: Double
      package let rootMeanSquareDistance: Double
    }

    package let realSim: Pairs
    package let realReal: Pairs
  }

  package var label: String { "N=\(targetCount) seed=\(seed)" }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    var setting = setting
    setting.targetCount = targetCount
    // Neither Δz nor w enters: the state has no z, and the mixture no part in the demonstrations.
    let configuration = ToyConfiguration(dz: 0, w: 0, setting: setting, seeds: ToySeeds(all: UInt64(seed)))
    try configuration.validate()
    let geometry = ToyGeometry(configuration)
    let (real, sim) = (try geometry.demonstrations(.target), try geometry.demonstrations(.source))
    let gap = try ActionGap(
      target: real.answers, source: sim.answers,
      states: (real.inputs.slice(0..<2, axis: 1).contiguous(), sim.inputs.slice(0..<2, axis: 1).contiguous()),
      quantile: quantile)
    func pairs(_ pair: ActionGap.Pair) throws -> Outcome.Pairs {
      let curve = gap.curve(pair)
      let squares = curve.squaredDistances
      return Outcome.Pairs(
        count: squares.count,
        coefficients: try noise.map { try curve.coefficient(signalToNoise: NoiseShare.signalToNoise(at: $0)) },
        noiseAtHalf: curve.noiseShareAtHalf,
        rootMeanSquareDistance: (squares.reduce(0, +) / Double(squares.count)).squareRoot())
    }
    return Outcome(realSim: try pairs(.acrossDomains), realReal: try pairs(.withinTarget))
  }
}
