import ArgumentParser

/// The mixture's effect on actions: on two domains' files, and on tables of results.
struct ReweightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reweight",
    abstract: "Says what the mixture of domains makes of each action, and how much of a result each effect explains.",
    discussion: """
      Examples:
        cotrain reweight decompose results.csv --factors alignment,w --value success
      """,
    subcommands: [DecomposeCommand.self])
}
