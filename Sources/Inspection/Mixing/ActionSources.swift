import Experiments
import Recordings
import Storage

/// The files that two domains' actions are in, with states and episodes where these are known.
public struct ActionSources: Sendable {
  public var real: RecordingSource
  public var sim: RecordingSource
  /// Rows of a domain that are looked at, at most; whole episodes are drawn.
  public var maximumRows: Int
  public var seed: Int

  /// - Parameters:
  ///   - files: `FILE` or `FILE:KEY` of the actions; rows of higher rank, such as chunks of actions, are flattened.
  ///   - states: of the same rows; nil takes an array `states` of the file where there is one.
  ///   - episodes: likewise.
  public init(
    files: (real: String, sim: String), states: (real: String, sim: String)?, episodes: (real: String?, sim: String?),
    maximumRows: Int, seed: Int
  ) {
    func source(_ name: String, _ file: String, _ states: String?, _ episodes: String?) -> RecordingSource {
      var roles: [RecordingSource.Role: String] = [:]
      roles[.states] = states
      roles[.episodes] = episodes
      return RecordingSource(name: name, file: file, pooling: .flatten, roles: roles)
    }
    real = source("real", files.real, states?.real, episodes.real)
    sim = source("sim", files.sim, states?.sim, episodes.sim)
    self.maximumRows = maximumRows
    self.seed = seed
  }

  /// Opens the files and reads the rows that are looked at.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError` for files that say of one domain only where its episodes end or what its states were; what
  ///   opening and reading throws.
  public func actions(warn: (String) -> Void) throws -> ActionOverlap.Actions {
    let domains = try DomainSet([Self.named(real), Self.named(sim)], rowLimit: maximumRows, seed: UInt64(seed))
    domains.notes.forEach(warn)
    let layer = domains.layers[0]
    if try TwoRecordings(domains: domains, real: 0, sim: 1).episodes() == nil {
      warn(
        "no episodes are known, so rows are taken as independent; neighbouring frames are not, and intervals are then too "
          + "narrow. Give 'episodes' arrays, or --episodes-real and --episodes-sim")
    }
    let states = try (0..<2).map { try domains.condition(.states, ofDomain: $0) }
    if (states[0] == nil) != (states[1] == nil) {
      warn(
        "only one of the domains has states, so that actions are paired at random; give --states-real and --states-sim")
    }
    return ActionOverlap.Actions(
      real: try domains.rows(ofLayer: layer, domain: 0, as: Double.self),
      sim: try domains.rows(ofLayer: layer, domain: 1, as: Double.self),
      episodes: (domains.episodeOfRow(ofDomain: 0), domains.episodeOfRow(ofDomain: 1)),
      states: states[0].flatMap { real in states[1].map { (real, $0) } })
  }

  /// A file of several arrays has its actions under their name.
  private static func named(_ source: RecordingSource) throws -> RecordingSource {
    let reference = ArrayReference(source.file)
    guard reference.key == nil else { return source }
    let file = try ArrayFiles.open(reference.path)
    guard file.arrays.count > 1 else { return source }
    let keys = file.arrays.map(\.key)
    guard
      let key = keys.first(where: { ["actions", "action"].contains($0.split(separator: "/").last.map(String.init)) })
    else {
      throw UsageError(
        "'\(source.file)' has \(keys.count) arrays, none of them called actions; name one of "
          + keys.prefix(12).map { "\(reference.path):\($0)" }.joined(separator: ", "))
    }
    return RecordingSource(
      name: source.name, file: "\(reference.path):\(key)", pooling: source.pooling, roles: source.roles)
  }
}
