import Diagnosis
import Foundation

/// Sets the rules' thresholds on networks whose regime is known.
///
/// ρ comes from the resolutions at which both probes were asked (at the standard preset one, .2: what the linear probe
/// alone decides at each ρ, `linearAlone`, hardly differs from .1 to .3), the thresholds from a grid of steps of .01. Of all
/// choices, those count that decide at least 95 % right among what they decide, over the layers of the deep half at the
/// first flow time; of these, those that decide most layers right. What is left is a plateau: ρ is where it has most
/// choices, τ (`discernible`) and then δ (`disjoint`) are medians of it, far from its edges. The latest flow time is the
/// last up to which the rules stay at 95 % right over the same layers of the same networks.
package struct ToyRegimeFit {
  static let leastRight = 0.95
  package static let earliestDepth = 0.5
  private static let grid = (1...99).map { Double($0) / 100 }

  package let rules: RegimeRules
  /// The most layers of the fitting seeds that can be decided right at each ρ without the network probe.
  package let linearAlone: [(resolution: Double, right: Int)]

  /// - Parameters:
  ///   - cases: of the fitting seeds at all flow times.
  ///   - resolutions: the candidates for ρ.   - allResolutions: those of the linear probe.
  /// - Returns: nil when no choice of thresholds reaches 95 % right.
  package init?(_ cases: [ToyRegimeCase], times: [Double], resolutions: [Double], allResolutions: [Double]) {
    let first = cases.filter { $0.time == times[0] && $0.truth != nil }
    linearAlone = allResolutions.map { resolution in
      (resolution, Self.plateau(first.map(\.withoutNetwork), [resolution], time: times[0]).right)
    }
    let plateau = Self.plateau(first, resolutions, time: times[0]).choices
    guard let widest = plateau.max(by: { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) }) else { return nil }
    let discernible = Self.median(widest.value.map(\.discernible))
    let disjoint = Self.median(widest.value.filter { $0.discernible == discernible }.map(\.disjoint))
    var rules = RegimeRules(
      resolution: widest.key, discernible: discernible, disjoint: disjoint, earliestDepth: Self.earliestDepth,
      latestTime: times[0])
    for time in times.dropFirst() {
      var later = rules
      later.latestTime = time
      let score = Self.score(cases.filter { $0.time == time && $0.truth != nil }, later)
      guard score.right > 0, Double(score.right) >= Self.leastRight * Double(score.decided) else { break }
      rules = later
    }
    self.rules = rules
  }

  /// The thresholds at which most layers are decided right, by ρ, among those that are right often enough.
  private static func plateau(
    _ cases: [ToyRegimeCase], _ resolutions: [Double], time: Double
  ) -> (right: Int, choices: [Double: [(discernible: Double, disjoint: Double)]]) {
    var best = 0
    var choices: [Double: [(discernible: Double, disjoint: Double)]] = [:]
    for resolution in resolutions {
      for discernible in grid where discernible > 0.5 {
        for disjoint in grid {
          let rules = RegimeRules(
            resolution: resolution, discernible: discernible, disjoint: disjoint, earliestDepth: earliestDepth,
            latestTime: time)
          let score = score(cases, rules)
          guard score.right > 0, Double(score.right) >= leastRight * Double(score.decided) else { continue }
          if score.right > best {
            best = score.right
            choices = [:]
          }
          if score.right == best { choices[resolution, default: []].append((discernible, disjoint)) }
        }
      }
    }
    return (best, choices)
  }

  /// Decided layers, and those decided right.
  static func score(_ cases: [ToyRegimeCase], _ rules: RegimeRules) -> (right: Int, decided: Int) {
    var (right, decided) = (0, 0)
    for known in cases {
      for layer in known.layers.indices {
        let regime = known.regime(of: layer, by: rules)
        if regime == .undecided { continue }
        decided += 1
        if regime == known.truth { right += 1 }
      }
    }
    return (right, decided)
  }

  /// The lower middle one, so that the answer is one of the values.
  private static func median(_ values: [Double]) -> Double { values.sorted()[(values.count - 1) / 2] }
}
