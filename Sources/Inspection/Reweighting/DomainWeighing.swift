import Experiments
import Foundation
import Recordings
import Reweighting
import Statistics
import Storage
import Tensors

/// Importance weights of a simulated domain's rows: a density ratio real/sim fitted to the rows looked at, and evaluated
/// at every row of the file, so that a trainer can take them.
struct DomainWeighing: Sendable {
  struct Summary: Sendable, Encodable {
    let subject: String
    let domain: String
    let method: String
    let n_real: Int
    let n_sim: Int
    /// Rows that have a weight.
    let weighted: Int
    /// Kish's effective number of them, after and before weights were cut.
    let ess: Double
    let ess_unclipped: Double
    let clip: Double
    let clipped: Int
    /// Share of the total that was cut off.
    let clipped_share: Double
    let largest: Double
    let parameters: String
  }

  /// A demonstration's mean weight.
  struct Demonstration: Sendable {
    let episode: Int
    let firstRow: Int
    let rows: Int
    let weight: Double
  }

  struct Found: Sendable {
    let summary: Summary
    /// One a row of the file, in its order.
    let values: [Double]
    /// Empty where the file has no episodes.
    let demonstrations: [Demonstration]
  }

  let domains: DomainSet
  let sim: Int
  let method: DensityRatioMethod
  let clip: Double
  let seed: UInt64

  /// Rows of the file that are read together.
  private static let blockRows = 1 << 14

  /// - Parameters:
  ///   - subject: the layer, or "actions".   - real: `[n, d]`.   - sim: `[m, d]`, the rows looked at.
  func weights(
    of subject: String, real: Tensor<Double>, sim rows: Tensor<Double>, isLatent: Bool, warn: (String) -> Void
  ) throws -> Found {
    let recording = domains.recordings[sim]
    let fitted = try method.fitted(numerator: real, denominator: rows, seed: seed)
    let looked = domains.selections[sim].episodes.flatMap { $0.runs.joined() }
    var raw: [Double]
    if fitted.hasModel {
      let layer =
        isLatent ? recording.layers.first { $0.name == subject } ?? recording.layers[0] : recording.condition(.actions)!
      raw = []
      for start in stride(from: 0, to: recording.rowCount, by: Self.blockRows) {
        try Interruption.ofProcess.check()
        let block = RowSelection(rows: start..<min(start + Self.blockRows, recording.rowCount))
        raw += try fitted.ratios(at: layer.rows(block, as: Double.self))
      }
    } else {
      guard looked.count == recording.rowCount else {
        throw UsageError(
          "--density \(method.rawValue) weighs only the rows it looks at, \(looked.count) of \(recording.rowCount) of "
            + "'\(recording.name)'; raise --max-rows, or take another method")
      }
      raw = [Double](repeating: 0, count: looked.count)
      for (place, row) in looked.enumerated() { raw[row] = fitted.weights[place] }
    }
    let whole = try ImportanceWeights(raw)
    let cut = try whole.clipped(at: clip)
    if cut.effectiveSampleSize < 0.1 * Double(raw.count) {
      warn(
        "\(subject): the weights of '\(recording.name)' leave \(String(format: "%.3g", cut.effectiveSampleSize)) effective of "
          + "\(raw.count) rows: few simulated rows look like real ones")
    }
    return Found(
      summary: Summary(
        subject: subject, domain: recording.name, method: method.rawValue, n_real: real.rows, n_sim: rows.rows,
        weighted: raw.count, ess: cut.effectiveSampleSize, ess_unclipped: whole.effectiveSampleSize, clip: clip,
        clipped: cut.clippedCount, clipped_share: cut.clippedShare, largest: cut.values.max()!,
        parameters: fitted.parameters),
      values: cut.values,
      demonstrations: (recording.episodes ?? []).enumerated().map { number, episode in
        Demonstration(
          episode: number, firstRow: episode.runs[0].lowerBound, rows: episode.count,
          weight: episode.runs.joined().reduce(0) { $0 + cut.values[$1] } / Double(episode.count))
      })
  }
}

extension ReweightingReport {
  /// One row a density ratio.
  var densityTable: CSVTable {
    var table = CSVTable(columns: [
      "subject", "domain", "method", "n_real", "n_sim", "weighted", "ess", "ess_unclipped", "clip", "clipped",
      "clipped_share", "largest", "parameters",
    ])
    for row in weights.map(\.summary) {
      table.append([
        .text(row.subject), .text(row.domain), .text(row.method), .integer(row.n_real), .integer(row.n_sim),
        .integer(row.weighted), .number(row.ess), .number(row.ess_unclipped), .number(row.clip), .integer(row.clipped),
        .number(row.clipped_share), .number(row.largest), .text(row.parameters),
      ])
    }
    return table
  }

  /// One row a demonstration: the mean weight of its rows.
  var demonstrationWeights: CSVTable {
    var table = CSVTable(columns: ["subject", "domain", "episode", "first_row", "rows", "weight"])
    for found in weights {
      for row in found.demonstrations {
        table.append([
          .text(found.summary.subject), .text(found.summary.domain), .integer(row.episode), .integer(row.firstRow),
          .integer(row.rows), .number(row.weight),
        ])
      }
    }
    return table
  }

  /// One array a density ratio, "SUBJECT" or with more than two domains "SUBJECT/DOMAIN": a weight for each row of the
  /// file, in its order, with mean 1.
  var weightArrays: NpzContents {
    var contents = NpzContents()
    let isPairwise = Set(weights.map(\.summary.domain)).count == 1
    for found in weights {
      let name = isPairwise ? found.summary.subject : "\(found.summary.subject)/\(found.summary.domain)"
      contents.add(name, Tensor<Double>(found.values))
    }
    return contents
  }
}
