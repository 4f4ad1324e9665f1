import ArgumentParser
import Experiments
import Foundation

/// The command: parses, calls, prints. Everything it does lives in `Experiments`.
@main
struct Cotrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cotrain",
    abstract: "Explains when co-training a robot policy on real and simulated data works.",
    discussion: """
      Data goes to standard output, progress and warnings to standard error.

      Examples:
        cotrain figures                              what there is, and its cost
        cotrain reproduce toy-loss --preset smoke    one figure, under a minute
        cotrain reproduce all --resume               every figure, or the rest
        cotrain claims                               what of the papers holds
        cotrain verify runs/toy-loss-smoke-0         the same numbers again?
        cotrain align --real r.npz --sim s.npz       how close two domains are
        cotrain probe --real r.npz --sim s.npz       how well they are told apart
        cotrain diagnose --real r.npz --sim s.npz    what co-training made of a policy
        cotrain reweight --real r.npz --sim s.npz    whose rows real actions lean on
        cotrain mixing-ratio --real 50 --sim 3000    which share of real data to train on
        cotrain plan --effect .05 --baseline .7      how many trials decide it
        cotrain demonstrations --count 9 --out d.zarr experts who push a block

      Not built yet: \(UnbuiltCommand.all.map(\.name).joined(separator: ", ")).
      """,
    version: packageVersion,
    subcommands: [
      FiguresCommand.self, ReproduceCommand.self, ClaimsCommand.self, PlanCommand.self, VerifyCommand.self,
      AlignCommand.self, ProbeCommand.self, ReweightCommand.self, DecomposeCommand.self, DiagnoseCommand.self,
      MixingRatioCommand.self, DemonstrationsCommand.self,
    ])

  static func main() {
    // A file beyond the shell's size limit is then an error like a full disk, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.catchSignals()
    do {
      let arguments = joiningNamesOfTwoWords(Array(CommandLine.arguments.dropFirst()))
      if let unbuilt = UnbuiltCommand.named(by: arguments) { throw unbuilt.error }
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      guard let status = ExitStatus(of: error) else { exit(withError: error) }
      StandardError.write("cotrain: \(error)\n")
      Foundation.exit(status.rawValue)
    }
  }

  /// `reweight decompose` as one name: as a subcommand of `reweight` it would lose the options that both have to it.
  private static func joiningNamesOfTwoWords(_ arguments: [String]) -> [String] {
    guard let place = arguments.firstIndex(of: "reweight"), place <= 1, place == 0 || arguments[0] == "help",
      arguments.dropFirst(place + 1).first == "decompose"
    else { return arguments }
    return arguments[..<place] + ["reweight decompose"] + arguments[(place + 2)...]
  }
}
