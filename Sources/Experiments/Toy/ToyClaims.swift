import Foundation
import Statistics

/// The mechanistic study's claims about the toy model, and their statistics on the outcomes of a grid.
///
/// Each is judged with a t interval over training seeds, paired where two arms share their seeds.
package enum ToyClaims {
  static let m1 = Claim(
    id: "M1", statement: "overlapping representations give source-dominated or bimodal actions",
    statistic:
      "Δz = .01, w in [.05, .5]: share of predictions within a quarter of the distance between the two answers "
      + "of the source's answer",
    side: .above(0.25), published: Claim.Published("most predictions on the source curve", from: "pictures"))

  static let m2 = Claim(
    id: "M2", statement: "structured alignment transfers",
    statistic: "Δz in [.5, 3]: log loss at the best w minus log loss at w = 1, the best w chosen on other seeds",
    side: .below(0), published: published("M2"))

  static let m3 = Claim(
    id: "M3", statement: "disjoint representations do not transfer",
    statistic: "Δz ≥ 20, out of support (u > .8): log loss at the best w minus log loss at w = 1, the best w chosen on "
      + "other seeds",
    side: .notBelow(0, margin: 0.1), published: Claim.Published("no positive transfer", from: "said"))

  static let m4 = Claim(
    id: "M4", statement: "only structured alignment continues beyond the target's support",
    statistic:
      "w in [.05, .5]: log loss out of support, structured (Δz in [.5, 3]) minus each of the other two regimes",
    side: .below(0), published: Claim.Published("only the structured panel", from: "pictures"))

  static let m5 = Claim(
    id: "M5", statement: "alignment explains more loss variance than the mixing ratio",
    statistic: "η²(Δz) − η²(w) of the log loss, cells the geometric mean over seeds", side: .above(0),
    published: published("M5"))

  static let m6 = Claim(
    id: "M6", statement: "a balanced ratio is best",
    statistic: "Δz in [.5, 3]: mean log loss over w in [.05, .5] minus the mean over the ends .001 and .99",
    side: .below(0), published: published("M6"))

  /// The claims with a statistic on a grid of losses, in order.
  package static let all = [m1, m2, m3, m4, m5, m6]

  /// The study's own numbers for a claim, recomputed from its digitised tables; where it prints another number, both.
  private static func published(_ id: String) -> Claim.Published {
    var values = PublishedValue.values(of: id)
    let differing = values.filter { if case .differs = $0.agreement { true } else { false } }
    if !differing.isEmpty { values = differing }
    let recomputed = values.map { value -> String in
      do { return String(format: "%.3g", try value.recomputed()) } catch { preconditionFailure("\(error)") }
    }.joined(separator: " and ")
    let printed = differing.compactMap { value -> String? in
      guard case .number(let number, let digits) = value.published else { return nil }
      return String(format: "%.\(digits)f", number)
    }.joined(separator: " and ")
    let sources = values.flatMap(\.sources)
    return Claim.Published(
      printed.isEmpty ? recomputed : "\(printed) printed, \(recomputed) from its table",
      from: sources.enumerated().filter { sources.firstIndex(of: $1) == $0 }.map(\.1).joined(separator: ", "))
  }

  private static let lacking = "the grid lacks the cells of this statistic; the standard preset has them"

  /// Judges one claim on a grid.
  package static func judge(_ claim: Claim, _ outcomes: ToyOutcomes) throws -> JudgedClaim {
    let seeds = outcomes.seeds.count
    guard seeds >= 2 else { return claim.undecidable(because: "an interval over seeds needs at least two seeds") }
    switch claim.id {
    case "M1":
      guard let share = outcomes.overlappingShare({ $0.shareNearSource }),
        let target = outcomes.overlappingShare({ $0.shareNearTarget }),
        let neither = outcomes.overlappingShare({ $0.shareNearNeither })
      else { return claim.undecidable(because: lacking) }
      return claim.judged(
        try .mean(of: share), seeds: seeds,
        companions: [
          .init("share near the target's answer", try .mean(of: target)),
          .init("share near neither", try .mean(of: neither)),
        ])
    case "M2", "M3":
      let regime = claim.id == "M2" ? ToyOutcomes.structured : ToyOutcomes.disjoint
      let measure: ToyOutcomes.Measure = claim.id == "M2" ? { $0.l2 } : { $0.l2OutOfSupport }
      guard let gain = outcomes.gainOfBest(dz: regime, measure),
        let onTest = outcomes.gainOfBest(dz: regime, onTest: true, measure)
      else { return claim.undecidable(because: lacking) }
      return claim.judged(
        try .mean(of: gain), seeds: seeds,
        companions: [.init("best w selected on the test itself", try .mean(of: onTest))])
    case "M4":
      guard let overlapping = outcomes.structuredMinus(ToyOutcomes.overlapping),
        let disjoint = outcomes.structuredMinus(ToyOutcomes.disjoint)
      else { return claim.undecidable(because: lacking) }
      return claim.judged(
        parts: [
          ("structured minus overlapping", try .mean(of: overlapping)),
          ("structured minus disjoint", try .mean(of: disjoint)),
        ], seeds: seeds)
    case "M5":
      // The published grid ends at w = .99: the co-training ratios between source only and target only.
      let ratios = outcomes.w.filter { $0 > 0 && $0 < 1 }
      guard let losses = outcomes.losses(dz: outcomes.dz, w: ratios), outcomes.dz.count > 2, ratios.count > 2 else {
        return claim.undecidable(because: lacking)
      }
      return try judgeVariance(claim, try ToyVariance(dz: outcomes.dz, w: ratios, losses: losses))
    case "M6":
      guard let difference = outcomes.balancedMinusEnds() else { return claim.undecidable(because: lacking) }
      return claim.judged(try .mean(of: difference), seeds: seeds)
    default:
      preconditionFailure("\(claim.id) is no claim about the toy model")
    }
  }

  private static func judgeVariance(_ claim: Claim, _ variance: ToyVariance) throws -> JudgedClaim {
    let drops = try variance.singleDrops.map {
      ToyVariance.alignmentMinusRatio(try variance.analysis(.log, dropping: $0))
    }
    return claim.judged(
      try variance.estimate(.log, ToyVariance.alignmentMinusRatio), seeds: variance.seedCount,
      companions: [
        .init("smallest when one row or column is dropped", drops.min()!),
        .init("largest when one row or column is dropped", drops.max()!),
      ])
  }
}
