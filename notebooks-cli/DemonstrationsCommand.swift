import ArgumentParser
import Experiments
import Foundation
import PlanarPushing
import Storage
import Training

struct DemonstrationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demonstrations",
    abstract: "Makes planar-pushing demonstrations, or writes those of a file in another format.",
    discussion: """
      The name says the format: .demos (the toolkit's own: states and commands, pictures drawn when needed), .npz, .zarr \
      (the study's keys) or .hdf5 (robomimic's layout). Attempts that fail are dropped and counted. The same seed gives \
      the same file for any number of jobs. What is finished is kept beside the file, so that a run that was stopped \
      goes on when the same command is given again. A file that is there is never written over.

      Domain gaps: \(DomainGap.Family.listed).

      Examples:
        cotrain demonstrations --expert planner --domain source --count 2000 --out sim.zarr --frames
        cotrain demonstrations --expert human --domain target --count 50 --seed 1 --out real.demos
        cotrain demonstrations --gap centre-of-mass:3 --gap colour-shift:2 --count 200 --out shifted.hdf5
        cotrain demonstrations --from real.demos --frames 128 --out real.zarr
        cotrain demonstrations --from study.zarr --out study.hdf5
        cotrain demonstrations --expert human --domain target --count 1 --out one.demos --film one.webp
      """)

  @Option(help: "Who pushes; the planner unless given.")
  var expert: PushingExpert?

  @Option(help: "The domain; the source unless given.")
  var domain: BaseDomain?

  @Option(
    name: .customLong("gap"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Opens a gap in the domain; may be repeated.", valueName: "family:level"))
  var gaps: [String] = []

  @Option(parsing: .unconditional, help: "Demonstrations that succeed.")
  var count: Int?

  @Option(parsing: .unconditional, help: "What all randomness derives from, 0 to \(largestSeed); 0 unless given.")
  var seed: Int?

  @Option(help: "The box around the goal that blocks start in: .5 × .35 m for training, .4 × .3 m for evaluation.")
  var startBox: StartBoxChoice?

  @Option(
    help: ArgumentHelp(
      "The expert does not know the domain's physics: it begins with this one's, and learns from its pushes.",
      valueName: "domain"))
  var assume: BaseDomain?

  @Option(
    help: ArgumentHelp(
      "Take the demonstrations from this file: the toolkit's own, or a store or file with the study's arrays.",
      valueName: "file"))
  var from: String?

  @Option(help: ArgumentHelp("The file, or zarr store, to write.", valueName: "file"))
  var out: String

  @Option(help: "The format, where the name does not say it.")
  var format: DemonstrationFormat?

  @Option(
    defaultAsFlag: 96,
    help: ArgumentHelp("Draw pictures too, of so many pixels a side.", valueName: "size"))
  var frames: Int?

  @Option(
    help: ArgumentHelp(
      "Also film the first demonstration: an animated file where the path ends in .webp, else a folder of PNG pictures.",
      valueName: "path"))
  var film: String?

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The bytes do not depend on it.")
  var jobs: Int?

  @Flag(help: "Print JSON in place of text.")
  var json = false

  func run() throws {
    let request = try request()
    let format = try chosenFormat()
    let writer = try PlannedAccident.writer()
    for path in [out, film].compactMap({ $0 }) { try refuseWhatIsThere(path) }
    let unfinished = UnfinishedDemonstrations(of: out, writer: writer)
    do {
      let summary = try DemonstrationWriting(
        source: try request.demonstrations(unfinished: unfinished), path: out, format: format, frames: frames,
        film: film, workers: jobs ?? availableCores(),
        writer: writer
      ).write()
      unfinished.remove()
      try StandardOutput.write(json ? summary.json() : summary.text)
    } catch {
      unfinished.removeIfEmpty()
      guard error is Interrupted else { throw error }
      let isKept = FileManager.default.fileExists(atPath: unfinished.folder)
      StandardError.write(
        "cotrain: interrupted; "
          + (isKept
            ? "what is finished is kept in '\(unfinished.folder)', and the same command goes on from there\n"
            : "nothing was finished\n"))
      throw ExitCode(ExitStatus.interrupted.rawValue)
    }
  }

  private func chosenFormat() throws(UsageError) -> DemonstrationFormat {
    guard let format = format ?? DemonstrationFormat(ofPath: out) else {
      throw UsageError(
        "--out \(out): the name does not say the format; end it in .demos, .npz, .zarr or .hdf5, or give --format")
    }
    if format == .demos, frames != nil {
      throw UsageError("--frames: a .demos file has no pictures, they are drawn when it is written in another format")
    }
    if let frames, !(8...1024).contains(frames) {
      throw UsageError("--frames \(frames): expected 8 to 1024 pixels a side")
    }
    return format
  }

  private func refuseWhatIsThere(_ path: String) throws(WriteError) {
    var status = stat()
    if lstat(path, &status) == 0 { throw WriteError(path: path, action: .rename, code: EEXIST) }
  }

  private func request() throws -> DemonstrationRequest {
    for (name, value, range) in [
      ("count", count, 1...1_000_000), ("seed", seed, 0...largestSeed), ("jobs", jobs, 1...1024),
    ] {
      if let value, !range.contains(value) {
        throw UsageError("--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
      }
    }
    if let from {
      for (name, isGiven) in [
        ("expert", expert != nil), ("domain", domain != nil), ("gap", !gaps.isEmpty), ("count", count != nil),
        ("seed", seed != nil), ("start-box", startBox != nil), ("assume", assume != nil),
      ] where isGiven {
        throw UsageError("--\(name) does not go with --from, whose demonstrations are made already")
      }
      let isOwn = DemonstrationFormat(ofPath: from) == .demos
      for (name, isGiven) in [("frames", frames != nil), ("film", film != nil)] where isGiven && !isOwn {
        throw UsageError("--\(name) draws what the simulator knows, which only .demos files have; --from \(from)")
      }
      if try chosenFormat() == .demos, !isOwn {
        throw UsageError("--from \(from): a .demos file is made from another of its kind alone; choose another format")
      }
      return .file(from)
    }
    guard let count else { throw UsageError("say how many demonstrations with --count, or where they are with --from") }
    var character = (expert ?? .planner).character
    if let assume { character = character.assuming(assume.domain.physics) }
    let domain = try (domain ?? .source).domain.opening(gaps.map(Self.gap))
    return .new(
      character, domain, count: count, seed: UInt64(seed ?? 0), box: (startBox ?? .training).box,
      workers: jobs ?? availableCores())
  }

  private static func gap(_ name: String) throws -> DomainGap {
    let family = String(name.prefix { $0 != ":" })
    let known = DomainGap.Family.allCases.map(\.rawValue)
    if !known.contains(family), let nearest = nearestName(to: family, among: known) {
      throw UsageError("unknown gap '\(family)'; the nearest is '\(nearest)', of \(known.joined(separator: ", "))")
    }
    return try DomainGap(name)
  }
}

/// Where demonstrations come from.
private enum DemonstrationRequest {
  case file(String)
  case new(ExpertCharacter, PushingDomain, count: Int, seed: UInt64, box: StartBox, workers: Int)

  func demonstrations(unfinished: UnfinishedDemonstrations) throws -> DemonstrationSource {
    switch self {
    case .file(let path): return try DemonstrationSource(contentsOf: path)
    case .new(let character, let domain, let count, let seed, let box, let workers):
      try unfinished.prepare()
      let bar = ProgressBar(
        title: "\(character.name), \(domain.name)", total: count, unit: "demonstrations",
        alreadyCompleted: min(count, unfinished.keptAttempts))
      defer { bar.finish() }
      return .set(
        try DemonstrationSet(
          of: character, in: domain, count: count, seed: seed, box: box, workers: workers, unfinished: unfinished
        ) { found in
          bar.update(Double(found))
          try Interruption.ofProcess.check()
        })
    }
  }
}

enum PushingExpert: String, CaseIterable, ExpressibleByArgument {
  case planner, human

  var character: ExpertCharacter { self == .planner ? .planner : .humanLike }
}

enum BaseDomain: String, CaseIterable, ExpressibleByArgument {
  case source, target

  var domain: PushingDomain { self == .source ? .source : .target }
}

enum StartBoxChoice: String, CaseIterable, ExpressibleByArgument {
  case training, evaluation

  var box: StartBox { self == .training ? .training : .evaluation }
}

extension DemonstrationFormat: ExpressibleByArgument {}

extension DomainGap.Family {
  /// Every family with its levels, for people.
  fileprivate static var listed: String {
    allCases.map { family in
      let levels = family.levels
      return levels.count == 1 ? family.rawValue : "\(family.rawValue):\(levels.lowerBound)–\(levels.upperBound)"
    }.joined(separator: ", ")
  }
}
