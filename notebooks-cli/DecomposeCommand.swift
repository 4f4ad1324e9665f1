import ArgumentParser
import Experiments
import Foundation
import Reweighting

struct DecomposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reweight decompose",
    abstract: "Splits the variation of a loss or success rate into factors, their interaction and the rest.",
    discussion: """
      Shares add up to 1. The analysis of variance (two factors, equally many rows in every cell) says what each factor's \
      levels explain; Shapley's value takes any table, and splits evenly what correlated factors explain together. A \
      measured alignment that has another value in every row is a --continuous factor.

      Intervals (95 %) are a bootstrap over whole seeds where the table has a column 'seed', and over rows where a cell has \
      several or a factor is continuous; a single table of cells has none. A share counts noise with what it explains, the \
      more so the more levels a term has: omega_squared is corrected for that.

      Examples:
        cotrain reweight decompose runs/toy-loss-standard-0/figure.csv --factors dz,w --value l2 \\
          --transform log,raw --where model=network
        cotrain reweight decompose results.csv --factors w --continuous distance --value success
      """)

  @Argument(help: "A table of results: comma-separated values under a header line.")
  var file: String

  @Option(help: ArgumentHelp("Columns whose values are levels, separated by commas.", valueName: "name,…"))
  var factors: String?

  @Option(help: ArgumentHelp("Columns that are measured quantities: one slope each.", valueName: "name,…"))
  var continuous: String?

  @Option(help: ArgumentHelp("The column that is explained.", valueName: "name"))
  var value: String

  @Option(
    help: ArgumentHelp(
      "What is analysed of it: raw, log, rank or clip:X (values above X count as X); several separated by commas.",
      valueName: "name,…"))
  var transform = "raw"

  @Option(
    name: .customLong("where"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Take only rows with COLUMN=VALUE, COLUMN!=VALUE, COLUMN<NUMBER or COLUMN>NUMBER; all of several hold.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(help: "anova or shapley; by default both, as far as the table allows.")
  var method: DecompositionStudy.Method?

  @Flag(help: "Average the rows of a cell before the analysis of variance; the interaction is then the remainder.")
  var average = false

  @Flag(help: "Give pairs of factors no share of their own in Shapley's value.")
  var noInteractions = false

  @Option(help: ArgumentHelp("Column of the training seed; by default 'seed' where there is one.", valueName: "name"))
  var seedColumn: String?

  @Option(parsing: .unconditional, help: "Bootstrap resamples; 0 leaves intervals out.")
  var resamples = 1000

  @Option(parsing: .unconditional, help: "Seed of the resamples.")
  var seed = 0

  @Flag(help: "Print JSON in place of CSV.")
  var json = false

  func run() throws {
    if resamples < 0 || resamples == 1 { throw UsageError("--resamples \(resamples): expected 0, or at least 2") }
    if seed < 0 { throw UsageError("--seed \(seed): expected at least 0") }
    let names = try Self.names(factors, "factors")
    let slopes = try Self.names(continuous, "continuous")
    guard !(names + slopes).isEmpty else {
      throw UsageError("nothing to explain '\(value)' by: give --factors NAME,… or --continuous NAME,…")
    }
    if let twice = (names + slopes + [value]).first(where: { name in
      (names + slopes + [value]).filter { $0 == name }.count > 1
    }) {
      throw UsageError("column '\(twice)' is given twice, among --factors, --continuous and --value")
    }
    let transforms = try Self.names(transform, "transform").map { text in
      guard let transform = ResponseTransform(text) else {
        throw UsageError("--transform \(text): expected raw, log, rank or clip:X with a number X")
      }
      return transform
    }
    let study = DecompositionStudy(
      value: value, factors: names, continuous: slopes, seedColumn: seedColumn,
      conditions: try conditions.map { try RowCondition($0) }, transforms: transforms, method: method,
      averagesCells: average, interactions: !noInteractions, resamples: resamples, seed: seed)
    let report = try study.run(ResultsFile(path: file)) { StandardError.write("cotrain: \($0)\n") }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.csv.text)
  }

  private static func names(_ text: String?, _ option: String) throws(UsageError) -> [String] {
    guard let text else { return [] }
    let names = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard !names.contains("") else { throw UsageError("--\(option) '\(text)': expected names separated by commas") }
    return names
  }
}

extension DecompositionStudy.Method: ExpressibleByArgument {}
