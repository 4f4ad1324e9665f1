import ArgumentParser
import Experiments
import Foundation
import Storage

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Computes figures and writes a run folder for each: CSV, picture, claims, provenance.",
    discussion: """
      The same seed gives the same bytes for every number of jobs. A run that was stopped at any moment, even by a power \
      cut, goes on with --resume. A trial that another run in the same folder has finished is taken from there.

      Examples:
        cotrain reproduce toy-loss
        cotrain reproduce all --preset standard --jobs 2 --out results --resume
        cotrain reproduce toy-loss --set setting.steps=1000 --set 'grid.w=[.1, 1]' --out other
      """)

  enum Launcher: String, CaseIterable, ExpressibleByArgument { case local, slurm }

  @Argument(help: ArgumentHelp("Figures, or 'all'; 'cotrain figures' lists them.", valueName: "figure"))
  var ids: [String]

  @Option(help: "How much to compute.")
  var preset: Preset = .smoke

  @Option(parsing: .unconditional, help: "What all randomness derives from, 0 to \(largestSeed).")
  var seed = 0

  @Option(help: ArgumentHelp("Folder that the run folders are made in.", valueName: "folder"))
  var out = "runs"

  @Option(parsing: .unconditional, help: "Trials that run at the same time; by default one for each core.")
  var jobs: Int?

  @Option(help: "Where trials run; slurm is not built yet.")
  var launcher: Launcher = .local

  @Flag(help: "Go on with a run that is there; finished trials are kept.")
  var resume = false

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Another value for a key of config.yaml's settings; may be repeated.", valueName: "key=value"))
  var overrides: [String] = []

  func run() throws {
    if launcher == .slurm {
      throw UsageError("--launcher slurm is not built yet; --launcher local runs on this machine")
    }
    let figures = try FigureRegistry.all.figures(named: ids)
    var reproduction = Reproduction(
      preset: preset, seed: seed, out: out, jobs: jobs ?? availableCores(), resume: resume,
      overrides: try overrides.map(ConfigurationValue.Override.init(parsing:)))
    reproduction.commandLine = ["cotrain"] + CommandLine.arguments.dropFirst()
    reproduction.writer = try PlannedAccident.writer()
    for figure in figures { try reproduction.check(figure) }

    var someTrialsFailed = false
    var rows = [ClaimTable.Row]()
    for figure in figures {
      do {
        let report = try reproduction.run(figure)
        try StandardOutput.write(report.files.map { "\(report.path)/\($0)\n" }.joined())
        for warning in report.warnings { StandardError.write("cotrain: warning: \(warning)\n") }
        let name = PathParts(report.path).name
        rows += report.claims.map { ClaimTable.Row(run: name, figure: report.figure, claim: $0) }
      } catch let error as TrialFailures {
        // The other figures do not need these trials.
        StandardError.write("cotrain: \(figure.description.id): \(error)\n")
        someTrialsFailed = true
      }
    }
    if !rows.isEmpty { try StandardOutput.write("\n" + ClaimTable(rows: rows).text) }
    if someTrialsFailed { throw ExitCode(ExitStatus.someTrialsFailed.rawValue) }
  }
}

extension Preset: ExpressibleByArgument {}

/// Cores that this process may use; inside a Slurm job, those of the job.
func availableCores() -> Int {
  ProcessInfo.processInfo.environment["SLURM_CPUS_ON_NODE"].flatMap(Int.init)
    ?? ProcessInfo.processInfo.activeProcessorCount
}

/// An accident that a test plans through the environment, `COTRAIN_FAULT=fail:N` or `kill:N`: from the N-th operation on
/// files every one fails as on a full disk, or the process dies there.
enum PlannedAccident {
  static func writer() throws -> AtomicFileWriter {
    guard let plan = ProcessInfo.processInfo.environment["COTRAIN_FAULT"] else { return AtomicFileWriter() }
    let parts = plan.split(separator: ":")
    guard parts.count == 2, let number = Int(parts[1]), ["fail", "kill"].contains(parts[0]) else {
      throw UsageError("COTRAIN_FAULT='\(plan)': expected fail:N or kill:N")
    }
    let accident = parts[0] == "kill" ? FailingFileOperations.Accident.death : .failure(code: ENOSPC)
    return AtomicFileWriter(operations: FailingFileOperations(at: number, accident))
  }
}
