import Foundation
import Storage
import Training

/// Turns figures into run folders.
public struct Reproduction: Sendable {
  /// A finished run.
  public struct Report: Sendable {
    public let figure: String
    /// The run folder.
    public let path: String
    /// Names of the files in it that are made from the trials.
    public let files: [String]
    public let claims: [JudgedClaim]
    /// What the user should know: no picture, results of another build.
    public let warnings: [String]
  }

  public var preset: Preset
  public var seed: Int
  /// The folder that run folders are made in.
  public var out: String
  /// Worker threads.
  public var jobs: Int
  public var resume: Bool
  public var overrides: [ConfigurationValue.Override]
  public var writer = AtomicFileWriter()
  public var interruption = Interruption.ofProcess
  public var progressStyle = ProgressBar.Style.detected()
  public var commandLine: [String] = []

  public init(
    preset: Preset, seed: Int, out: String, jobs: Int, resume: Bool, overrides: [ConfigurationValue.Override] = []
  ) {
    self.preset = preset
    self.seed = seed
    self.out = out
    self.jobs = jobs
    self.resume = resume
    self.overrides = overrides
  }

  /// The configuration that a run of this figure would have.
  /// - Throws: `UsageError`.
  public func configuration<F: Figure>(of figure: F) throws -> RunConfiguration {
    guard (0...largestSeed).contains(seed) else {
      throw UsageError("seed \(seed): expected a whole number from 0 to \(largestSeed)")
    }
    guard jobs >= 1 else { throw UsageError("jobs \(jobs): expected at least 1 worker thread") }
    let settings = try ConfigurationValue(describing: figure.settings(preset, seed: seed)).applying(
      overrides, to: F.Settings.self)
    let configuration = RunConfiguration(
      figure: figure.description.id, preset: preset, seed: seed,
      // Through the figure's own type and back, so that 1 and 1.0 are the same setting.
      settings: try ConfigurationValue(describing: settings.value(of: F.Settings.self)))
    _ = try figure.trials(configuration.settings(of: figure))
    return configuration
  }

  /// Finds out before the first trial what `run` would refuse.
  /// - Throws: `UsageError`, `RunFolderConflict`, `InputError`.
  public func check<F: Figure>(_ figure: F) throws {
    let configuration = try configuration(of: figure)
    try folder(of: configuration).check(configuration, resume: resume)
  }

  private func folder(of configuration: RunConfiguration) -> RunFolder {
    RunFolder(path: PathParts.join(out, configuration.folderName), writer: writer)
  }

  /// Computes what is missing and writes the run folder.
  /// - Throws: `UsageError`, `RunFolderConflict`, `TrialFailures`, `Interrupted`, `WriteError`.
  public func run<F: Figure>(_ figure: F) throws -> Report {
    let started = Date()
    let configuration = try configuration(of: figure)
    let settings = try configuration.settings(of: figure)
    let trials = try figure.trials(settings)
    let folder = folder(of: configuration)
    try folder.check(configuration, resume: resume)
    try folder.open(configuration)

    let program = Provenance.Program.current
    let store = TrialStore(
      path: folder.file("trials"), code: program.executable, neighbours: folder.neighbours, writer: writer)
    store.removeUnfinished()
    let sweep = try Sweep(
      trials, store: store, jobs: jobs, code: program.executable, interruption: interruption)
    let result = try sweep.run(title: configuration.folderName, style: progressStyle)

    var provenance =
      Provenance.read(from: folder.file("provenance.json"))
      ?? Provenance(figure: configuration.figure, seed: seed, platform: .current, inputs: [:], invocations: [])
    func record(_ end: String) throws {
      provenance.platform = .current
      provenance.inputs = try PublishedTable.digests(of: figure.publishedTables)
      provenance.invocations.append(
        Provenance.Invocation(
          commandLine: commandLine, started: started.formatted(.iso8601),
          wallSeconds: (Date().timeIntervalSince(started) * 1000).rounded() / 1000, jobs: jobs, program: program,
          trials: result.tally, end: end))
      try writer.write(try JSONText.pretty(provenance), to: folder.file("provenance.json"))
    }

    switch result.ending {
    case .failure(let error):
      // Where nothing can be written any more, the reason of that is the one to report.
      if !(error is WriteError) { try record("\(error)") }
      throw error
    case .success(let outcomes):
      let data = try figure.reduce(settings, trials, outcomes)
      let files = try folder.write(data, of: figure, settings)
      try record("finished")
      return Report(
        figure: configuration.figure, path: folder.path, files: files, claims: data.claims,
        warnings: warnings(result.tally, drawn: files.contains("figure.svg")))
    }
  }

  private func warnings(_ tally: SweepTally, drawn: Bool) -> [String] {
    var warnings = [String]()
    if !drawn {
      warnings.append("gnuplot is not installed, so figure.svg is not drawn; install it, then: gnuplot figure.gp")
    }
    if tally.keptFromOtherBuild > 0 {
      warnings.append(
        "\(tally.keptFromOtherBuild) of the kept trials were computed by another build of cotrain; "
          + "provenance.json names both")
    }
    return warnings
  }
}
