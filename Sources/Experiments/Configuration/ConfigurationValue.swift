import Foundation
import Storage

/// A configuration as a tree, between the Swift value it stands for and the YAML a user reads.
public indirect enum ConfigurationValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([ConfigurationValue])
  case map([String: ConfigurationValue])
}

// MARK: To and from Swift values

extension ConfigurationValue {
  /// The tree of a value.
  public init(describing value: some Encodable) throws {
    self = try JSONText.decode(ConfigurationValue.self, from: JSONText.canonical(value))
  }

  /// The value that this tree describes.
  /// - Throws: `UsageError` that names the key whose value does not fit.
  public func value<Value: Decodable>(of type: Value.Type) throws -> Value {
    do {
      return try JSONText.decode(type, from: JSONText.canonical(self))
    } catch let error as DecodingError {
      throw UsageError(Self.explanation(of: error))
    }
  }

  private static func explanation(of error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "key '\(path(context.codingPath))': \(context.debugDescription)"
    case .keyNotFound(let key, let context):
      "key '\(path(context.codingPath + [key]))' is missing; a configuration has every key"
    @unknown default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}

extension ConfigurationValue: Codable {
  public init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? single.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? single.decode(Double.self) {
      self = .number(value)
    } else if let value = try? single.decode(String.self) {
      self = .text(value)
    } else if let value = try? single.decode([ConfigurationValue].self) {
      self = .list(value)
    } else {
      self = .map(try single.decode([String: ConfigurationValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    switch self {
    case .null: try single.encodeNil()
    case .boolean(let value): try single.encode(value)
    case .integer(let value): try single.encode(value)
    case .number(let value): try single.encode(value)
    case .text(let value): try single.encode(value)
    case .list(let value): try single.encode(value)
    case .map(let value): try single.encode(value)
    }
  }
}
