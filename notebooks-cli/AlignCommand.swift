import Alignment
import ArgumentParser
import Experiments
import Foundation

struct AlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Measures how far apart two domains' representations are, layer by layer.",
    discussion: """
      A file holds one array a layer, rows first, and says with 'episodes' which rows belong together. Every value \
      comes with an interval, a floor (the same measure between halves of one domain), the value in units of that \
      floor, and a two-sample p-value that moves whole episodes.

      Examples:
        cotrain align --real real.npz --sim sim.npz
        cotrain align --real real.h5 --sim sim.h5 --measure all --out runs/align
        cotrain align --real a.safetensors --sim b.safetensors --layers encoder,trunk.3 --pool mean
        cotrain align --domain real=r.npz --domain base=s.npz --domain rendered=t.npz --json
        cotrain align --list
      """)

  @OptionGroup(title: "Domains") var domains: DomainOptions

  @Option(help: "Measures, separated by commas; 'all' for every unpaired one (--list).")
  var measure = AlignmentComparison.defaultMeasures.joined(separator: ",")

  @Option(parsing: .unconditional, help: "Splits into halves behind intervals and floors.")
  var resamples = 200

  @Option(parsing: .unconditional, help: "Relabellings behind p-values; 0 for none.")
  var permutations = 999

  @Option(parsing: .unconditional, help: "Rows of a domain that are looked at, at most; whole episodes are drawn.")
  var maxRows = 5000

  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The numbers do not depend on it.")
  var jobs: Int?

  @Option(help: "Write align.csv, align.json and a picture into this folder.")
  var out: String?

  @Flag(help: "Print JSON in place of CSV, with the methods behind the numbers.")
  var json = false

  @Flag(help: "List every measure and what it says of itself.")
  var list = false

  func run() throws {
    if list {
      try StandardOutput.write(json ? MeasureList.json() : MeasureList.text)
      return
    }
    for (name, value, least) in [
      ("resamples", resamples, 2), ("permutations", permutations, 0), ("max-rows", maxRows, 4), ("seed", seed, 0),
      ("jobs", jobs ?? 1, 1),
    ] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    let names = measure.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let comparison = AlignmentComparison(
      sources: try domains.sources(), measures: try AlignmentComparison.measures(named: names), resamples: resamples,
      permutations: permutations, maximumRows: maxRows, seed: seed, workers: jobs ?? availableCores())
    let (report, _) = try comparison.run { StandardError.write("cotrain: \($0)\n") }
    if let out {
      let paths = try AlignmentFolder(path: out).write(report)
      StandardError.write("wrote \(paths.joined(separator: ", "))\n")
    }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.csv.text)
  }
}
