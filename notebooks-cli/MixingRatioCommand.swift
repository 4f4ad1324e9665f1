import ArgumentParser
import Experiments
import Foundation
import Inspection
import Reweighting
import Statistics

struct MixingRatioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixing-ratio",
    abstract: "Says which mixing ratios the sizes of two domains suggest, and what one ratio means.",
    discussion: """
      The mixing ratio w is the share of real samples in training (another study's α is the share of simulated ones, \
      1 − w). The guideline assumes more simulated than real demonstrations. With both domains' actions it is also \
      measured how far these lie apart, and how the range would shift.

      Examples:
        cotrain mixing-ratio --real 50 --sim 3000
        cotrain mixing-ratio --real 50 --sim 200 --quality .7 --ratio .3 --steps 20000 --batch 256
        cotrain mixing-ratio --real 50 --sim 3000 --actions-real real.npz:actions --actions-sim sim.npz:actions
      """)

  @Option(parsing: .unconditional, help: "N, real demonstrations (or windows, when a pass should count those).")
  var real: Int

  @Option(parsing: .unconditional, help: "M, simulated demonstrations.")
  var sim: Int

  @Option(
    parsing: .unconditional,
    help: "Read this mixing ratio w, 0 to 1; by default the natural ratio and the guideline's upper end.")
  var ratio: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "q: the weight that a real demonstration should get beside an equally close simulated one, where M/N is at most 5.",
      valueName: "q"))
  var quality = 0.8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the upper end is capped at where M/N is at most 5, or none.", valueName: "w|none"))
  var cap = "0.5"

  @Option(parsing: .unconditional, help: "Training steps; with --batch they give the expected passes over each domain.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Samples of a step, both domains together.")
  var batch: Int?

  @OptionGroup(title: "The gap of the actions") var gap: ActionGapOptions

  @Flag(help: "Print JSON in place of text.")
  var json = false

  func run() throws {
    for (name, value) in [("real", real), ("sim", sim), ("steps", steps ?? 1), ("batch", batch ?? 1)] where value < 1 {
      throw UsageError("--\(name) \(value): expected a whole number of at least 1")
    }
    if let ratio, !(0...1).contains(ratio) {
      throw UsageError("--ratio \(ratio): expected a share of real samples, from 0 to 1")
    }
    guard quality > 0, quality < 1 else {
      throw UsageError("--quality \(quality): expected a number between 0 and 1, both excluded")
    }
    if (steps == nil) != (batch == nil) {
      throw UsageError("--steps and --batch together give the number of samples; give both or neither")
    }
    let guideline = try MixingRatioGuideline(target: real, source: sim, scalingFactor: quality, cap: try capValue())
    let overlap = try gap.overlap { StandardError.write("cotrain: \($0)\n") }
    let advice = try MixingAdvice(
      guideline: guideline, ratio: ratio, samples: steps.map { Double($0) * Double(batch ?? 1) }, actions: overlap)
    try StandardOutput.write(json ? String(decoding: try advice.json(), as: UTF8.self) : advice.text)
  }

  private func capValue() throws(UsageError) -> Double? {
    if cap == "none" { return nil }
    guard let value = Double(cap), value > 0, value < 1 else {
      throw UsageError("--cap \(cap): expected a number between 0 and 1, both excluded, or none")
    }
    return value
  }
}

/// Where two domains' actions are, and how their overlap is estimated.
struct ActionGapOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The real domain's actions, rows first.", valueName: "file:key"))
  var actionsReal: String?
  @Option(help: ArgumentHelp("The simulated domain's actions.", valueName: "file:key"))
  var actionsSim: String?
  @Option(
    help: ArgumentHelp(
      "The states of the same rows, by which actions are paired; by default 'states' (or 'state') in the file of the "
        + "actions.", valueName: "path:key"))
  var statesReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var statesSim: String?
  @Option(
    help: ArgumentHelp("The episode of each row; by default 'episodes' in the file.", valueName: "path:key"))
  var episodesReal: String?
  @Option(help: ArgumentHelp("The same for sim.", valueName: "path:key"))
  var episodesSim: String?
  @Option(
    help: ArgumentHelp(
      "How the overlap is estimated: gaussian, kernel-density (up to 4 coordinates) or neighbours:K.", valueName: "name"
    ))
  var estimator: String?
  @Option(parsing: .unconditional, help: "Rows of a domain that are looked at, at most; whole episodes are drawn.")
  var maxRows = 2000
  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  /// nil when no actions are given.
  /// - Throws: `UsageError` for options that do not fit together, and what reading and measuring throws.
  func overlap(warn: (String) -> Void) throws -> ActionOverlap? {
    let chosen = try estimator.map { text -> OverlapEstimator in
      guard let estimator = OverlapEstimator(text) else {
        throw UsageError("--estimator \(text): expected gaussian, kernel-density or neighbours:K (K from 1)")
      }
      return estimator
    }
    for (name, value, least) in [("max-rows", maxRows, 4), ("seed", seed, 0)] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    guard let actionsReal, let actionsSim else {
      if actionsReal != nil || actionsSim != nil {
        throw UsageError("a gap lies between two domains: give both --actions-real and --actions-sim")
      }
      for (name, value) in [
        ("states-real", statesReal), ("states-sim", statesSim), ("episodes-real", episodesReal),
        ("episodes-sim", episodesSim), ("estimator", estimator),
      ] where value != nil {
        throw UsageError("--\(name) goes with --actions-real and --actions-sim")
      }
      return nil
    }
    guard (statesReal == nil) == (statesSim == nil) else {
      throw UsageError("actions are paired by the states of both domains: give both --states-real and --states-sim")
    }
    let sources = ActionSources(
      files: (actionsReal, actionsSim), states: statesReal.flatMap { real in statesSim.map { (real, $0) } },
      episodes: (episodesReal, episodesSim), maximumRows: maxRows, seed: seed)
    return try ActionOverlap(sources.actions(warn: warn), estimator: chosen, seed: seed)
  }
}
