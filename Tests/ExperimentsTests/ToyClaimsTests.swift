import Experiments
import Foundation
import Testing
import ToyModel

/// Planted losses on a grid, and the verdicts they must lead to.
@Suite struct ToyClaimsTests {
  static let dz = [0.01, 0.5, 1, 3, 20, 50]
  static let w = [0.001, 0.1, 0.3, 0.5, 0.99, 1]

  /// A loss from its cell and seed, with a little noise from seed to seed that differs between cells.
  private static func judged(
    _ id: String, seeds: Int = 5, share: Double = 0.6, loss: (_ dz: Double, _ w: Double, _ outOfSupport: Bool) -> Double
  ) throws -> JudgedClaim {
    var trials: [ToyTrial] = []
    var outcomes: [ToyTrial.Outcome] = []
    for dz in dz {
      for w in w {
        for seed in 0..<seeds {
          let noise = exp(0.05 * sin(1000 * sin(Double(seed) * 12.99 + dz * 78.23 + w * 37.72)))
          trials.append(ToyTrial(configuration: ToyConfiguration(dz: dz, w: w, seed: UInt64(seed))))
          outcomes.append(
            try outcome([
              "l2": noise * loss(dz, w, false), "l2InSupport": noise, "l2OutOfSupport": noise * loss(dz, w, true),
              "shareNearSource": share * noise, "shareNearTarget": 0.1, "shareNearNeither": 0.9 - share,
            ]))
        }
      }
    }
    let claim = try #require(ToyClaims.all.first { $0.id == id })
    return try ToyClaims.judge(claim, ToyOutcomes(trials, outcomes))
  }

  /// An outcome as result.json has it.
  private static func outcome(_ numbers: [String: Double]) throws -> ToyTrial.Outcome {
    var fields: [String: Any] = numbers
    fields["predictions"] = [Any]()
    return try JSONDecoder().decode(ToyTrial.Outcome.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  @Test func aShareOnTheClaimedSideHoldsAndOneBelowDoesNot() throws {
    let holds = try Self.judged("M1") { _, _, _ in 1 }
    #expect(holds.verdict == "holds")
    #expect(abs(try #require(holds.value) - 0.6) < 0.05)
    #expect(try Self.judged("M1", share: 0.1) { _, _, _ in 1 }.verdict == "does not hold")
  }

  @Test func aGainOverTheTargetAloneIsTransferAndALossIsNot() throws {
    let gain = try Self.judged("M2") { dz, w, _ in w == 1 ? 20 : (w == 0.3 ? 1 : 5) }
    #expect(gain.verdict == "holds")
    // ln(1/20), the best w chosen everywhere.
    #expect(abs(try #require(gain.value) - log(1 / 20)) < 0.1)
    #expect(try Self.judged("M2") { _, w, _ in w == 1 ? 1 : 5 }.verdict == "does not hold")
  }

  /// All mixing ratios alike: picking the best on the seeds that are scored looks like a gain, held out it does not.
  @Test func theBestOfEqualsIsNoGain() throws {
    let claim = try Self.judged("M2") { _, _, _ in 4 }
    let heldOut = try #require(claim.value)
    let onTest = try #require(claim.companions.first).value
    #expect(onTest < heldOut)
    #expect(claim.verdict != "holds")
  }

  @Test func aClaimOfAbsenceHoldsWithinItsMarginOnly() throws {
    #expect(try Self.judged("M3") { dz, w, _ in w == 1 ? 1 : 3 }.verdict == "holds")
    #expect(try Self.judged("M3") { dz, w, out in out && dz >= 20 && w < 1 ? 1 : 3 }.verdict == "does not hold")
  }

  @Test func structuredMustBeatBothOfTheOthers() throws {
    func verdict(overlapping: Double, disjoint: Double) throws -> String {
      try Self.judged("M4") { dz, _, _ in dz <= 0.01 ? overlapping : dz >= 20 ? disjoint : 2 }.verdict
    }
    #expect(try verdict(overlapping: 8, disjoint: 9) == "holds")
    #expect(try verdict(overlapping: 8, disjoint: 1) == "does not hold")
    #expect(try verdict(overlapping: 1, disjoint: 9) == "does not hold")
  }

  @Test func theSharesOfVarianceFollowWhatWasPlanted() throws {
    let byAlignment = try Self.judged("M5") { dz, _, _ in 1 + dz }
    #expect(byAlignment.verdict == "holds")
    #expect(try #require(byAlignment.value) > 0.9)
    let byRatio = try Self.judged("M5") { _, w, _ in 1 + 10 * w }
    #expect(byRatio.verdict == "does not hold")
    #expect(try #require(byRatio.value) < -0.9)
    #expect(byAlignment.companions.count == 2)
  }

  @Test func aValleyOverTheMixingRatioIsBalance() throws {
    #expect(try Self.judged("M6") { _, w, _ in w >= 0.05 && w <= 0.5 ? 1 : 6 }.verdict == "holds")
    #expect(try Self.judged("M6") { _, w, _ in w >= 0.05 && w <= 0.5 ? 6 : 1 }.verdict == "does not hold")
  }

  @Test func fewSeedsDecideNothing() throws {
    for claim in ToyClaims.all {
      #expect(try Self.judged(claim.id, seeds: 4) { dz, w, _ in 1 + dz * w }.verdict == "undecided")
      let alone = try Self.judged(claim.id, seeds: 1) { dz, w, _ in 1 + dz * w }
      #expect(alone.verdict == "undecided" && alone.value == nil)
    }
  }
}
