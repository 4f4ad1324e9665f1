import Foundation
import PlanarPushing
import Storage
import Tensors
import Training

/// Recomputes a run from its config.yaml, in a folder of its own, and compares the CSV files byte by byte and the
/// pictures pixel by pixel.
public struct Verification: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// Everything compared is equal.
    case equal(trials: Int, files: [String])
    /// What differs first.
    case different(String)
  }

  /// The run folder to check. Nothing in it is written.
  public var path: String
  public var jobs: Int
  /// Recompute only this many trials, drawn by the run's own seed; the tables are then made again from the recorded ones.
  public var sample: Int?
  public var registry = FigureRegistry.all
  public var interruption = Interruption.ofProcess
  public var progressStyle = ProgressBar.Style.detected()

  public init(path: String, jobs: Int, sample: Int? = nil) {
    self.path = path
    self.jobs = jobs
    self.sample = sample
  }

  /// - Throws: `InputError` when the folder or its configuration cannot be read, `UsageError` for a figure or key that
  ///   this version does not know, and whatever stops a sweep.
  public func run() throws -> Outcome {
    guard FileManager.default.fileExists(atPath: path) else {
      throw InputError.absent(path: path, expected: "a run folder, such as runs/toy-loss-smoke-0")
    }
    if let sample, sample < 1 { throw UsageError("sample \(sample): expected at least 1 trial") }
    guard jobs >= 1 else { throw UsageError("jobs \(jobs): expected at least 1 worker thread") }
    let configuration = try RunConfiguration(file: "\(path)/config.yaml")
    return try run(registry.figure(configuration.figure), configuration)
  }

  private func run<F: Figure>(_ figure: F, _ configuration: RunConfiguration) throws -> Outcome {
    let settings = try configuration.settings(of: figure)
    let trials = try figure.trials(settings)
    let recorded = TrialStore(path: "\(path)/trials", code: "", writer: AtomicFileWriter())
    let chosen = chosenTrials(trials.count, configuration.seed)
    let recomputed = try recompute(chosen.map { trials[$0] }, title: "verify \(configuration.folderName)")

    var outcomes = recomputed
    if sample != nil {
      outcomes = []
      for trial in trials {
        let hash = try trial.hash()
        guard let record = recorded.record(of: trial, hash) else {
          return .different("\(recorded.resultPath(hash)): no result of the trial \(trial.label)")
        }
        outcomes.append(record.outcome)
      }
      for (index, outcome) in zip(chosen, recomputed)
      where try JSONText.canonical(outcome) != JSONText.canonical(outcomes[index]) {
        let path = recorded.resultPath(try trials[index].hash())
        return .different("\(path): another outcome of the trial \(trials[index].label)")
      }
    }

    let data = try figure.reduce(settings, trials, outcomes)
    var files = data.files
    if let published = try figure.published() { files.append(("published.csv", published)) }
    for (name, table) in files {
      guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else {
        return .different("\(path)/\(name): the file is missing")
      }
      if let difference = TextDifference(expected: table.text, found: String(decoding: bytes, as: UTF8.self)) {
        return .different("\(path)/\(name), \(difference)")
      }
    }
    for (name, image) in data.pictures {
      let name = FigureData.path(ofPicture: name)
      guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else {
        return .different("\(path)/\(name): the file is missing")
      }
      // Pixels are compared and not bytes: another version of zlib packs them otherwise.
      guard let found = try? Image(png: bytes) else { return .different("\(path)/\(name): no PNG file") }
      if found != image { return .different("\(path)/\(name): another picture") }
    }
    let names = files.map(\.name) + data.pictures.map { FigureData.path(ofPicture: $0.name) }
    return .equal(trials: chosen.count, files: names)
  }

  private func chosenTrials(_ count: Int, _ seed: Int) -> [Int] {
    guard let sample, sample < count else { return Array(0..<count) }
    var stream = RandomStream(seed: UInt64(seed), purpose: "trials to verify")
    return stream.sample(sample, of: count).sorted()
  }

  private func recompute<Task: Trial>(_ trials: [Task], title: String) throws -> [Task.Outcome] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cotrain-verify-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = TrialStore(path: folder, code: "", writer: AtomicFileWriter())
    let sweep = try Sweep(trials, store: store, jobs: jobs, code: "", interruption: interruption)
    return try sweep.run(title: title, style: progressStyle).ending.get()
  }
}

/// The first place at which two CSV texts differ, and how far their numbers are apart altogether.
struct TextDifference: CustomStringConvertible {
  let description: String

  /// nil when the texts are equal.
  init?(expected: String, found: String) {
    guard expected != found else { return nil }
    let left = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let right = found.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(left.count, right.count)
    func text(_ lines: [Substring]) -> String { line < lines.count ? "'\(lines[line])'" : "no line" }
    var largest = 0.0
    for (a, b) in zip(left, right) where a != b {
      for (x, y) in zip(a.split(separator: ","), b.split(separator: ",")) where x != y {
        if let x = Double(x), let y = Double(y) { largest = max(largest, abs(x - y) / max(abs(x), abs(y))) }
      }
    }
    let distance = largest > 0 ? "; the largest relative difference of a number is \(shortestDecimal(largest))" : ""
    description = "line \(line + 1): recomputed \(text(left)), found \(text(right))\(distance)"
  }
}
