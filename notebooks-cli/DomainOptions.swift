import ArgumentParser
import Experiments
import Recordings

/// The files of two or more domains, as every command that compares domains takes them.
struct DomainOptions: ParsableArguments {
  @Option(help: "The real domain's file: npz, npy, safetensors, HDF5 or zarr (version 2). FILE:KEY is one array in it.")
  var real: String?

  @Option(help: "The simulated domain's file.")
  var sim: String?

  @Option(
    help: ArgumentHelp(
      "A domain by name; given for each of two or more, in place of the two above.", valueName: "name=file"))
  var domain: [String] = []

  @Option(help: "Layers, separated by commas; by default every array of two or more dimensions that both domains have.")
  var layers: String?

  @Option(help: "How tokens or feature maps become vectors: mean, flatten, token:K or spatial.")
  var pool: String?

  @Option(
    help: ArgumentHelp(
      "The episode of each row of the real domain; by default 'episodes' in its file.", valueName: "path:key"))
  var episodesReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var episodesSim: String?
  @Option(
    help: ArgumentHelp("The rows' actions, by default 'actions' (or 'action') in the file.", valueName: "path:key"))
  var actionsReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var actionsSim: String?
  @Option(help: ArgumentHelp("The rows' states, by default 'states' (or 'state') in the file.", valueName: "path:key"))
  var statesReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var statesSim: String?
  @Option(
    help: ArgumentHelp(
      "The rows' steps, of time or of diffusion, by default 'steps' in the file.", valueName: "path:key"))
  var stepsReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var stepsSim: String?

  @Option(
    help: ArgumentHelp("With --domain: ROLE is episodes, actions, states or steps.", valueName: "name.role=path:key"))
  var array: [String] = []

  /// What was named, in order: real before sim.
  /// - Throws: `UsageError` for options that do not fit together.
  func sources() throws(UsageError) -> [RecordingSource] {
    var pooling: Pooling?
    if let pool {
      pooling = Pooling(pool)
      if pooling == nil { throw UsageError("--pool \(pool): expected mean, flatten, token:K (K from 0) or spatial") }
    }
    let names = layers.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    if let names, names.isEmpty || names.contains("") {
      throw UsageError("--layers '\(layers ?? "")': expected names separated by commas")
    }
    let (files, roles) = try named()
    return files.map { name, file in
      RecordingSource(name: name, file: file, layers: names, pooling: pooling, roles: roles[name] ?? [:])
    }
  }

  private typealias Roles = [String: [RecordingSource.Role: String]]

  private func named() throws(UsageError) -> (files: [(name: String, file: String)], roles: Roles) {
    let ofReal: [RecordingSource.Role: String?] = [
      .episodes: episodesReal, .actions: actionsReal, .states: statesReal, .steps: stepsReal,
    ]
    let ofSim: [RecordingSource.Role: String?] = [
      .episodes: episodesSim, .actions: actionsSim, .states: statesSim, .steps: stepsSim,
    ]
    if domain.isEmpty {
      guard let real, let sim else {
        throw UsageError("give --real FILE and --sim FILE, or --domain NAME=FILE for each of two or more domains")
      }
      if let first = array.first {
        throw UsageError("--array \(first) goes with --domain; here it is --episodes-real and so on")
      }
      return (
        [("real", real), ("sim", sim)], ["real": ofReal.compactMapValues { $0 }, "sim": ofSim.compactMapValues { $0 }]
      )
    }
    if real != nil || sim != nil {
      throw UsageError("--domain stands in place of --real and --sim; give one or the other")
    }
    if !ofReal.compactMapValues({ $0 }).isEmpty || !ofSim.compactMapValues({ $0 }).isEmpty {
      throw UsageError("with --domain, arrays are given as --array NAME.episodes=PATH:KEY")
    }
    var files: [(name: String, file: String)] = []
    for text in domain {
      guard let (name, file) = text.parted(at: "="), !name.isEmpty, !file.isEmpty else {
        throw UsageError("--domain \(text): expected NAME=FILE")
      }
      if files.contains(where: { $0.name == name }) { throw UsageError("--domain \(text): '\(name)' is given twice") }
      files.append((name, file))
    }
    guard files.count >= 2 else { throw UsageError("--domain is given once; two domains or more are compared") }
    var roles: Roles = [:]
    for text in array {
      guard let (place, path) = text.parted(at: "="), let (name, role) = place.parted(at: "."),
        let role = RecordingSource.Role(rawValue: role), files.contains(where: { $0.name == name })
      else {
        throw UsageError(
          "--array \(text): expected NAME.ROLE=PATH:KEY, with episodes, actions, states or steps for ROLE")
      }
      roles[name, default: [:]][role] = path
    }
    return (files, roles)
  }
}

extension String {
  /// What stands before and after the first occurrence of a character.
  fileprivate func parted(at separator: Character) -> (String, String)? {
    guard let index = firstIndex(of: separator) else { return nil }
    return (String(self[..<index]), String(self[self.index(after: index)...]))
  }
}
