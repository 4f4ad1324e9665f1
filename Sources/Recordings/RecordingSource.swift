import Storage

/// What a user names of one domain: a file and what in it is what.
public struct RecordingSource: Sendable, Hashable {
  /// An array that says something about the rows.
  public enum Role: String, Sendable, CaseIterable {
    case episodes, actions, states, steps

    /// The last part of the key under which a file has such an array; the singular is that of replay buffers.
    var keys: [String] {
      switch self {
      case .episodes: ["episodes"]
      case .actions: ["actions", "action"]
      case .states: ["states", "state"]
      case .steps: ["steps"]
      }
    }
  }

  /// The domain's name, such as "real".
  public let name: String
  /// `FILE`, or `FILE:key` for one array in it.
  public let file: String
  /// Arrays to take as layers; nil: every array of two or more dimensions that has no role.
  public let layers: [String]?
  /// nil: rows must be vectors already.
  public let pooling: Pooling?
  /// `PATH` or `PATH:KEY` of arrays that are not found in the file by their names.
  public let roles: [Role: String]

  public init(
    name: String, file: String, layers: [String]? = nil, pooling: Pooling? = nil, roles: [Role: String] = [:]
  ) {
    self.name = name
    self.file = file
    self.layers = layers
    self.pooling = pooling
    self.roles = roles
  }
}
