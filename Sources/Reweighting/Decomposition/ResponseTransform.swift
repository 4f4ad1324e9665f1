import Foundation
import Statistics

/// What is analysed of a response. Losses that span decades are analysed by their logarithms: raw, the largest cell decides.
public enum ResponseTransform: Sendable, Hashable {
  case raw
  /// The natural logarithm, of positive responses.
  case log
  /// The rank among all rows, from 1; equal responses share the average of their ranks.
  case rank
  /// min(response, limit).
  case clip(Double)

  /// From "raw", "log", "rank" or "clip:X", as `description` prints it; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "raw": self = .raw
    case "log": self = .log
    case "rank": self = .rank
    default:
      guard text.hasPrefix("clip:"), let limit = Double(text.dropFirst(5)), limit.isFinite else { return nil }
      self = .clip(limit)
    }
  }

  /// - Throws: `SampleError` for a value that is not finite, or under the logarithm not positive.
  public func applied(to values: [Double]) throws -> [Double] {
    try requireFinite(values, "response")
    switch self {
    case .raw: return values
    case .log:
      if let value = values.first(where: { $0 <= 0 }) {
        throw SampleError.outOfRange(
          what: "response under a logarithm", value: value, expected: "positive numbers; take raw, rank or clip")
      }
      return values.map { Foundation.log($0) }
    case .rank: return try averageRanks(values)
    case .clip(let limit): return values.map { min($0, limit) }
    }
  }
}

extension ResponseTransform: CustomStringConvertible {
  public var description: String {
    switch self {
    case .raw: "raw"
    case .log: "log"
    case .rank: "rank"
    case .clip(let limit): "clip:\(limit)".replacingOccurrences(of: ".0", with: "", options: [.anchored, .backwards])
    }
  }
}
