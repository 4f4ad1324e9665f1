import Foundation
import Statistics
import Tensors

/// How far apart two domains' actions are: pairs of a target and a source action beside pairs of two target actions.
///
/// The rule of pairing is named. With states, pairs are at matching states (`MatchedStates`) and the gap is what the
/// domains answer differently to the same question. Without, each target action is paired at random, once with a source
/// action and once with an action of another target episode; the gap then includes that the domains visited other states.
///
/// Target pairs are no noise floor free of error: two target demonstrations rarely stand at exactly the same state, and
/// what their states differ by is part of their distance.
public struct ActionGap: Sendable, Hashable {
  public enum Pairing: Sendable, Hashable {
    /// At matching states; the threshold is the largest distance of states kept, in standard deviations of the target's.
    case matchedStates(threshold: Double)
    case random
  }

  /// Which actions a pair is of.
  public enum Pair: String, Sendable, Hashable, CaseIterable {
    /// A target and a source action.
    case acrossDomains = "real-sim"
    /// Two actions of different target episodes.
    case withinTarget = "real-real"
  }

  public let pairing: Pairing
  /// Distances of pairs, grouped by the target's episode.
  public let acrossDomains: OverlapCurve
  public let withinTarget: OverlapCurve

  /// - Parameters:
  ///   - target: `[n, d]` actions.   - source: `[m, d]`.
  ///   - episodes: one number a target action; empty makes each its own.
  ///   - states: `[n, s]` and `[m, s]`, of the same rows; nil pairs at random.
  ///   - quantile: of the target's matching distances that counts as a match.   - seed: draws random pairs.
  /// - Complexity: with states O(n (n + m) s), else O((n + m) d).
  /// - Throws: `ShapeError` when widths or rows differ; `SampleError` for an empty domain, fewer than two target episodes,
  ///   a number that is not finite, or no pair of matching states.
  public init(
    target: Tensor<Double>, source: Tensor<Double>, episodes: [Int] = [],
    states: (target: Tensor<Double>, source: Tensor<Double>)? = nil, quantile: Double = 0.5, seed: UInt64 = 0
  ) throws {
    try requireMatrix(target, "target actions", atLeast: 2)
    try requireMatrix(source, "source actions", columns: target.columns)
    let groups = episodes.isEmpty ? Array(0..<target.rows) : episodes
    let across: [MatchedStates.Pair]
    let within: [MatchedStates.Pair]
    if let states {
      guard states.target.rows == target.rows, states.source.rows == source.rows else {
        throw ShapeError(
          "states of actions", expected: "\(target.rows) and \(source.rows) rows, as the actions have",
          found: states.target.shape, states.source.shape)
      }
      let matched = try MatchedStates(
        target: states.target, source: states.source, episodes: episodes, quantile: quantile)
      (across, within) = (matched.acrossDomains, matched.withinTarget)
      guard !across.isEmpty else {
        throw SampleError.degenerate(
          what: "no source state lies as close to a target state as target states do to each other",
          remedy: "record states in the same units and coordinates, or leave the states out")
      }
      pairing = .matchedStates(threshold: matched.threshold)
    } else {
      (across, within) = try Self.randomPairs(source.rows, groups, seed: seed)
      pairing = .random
    }
    acrossDomains = try OverlapCurve(
      squaredDistances: MatchedStates.squaredActionDistances(across, target: target, partner: source),
      groups: across.map { groups[$0.target] })
    withinTarget = try OverlapCurve(
      squaredDistances: MatchedStates.squaredActionDistances(within, target: target, partner: target),
      groups: within.map { groups[$0.target] })
  }

  public func curve(_ pair: Pair) -> OverlapCurve { pair == .acrossDomains ? acrossDomains : withinTarget }

  private static func randomPairs(
    _ sources: Int, _ episodes: [Int], seed: UInt64
  ) throws -> (across: [MatchedStates.Pair], within: [MatchedStates.Pair]) {
    guard Set(episodes).count >= 2 else {
      throw SampleError.tooFew(what: "episodes of the target", found: Set(episodes).count, needed: 2)
    }
    var stream = RandomStream(seed: seed, purpose: "pairs of actions")
    let rows = episodes.indices
    let across = rows.map { MatchedStates.Pair(target: $0, partner: stream.uniform(below: sources), distance: .nan) }
    let members = Dictionary(grouping: rows) { episodes[$0] }
    let within = rows.map { row in
      // One of the rows that are not of this episode, each as likely.
      var place = stream.uniform(below: rows.count - members[episodes[row]]!.count)
      for own in members[episodes[row]]! where own <= place { place += 1 }
      return MatchedStates.Pair(target: row, partner: place, distance: .nan)
    }
    return (across, within)
  }
}

// MARK: What is read from the pairs

extension ActionGap {
  /// The mean coefficient of a kind of pairs under the share x of noise, 0 to 1, on the straight path.
  public func coefficient(_ pair: Pair, noiseShare x: Double, level: Double = 0.95) throws -> Estimate {
    try requireRange(x, 0...1, "share of noise")
    let ratio = NoiseShare.signalToNoise(at: x)
    return try estimate(level: level) { try $0.curve(pair).coefficient(signalToNoise: ratio) }
  }

  /// The share of noise at which a kind of pairs overlaps by ½.
  public func noiseShareAtHalf(_ pair: Pair, level: Double = 0.95) throws -> Estimate {
    try estimate(level: level) { $0.curve(pair).noiseShareAtHalf }
  }

  /// How much more noise pairs across domains need to overlap by ½ than pairs of the target: 0 for equal domains.
  public func noiseShareExcess(level: Double = 0.95) throws -> Estimate {
    try estimate(level: level) { $0.acrossDomains.noiseShareAtHalf - $0.withinTarget.noiseShareAtHalf }
  }

  /// Root mean square distance of pairs across domains over that of pairs of the target: 1 for equal domains.
  /// - Throws: `SampleError` when the target's paired actions are all equal.
  public func normalizedDistance(level: Double = 0.95) throws -> Estimate {
    func meanSquare(_ curve: OverlapCurve) -> Double {
      curve.squaredDistances.reduce(0, +) / Double(curve.squaredDistances.count)
    }
    return try estimate(level: level) { gap in
      let own = meanSquare(gap.withinTarget)
      guard own > 0 else { throw SampleError.constant(what: "actions at matching target states") }
      return (meanSquare(gap.acrossDomains) / own).squareRoot()
    }
  }

  /// Folds of episodes behind an interval, at most.
  static let folds = 20

  /// A number of the pairs with its interval: a jackknife over folds of the target's episodes. A pair belongs to its target
  /// row's episode; that its partner is used elsewhere is left out of account.
  private func estimate(level: Double, _ statistic: (ActionGap) throws -> Double) throws -> Estimate {
    let names = Set(acrossDomains.groups + withinTarget.groups).sorted()
    let count = min(Self.folds, names.count)
    let fold = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 % count) })
    return try .jackknife(count: count, level: level) { kept in
      if kept.count == count { return try statistic(self) }
      let isKept = (0..<count).map(Set(kept).contains)
      return try statistic(
        ActionGap(
          pairing: pairing, acrossDomains: acrossDomains.kept { isKept[fold[$0]!] },
          withinTarget: withinTarget.kept { isKept[fold[$0]!] }))
    }
  }

  private init(pairing: Pairing, acrossDomains: OverlapCurve, withinTarget: OverlapCurve) {
    (self.pairing, self.acrossDomains, self.withinTarget) = (pairing, acrossDomains, withinTarget)
  }
}

extension OverlapCurve {
  /// The pairs of groups for which a condition holds.
  fileprivate func kept(_ condition: (Int) -> Bool) throws -> OverlapCurve {
    let rows = groups.indices.filter { condition(groups[$0]) }
    return try OverlapCurve(squaredDistances: rows.map { squaredDistances[$0] }, groups: rows.map { groups[$0] })
  }
}
