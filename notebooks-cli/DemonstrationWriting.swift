import Experiments
import Foundation
import PlanarPushing
import PushingPolicies
import Storage
import Synchronization
import Training

/// Writes demonstrations, shows how far that is, and says what was written.
struct DemonstrationWriting {
  let source: DemonstrationSource
  let path: String
  let format: DemonstrationFormat
  /// Pixels of a picture's side; nil for none.
  let frames: Int?
  let film: String?
  let workers: Int
  let writer: AtomicFileWriter

  /// The share of the demonstrations that robomimic's file keeps for validation, as robomimic's own script does.
  private static let validationShare = 0.1

  /// - Throws: `Interrupted`, `WriteError`.
  func write() throws -> DemonstrationSummary {
    var export = source.export
    export.workers = workers
    export.validation =
      EpisodeSplit(
        of: export.rows.episodeCount, validationShare: Self.validationShare, seed: export.set?.seed ?? 0
      ).validation
    if let frames, let set = export.set {
      let bar = ProgressBar(title: PathParts(path).name, total: export.rows.rowCount, unit: "frames")
      defer { bar.finish() }
      let drawn = Atomic<Int>(0)
      export.frames = try DemonstrationFrames(of: set, size: frames) { more in
        bar.update(Double(drawn.wrappingAdd(more, ordering: .relaxed).newValue))
        try Interruption.ofProcess.check()
      }
      try export.write(to: path, as: format, with: writer)
    } else {
      try export.write(to: path, as: format, with: writer)
    }
    if let film, let set = export.set { try filmed(set)?.write(to: film, with: writer) }
    return try DemonstrationSummary(export, path: path, format: format, film: film)
  }

  private func filmed(_ set: DemonstrationSet) throws -> Film? {
    guard let first = set.demonstrations.first, let attempt = set.attempts.first else { return nil }
    let gaps = set.domain.gaps.map(\.description).sorted().map { ", \($0)" }.joined()
    return try Film(
      of: first.states, task: set.domain.task(episode: attempt),
      look: set.domain.look(episode: attempt, seed: set.seed),
      title: "\(set.character.name), \(set.domain.name)\(gaps)")
  }
}

/// Demonstrations that were just made, or read from a file of whichever kind.
enum DemonstrationSource {
  case set(DemonstrationSet)
  case rows(ReplayBuffer)

  /// - Throws: `ArrayFileError`.
  init(contentsOf path: String) throws(ArrayFileError) {
    self =
      DemonstrationFormat(ofPath: path) == .demos
      ? .set(try DemonstrationSet(contentsOf: path)) : .rows(try ReplayBuffer(contentsOf: path))
  }

  var export: DemonstrationExport {
    switch self {
    case .set(let set): DemonstrationExport(set)
    case .rows(let rows): DemonstrationExport(rows)
    }
  }
}

/// What was written, for people and for programs.
struct DemonstrationSummary: Encodable {
  let version = 1
  let file: String
  let format: String
  let bytes: Int
  /// Of the file; a store has none.
  let sha256: String?
  /// These five are not known of rows from a file of others.
  let expert: String?
  let domain: String?
  let gaps: [String]?
  let seed: UInt64?
  let failedAttempts: Int?
  let demonstrations: Int
  /// Control steps of .1 s.
  let steps: Int
  let shortest: Int
  let longest: Int
  /// Rows of the arrays, one a state.
  let rows: Int
  /// Cameras whose pictures were written, one a row each, and the sides of these.
  let cameras: [String: [Int]]
  let film: String?

  enum CodingKeys: String, CodingKey {
    case version, file, format, bytes, sha256, expert, domain, gaps, seed, demonstrations, steps, shortest, longest,
      rows
    case failedAttempts = "failed_attempts"
    case cameras, film
  }

  init(_ export: DemonstrationExport, path: String, format: DemonstrationFormat, film: String?) throws {
    file = path
    self.format = format.rawValue
    let parts = (FileManager.default.subpaths(atPath: path) ?? []).map { "\(path)/\($0)" }
    bytes = (parts.isEmpty ? [path] : parts).reduce(0) { sum, part in
      var status = stat()
      return sum + (stat(part, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0)
    }
    sha256 = parts.isEmpty ? try Digest(ofFile: path).hexadecimal : nil
    let set = export.set
    expert = set?.character.name
    domain = set?.domain.name
    gaps = set?.domain.gaps.map(\.description).sorted()
    seed = set?.seed
    failedAttempts = set?.failures
    let buffer = export.rows
    demonstrations = buffer.episodeCount
    let lengths = (0..<buffer.episodeCount).map { buffer.rows(ofEpisode: $0).count - 1 }
    steps = lengths.reduce(0, +)
    shortest = lengths.min() ?? 0
    longest = lengths.max() ?? 0
    rows = buffer.rowCount
    var cameras = buffer.cameras.mapValues { Array($0.shape[1...2]) }
    if let frames = export.frames { cameras[DemonstrationExport.camera] = [frames.size, frames.size] }
    self.cameras = cameras
    self.film = film
  }

  var text: String {
    let mean = String(format: "%.1f", Double(steps) / Double(max(demonstrations, 1)))
    var lines = [("file", "\(file) (\(format), \(bytes) bytes)")]
    if let expert, let domain, let seed {
      let opened = gaps.map { $0.isEmpty ? "" : " with \($0.joined(separator: ", "))" } ?? ""
      lines.append(("expert", "\(expert), domain \(domain)\(opened), seed \(seed)"))
    }
    let dropped = failedAttempts.map { "; \($0) attempt\($0 == 1 ? "" : "s") failed and dropped" } ?? ""
    lines += [
      ("demonstrations", "\(demonstrations)\(dropped)"),
      ("control steps", "\(steps); \(mean) a demonstration, \(shortest) to \(longest)"),
    ]
    for (name, sides) in cameras.sorted(by: { $0.key < $1.key }) {
      lines.append(("frames", "\(rows) of \(sides[1]) × \(sides[0]), \(name)"))
    }
    if let film { lines.append(("film", film)) }
    if let sha256 { lines.append(("sha-256", sha256)) }
    return lines.map { $0.0.padding(toLength: 16, withPad: " ", startingAt: 0) + $0.1 + "\n" }.joined()
  }

  func json() throws -> String { String(decoding: try JSONText.pretty(self), as: UTF8.self) }
}
