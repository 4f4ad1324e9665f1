import Experiments

/// A subcommand that the package will have and does not have yet.
struct UnbuiltCommand {
  let name: String

  static let all = [
    "fit-scaling", "train", "evaluate", "compare-regularizers", "report", "notebook",
  ].map(UnbuiltCommand.init)

  /// The one that a command line asks for, also by `help NAME`.
  static func named(by arguments: [String]) -> UnbuiltCommand? {
    let name = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
    return all.first { $0.name == name }
  }

  var error: UsageError { UsageError("'\(name)' is not built yet; cotrain --help says what is") }
}
