import ArgumentParser
import Experiments
import Foundation
import Inspection
import Models
import Reweighting

struct ReweightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reweight",
    abstract: "Says what the mixture of domains makes of each action: which domain's rows denoise real ones.",
    discussion: """
      The optimum of co-training has a closed form on finite data: a softmax over all recorded rows, by mixing ratio, by \
      how close latents are, and by how close actions are to the noisy one. Real rows are the queries (none sees its own \
      episode); for every layer, mixing ratio w (share of real data) and noise level the table has each domain's mass in \
      the answer, the mass by w and latents alone, and how many rows it rests on, with 95 % intervals over episodes.

      Files need 'actions'. The study names neither kernel nor bandwidth: look at more than one.

      Examples:
        cotrain reweight --real real.npz --sim sim.npz
        cotrain reweight --real real.npz --sim sim.npz --ratio .02,.1,.5 --out runs/reweight
        cotrain reweight --real r.h5 --sim s.h5 --layers encoder --demonstrations --out runs/reweight
        cotrain reweight --real r.h5 --sim s.h5 --density ulsif --overlap --out runs/reweight
        cotrain reweight decompose results.csv --factors alignment,w --value success
      """)

  enum Path: String, ExpressibleByArgument, CaseIterable {
    case flow, ddpm
  }

  enum Kernel: String, ExpressibleByArgument, CaseIterable {
    case gaussian, knn, cosine, none
  }

  @OptionGroup(title: "Domains") var domains: DomainOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mixing ratios w, the share of real data, 0 to 1; by default the natural ratio and the guideline's upper end.",
      valueName: "w,…"))
  var ratio: String?

  @Option(help: "The noise path: flow (straight, as flow matching) or ddpm (cosine schedule).")
  var path = Path.flow

  @Option(parsing: .unconditional, help: "Steps of the ddpm schedule.")
  var diffusionSteps = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Noise levels: flow times from 0 (noise) to below 1, or ddpm steps from 0 (data). By default 20.",
      valueName: "t,…"))
  var times: String?

  @Option(help: "The kernel over latents: gaussian, knn, cosine or none.")
  var kernel = Kernel.gaussian

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The kernel's width: likelihood, median or a number.", valueName: "rule"))
  var bandwidth = "likelihood"

  @Option(parsing: .unconditional, help: "Rows that count under --kernel knn.")
  var neighbors = 100

  @Option(help: "How actions are scaled, as the policy's normaliser did: standard, range (−1 to 1) or none.")
  var actionScale = ActionScaling.standard

  @Option(parsing: .unconditional, help: "Real rows that are asked, at most.")
  var queries = 300

  @Option(parsing: .unconditional, help: "Rows of a domain that are looked at, at most; whole episodes are drawn.")
  var maxRows = 5000

  @Option(parsing: .unconditional, help: "Draws of episodes behind intervals.")
  var resamples = 2000

  @Flag(help: "Rank simulated demonstrations: those leaned on, those that pull against. Needs --out or --json.")
  var demonstrations = false

  @Option(
    help: "Weigh simulated rows by a density ratio: ulsif, rulsif, kliep, kmm or classifier. Needs --out or --json.")
  var density: DensityRatioMethod?

  @Option(help: "What the ratio is of: latents, layer by layer, or actions.")
  var densityOf = ReweightingComparison.DensitySubject.latents

  @Option(parsing: .unconditional, help: "Cut weights at so many times their mean.")
  var clip = 10.0

  @Flag(help: "Also how far actions at matching states overlap as noise grows. Needs --out or --json.")
  var overlap = false

  @Option(parsing: .unconditional, help: "Seed of everything random.")
  var seed = 0

  @Option(parsing: .unconditional, help: "Threads; by default one for each core. The numbers do not depend on it.")
  var jobs: Int?

  @Option(help: "Write tables, weights, JSON and pictures into this folder.")
  var out: String?

  @Flag(help: "Print JSON in place of CSV, with everything that was asked for.")
  var json = false

  @Flag(help: "List paths, kernels, scales and density ratios.")
  var list = false

  func run() throws {
    if list {
      try StandardOutput.write(json ? ReweightingList.json() : ReweightingList.text)
      return
    }
    for (name, value, least) in [
      ("queries", queries, 2), ("max-rows", maxRows, 4), ("resamples", resamples, 2), ("seed", seed, 0),
      ("jobs", jobs ?? 1, 1), ("neighbors", neighbors, 1), ("diffusion-steps", diffusionSteps, 2),
    ] where value < least {
      throw UsageError("--\(name) \(value): expected at least \(least)")
    }
    guard clip > 0, clip.isFinite else { throw UsageError("--clip \(clip): expected a positive number") }
    if out == nil, !json {
      for (name, asked) in [("demonstrations", demonstrations), ("density", density != nil), ("overlap", overlap)]
      where asked { throw UsageError("--\(name) makes a table of its own; say where with --out DIR, or take --json") }
    }
    let report = try ReweightingComparison(
      sources: domains.sources(), study: study(), ratios: numbers(ratio, "ratio", in: 0...1), maximumRows: maxRows,
      ranksDemonstrations: demonstrations, density: density, densitySubject: densityOf, clip: clip, overlap: overlap
    ).run { StandardError.write("cotrain: \($0)\n") }
    if let out {
      let paths = try InspectionFolder(path: out).write(report)
      StandardError.write("wrote \(paths.joined(separator: ", "))\n")
    }
    try StandardOutput.write(json ? String(decoding: try report.json(), as: UTF8.self) : report.csv.text)
  }

  private func study() throws -> ReweightingStudy {
    let noisePath: any NoisePath
    var levels: [Double]
    switch path {
    case .flow:
      noisePath = FlowMatching()
      levels = try numbers(times, "times", in: 0...1)
      if levels.contains(1) { throw UsageError("--times 1: at flow time 1 there is no noise; give times below 1") }
      if levels.isEmpty { levels = (0..<20).map { Double($0) / 20 } }
    case .ddpm:
      noisePath = Diffusion(
        schedule: DiffusionSchedule(.cosine, steps: diffusionSteps), prediction: .noise,
        sampler: .ddpm(steps: diffusionSteps))
      levels = try numbers(times, "times", in: 0...Double(diffusionSteps - 1))
      if let part = levels.first(where: { $0 != $0.rounded() }) {
        throw UsageError("--times \(part): steps of ddpm are whole numbers")
      }
      if levels.isEmpty {
        let count = min(20, diffusionSteps)
        levels = (0..<count).map { Double($0 * diffusionSteps / count) }
      }
    }
    return ReweightingStudy(
      path: noisePath, times: levels, kernel: try kernelChoice(), scaling: actionScale, queryLimit: queries,
      resamples: resamples, seed: UInt64(seed), workers: jobs ?? availableCores())
  }

  private func kernelChoice() throws(UsageError) -> KernelChoice {
    let rule: KernelChoice.Bandwidth
    switch bandwidth {
    case "likelihood": rule = .likelihood
    case "median": rule = .median
    default:
      guard let number = Double(bandwidth), number > 0, number.isFinite else {
        throw UsageError("--bandwidth \(bandwidth): expected likelihood, median or a positive number")
      }
      rule = .value(number)
    }
    switch kernel {
    case .gaussian: return .gaussian(rule)
    case .cosine: return .cosine(rule)
    case .knn: return .nearest(count: neighbors)
    case .none: return .none
    }
  }

  /// Numbers separated by commas; none where the option is not given.
  private func numbers(_ text: String?, _ option: String, in range: ClosedRange<Double>) throws(UsageError) -> [Double]
  {
    guard let text else { return [] }
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Double(part.trimmingCharacters(in: .whitespaces)), range.contains(number) else {
        throw UsageError("--\(option) \(part): expected a number from \(range.lowerBound) to \(range.upperBound)")
      }
      guard !numbers.contains(number) else { throw UsageError("--\(option) \(part): given twice") }
      numbers.append(number)
    }
    return numbers
  }
}

extension ActionScaling: ExpressibleByArgument {}
extension DensityRatioMethod: ExpressibleByArgument {}
extension ReweightingComparison.DensitySubject: ExpressibleByArgument {}
