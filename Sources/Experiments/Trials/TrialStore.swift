import Foundation
import Storage

/// The finished trials of a run folder: `trials/<hash>/result.json`, each written last and in one step.
public struct TrialStore: Sendable {
  /// The folder `trials/`.
  public let path: String
  private let writer: AtomicFileWriter
  private let code: String
  /// Folders `trials/` of other runs, whose results are taken when the same program computed them.
  private let neighbours: [String]

  public init(path: String, code: String, neighbours: [String] = [], writer: AtomicFileWriter) {
    self.path = path
    self.code = code
    self.neighbours = neighbours
    self.writer = writer
  }

  public func resultPath(_ hash: TrialHash) -> String { "\(path)/\(hash.folderName)/result.json" }
  public func failurePath(_ hash: TrialHash) -> String { "\(path)/\(hash.folderName)/failure.json" }

  /// The result of a trial, if it is finished here. A file that does not read as this trial's result counts as none.
  public func record<Task: Trial>(of trial: Task, _ hash: TrialHash) -> TrialRecord<Task>? {
    Self.record(of: trial, hash, at: resultPath(hash))
  }

  /// Takes a finished result over from a neighbour. The file keeps its bytes.
  /// - Throws: `WriteError`.
  public func adopt<Task: Trial>(_ trial: Task, _ hash: TrialHash) throws -> TrialRecord<Task>? {
    for neighbour in neighbours {
      let path = "\(neighbour)/\(hash.folderName)/result.json"
      guard let record = Self.record(of: trial, hash, at: path), record.code == code,
        let bytes = FileManager.default.contents(atPath: path)
      else { continue }
      try writer.makeFolder("\(self.path)/\(hash.folderName)")
      try writer.write(bytes, to: resultPath(hash))
      return record
    }
    return nil
  }

  /// - Throws: `WriteError`.
  public func keep<Task: Trial>(_ outcome: Task.Outcome, of trial: Task, _ hash: TrialHash) throws -> TrialRecord<Task>
  {
    let record = TrialRecord(
      kind: Task.kind, version: Task.version, hash: hash.hexadecimal, code: code, configuration: trial, outcome: outcome
    )
    try writer.makeFolder("\(path)/\(hash.folderName)")
    try writer.write(try JSONText.pretty(record), to: resultPath(hash))
    unlink(failurePath(hash))
    return record
  }

  /// Leaves the reason of a failure beside where the result would be.
  /// - Throws: `WriteError`.
  public func keepFailure(_ reason: String, of trial: some Trial, _ hash: TrialHash) throws {
    try writer.makeFolder("\(path)/\(hash.folderName)")
    try writer.write(try JSONText.pretty(["trial": trial.label, "reason": reason]), to: failurePath(hash))
  }

  /// Clears away what a killed process left half written.
  public func removeUnfinished() {
    for folder in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      writer.removeUnfinished(in: "\(path)/\(folder)")
    }
  }

  private static func record<Task: Trial>(of trial: Task, _ hash: TrialHash, at path: String) -> TrialRecord<Task>? {
    guard let bytes = FileManager.default.contents(atPath: path),
      let record = try? JSONText.decode(TrialRecord<Task>.self, from: bytes),
      record.hash == hash.hexadecimal, record.configuration == trial
    else { return nil }
    return record
  }
}
