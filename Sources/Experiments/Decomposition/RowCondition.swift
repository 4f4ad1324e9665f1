import Foundation

/// Which rows of a table are looked at: `column=value`, `column!=value`, `column<number` or `column>number`.
///
/// Where both sides are numbers they are compared as numbers, so that .1 and 0.10 are equal.
public struct RowCondition: Sendable, Equatable {
  enum Comparison: String, CaseIterable, Sendable {
    case unequal = "!="
    case equal = "="
    case below = "<"
    case above = ">"
  }

  let column: String
  let comparison: Comparison
  let value: String

  /// - Throws: `UsageError` for a text that is no condition.
  public init(_ text: String) throws(UsageError) {
    // The sign that comes first decides; "!=" is looked for before "=".
    let signs = Comparison.allCases.compactMap { sign in text.range(of: sign.rawValue).map { (sign, $0) } }
    guard let (sign, place) = signs.min(by: { $0.1.lowerBound < $1.1.lowerBound }), place.lowerBound > text.startIndex
    else {
      throw UsageError("--where '\(text)': expected COLUMN=VALUE, COLUMN!=VALUE, COLUMN<NUMBER or COLUMN>NUMBER")
    }
    column = String(text[..<place.lowerBound])
    comparison = sign
    value = String(text[place.upperBound...])
    if sign == .below || sign == .above, Double(value) == nil {
      throw UsageError("--where '\(text)': '\(value)' is not a number")
    }
  }

  func holds(for cell: String) -> Bool {
    if let left = Double(cell), let right = Double(value) {
      switch comparison {
      case .equal: return left == right
      case .unequal: return left != right
      case .below: return left < right
      case .above: return left > right
      }
    }
    switch comparison {
    case .equal: return cell == value
    case .unequal: return cell != value
    case .below, .above: return false
    }
  }
}

extension RowCondition: CustomStringConvertible {
  public var description: String { "\(column)\(comparison.rawValue)\(value)" }
}
