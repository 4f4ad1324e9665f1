import Statistics
import Tensors

extension OutOfFoldScores {
  /// Units a side, at most: more episodes are dealt into as many.
  private static let unitLimit = 200

  /// The area under the ROC curve, pairs within folds, on halves of both domains' episodes and on what they leave. The
  /// probes stay as they were fitted, and the variance is `foldDependence` times what the halves show.
  ///
  /// The halves follow from the seed and the numbers of episodes alone, so those of two recordings of the same episodes
  /// can be subtracted.
  ///
  /// Every pair of units is counted once, n_sim U_real log n in all, and a half costs a sum over pairs of units.
  /// - Returns: nil without splits, with a single episode on a side, or where a half has no fold with both domains.
  package func areaUnderROC(onHalves splits: Int, seed: UInt64) throws(SampleError) -> HalfSampleValues? {
    let real = units(ofSim: false, seed: seed)
    let sim = units(ofSim: true, seed: seed)
    guard splits > 0, real.count >= 2, sim.count >= 2 else { return nil }
    let pairs = UnitPairs(self, real: real, sim: sim)
    let (r, s) = (real.count / 2, (sim.count + 1) / 2)
    let share = (Double(r) / Double(real.count) + Double(s) / Double(sim.count)) / 2
    var values: [HalfSampleValues.Split] = []
    for split in 0..<splits {
      var stream = RandomStream(seed: seed, purpose: "probes/halves", index: UInt64(split))
      let realOrder = stream.permutation(real.count)
      let simOrder = stream.permutation(sim.count)
      guard let first = pairs.area(realOrder[..<r], simOrder[..<s]),
        let second = pairs.area(realOrder[r...], simOrder[s...])
      else { return nil }
      values.append(.init(first: first, second: second, share: share))
    }
    let area = try areaUnderROC().value
    return HalfSampleValues(
      value: area, splits: values, realUnits: real.count, simUnits: sim.count, inflation: try foldDependence())
  }

  /// The rows of each unit of a domain.
  private func units(ofSim side: Bool, seed: UInt64) -> [[Int]] {
    var rowsOfEpisode: [Int: [Int]] = [:]
    for row in isSim.indices where isSim[row] == side { rowsOfEpisode[episodeOfRow[row], default: []].append(row) }
    let episodes = rowsOfEpisode.keys.sorted().map { rowsOfEpisode[$0]! }
    guard episodes.count > Self.unitLimit else { return episodes }
    var stream = RandomStream(seed: seed, purpose: "probes/units", index: side ? 1 : 0)
    var units = [[Int]](repeating: [], count: Self.unitLimit)
    for (place, episode) in stream.permutation(episodes.count).enumerated() {
      units[place % Self.unitLimit] += episodes[episode]
    }
    return units
  }
}

/// How many pairs of rows each pair of units has in common folds, and how many of them the sim row wins.
private struct UnitPairs {
  private let simUnits: Int
  /// `[U_real, U_sim]`
  private var won: [Double]
  private var met: [Double]

  init(_ scores: OutOfFoldScores, real: [[Int]], sim: [[Int]]) {
    simUnits = sim.count
    won = [Double](repeating: 0, count: real.count * sim.count)
    met = won
    for fold in 0..<scores.fold.count {
      func inFold(_ rows: [Int]) -> [Double] {
        rows.filter { scores.fold.ofRow[$0] == fold }.map { scores.logOdds[$0] }
      }
      let simScores = sim.map(inFold)
      for (a, rows) in real.enumerated() {
        let below = inFold(rows).sorted()
        guard !below.isEmpty else { continue }
        for (b, scores) in simScores.enumerated() where !scores.isEmpty {
          var wins = 0.0
          for score in scores {
            let less = below.partition { $0 < score }
            let notMore = below.partition { $0 <= score }
            wins += Double(less + notMore) / 2
          }
          won[a * simUnits + b] += wins
          met[a * simUnits + b] += Double(scores.count * below.count)
        }
      }
    }
  }

  /// Of chosen units; nil where no fold has both.
  func area(_ real: ArraySlice<Int>, _ sim: ArraySlice<Int>) -> Double? {
    var (wins, pairs) = (0.0, 0.0)
    for a in real {
      for b in sim {
        wins += won[a * simUnits + b]
        pairs += met[a * simUnits + b]
      }
    }
    return pairs > 0 ? wins / pairs : nil
  }
}

extension [Double] {
  /// How many of an ascending list's first numbers satisfy what no later one does.
  fileprivate func partition(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
