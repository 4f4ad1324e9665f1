import Foundation
import Statistics

/// The mechanistic study's digitised losses of the toy model, one number a cell of its Δz × w grid.
struct PublishedToyLosses: Sendable {
  static let table = "toy_l2_dz_by_w"

  let dz: [Double]
  let w: [Double]
  /// `[dz][w]`
  let values: [[Double]]

  /// - Throws: `PublishedTableError`, which would be a defect of the shipped table.
  init() throws {
    let table = try PublishedTable(Self.table)
    let names = table.columns.filter { $0 != "dz" }
    let columns = try names.map { try table.numbers($0) }
    dz = try table.numbers("dz")
    w = names.map { Double($0)! }
    values = dz.indices.map { row in columns.map { $0[row] } }
  }

  /// The table, for what cannot throw: it is part of the package.
  static let shipped: PublishedToyLosses = {
    do { return try PublishedToyLosses() } catch { preconditionFailure("\(error)") }
  }()

  private var logarithms: [[Double]] { values.map { $0.map { log($0) } } }

  /// The log losses of the rows whose Δz lies in a range.
  func logRows(in range: ClosedRange<Double>) -> [[Double]] {
    zip(dz, logarithms).filter { range.contains($0.0) }.map(\.1)
  }

  func columns(where condition: (Double) -> Bool) -> [Int] { w.indices.filter { condition(w[$0]) } }

  /// The analysis of variance of the log losses.
  func anova() throws -> TwoWayANOVA { try TwoWayANOVA(table: logarithms) }
}
