import Alignment
import ArgumentParser
import Experiments
import Foundation
import Inspection
import Recordings

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

  @Option(
    help: ArgumentHelp(
      """
      Measures, separated by commas; 'all' for every one that fits. By default \
      \(AlignmentComparison.defaultMeasures.joined(separator: ",")), of pairs \
      \(AlignmentComparison.defaultPairedMeasures.joined(separator: ",")).
      """, valueName: "name,…"))
  var measure: String?

  @Option(help: "Also measure at matched conditions: states, actions or steps.")
  var condition: Condition?

  @Option(help: "Take pairs of rows and paired measures: rows (the same observations in both files), states or dtw.")
  var pair: AlignmentComparison.Pairing?

  @Option(parsing: .unconditional, help: "Splits into halves behind intervals and floors.")
  var resamples = 200

  @Option(parsing: .unconditional, help: "Relabellings behind p-values; 0 for none.")
  var permutations = 999

  @Option(parsing: .unconditional, help: "Rows of a domain that are looked at, at most; whole episodes are drawn.")
  var maxRows = 5000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds of one core that a measure may take in a layer, as estimated from the numbers of rows; beyond it fewer "
        + "splits and relabellings are made, and the row says so.", valueName: "seconds"))
  var budget = 20.0

  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The numbers do not depend on it.")
  var jobs: Int?

  @Option(help: "Write align.csv, align.json and pictures into this folder.")
  var out: String?

  @Option(help: "Also draw the rows of every layer as points: pca or umap. Needs --out.")
  var map: RepresentationMap.Projection?

  @Option(parsing: .unconditional, help: "Axes of the map, 2 or 3.")
  var mapDimensions = 2

  @Option(parsing: .unconditional, help: "Rows of a domain in the map, at most.")
  var mapRows = 2000

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
      ("jobs", jobs ?? 1, 1), ("map-rows", mapRows, 4),
    ] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    guard budget > 0 else { throw UsageError("--budget \(budget): expected a positive number of seconds") }
    guard (2...3).contains(mapDimensions) else {
      throw UsageError("--map-dimensions \(mapDimensions): expected 2 or 3")
    }
    if map != nil, out == nil { throw UsageError("--map draws a picture; say where with --out DIR") }
    if condition != nil, pair != nil { throw UsageError("give --condition or --pair, not both") }
    let sources = try domains.sources()
    let report = try comparison(sources).run { StandardError.write("cotrain: \($0)\n") }
    if let out {
      let folder = try InspectionFolder(path: out)
      var paths = try folder.write(report)
      if let map {
        let drawing = RepresentationMap(
          projection: map, dimensions: mapDimensions, maximumRows: mapRows, seed: seed,
          workers: jobs ?? availableCores())
        paths += try folder.write(map: try drawing.table(sources))
      }
      StandardError.write("wrote \(paths.joined(separator: ", "))\n")
    }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.csv.text)
  }

  private func comparison(_ sources: [RecordingSource]) -> AlignmentComparison {
    let names =
      measure.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
      ?? (pair == nil ? AlignmentComparison.defaultMeasures : AlignmentComparison.defaultPairedMeasures)
    let mode: AlignmentComparison.Mode =
      if let pair { .pairs(pair) } else if let condition { .condition(condition.role) } else { .allRows }
    return AlignmentComparison(
      sources: sources, measures: names, mode: mode, resamples: resamples, permutations: permutations,
      maximumRows: maxRows, budget: budget, seed: seed, workers: jobs ?? availableCores())
  }
}

/// What rows of two domains can be matched by.
enum Condition: String, ExpressibleByArgument, CaseIterable {
  case states, actions, steps

  var role: RecordingSource.Role {
    switch self {
    case .states: .states
    case .actions: .actions
    case .steps: .steps
    }
  }
}

extension AlignmentComparison.Pairing: ExpressibleByArgument {}
extension RepresentationMap.Projection: ExpressibleByArgument {}
