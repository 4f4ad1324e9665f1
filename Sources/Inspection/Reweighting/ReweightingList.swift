import Experiments
import Foundation
import Reweighting
import Storage

/// What `cotrain reweight` can be asked: the table of `--list`.
public enum ReweightingList {
  private struct Entry: Encodable {
    let option: String
    let value: String
    let what: String
    let source: String
  }

  private static let study = "Lei et al., arXiv 2604.13645"

  private static let entries =
    [
      Entry(option: "--path", value: "flow", what: "x_t = t a + (1 − t) ε, t from 0 to below 1", source: "Lipman 2023"),
      Entry(
        option: "--path", value: "ddpm", what: "x_t = √ᾱ a + √(1 − ᾱ) ε with the cosine schedule, t from 0 to T − 1",
        source: "Nichol, Dhariwal, ICML 2021"),
      Entry(
        option: "--kernel", value: "gaussian", what: "exp(−‖z − z_k‖²/2h²) of latents",
        source: "a reconstruction: \(study) names no kernel"),
      Entry(
        option: "--kernel", value: "cosine", what: "exp(κ cos), κ = 1/h²: the same of latents of length 1",
        source: "a reconstruction"),
      Entry(
        option: "--kernel", value: "knn", what: "the --neighbors nearest rows of all domains alike",
        source: "a reconstruction"),
      Entry(option: "--kernel", value: "none", what: "every latent counts alike", source: study),
      Entry(
        option: "--bandwidth", value: "likelihood", what: "h under which rows are likeliest given other episodes",
        source: "Duin, IEEE Trans. Computers 25 (1976)"),
      Entry(option: "--bandwidth", value: "median", what: "median distance of all rows", source: "folklore"),
      Entry(
        option: "--action-scale", value: "standard", what: "mean 0 and deviation 1 over all domains", source: "-"),
      Entry(
        option: "--action-scale", value: "range", what: "from −1 to 1 over all domains", source: "Chi et al., RSS 2023"),
      Entry(option: "--action-scale", value: "none", what: "as they are", source: "-"),
    ]
    + DensityRatioMethod.allCases.map {
      Entry(option: "--density", value: $0.rawValue, what: $0.title, source: $0.source)
    }

  /// For people.
  public static var text: String {
    alignedText([["option", "value", "what", "source"]] + entries.map { [$0.option, $0.value, $0.what, $0.source] })
  }

  /// For programs.
  public static func json() throws -> String { String(decoding: try JSONText.pretty(entries), as: UTF8.self) }
}
