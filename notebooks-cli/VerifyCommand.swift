import ArgumentParser
import Experiments

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recomputes a run from its config.yaml and compares the CSV files.",
    discussion: """
      Exits with 0 when every byte is equal and with 1 at the first difference, which it names. Nothing is written to \
      the run folder. On another kind of processor the last digits may differ; the message says by how much.

      Examples:
        cotrain verify runs/toy-loss-smoke-0
        cotrain verify results/toy-loss-standard-0 --sample 10
      """)

  @Argument(help: "The run folder.")
  var folder: String

  @Option(help: "Recompute only this many trials, and make the tables again from the recorded ones.")
  var sample: Int?

  @Option(parsing: .unconditional, help: "Trials that run at the same time; by default one for each core.")
  var jobs: Int?

  func run() throws {
    switch try Verification(path: folder, jobs: jobs ?? availableCores(), sample: sample).run() {
    case .equal(let trials, let files):
      try StandardOutput.write("equal: \(trials) trials recomputed, \(files.joined(separator: ", ")) compared\n")
    case .different(let description):
      StandardError.write("cotrain: different: \(description)\n")
      throw ExitCode(ExitStatus.different.rawValue)
    }
  }
}
