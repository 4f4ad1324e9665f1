import Foundation

/// config.yaml: everything that decides a run's bytes.
public struct RunConfiguration: Sendable, Equatable {
  /// Raised when the file's own layout changes.
  static let format = 1

  public let figure: String
  public let preset: Preset
  public let seed: Int
  /// The figure's settings, resolved and complete.
  public let settings: ConfigurationValue

  public init(figure: String, preset: Preset, seed: Int, settings: ConfigurationValue) {
    self.figure = figure
    self.preset = preset
    self.seed = seed
    self.settings = settings
  }

  /// `<figure>-<preset>-<seed>`.
  public var folderName: String { "\(figure)-\(preset.rawValue)-\(seed)" }

  private var tree: ConfigurationValue {
    .map([
      "format": .integer(Self.format), "figure": .text(figure), "preset": .text(preset.rawValue),
      "seed": .integer(seed), "settings": settings,
    ])
  }

  func yaml() throws -> String { try tree.yaml() }

  /// - Throws: `InputError` when the file is absent or malformed, `UsageError` for an unknown key.
  public init(file path: String) throws {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw InputError.absent(path: path, expected: "the configuration of a run folder")
    }
    let tree = try ConfigurationValue(yaml: String(decoding: bytes, as: UTF8.self), name: path)
    guard case .map(let map) = tree, map["format"] == .integer(Self.format), case .text(let figure) = map["figure"],
      case .text(let word) = map["preset"], let preset = Preset(rawValue: word), case .integer(let seed) = map["seed"],
      let settings = map["settings"]
    else {
      throw InputError.malformed(
        path: path, found: "no run's configuration",
        expected: "the keys figure, format (\(Self.format)), preset, seed and settings")
    }
    let known = ["figure", "format", "preset", "seed", "settings"]
    if let stranger = map.keys.sorted().first(where: { !known.contains($0) }) {
      throw UsageError.unknownKey(stranger, known: known)
    }
    self.init(figure: figure, preset: preset, seed: seed, settings: settings)
  }

  /// The settings as the figure's own type.
  /// - Throws: `UsageError` for unknown or missing keys and values that do not fit.
  func settings<F: Figure>(of figure: F) throws -> F.Settings {
    try ConfigurationValue(describing: figure.settings(preset, seed: seed)).requireSameKeys(in: settings)
    return try settings.value(of: F.Settings.self)
  }

  /// The first key whose value differs, for messages.
  func firstDifference(from other: RunConfiguration) -> String? {
    if self == other { return nil }
    guard case .map(let own) = tree, case .map(let theirs) = other.tree else { return nil }
    func search(_ a: ConfigurationValue, _ b: ConfigurationValue, _ path: String) -> String? {
      guard a != b else { return nil }
      guard case .map(let a) = a, case .map(let b) = b else { return path }
      for key in Set(a.keys).union(b.keys).sorted() {
        guard let left = a[key], let right = b[key] else { return "\(path).\(key)" }
        if let difference = search(left, right, "\(path).\(key)") { return difference }
      }
      return nil
    }
    return search(.map(own), .map(theirs), "").map { String($0.dropFirst()) }
  }
}
