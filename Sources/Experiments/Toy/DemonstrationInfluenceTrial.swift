import Reweighting
import Storage
import Tensors
import ToyModel

/// What the closed form says of groups of source demonstrations, and what training without each of them does.
///
/// A demonstration is a group: the source's points in one of equally wide bins of u, which are one piece of the curve.
package struct DemonstrationInfluenceTrial: Trial {
  package static let kind = "demonstration-influence"
  package static let version = 1

  package var configuration: ToyConfiguration
  package var groups: Int
  /// Places on the target plane that are asked.
  package var queries: Int
  /// Flow times.
  package var times: [Double]
  /// Networks trained without each group, from different training seeds, and with all of them.
  package var repeats: Int

  package struct Outcome: Codable, Sendable {
    package struct Group: Codable, Sendable {
      package let lower: Double
      package let upper: Double
      package let size: Int
      /// Sums of `DemonstrationInfluence` over the group.
      package let mass: Double
      package let pull: Double
      package let agreement: Double
      package let closedForm: Effect
      /// One a repeat.
      package let network: [Effect]
    }

    /// What leaving a group out does at the queries, the mean over them and the noise levels.
    package struct Effect: Codable, Sendable {
      /// Change of ½‖x̂₀ − a‖², a the target's answer: positive where the answers get worse.
      package let loss: Double
      /// ‖x̂₀ without − x̂₀ with‖.
      package let shift: Double
    }

    package let groups: [Group]
    /// ½‖x̂₀ − a‖² with all demonstrations.
    package let closedFormLoss: Double
    package let networkLosses: [Double]
    /// Shift between the repeats with all demonstrations: what chance alone does.
    package let networkNoise: Double?
  }

  package var label: String { "dz=\(configuration.dz) w=\(configuration.w) seed=\(configuration.seeds.data)" }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    let source = try ToyGeometry(configuration).demonstrations(.source)
    let asked = try ToyExperiment.queries(configuration, count: queries, times: times)
    let bins = (0..<source.inputs.rows).map { min(Int(source.inputs[$0, 0] * Double(groups)), groups - 1) }
    let optimum = try ToyExperiment.closedForm(configuration)
    let influence = try optimum.influence(on: asked.noisy)
      .summed(over: [[Int](repeating: 0, count: configuration.setting.targetCount), bins])

    let total = Double((groups + 1) * repeats)
    var done = 0.0
    /// Denoised answers of networks trained on part of the source, one a repeat.
    func retrained(_ kept: ToyGeometry.Sample) throws -> [[Tensor<Double>]] {
      try (0..<repeats).map { number in
        var own = configuration
        // No other seed of a run leads to these.
        own.seeds.training = configuration.seeds.training &+ UInt64(number) << 40
        let network = try ToyExperiment.train(own, source: kept) { try progress.report((done + $0) / total) }
        done += 1
        return try asked.denoised(network.velocities(at: asked))
      }
    }
    func answers(_ optimum: KernelOptimum) throws -> [Tensor<Double>] {
      try optimum.posteriors(asked.noisy).mixed(shares: [configuration.w, 1 - configuration.w]).answers
    }

    let whole = (closedForm: try answers(optimum), network: try retrained(source))
    let wholeLosses = try whole.network.map { try loss($0, asked) }
    let closedFormLoss = try loss(whole.closedForm, asked)
    let reference = wholeLosses.reduce(0, +) / Double(repeats)
    let found = try (0..<groups).map { group in
      let left = try source.rows(bins.indices.filter { bins[$0] != group })
      let size = bins.count { $0 == group }
      let closedForm = try answers(ToyExperiment.closedForm(configuration, source: left))
      let networks = try retrained(left)
      let place = influence.members.indices.first { influence.domains[$0] == 1 && influence.members[$0] == group }
      return Outcome.Group(
        lower: Double(group) / Double(groups), upper: Double(group + 1) / Double(groups), size: size,
        mass: place.map { influence.mass[$0] } ?? 0, pull: place.map { influence.pull[$0] } ?? 0,
        agreement: place.map { influence.agreement[$0] } ?? 0,
        closedForm: .init(
          loss: try loss(closedForm, asked) - closedFormLoss, shift: try shift(closedForm, whole.closedForm)),
        network: try networks.indices.map {
          .init(loss: try loss(networks[$0], asked) - reference, shift: try shift(networks[$0], whole.network[$0]))
        })
    }
    return Outcome(
      groups: found, closedFormLoss: closedFormLoss, networkLosses: wholeLosses,
      networkNoise: repeats > 1 ? try shift(whole.network[0], whole.network[1]) : nil)
  }

  private func loss(_ answers: [Tensor<Double>], _ asked: ToyQueries) throws -> Double {
    try answers.reduce(0) { try $0 + ($1 - asked.points.answers).squared().sum() }
      / Double(2 * answers.count * queries)
  }

  private func shift(_ a: [Tensor<Double>], _ b: [Tensor<Double>]) throws -> Double {
    try zip(a, b).reduce(0) { try $0 + ($1.0 - $1.1).squared().sum(axis: 1).squareRoot().sum() }
      / Double(a.count * queries)
  }
}
