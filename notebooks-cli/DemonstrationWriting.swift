import Experiments
import Foundation
import PlanarPushing
import PushingPolicies
import Storage
import Synchronization
import Training

/// Writes demonstrations, shows how far that is, and says what was written.
struct DemonstrationWriting {
  let set: DemonstrationSet
  let path: String
  let format: DemonstrationFormat
  /// Pixels of a picture's side; nil for none.
  let frames: Int?
  let film: String?
  let workers: Int
  let writer: AtomicFileWriter

  /// The share of the demonstrations that robomimic's file keeps for validation, as robomimic's own script does.
  private static let validationShare = 0.1

  static func make(
    of character: ExpertCharacter, in domain: PushingDomain, count: Int, seed: UInt64, box: StartBox, workers: Int,
    unfinished: UnfinishedDemonstrations
  ) throws -> DemonstrationSet {
    let bar = ProgressBar(title: "\(character.name), \(domain.name)", total: count, unit: "demonstrations")
    defer { bar.finish() }
    return try DemonstrationSet(
      of: character, in: domain, count: count, seed: seed, box: box, workers: workers, unfinished: unfinished
    ) { found in
      bar.update(Double(found))
      try Interruption.ofProcess.check()
    }
  }

  /// - Throws: `Interrupted`, `WriteError`.
  func write() throws -> DemonstrationSummary {
    var export = DemonstrationExport(set)
    export.workers = workers
    export.validation =
      EpisodeSplit(
        of: set.demonstrations.count, validationShare: Self.validationShare, seed: set.seed
      ).validation
    let rows = set.demonstrations.reduce(0) { $0 + $1.states.count }
    if let frames {
      let bar = ProgressBar(title: "\(PathParts(path).name)", total: rows, unit: "frames")
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
    if let film, let first = set.demonstrations.first, let attempt = set.attempts.first {
      let gaps = set.domain.gaps.map(\.description).sorted().map { ", \($0)" }.joined()
      try Film(
        of: first.states, task: set.domain.task(episode: attempt),
        look: set.domain.look(episode: attempt, seed: set.seed),
        title: "\(set.character.name), \(set.domain.name)\(gaps)"
      ).write(to: film, with: writer)
    }
    return try DemonstrationSummary(set, path: path, format: format, frames: frames, film: film)
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
  let expert: String
  let domain: String
  let gaps: [String]
  let seed: UInt64
  let demonstrations: Int
  let failedAttempts: Int
  /// Control steps of .1 s.
  let steps: Int
  let shortest: Int
  let longest: Int
  /// Rows of the arrays, one a state; where there are pictures, so many.
  let rows: Int
  let frameSize: Int?
  let film: String?

  enum CodingKeys: String, CodingKey {
    case version, file, format, bytes, sha256, expert, domain, gaps, seed, demonstrations, steps, shortest, longest,
      rows
    case failedAttempts = "failed_attempts"
    case frameSize = "frame_size"
    case film
  }

  init(_ set: DemonstrationSet, path: String, format: DemonstrationFormat, frames: Int?, film: String?) throws {
    file = path
    self.format = format.rawValue
    let parts = (FileManager.default.subpaths(atPath: path) ?? []).map { "\(path)/\($0)" }
    bytes = (parts.isEmpty ? [path] : parts).reduce(0) { sum, part in
      var status = stat()
      return sum + (stat(part, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0)
    }
    sha256 = parts.isEmpty ? try Digest(ofFile: path).hexadecimal : nil
    expert = set.character.name
    domain = set.domain.name
    gaps = set.domain.gaps.map(\.description).sorted()
    seed = set.seed
    demonstrations = set.demonstrations.count
    failedAttempts = set.failures
    let lengths = set.demonstrations.map(\.count)
    steps = lengths.reduce(0, +)
    shortest = lengths.min() ?? 0
    longest = lengths.max() ?? 0
    rows = steps + demonstrations
    frameSize = frames
    self.film = film
  }

  var text: String {
    let mean = String(format: "%.1f", Double(steps) / Double(max(demonstrations, 1)))
    let opened = gaps.isEmpty ? "" : " with \(gaps.joined(separator: ", "))"
    let attempts =
      failedAttempts == 1 ? "1 attempt failed and was dropped" : "\(failedAttempts) attempts failed and were dropped"
    var lines = [
      ("file", "\(file) (\(format), \(bytes) bytes)"),
      ("expert", "\(expert), domain \(domain)\(opened), seed \(seed)"),
      ("demonstrations", "\(demonstrations); \(attempts)"),
      ("control steps", "\(steps); \(mean) a demonstration, \(shortest) to \(longest)"),
    ]
    if let frameSize { lines.append(("frames", "\(rows) of \(frameSize) × \(frameSize)")) }
    if let film { lines.append(("film", film)) }
    if let sha256 { lines.append(("sha-256", sha256)) }
    return lines.map { $0.0.padding(toLength: 16, withPad: " ", startingAt: 0) + $0.1 + "\n" }.joined()
  }

  func json() throws -> String { String(decoding: try JSONText.pretty(self), as: UTF8.self) }
}
