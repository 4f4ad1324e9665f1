import Diagnosis

/// The regime of a toy network by what its predictions on the target's plane do; activations have no part in it.
///
/// Set down before any network of the calibration was trained, and not changed since. With s and g the shares of test
/// predictions near the source's and the target's answer (`ToyOutcome`), L the network's loss on the target and L₁ that of
/// the target-only network (w = 1) of the same seed and Δz, in this order:
///
///     s > ¼                   overlapping: the network answers with the other domain
///     L ≤ ½ L₁ and g > s      structured aligned: co-training halved the loss
///     L ≥ 4/5 L₁              disjoint: co-training gained next to nothing
///     else                    no class; left out, and counted
package enum ToyRegimeTruth {
  static let overlappingShare = 0.25
  static let transferred = 0.5
  static let notTransferred = 0.8

  /// nil: no class.
  package static func regime(of outcome: ToyRegimeTrial.Outcome, targetOnlyLoss: Double) -> Regime? {
    if outcome.shareNearSource > overlappingShare { return .overlapping }
    if outcome.l2 <= transferred * targetOnlyLoss, outcome.shareNearTarget > outcome.shareNearSource {
      return .structuredAligned
    }
    return outcome.l2 >= notTransferred * targetOnlyLoss ? .disjoint : nil
  }
}
