import Foundation
import Storage

/// What one training step did.
public struct StepReport: Codable, Sendable, Equatable {
  /// The number of the step, from 1.
  public let step: Int
  /// The policy's weighted loss.
  public let loss: Double
  /// Each regulariser's penalty, unweighted; absent where the batch defined none.
  public let penalties: [String: Double]
  public let learningRate: Double
  /// Before clipping; absent where gradients are not clipped, which then need no norm.
  public let gradientNorm: Double?
  /// Mean loss on each validation domain, where this step validated.
  public var validation: [String: Double]

  public init(
    step: Int, loss: Double, penalties: [String: Double] = [:], learningRate: Double, gradientNorm: Double? = nil,
    validation: [String: Double] = [:]
  ) {
    self.step = step
    self.loss = loss
    self.penalties = penalties
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
    self.validation = validation
  }
}

/// The rows of a training run as files.
///
/// A run keeps its rows with its checkpoint and writes the files whole, so a run that was resumed has each row once.
public struct Metrics: Sendable, Equatable {
  public let rows: [StepReport]

  public init(_ rows: [StepReport]) { self.rows = rows }

  /// One row a report. Columns: `step`, `loss`, `learning_rate`, `gradient_norm`, a `penalty_NAME` for each regulariser
  /// and a `validation_NAME` for each domain that any row has, in the order of their names; empty where a row has none.
  public var table: CSVTable {
    let penalties = Set(rows.flatMap(\.penalties.keys)).sorted()
    let domains = Set(rows.flatMap(\.validation.keys)).sorted()
    var table = CSVTable(
      columns: ["step", "loss", "learning_rate", "gradient_norm"] + penalties.map { "penalty_\($0)" }
        + domains.map { "validation_\($0)" })
    for row in rows {
      table.append(
        [.integer(row.step), .number(row.loss), .number(row.learningRate), CSVValue(row.gradientNorm)]
          + penalties.map { CSVValue(row.penalties[$0]) } + domains.map { CSVValue(row.validation[$0]) })
    }
    return table
  }

  /// One JSON object a line, with the fields of `StepReport`.
  public func jsonLines() throws -> Data {
    try rows.reduce(into: Data()) { $0 += try JSONText.canonical($1) + Data("\n".utf8) }
  }

  /// Writes `metrics.csv` and `metrics.jsonl` into a folder, each whole or not at all.
  /// - Throws: `WriteError`.
  public func write(inFolder folder: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws {
    try writer.write(table.text, to: (folder as NSString).appendingPathComponent("metrics.csv"))
    try writer.write(jsonLines(), to: (folder as NSString).appendingPathComponent("metrics.jsonl"))
  }
}
