import ArgumentParser
import Experiments
import Storage

struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims",
    abstract: "Shows which claims of the papers hold, with intervals, and what would decide the others.",
    discussion: """
      A claim holds when the 95 % interval of its statistic lies wholly on the claimed side, does not hold when it lies \
      wholly on the other, and is undecided otherwise or below five training seeds.

      Examples:
        cotrain claims
        cotrain claims runs/toy-loss-standard-0 --details
        cotrain claims results --json
      """)

  @Argument(help: "A run folder, or a folder of run folders; by default 'runs', and the claims without a run too.")
  var folder: String?

  @Flag(help: "Everything about each claim: how it is judged, and the numbers beside it.")
  var details = false

  @Flag(help: "The same as JSON.")
  var json = false

  func run() throws {
    let table = try ClaimTable(folder: folder ?? "runs", listsAll: folder == nil)
    if json {
      try StandardOutput.write(String(decoding: try JSONText.pretty(table.rows), as: UTF8.self))
    } else {
      try StandardOutput.write(details ? table.details : table.text)
    }
  }
}
