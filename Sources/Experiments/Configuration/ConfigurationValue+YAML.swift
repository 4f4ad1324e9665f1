import Foundation
import Storage
import Yams

extension ConfigurationValue {
  /// A configuration file is at most this long; a longer one is not read.
  public static let largestFile = 1 << 20
  /// A configuration has at most this many values, those that aliases repeat included.
  public static let mostValues = 100_000

  /// YAML with sorted keys, one line for a list of plain values. Equal trees have equal text.
  public func yaml() throws -> String {
    try Yams.serialize(node: node(), width: -1)
  }

  /// Reads one YAML document. Numbers may be written as `3e-3` and `.5`.
  /// - Parameter name: the file or option that the text comes from, for messages.
  /// - Throws: `InputError.malformed`.
  public init(yaml: String, name: String) throws {
    let expected = "a YAML mapping of keys to values"
    guard yaml.utf8.count <= Self.largestFile else {
      throw InputError.malformed(
        path: name, found: "\(yaml.utf8.count) bytes", expected: "at most \(Self.largestFile) bytes")
    }
    do {
      guard let node = try Yams.compose(yaml: yaml, .basic) else {
        throw InputError.malformed(path: name, found: "it is empty", expected: expected)
      }
      var count = 0
      try self.init(node: node, name: name, count: &count)
    } catch let error as YamlError {
      let found = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      throw InputError.malformed(path: name, found: found, expected: expected)
    }
  }

  private init(node: Node, name: String, count: inout Int) throws {
    count += 1
    guard count <= Self.mostValues else {
      throw InputError.malformed(path: name, found: "more values", expected: "at most \(Self.mostValues) values")
    }
    switch node {
    case .scalar(let scalar):
      self = scalar.style == .any || scalar.style == .plain ? Self(plain: scalar.string) : .text(scalar.string)
    case .sequence(let sequence):
      self = .list(try sequence.map { try Self(node: $0, name: name, count: &count) })
    case .mapping(let mapping):
      var map = [String: ConfigurationValue]()
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          throw InputError.malformed(path: name, found: "a key that is not a word", expected: "words as keys")
        }
        map[scalar.string] = try Self(node: value, name: name, count: &count)
      }
      self = .map(map)
    case .alias:
      throw InputError.malformed(path: name, found: "an alias of nothing", expected: "plain values")
    }
  }

  /// What an unquoted word stands for.
  private init(plain text: String) {
    switch text {
    case "", "~", "null": self = .null
    case "true": self = .boolean(true)
    case "false": self = .boolean(false)
    default:
      let isNumeric = text.first.map { $0.isNumber || "+-.".contains($0) } ?? false
      if isNumeric, let integer = Int(text) {
        self = .integer(integer)
      } else if isNumeric, let number = Double(text.hasPrefix(".") ? "0" + text : text) {
        self = .number(number)
      } else {
        self = .text(text)
      }
    }
  }

  private func node() -> Node {
    switch self {
    case .null: return Node("null", .implicit, .plain)
    case .boolean(let value): return Node(value ? "true" : "false", .implicit, .plain)
    case .integer(let value): return Node(String(value), .implicit, .plain)
    case .number(let value): return Node(shortestDecimal(value), .implicit, .plain)
    case .text(let value):
      let isPlain = Self(plain: value) == self
      return Node(value, .implicit, isPlain ? .any : .doubleQuoted)
    case .list(let values):
      let isFlat = !values.contains { value in
        switch value {
        case .list, .map: true
        default: false
        }
      }
      return .sequence(Node.Sequence(values.map { $0.node() }, .implicit, isFlat ? .flow : .block))
    case .map(let values):
      let pairs = values.sorted { $0.key < $1.key }.map { (Node($0.key, .implicit, .any), $0.value.node()) }
      return .mapping(Node.Mapping(pairs, .implicit, .block))
    }
  }
}
