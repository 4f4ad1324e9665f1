import ArgumentParser

@main
struct Cotrain: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "cotrain")
}
