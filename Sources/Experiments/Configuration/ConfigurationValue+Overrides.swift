extension ConfigurationValue {
  /// One `--set key=value`.
  public struct Override: Sendable, Equatable {
    /// Words from the root to the value, joined by dots.
    public let key: String
    public let value: ConfigurationValue

    /// - Throws: `UsageError` when the text is not `key=value`, or the value is not YAML.
    public init(parsing text: String) throws {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw UsageError("--set '\(text)': expected key=value, such as --set setting.steps=1000")
      }
      key = String(text[..<equals])
      do {
        value = try ConfigurationValue(yaml: String(text[text.index(after: equals)...]), name: "--set \(key)")
      } catch {
        throw UsageError("--set \(text): the value is not readable: \(error)")
      }
    }
  }

  /// This tree with some values replaced; the result still describes a `Value`.
  /// - Throws: `UsageError` for an unknown key, naming the nearest known one, or a value that does not fit.
  public func applying<Value: Decodable>(_ overrides: [Override], to type: Value.Type) throws -> ConfigurationValue {
    try overrides.reduce(self) { tree, override in
      let words = override.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      let changed = try tree.replacing(words[...], override)
      do {
        _ = try changed.value(of: type)
      } catch {
        throw UsageError("key '\(override.key)': \(override.value.inOneLine) does not fit here: \(error)")
      }
      return changed
    }
  }

  private func replacing(_ path: ArraySlice<String>, _ override: Override, root: ConfigurationValue? = nil) throws
    -> Self
  {
    let root = root ?? self
    guard let word = path.first else {
      guard accepts(override.value) else {
        throw UsageError(
          "key '\(override.key)': \(override.value.kind) given, expected \(kind) such as \(example)")
      }
      return override.value
    }
    guard case .map(var map) = self, let child = map[word] else {
      throw UsageError.unknownKey(override.key, known: root.keys)
    }
    map[word] = try child.replacing(path.dropFirst(), override, root: root)
    return .map(map)
  }

  /// Checks that a tree read from a file has exactly this tree's keys.
  /// - Throws: `UsageError` for an unknown or missing key.
  public func requireSameKeys(in other: ConfigurationValue) throws {
    let known = keys
    let found = other.keys
    if let stranger = found.first(where: { !known.contains($0) }) {
      throw UsageError.unknownKey(stranger, known: known)
    }
    if let missing = known.first(where: { !found.contains($0) }) {
      throw UsageError("key '\(missing)' is missing; a configuration has every key")
    }
  }

  /// The dotted keys of every value that is not a map, sorted.
  public var keys: [String] {
    guard case .map(let map) = self else { return [] }
    return map.sorted { $0.key < $1.key }.flatMap { key, value in
      let below = value.keys
      return below.isEmpty ? [key] : below.map { "\(key).\($0)" }
    }
  }

  /// Whether a value may stand where this one stands.
  private func accepts(_ value: ConfigurationValue) -> Bool {
    switch (self, value) {
    case (.boolean, .boolean), (.integer, .integer), (.text, .text): true
    // A whole number in JSON may stand for a decimal; decoding tells.
    case (.integer, .number), (.number, .number), (.number, .integer): true
    case (.list(let own), .list(let others)):
      others.allSatisfy { other in own.first.map { $0.accepts(other) } ?? true }
    default: false
    }
  }

  private var kind: String {
    switch self {
    case .null: "nothing"
    case .boolean: "true or false"
    case .integer, .number: "a number"
    case .text: "a word"
    case .list: "a list"
    case .map: "a group of keys"
    }
  }

  private var example: String {
    if case .map = self { return keys.first.map { "its member '\($0)'" } ?? "a member" }
    return inOneLine
  }

  private var inOneLine: String {
    ((try? yaml()) ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension UsageError {
  static func unknownKey(_ key: String, known: [String]) -> UsageError {
    // A key may be given without the groups it stands in: compare with the last words too.
    let leaf = key.split(separator: ".").last.map(String.init) ?? key
    let nearest = known.min { left, right in
      func distance(_ name: String) -> Int {
        min(editDistance(key, name), editDistance(leaf, name.split(separator: ".").last.map(String.init) ?? name) + 1)
      }
      return distance(left) < distance(right)
    }
    return UsageError("unknown key '\(key)'" + (nearest.map { "; the nearest known key is '\($0)'" } ?? ""))
  }
}
