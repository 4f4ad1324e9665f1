import Foundation

/// One cell of a table.
public enum CSVValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case number(Double)
  /// Printed as nothing.
  case missing

  /// A number, or `missing` for nil.
  public init(_ number: Double?) { self = number.map(CSVValue.number) ?? .missing }
}

extension CSVValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension CSVValue: CustomStringConvertible {
  /// The cell's characters, without quotes.
  public var description: String {
    switch self {
    case .text(let text): text
    case .integer(let integer): String(integer)
    case .number(let number): shortestDecimal(number)
    case .missing: ""
    }
  }
}

/// The shortest decimal that reads back as the same Double; whole numbers without ".0"; "nan", "inf", "-inf".
public func shortestDecimal(_ number: Double) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A table in long form: one row an observation, every row as wide as the header.
public struct CSVTable: Sendable, Equatable {
  public let columns: [String]
  public private(set) var rows: [[CSVValue]] = []

  public init(columns: [String]) { self.columns = columns }

  /// - Precondition: one value for every column.
  public mutating func append(_ row: [CSVValue]) {
    precondition(row.count == columns.count, "a row of \(row.count) values in a table of columns \(columns)")
    rows.append(row)
  }

  /// The file's text: RFC 4180 quoting, lines ended by a line feed. The same table gives the same bytes everywhere.
  public var text: String {
    var text = columns.map(Self.quoted).joined(separator: ",") + "\n"
    for row in rows { text += row.map { Self.quoted($0.description) }.joined(separator: ",") + "\n" }
    return text
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
