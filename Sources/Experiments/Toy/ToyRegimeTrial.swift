import Alignment
import Diagnosis
import Foundation
import Probes
import Statistics
import Storage
import ToyModel

/// Trains one toy network, asks it on the target's plane, and reads its hidden layers as `cotrain diagnose` would.
package struct ToyRegimeTrial: Trial {
  package static let kind = "toy-regime"
  package static let version = 1

  package var configuration: ToyConfiguration
  /// Inputs of each domain that are recorded.
  package var rows: Int
  /// Flow times of the recording; none for a network that is only asked.
  package var times: [Double]
  /// Names of the unpaired measures.
  package var measures: [String]
  /// Splits into halves behind intervals and floors of the measures.
  package var resamples: Int
  /// ρ of the linear probe.
  package var resolutions: [Double]
  /// ρ of the network probe, which takes longest, and the flow times at which it is asked.
  package var networkResolutions: [Double]
  package var networkTimes: [Double]
  /// Splits into halves behind the linear probe's floors.
  package var probeFloors: Int

  package struct Outcome: Codable, Sendable {
    /// One reading of one layer at one flow time; the target stands for real, the source for sim.
    package struct Row: Codable, Sendable {
      package let time: Double
      /// From 1.
      package let layer: Int
      /// A measure's name, or "linear@ρ" and "mlp@ρ" for areas under the ROC curve.
      package let name: String
      package let value: Double?
      package let lower: Double?
      package let upper: Double?
      package let floorTarget: Double?
      package let floorSource: Double?

      init(time: Double, layer: Int, name: String, _ reading: Reading) {
        self.time = time
        self.layer = layer
        self.name = name
        value = reading.value
        lower = reading.interval?.lower
        upper = reading.interval?.upper
        floorTarget = reading.realFloor
        floorSource = reading.simFloor
      }
    }

    package let l2: Double
    package let shareNearSource: Double
    package let shareNearTarget: Double
    package let rows: [Row]

    package init(l2: Double, shareNearSource: Double, shareNearTarget: Double, rows: [Row]) {
      self.l2 = l2
      self.shareNearSource = shareNearSource
      self.shareNearTarget = shareNearTarget
      self.rows = rows
    }
  }

  /// What the rules read of a layer, in this order.
  static let measures = [EnergyCoefficient().declaration.name, NeighborMixing().declaration.name]

  /// The name of a probe's reading.
  static func name(_ probe: String, at resolution: Double) -> String { "\(probe)@\(shortestDecimal(resolution))" }

  package var label: String { "dz=\(configuration.dz) w=\(configuration.w) seed=\(configuration.seeds.data)" }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    let network = try ToyExperiment.train(configuration) { try progress.report(0.3 * $0) }
    let outcome = try ToyExperiment.outcome(of: network, configuration)
    var found: [Outcome.Row] = []
    for (place, time) in times.enumerated() {
      let recorded = try ToyExperiment.representations(of: network, configuration, count: rows, time: time)
      for (layer, (target, source)) in zip(recorded.target, recorded.source).enumerated() {
        let readings = try readings(of: AlignmentLayer("\(layer + 1)", real: target, sim: source), at: time)
        found += readings.map { Outcome.Row(time: time, layer: layer + 1, name: $0.name, $0.reading) }
        let done = Double(place) + Double(layer + 1) / Double(recorded.target.count)
        try progress.report(0.3 + 0.7 * done / Double(times.count))
      }
    }
    return Outcome(
      l2: outcome.l2, shareNearSource: outcome.shareNearSource, shareNearTarget: outcome.shareNearTarget, rows: found)
  }

  private func readings(
    of layer: AlignmentLayer<Float>, at time: Double
  ) throws -> [(name: String, reading: Reading)] {
    let seed = configuration.seeds.sampling
    let table = try AlignmentStudy(resamples: resamples, permutations: 0, seed: seed)
      .table(of: [layer], episodes: nil, measures: try MeasureRegistry.unpaired(chosen: measures))
    var readings = table.rows.map { (name: $0.measure, reading: Reading($0)) }
    let (target, source) = try layer.load()
    let sample = try DomainSample(real: target, sim: source)
    let probes: [(any Probe, [Double], Int)] = [
      (LinearProbe(), resolutions, probeFloors),
      (NetworkProbe.twoLayer, networkTimes.contains(time) ? networkResolutions : [], 0),
    ]
    for (probe, resolutions, floors) in probes where !resolutions.isEmpty {
      let found = try Discernibility(probe: probe, floors: floors, seed: seed, workers: 1)
        .readings(of: sample, at: resolutions)
      readings += zip(resolutions, found).map { (Self.name(probe.name, at: $0), $1) }
    }
    return readings
  }
}
