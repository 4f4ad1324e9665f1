import ArgumentParser
import Experiments
import Foundation

struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Lists every figure: paper, title, columns, presets and what they cost.",
    discussion: """
      Minutes are rough and for two cores. Beside each claim stands the half-width of its interval that a preset \
      reaches: a claim closer to its boundary than that comes out undecided.

      Examples:
        cotrain figures
        cotrain figures toy-loss
      """)

  @Argument(help: "Figures to describe; every figure when none is named.")
  var ids: [String] = []

  func run() throws {
    let figures = try FigureRegistry.all.figures(named: ids.isEmpty ? ["all"] : ids)
    try StandardOutput.write(try figures.map { try Self.text(of: $0) }.joined(separator: "\n"))
  }

  private static func text(of figure: some Figure) throws -> String {
    let description = figure.description
    var rows = [["preset", "trials", "minutes"]]
    for preset in Preset.allCases {
      guard let cost = description.costs[preset] else { continue }
      let trials = try figure.trials(figure.settings(preset, seed: 0)).count
      let minutes = cost.minutes < 1 ? "< 1" : String(Int(cost.minutes.rounded()))
      let widths = cost.halfWidths.sorted { $0.key < $1.key }.map { "\($0.key) ± \($0.value)" }
      rows.append(
        [preset.rawValue, String(trials), minutes] + (widths.isEmpty ? [] : [widths.joined(separator: ", ")]))
    }
    let indented = alignedText(rows).split(separator: "\n").map { "  \($0)\n" }.joined()
    return """
      \(description.id)
        \(description.title)
        from: \(description.paper.rawValue)
        figure.csv: \(description.columns.map(\.name).joined(separator: ","))
        claims: \(description.claims.isEmpty ? "none" : description.claims.map(\.id).joined(separator: ", "))
      \(indented)
      """
  }
}
