import Alignment
import Experiments
import Foundation
import Recordings
import Storage

/// What `cotrain align` found on two or more domains' files: a table a pair, as CSV and JSON.
public struct AlignmentReport: Sendable {
  /// Two domains and what was found between them; the first stands in the columns of real.
  public struct Pair: Sendable {
    public let real: String
    public let sim: String
    public let table: AlignmentTable
    /// Beside all rows those that were matched by a condition.
    public let matched: Matched?
  }

  /// Rows matched by a condition, and how much of the distance of all rows other coverage of it explains.
  public struct Matched: Sendable {
    /// "states", "actions" or "steps".
    public let condition: String
    /// In the order of the table of all rows.
    public let table: AlignmentTable
    /// One number for each row of that table.
    public let coverage: [Double?]
  }

  public let pairs: [Pair]
  public let seed: Int
  /// What a reader should know about the inputs: rows not looked at, layers left out.
  public let notes: [String]

  public init(pairs: [Pair], seed: Int, notes: [String]) {
    self.pairs = pairs
    self.seed = seed
    self.notes = notes
  }

  static let columns = [
    "layer", "measure", "value", "lower", "upper", "floor_real", "floor_sim", "normalized", "p", "p_adjusted", "n_real",
    "n_sim", "episodes_real", "episodes_sim", "status", "seconds",
  ]

  /// One row a layer and measure. With more than two domains two columns before it name the pair; with a condition two
  /// columns after it say which rows were matched and the share of the distance that coverage explains.
  public var csv: CSVTable {
    let isConditioned = pairs.contains { $0.matched != nil }
    var table = CSVTable(
      columns: (pairs.count > 1 ? ["domain_real", "domain_sim"] : []) + Self.columns
        + (isConditioned ? ["condition", "coverage_share"] : []))
    for pair in pairs {
      let names: [CSVValue] = pairs.count > 1 ? [.text(pair.real), .text(pair.sim)] : []
      for (index, row) in pair.table.rows.enumerated() {
        table.append(names + Self.cells(row) + (isConditioned ? [.missing, .missing] : []))
        if let matched = pair.matched {
          table.append(
            names + Self.cells(matched.table.rows[index])
              + [.text(matched.condition), CSVValue(matched.coverage[index])])
        }
      }
    }
    return table
  }

  static func cells(_ row: AlignmentRow) -> [CSVValue] {
    func count(_ value: Int?) -> CSVValue { value.map(CSVValue.integer) ?? .missing }
    return [
      .text(row.layer), .text(row.measure), CSVValue(row.value), CSVValue(row.interval?.lower),
      CSVValue(row.interval?.upper), CSVValue(row.realFloor), CSVValue(row.simFloor), CSVValue(row.normalized),
      CSVValue(row.pValue), CSVValue(row.adjustedPValue), .integer(row.realRows), .integer(row.simRows),
      count(row.realEpisodes), count(row.simEpisodes), .text(row.status),
      .number((row.seconds * 1000).rounded() / 1000),
    ]
  }

  /// The same with the methods behind the numbers.
  public func json() throws -> Data { try JSONText.pretty(Document(self)) }
}

/// The JSON form: `version` rises with every change of what a key means.
private struct Document: Encodable {
  struct Pair: Encodable {
    let real: String
    let sim: String
    let interval_method: String
    let test_method: String
    let smallest_p: Double?
    let rows: [Row]
    let matched: Matched?
  }

  struct Matched: Encodable {
    let condition: String
    let rows: [Row]
    let coverage_share: [Double?]
  }

  struct Row: Encodable {
    let layer: String
    let measure: String
    let value: Double?
    let lower: Double?
    let upper: Double?
    let floor_real: Double?
    let floor_sim: Double?
    let normalized: Double?
    let p: Double?
    let p_adjusted: Double?
    let smallest_p: Double?
    let n_real: Int
    let n_sim: Int
    let episodes_real: Int?
    let episodes_sim: Int?
    let status: String
    let seconds: Double
  }

  let version = 1
  let package: String
  let seed: Int
  let notes: [String]
  let pairs: [Pair]

  init(_ report: AlignmentReport) {
    package = packageVersion
    seed = report.seed
    notes = report.notes
    pairs = report.pairs.map { pair in
      Pair(
        real: pair.real, sim: pair.sim, interval_method: pair.table.intervalMethod, test_method: pair.table.testMethod,
        smallest_p: pair.table.smallestPValue,
        rows: pair.table.rows.map(Row.init),
        matched: pair.matched.map {
          Matched(condition: $0.condition, rows: $0.table.rows.map(Row.init), coverage_share: $0.coverage)
        })
    }
  }
}

extension Document.Row {
  init(_ row: AlignmentRow) {
    self.init(
      layer: row.layer, measure: row.measure, value: row.value, lower: row.interval?.lower, upper: row.interval?.upper,
      floor_real: row.realFloor, floor_sim: row.simFloor, normalized: row.normalized, p: row.pValue,
      p_adjusted: row.adjustedPValue, smallest_p: row.smallestPValue, n_real: row.realRows, n_sim: row.simRows,
      episodes_real: row.realEpisodes, episodes_sim: row.simEpisodes, status: row.status, seconds: row.seconds)
  }
}
