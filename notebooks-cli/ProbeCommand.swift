import ArgumentParser
import Experiments
import Foundation
import Inspection
import Recordings

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Measures how well the domain can be read from a layer, probe by probe.",
    discussion: """
      Every row is scored by a probe that was fitted on other episodes; values come with intervals over episodes. 'auc' is \
      0.5 where a probe guesses and 1 where it never errs; a high one with a selectivity near 0 says that frames resemble \
      their neighbours, not that the domains differ.

      Examples:
        cotrain probe --real real.npz --sim sim.npz
        cotrain probe --real real.h5 --sim sim.h5 --probe linear --statistics auc,log_loss
        cotrain probe --real real.npz --sim sim.npz --probe mlp,windows-embedding --out runs/probe
        cotrain probe --real real.npz --sim sim.npz --by-step --probe linear --out runs/steps
        cotrain probe --real real.npz --sim sim.npz --erasure --resolution --out runs/probe
        cotrain probe --list
      """)

  @OptionGroup(title: "Domains") var domains: DomainOptions

  @Option(
    help: ArgumentHelp(
      """
      Probes, separated by commas; 'all' for every one. By default \
      \(ProbeComparison.defaultProbes.joined(separator: ",")). 'windows-embedding' and 'windows-activation' are the \
      empirical study's protocol (one split over windows, best epoch), with '-cross-fitted' the same network in ours.
      """, valueName: "name,…"))
  var probe: String?

  @Option(
    help: ArgumentHelp(
      """
      Statistics, separated by commas; 'all' for every one. By default \
      \(ProbeComparison.defaultStatistics.map(\.rawValue).joined(separator: ",")).
      """, valueName: "name,…"))
  var statistics: String?

  @Option(parsing: .unconditional, help: "Folds; lowered to the episodes of the smaller domain.")
  var folds = 5

  @Flag(help: "Probe each step of the rows on its own, as diffusion steps are; layers are then named LAYER@STEP.")
  var byStep = false

  @Flag(
    help: """
      Also take linear domain information out of every layer (LEACE) and say what probes still read, and what it costs \
      ridge and MLP decoders of the actions in held-out R²: erasure.csv. Needs actions, and --out or --json.
      """)
  var erasure = false

  @Flag(
    help: """
      Also probe every layer under normal noise of 0 to 1 within-domain deviations: resolution.csv. Needs --out or --json.
      """)
  var resolution = false

  @Option(
    parsing: .unconditional,
    help: "Rows of a domain that are looked at, at most (with --by-step: at each step); whole episodes are drawn.")
  var maxRows = 5000

  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The numbers do not depend on it.")
  var jobs: Int?

  @Option(help: "Write probe.csv, probe.json and pictures into this folder.")
  var out: String?

  @Flag(help: "Print JSON in place of CSV, with the methods behind the numbers.")
  var json = false

  @Flag(help: "List every probe and statistic.")
  var list = false

  func run() throws {
    if list {
      try StandardOutput.write(json ? ProbeList.json() : ProbeList.text)
      return
    }
    for (name, value, least) in [
      ("folds", folds, 2), ("max-rows", maxRows, 4), ("seed", seed, 0), ("jobs", jobs ?? 1, 1),
    ] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    for (name, isAsked) in [("erasure", erasure), ("resolution", resolution)] where isAsked && out == nil && !json {
      throw UsageError("--\(name) makes a table of its own; say where with --out DIR, or print all with --json")
    }
    let report = try ProbeComparison(
      sources: try domains.sources(), probes: names(probe) ?? ProbeComparison.defaultProbes,
      statistics: names(statistics) ?? ProbeComparison.defaultStatistics.map(\.rawValue), folds: folds, byStep: byStep,
      erasure: erasure, resolution: resolution, maximumRows: maxRows, seed: seed, workers: jobs ?? availableCores()
    ).run { StandardError.write("cotrain: \($0)\n") }
    if let out {
      let paths = try InspectionFolder(path: out).write(report)
      StandardError.write("wrote \(paths.joined(separator: ", "))\n")
    }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.csv.text)
  }

  private func names(_ list: String?) -> [String]? {
    list.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
  }
}
