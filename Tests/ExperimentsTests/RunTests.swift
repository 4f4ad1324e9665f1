import Experiments
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct RunTests {
  let folder = TemporaryFolder()

  func reproduction(resume: Bool = false, jobs: Int = 1, set overrides: [String] = ["draws=[10, 20]"]) throws
    -> Reproduction
  {
    var reproduction = Reproduction(
      preset: .smoke, seed: 3, out: folder.file("runs"), jobs: jobs, resume: resume,
      overrides: try overrides.map(ConfigurationValue.Override.init(parsing:)))
    reproduction.interruption = Interruption()
    reproduction.progressStyle = .silent
    return reproduction
  }

  func verification(sample: Int? = nil) -> Verification {
    var verification = Verification(path: folder.file("runs/self-check-smoke-3"), jobs: 2, sample: sample)
    verification.interruption = Interruption()
    verification.progressStyle = .silent
    return verification
  }

  /// Every file of the run by its path, except provenance.json, which tells of times and calls.
  func files() -> [String: Data] {
    let root = folder.file("runs")
    var files = [String: Data]()
    for case let name as String in FileManager.default.enumerator(atPath: root) ?? FileManager.DirectoryEnumerator()
    where !name.hasSuffix("provenance.json") {
      files[name] = FileManager.default.contents(atPath: root + "/" + name).flatMap { $0.isEmpty ? nil : $0 }
    }
    return files.filter { name, _ in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  @Test func aRunFolderHasEveryFileOfTheContract() throws {
    let report = try reproduction().run(SelfCheck())
    let names = try folder.names("runs/self-check-smoke-3")
    for name in [
      "claims.json", "columns.json", "config.yaml", "figure.csv", "figure.gp", "provenance.json", "trials",
    ] {
      #expect(names.contains(name))
    }
    #expect(report.claims.map(\.id) == ["S1"])
    let csv = try String(contentsOfFile: report.path + "/figure.csv", encoding: .utf8).split(separator: "\n")
    #expect(csv[0] == "draws,seed,mean")
    #expect(csv.count == 11)
    #expect(
      csv[1...].map { $0.split(separator: ",").prefix(2).joined(separator: ",") }
        == ["10", "20"].flatMap { draws in (3000..<3005).map { "\(draws),\($0)" } })
  }

  @Test func theFilesDoNotDependOnTheNumberOfJobs() throws {
    _ = try reproduction(jobs: 1).run(SelfCheck())
    let one = files()
    try FileManager.default.removeItem(atPath: folder.file("runs"))
    _ = try reproduction(jobs: 3).run(SelfCheck())
    #expect(files() == one)
  }

  @Test func aRunThatIsThereIsOnlyResumedWhenAsked() throws {
    _ = try reproduction().run(SelfCheck())
    let before = files()
    let refusal = #expect(throws: RunFolderConflict.self) { try reproduction().run(SelfCheck()) }
    #expect(refusal?.description.contains("--resume") == true)
    let other = try reproduction(resume: true, set: ["draws=[10, 30]"])
    let conflict = #expect(throws: RunFolderConflict.self) { try other.run(SelfCheck()) }
    #expect(conflict?.description.contains("settings.draws") == true)
    _ = try reproduction(resume: true).run(SelfCheck())
    #expect(files() == before)
  }

  @Test func aFolderOfSomethingElseIsLeftAlone() throws {
    try AtomicFileWriter().makeFolder(folder.file("runs/self-check-smoke-3"))
    try AtomicFileWriter().write("mine", to: folder.file("runs/self-check-smoke-3/notes.txt"))
    #expect(throws: RunFolderConflict.self) { try reproduction(resume: true).run(SelfCheck()) }
    #expect(try folder.names("runs/self-check-smoke-3") == ["notes.txt"])
  }

  /// Every operation on files fails once, in turn: whatever is there afterwards is whole, and resuming ends in the bytes
  /// of a run that met no failure.
  @Test func aFailureOfAnyWriteDamagesNothingAndCanBeResumed() throws {
    let counting = FailingFileOperations(at: .max, .failure(code: ENOSPC))
    let set = ["draws=[10]", "seeds=[1, 2]"]
    var reproduction = try reproduction(set: set)
    reproduction.writer = AtomicFileWriter(operations: counting)
    _ = try reproduction.run(SelfCheck())
    let whole = files()
    let count = counting.operationCount
    #expect(count > 40)

    for n in 1...count {
      try? FileManager.default.removeItem(atPath: folder.file("runs"))
      var failing = try self.reproduction(set: set)
      failing.writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      let error = #expect(throws: WriteError.self) { try failing.run(SelfCheck()) }
      #expect(error?.code == ENOSPC)
      for (name, bytes) in files() { #expect(bytes == whole[name], "\(name) after a failure at operation \(n)") }
      if n % 5 == 0 || n == count {
        _ = try self.reproduction(resume: true, set: set).run(SelfCheck())
        #expect(files() == whole, "resumed after a failure at operation \(n)")
      }
    }
  }

  /// The same over a finished run: what was there stays.
  @Test func aFailureWhileResumingAFinishedRunLeavesItAsItWas() throws {
    let set = ["draws=[10]", "seeds=[1]"]
    _ = try reproduction(set: set).run(SelfCheck())
    let whole = files()
    for n in 1...30 {
      var failing = try reproduction(resume: true, set: set)
      let operations = FailingFileOperations(at: n, .failure(code: EIO))
      failing.writer = AtomicFileWriter(operations: operations)
      _ = try? failing.run(SelfCheck())
      #expect(files() == whole, "after a failure at operation \(n)")
    }
  }

  @Test func aRunVerifiesAndAnEditedOneDoesNot() throws {
    _ = try reproduction().run(SelfCheck())
    #expect(try verification().run() == .equal(trials: 10, files: ["figure.csv"]))
    #expect(try verification(sample: 3).run() == .equal(trials: 3, files: ["figure.csv"]))

    let path = folder.file("runs/self-check-smoke-3/figure.csv")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try AtomicFileWriter().write(text.replacingOccurrences(of: "20,3002,0.", with: "20,3002,0.9"), to: path)
    for sample in [nil, 3] {
      guard case .different(let difference) = try verification(sample: sample).run() else {
        Issue.record("an edited figure.csv verified")
        continue
      }
      #expect(difference.contains("figure.csv, line 9: recomputed '20,3002,0."))
      #expect(difference.contains("largest relative difference"))
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(try verification().run() == .different("\(path): the file is missing"))
  }

  @Test func aForgedTrialIsFoundByASample() throws {
    _ = try reproduction().run(SelfCheck())
    let trials = folder.file("runs/self-check-smoke-3/trials")
    for name in try folder.names("runs/self-check-smoke-3/trials") {
      let path = "\(trials)/\(name)/result.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try AtomicFileWriter().write(
        text.replacingOccurrences(of: "\"outcome\" : 0.", with: "\"outcome\" : 0.1"), to: path)
    }
    guard case .different(let difference) = try verification(sample: 1).run() else {
      Issue.record("a forged result verified")
      return
    }
    #expect(difference.contains("another outcome of the trial draws="))
  }

  @Test func whatCannotBeVerifiedSaysWhy() throws {
    #expect(throws: InputError.self) { try verification().run() }
    _ = try reproduction().run(SelfCheck())
    let path = folder.file("runs/self-check-smoke-3/config.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (old, new, word) in [
      ("figure: self-check", "figure: self-chek", "self-check"), ("  seeds:", "  seed:", "settings"),
      ("  seeds: [3000, 3001, 3002, 3003, 3004]\n", "", "seeds"),
    ] {
      try AtomicFileWriter().write(text.replacingOccurrences(of: old, with: new), to: path)
      let error = #expect(throws: UsageError.self) { try verification().run() }
      if word != "settings" { #expect(error?.description.contains(word) == true) }
    }
    try AtomicFileWriter().write("format: [", to: path)
    #expect(throws: InputError.self) { try verification().run() }
  }

  @Test func failedTrialsLeaveNoFigureAndSayWhichTheyAre() throws {
    let error = #expect(throws: TrialFailures.self) {
      try reproduction(set: ["draws=[10, 0]"]).run(SelfCheck())
    }
    #expect(error?.failures.count == 5)
    #expect(error?.failures.first?.label == "draws=0 seed=3000")
    let names = try folder.names("runs/self-check-smoke-3")
    #expect(!names.contains("figure.csv") && names.contains("provenance.json"))
  }

  @Test func seedsAndJobsOutOfRangeAreRefused() throws {
    var reproduction = try reproduction()
    reproduction.seed = -1
    #expect(throws: UsageError.self) { try reproduction.run(SelfCheck()) }
    reproduction.seed = 0
    reproduction.jobs = 0
    #expect(throws: UsageError.self) { try reproduction.run(SelfCheck()) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs")))
  }

  @Test func theSeedsOfDifferentRunsShareNothing() {
    #expect(Set(trainingSeeds(1000, of: 0)).isDisjoint(with: trainingSeeds(1000, of: 1)))
    #expect(trainingSeeds(3, of: 2) == [2000, 2001, 2002])
  }
}
