import Alignment
import Storage
import ToyModel

/// Trains one toy network and measures how far apart its hidden layers keep the two domains.
package struct ToyAlignmentTrial: Trial {
  package static let kind = "toy-alignment"
  package static let version = 1

  package var configuration: ToyConfiguration
  /// Inputs of each domain that are recorded.
  package var rows: Int
  /// Flow time of the recording.
  package var time: Double
  /// Splits into halves behind each floor.
  package var splits: Int
  /// Names of the unpaired measures.
  package var measures: [String]

  /// One measure in one layer; the source stands for sim, the target for real.
  package struct Outcome: Codable, Sendable {
    package struct Row: Codable, Sendable {
      package let layer: Int
      package let measure: String
      package let value: Double?
      package let floorSource: Double?
      package let floorTarget: Double?
      package let normalized: Double?
      package let status: String
    }

    package let rows: [Row]
  }

  package var label: String { "dz=\(configuration.dz) w=\(configuration.w) seed=\(configuration.seeds.data)" }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    let network = try ToyExperiment.train(configuration) { try progress.report(0.5 * $0) }
    let recorded = try ToyExperiment.representations(of: network, configuration, count: rows, time: time)
    let layers = zip(recorded.target, recorded.source).enumerated().map { index, pair in
      AlignmentLayer("\(index + 1)", real: pair.0, sim: pair.1)
    }
    let study = AlignmentStudy(resamples: splits, permutations: 0, seed: configuration.seeds.sampling)
    let monitor = StudyMonitor(
      progress: { done, total in try? progress.report(0.5 + 0.5 * Double(done) / Double(total)) },
      isCancelled: { Interruption.ofProcess.isRequested })
    let table: AlignmentTable
    do {
      table = try study.table(
        of: layers, episodes: nil, measures: try MeasureRegistry.unpaired(chosen: measures), monitor: monitor)
    } catch is CancellationError {
      throw Interrupted()
    }
    return Outcome(
      rows: table.rows.map { row in
        Outcome.Row(
          layer: Int(row.layer)!, measure: row.measure, value: row.value, floorSource: row.simFloor,
          floorTarget: row.realFloor, normalized: row.normalized, status: row.status)
      })
  }
}
