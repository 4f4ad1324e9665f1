import ArgumentParser
import Experiments

struct DecomposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decompose",
    abstract: "Splits the variation of a loss or success rate into factors, their interaction and the rest.")

  @Argument(help: "A table of results with a header line.")
  var file: String

  func run() throws { throw UsageError("'reweight decompose' is not built yet") }
}
