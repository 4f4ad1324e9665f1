import ArgumentParser
import Experiments
import Foundation
import Statistics

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Says how many trials and seeds decide a difference of success rates, and what given numbers can decide.",
    discussion: """
      Two arms with success rates P and P + E, evaluated independently; pairing the start states can only do better. \
      Training runs differ: with --seed-sd above 0, trials alone never decide everything and seeds are needed.

      Examples:
        cotrain plan --effect .027 --baseline .5
        cotrain plan --effect .05 --baseline .7 --seed-sd .04 --trials 200
        cotrain plan --effect .05 --baseline .7 --seed-sd .04 --seeds 5 --trials 200
      """)

  @Option(parsing: .unconditional, help: "The difference of the success rates, such as .05.")
  var effect: Double

  @Option(parsing: .unconditional, help: "The success rate compared against, between 0 and 1.")
  var baseline: Double

  @Option(parsing: .unconditional, help: "Standard deviation of the true success rate over training seeds.")
  var seedSD = 0.0

  @Option(parsing: .unconditional, help: "Wanted probability of deciding a true difference.")
  var power = 0.8

  @Option(parsing: .unconditional, help: "Two-sided significance level.")
  var significance = 0.05

  @Option(parsing: .unconditional, help: "Training seeds in each arm.")
  var seeds: Int?

  @Option(parsing: .unconditional, help: "Trials for each seed.")
  var trials: Int?

  func run() throws {
    if let seeds, seeds < 2 { throw UsageError("seeds \(seeds): expected at least 2") }
    if let trials, trials < 1 { throw UsageError("trials \(trials): expected at least 1") }
    let plan: SuccessRatePlan
    do {
      plan = try SuccessRatePlan(
        baseline: baseline, effect: effect, seedDeviation: seedSD, significance: significance, power: power)
    } catch {
      throw UsageError("\(error)")
    }
    try StandardOutput.write(alignedText(rows(plan)))
  }

  private func rows(_ plan: SuccessRatePlan) -> [[String]] {
    var rows = [
      ["difference", "\(effect) from \(baseline)"],
      ["wanted", "power \(plan.power), two-sided significance \(plan.significance)"],
      ["one checkpoint an arm", "\(plan.trialsPerArm) trials an arm (differences between training runs left out)"],
    ]
    if let seeds, let trials {
      rows.append([
        "\(seeds) seeds × \(trials) trials an arm",
        String(
          format: "half-width ± %.3f, power %.2f", plan.halfWidth(seeds: seeds, trials: trials),
          plan.power(seeds: seeds, trials: trials)),
      ])
    }
    if let seeds {
      let answer =
        switch plan.trials(seeds: seeds) {
        case .trials(let trials): "\(trials) trials a seed"
        case .moreSeeds(let atLeast): "no number of trials is enough; take at least \(atLeast) seeds"
        }
      rows.append(["with \(seeds) seeds an arm", answer])
    }
    if let trials { rows.append(["with \(trials) trials a seed", "\(plan.seeds(trials: trials)) seeds an arm"]) }
    if seeds == nil, trials == nil {
      for trials in [50, 200, 1000] {
        rows.append(["with \(trials) trials a seed", "\(plan.seeds(trials: trials)) seeds an arm"])
      }
    }
    return rows
  }
}
