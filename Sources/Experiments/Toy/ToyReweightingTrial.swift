import Reweighting
import Statistics
import Storage
import ToyModel

/// Trains one toy network and sets its velocities beside the closed form's at every noise level.
package struct ToyReweightingTrial: Trial {
  package static let kind = "toy-reweighting"
  package static let version = 1

  package var configuration: ToyConfiguration
  /// Places on the target plane that are asked.
  package var queries: Int
  /// Flow times.
  package var times: [Double]
  /// The network's mass is read only where the two domains' velocities differ by more than so many degrees.
  package var minimumAngle: Double
  /// How many queries the result keeps one by one.
  package var keptQueries: Int

  package struct Outcome: Codable, Sendable {
    /// One query at one noise level.
    package struct Row: Codable, Sendable {
      package let time: Double
      package let query: Int
      /// The target's mass in the closed form, and as the network's velocity implies it.
      package let mass: Double
      package let impliedMass: Double?
      package let effectiveSampleSize: Double
      package let cosine: Double?
      package let relativeError: Double?
    }

    /// Means over the queries in or out of the target's support at one noise level; nil where there are none.
    package struct Level: Codable, Sendable {
      package let time: Double
      package let isInSupport: Bool
      package let cosine: Double?
      package let relativeError: Double?
      /// Share of queries where a mass is implied; the next two are means over those.
      package let impliedShare: Double?
      package let impliedMass: Double?
      package let closedFormMass: Double?
      package let effectiveSampleSize: Double?
      /// Distance of the denoised answer from the target's.
      package let networkError: Double?
      package let closedFormError: Double?
    }

    package let rows: [Row]
    package let levels: [Level]
    /// The target's mass by latents and mixing ratio alone, of the kept queries.
    package let priorMass: [Double]
    /// Spearman's correlation over noise levels and queries of the implied mass with the closed form's and with the
    /// prior mass; nil where one of them is the same everywhere, or fewer than three masses are implied.
    package let closedFormCorrelation: Double?
    package let priorCorrelation: Double?
    package let impliedCount: Int
  }

  package var label: String { "dz=\(configuration.dz) w=\(configuration.w) seed=\(configuration.seeds.data)" }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    let network = try ToyExperiment.train(configuration) { try progress.report(0.9 * $0) }
    let asked = try ToyExperiment.queries(configuration, count: queries, times: times)
    let found = try ToyExperiment.reweighting(of: network, configuration, queries: asked, minimumAngle: minimumAngle)
    let comparison = found.comparison

    let kept = (0..<min(keptQueries, queries))
    let rows = times.indices.flatMap { time in
      kept.map { query in
        Outcome.Row(
          time: times[time], query: query, mass: comparison.closedFormMass[time, query],
          impliedMass: number(comparison.impliedMass[time, query]),
          effectiveSampleSize: found.mixture.effectiveSampleSize[time, query],
          cosine: number(comparison.cosine[time, query]),
          relativeError: number(comparison.relativeError[time, query]))
      }
    }
    let support = configuration.setting.targetSupport
    let inside = (0..<queries).map { asked.points.inputs[$0, 0] <= support }
    let levels = times.indices.flatMap { time in
      [true, false].map { side in
        let members = inside.indices.filter { inside[$0] == side }
        let implied = members.filter { !comparison.impliedMass[time, $0].isNaN }
        func mean(_ chosen: [Int], _ value: (Int) -> Double) -> Double? {
          let values = chosen.map(value).filter { !$0.isNaN }
          return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        return Outcome.Level(
          time: times[time], isInSupport: side, cosine: mean(members) { comparison.cosine[time, $0] },
          relativeError: mean(members) { comparison.relativeError[time, $0] },
          impliedShare: members.isEmpty ? nil : Double(implied.count) / Double(members.count),
          impliedMass: mean(implied) { comparison.impliedMass[time, $0] },
          closedFormMass: mean(implied) { comparison.closedFormMass[time, $0] },
          effectiveSampleSize: mean(members) { found.mixture.effectiveSampleSize[time, $0] },
          networkError: mean(members) { found.networkError[time, $0] },
          closedFormError: mean(members) { found.closedFormError[time, $0] })
      }
    }
    // Where the closed form gives one domain all the mass everywhere, nothing can be ranked.
    let correlations = try? comparison.massCorrelations()
    return Outcome(
      rows: rows, levels: levels, priorMass: kept.map { comparison.priorMass[0, $0] },
      closedFormCorrelation: correlations?.closedForm.coefficient, priorCorrelation: correlations?.prior.coefficient,
      impliedCount: comparison.impliedMass.elements.count { !$0.isNaN })
  }

  private func number(_ value: Double) -> Double? { value.isNaN ? nil : value }
}
