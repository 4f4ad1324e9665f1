import Foundation
import SwiftCSV

/// A table of the papers' own numbers, as shipped in `Resources/published`.
public struct PublishedTable: Sendable {
  /// A row: cells by column name.
  public struct Row: Sendable {
    fileprivate let table: String
    fileprivate let number: Int
    fileprivate let cells: [String: String]

    /// The cell's text; empty where the paper has no value.
    public func text(_ column: String) throws(PublishedTableError) -> String {
      guard let cell = cells[column] else { throw .noColumn(column, table: table) }
      return cell
    }

    /// The cell's number, or nil where the paper has no value.
    public func value(_ column: String) throws(PublishedTableError) -> Double? {
      let text = try text(column)
      if text.isEmpty { return nil }
      guard let value = Double(text) else { throw .noNumber(text, column: column, row: number, table: table) }
      return value
    }
  }

  public let name: String
  public let columns: [String]
  public let rows: [Row]

  /// Reads `name`.csv.
  /// - Throws: `PublishedTableError` when the package has no such table or it cannot be parsed.
  public init(_ name: String) throws(PublishedTableError) {
    guard let url = Bundle.module.url(forResource: "Resources/published/\(name)", withExtension: "csv") else {
      throw .noTable(name)
    }
    do {
      let csv = try CSV<Named>(url: url)
      self.name = name
      columns = csv.header
      rows = csv.rows.enumerated().map { Row(table: name, number: $0 + 1, cells: $1) }
    } catch {
      throw .unreadable(name, reason: "\(error)")
    }
  }

  private init(name: String, columns: [String], rows: [Row]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}

extension PublishedTable {
  /// The rows whose cells have the given texts.
  public func rows(where conditions: [String: String]) throws(PublishedTableError) -> PublishedTable {
    var matching: [Row] = []
    for row in rows {
      var matches = true
      for (column, text) in conditions where try row.text(column) != text { matches = false }
      if matches { matching.append(row) }
    }
    return PublishedTable(name: name, columns: columns, rows: matching)
  }

  /// The rows for whose number in a column a condition holds; rows without a number are left out.
  public func rows(
    whereNumber column: String, _ condition: (Double) -> Bool
  ) throws(PublishedTableError) -> PublishedTable {
    var matching: [Row] = []
    for row in rows {
      if let value = try row.value(column), condition(value) { matching.append(row) }
    }
    return PublishedTable(name: name, columns: columns, rows: matching)
  }

  /// A column's numbers, in the order of the rows.
  /// - Throws: `PublishedTableError` when a cell is empty or not a number.
  public func numbers(_ column: String) throws(PublishedTableError) -> [Double] {
    var values: [Double] = []
    for row in rows {
      guard let value = try row.value(column) else {
        throw .noNumber("", column: column, row: row.number, table: name)
      }
      values.append(value)
    }
    return values
  }

  /// The one number that a selection of one row has in a column.
  public func number(_ column: String) throws(PublishedTableError) -> Double {
    guard rows.count == 1 else { throw .notOneRow(found: rows.count, table: name) }
    return try numbers(column)[0]
  }

  /// The mean of a column.
  public func mean(_ column: String) throws(PublishedTableError) -> Double {
    let values = try numbers(column)
    guard !values.isEmpty else { throw .notOneRow(found: 0, table: name) }
    return values.reduce(0, +) / Double(values.count)
  }

  /// The largest number of a column.
  public func largest(_ column: String) throws(PublishedTableError) -> Double {
    guard let largest = try numbers(column).max() else { throw .notOneRow(found: 0, table: name) }
    return largest
  }
}

/// A defect of a shipped table, or a question that it cannot answer.
public enum PublishedTableError: Error, Equatable, CustomStringConvertible {
  case noTable(String)
  case unreadable(String, reason: String)
  case noColumn(String, table: String)
  case noNumber(String, column: String, row: Int, table: String)
  case notOneRow(found: Int, table: String)

  public var description: String {
    switch self {
    case .noTable(let name): "the package has no published table '\(name)'"
    case .unreadable(let name, let reason): "published table '\(name)' cannot be read: \(reason)"
    case .noColumn(let column, let table): "published table '\(table)' has no column '\(column)'"
    case .noNumber(let text, let column, let row, let table):
      "published table '\(table)', row \(row), column '\(column)': expected a number, found '\(text)'"
    case .notOneRow(let found, let table): "published table '\(table)': expected one matching row, found \(found)"
    }
  }
}
