/// The value of the best of several candidates, chosen and scored on different seeds.
///
/// The largest of noisy means is biased upwards. Here the best is chosen on one half of the seeds and scored on the other,
/// the halves are swapped, and the two scores averaged.
public struct BestOfSeveral: Sendable, Hashable, Codable {
  /// The mean of the two held-out scores.
  public let value: Double
  /// The candidate that each half chose.
  public let chosen: [Int]
  /// The largest mean over all seeds: selected on the test itself, printed beside the value and named so.
  public let selectedOnTest: Double
  public let selectedOnTestCandidate: Int

  /// Scores by candidate and seed, `scores[candidate][seed]`, larger is better. Seeds of even position form one half.
  ///
  /// The first of equal candidates is taken.
  /// - Throws: `SampleError` for no candidate, fewer than two seeds, candidates with unequal seeds, or a score that is
  ///   not finite.
  public init(scores: [[Double]]) throws(SampleError) {
    guard let first = scores.first else { throw .tooFew(what: "candidates", found: 0, needed: 1) }
    for (index, candidate) in scores.enumerated() {
      guard candidate.count == first.count else {
        throw .ragged(what: "scores of candidates", index: index, found: candidate.count, expected: first.count)
      }
      try requireFinite(candidate, "scores of candidate \(index)", atLeast: 2)
    }
    func mean(_ candidate: Int, over seeds: [Int]) -> Double {
      seeds.reduce(0) { $0 + scores[candidate][$1] } / Double(seeds.count)
    }
    func best(over seeds: [Int]) -> Int {
      scores.indices.dropFirst().reduce(0) { mean($1, over: seeds) > mean($0, over: seeds) ? $1 : $0 }
    }
    let all = Array(first.indices)
    let halves = [all.filter { $0 % 2 == 0 }, all.filter { $0 % 2 == 1 }]
    let chosen = halves.map { best(over: $0) }
    value = (mean(chosen[0], over: halves[1]) + mean(chosen[1], over: halves[0])) / 2
    self.chosen = chosen
    selectedOnTestCandidate = best(over: all)
    selectedOnTest = mean(selectedOnTestCandidate, over: all)
  }
}
