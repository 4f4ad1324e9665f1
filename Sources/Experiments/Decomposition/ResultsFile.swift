import Foundation
import SwiftCSV

/// A table of results that a user hands in: comma-separated values under a header line.
public struct ResultsFile: Sendable {
  /// A larger file is refused: tables of results are small.
  static let largestByteCount = 1 << 28

  public let path: String
  public let columns: [String]
  /// Every row as wide as the header; the number of a row counts from 1 below the header.
  let rows: [(number: Int, cells: [String])]

  /// Reads a file.
  /// - Throws: `InputError` when there is none, or when it is no such table.
  public init(path: String) throws {
    let expected = "a table of comma-separated values with a header line"
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError.absent(path: path, expected: expected)
    }
    func malformed(_ found: String) -> InputError { .malformed(path: path, found: found, expected: expected) }
    guard !isFolder.boolValue else { throw malformed("it is a folder") }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= Self.largestByteCount else {
      throw malformed("it has \(size) bytes, and tables of results are read up to \(Self.largestByteCount)")
    }
    guard let data = FileManager.default.contents(atPath: path) else { throw malformed("it cannot be read") }
    guard var text = String(data: data, encoding: .utf8) else { throw malformed("it is not UTF-8 text") }
    if text.hasPrefix("\u{feff}") { text.removeFirst() }
    guard !text.allSatisfy(\.isWhitespace) else { throw malformed("it is empty") }
    let csv: CSV<Enumerated>
    do {
      csv = try CSV<Enumerated>(string: text, delimiter: .comma)
    } catch {
      throw malformed("it cannot be parsed (\(error))")
    }
    let header = csv.header
    if let twice = header.first(where: { name in header.filter { $0 == name }.count > 1 }) {
      throw malformed("column '\(twice)' occurs twice")
    }
    var rows: [(Int, [String])] = []
    for (index, cells) in csv.rows.enumerated() where cells.contains(where: { !$0.isEmpty }) {
      guard cells.dropFirst(header.count).allSatisfy(\.isEmpty) else {
        throw malformed("row \(index + 1) has \(cells.count) cells under a header of \(header.count)")
      }
      rows.append((index + 1, (0..<header.count).map { $0 < cells.count ? cells[$0] : "" }))
    }
    self.init(path: path, columns: header, rows: rows)
  }

  private init(path: String, columns: [String], rows: [(number: Int, cells: [String])]) {
    (self.path, self.columns, self.rows) = (path, columns, rows)
  }

  /// The rows for which every condition holds.
  /// - Throws: `UsageError` for a column that is not there or when no row is left.
  func rows(where conditions: [RowCondition]) throws(UsageError) -> ResultsFile {
    var kept = rows
    for condition in conditions {
      let place = try place(of: condition.column)
      kept = kept.filter { condition.holds(for: $0.cells[place]) }
      guard !kept.isEmpty else {
        throw UsageError("--where \(condition): no row of '\(path)' is left; the conditions hold together nowhere")
      }
    }
    return ResultsFile(path: path, columns: columns, rows: kept)
  }

  /// A column's cells.
  /// - Throws: `UsageError` that names the nearest column.
  func texts(_ column: String) throws(UsageError) -> [String] {
    let place = try place(of: column)
    return rows.map { $0.cells[place] }
  }

  /// A column's cells, none of them empty.
  /// - Throws: `UsageError` that names the nearest column, `InputError` for an empty cell.
  func filledTexts(_ column: String) throws -> [String] {
    let texts = try texts(column)
    if let empty = texts.firstIndex(where: \.isEmpty) {
      throw InputError.malformed(
        path: path, found: "row \(rows[empty].number), column '\(column)': the cell is empty",
        expected: "a value in every row; leave such rows out with --where '\(column)!='")
    }
    return texts
  }

  /// A column's numbers.
  /// - Throws: `UsageError` that names the nearest column, `InputError` for a cell that is no finite number.
  func numbers(_ column: String) throws -> [Double] {
    try filledTexts(column).enumerated().map { index, text in
      guard let number = Double(text.trimmingCharacters(in: .whitespaces)), number.isFinite else {
        throw InputError.malformed(
          path: path, found: "row \(rows[index].number), column '\(column)': '\(text)'", expected: "a finite number")
      }
      return number
    }
  }

  private func place(of column: String) throws(UsageError) -> Int {
    if let place = columns.firstIndex(of: column) { return place }
    let nearest = nearestName(to: column, among: columns)
    throw UsageError(
      "'\(path)' has no column '\(column)'" + (nearest.map { "; the nearest is '\($0)'" } ?? "") + ", of "
        + columns.map { "'\($0)'" }.joined(separator: ", "))
  }
}
