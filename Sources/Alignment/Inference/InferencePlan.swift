import Statistics
import Tensors

/// One value asked of a prepared measure: between these groups and those.
struct Comparison: Sendable, Hashable {
  let first: [Int]
  let second: [Int]
}

/// Every comparison behind one row of the table, in a flat list that workers share, and which of them serve what.
///
/// Groups 0 ..< R are the real units, R ..< R + S the sim ones. The splits and relabellings are functions of the seed and
/// these two numbers alone, so all layers and measures on the same units see the same ones: the joint distribution over
/// relabellings is kept, and floors are comparable between layers.
struct InferencePlan: Sendable {
  /// How many comparisons of each kind.
  struct Counts: Sendable, Hashable {
    /// Splits into halves behind the interval.
    var halves: Int
    /// Splits behind the floors.
    var floors: Int
    var relabellings: Int
  }

  let realUnits: Int
  let simUnits: Int
  /// The first is the value itself.
  let comparisons: [Comparison]
  /// Two to a split: a half of real against a half of sim, then what is left of both.
  let halves: Range<Int>
  /// Four to a split: halves of real, halves of sim, and twice a half of real against a half of sim.
  let floors: Range<Int>
  let relabellings: Range<Int>
  /// Whether the relabellings are all there are, the observed one among them.
  let relabellingsAreAll: Bool

  init(realUnits: Int, simUnits: Int, counts: Counts, seed: UInt64) {
    self.realUnits = realUnits
    self.simUnits = simUnits
    let real = Array(0..<realUnits)
    let sim = Array(realUnits..<(realUnits + simUnits))
    var comparisons = [Comparison(first: real, second: sim)]
    let hasHalves = realUnits >= 2 && simUnits >= 2

    var start = comparisons.count
    for split in 0..<(hasHalves ? counts.halves : 0) {
      var stream = RandomStream(seed: seed, purpose: "alignment/halves", index: UInt64(split))
      let realOrder = stream.permutation(realUnits).map { real[$0] }
      let simOrder = stream.permutation(simUnits).map { sim[$0] }
      // Where both numbers are odd, the smaller half of one meets the larger half of the other.
      let (r, s) = (realUnits / 2, (simUnits + 1) / 2)
      comparisons.append(Comparison(first: Array(realOrder[..<r]), second: Array(simOrder[..<s])))
      comparisons.append(Comparison(first: Array(realOrder[r...]), second: Array(simOrder[s...])))
    }
    halves = start..<comparisons.count

    start = comparisons.count
    let half = min(realUnits, simUnits) / 2
    for split in 0..<(hasHalves ? counts.floors : 0) {
      var stream = RandomStream(seed: seed, purpose: "alignment/floors", index: UInt64(split))
      let realDrawn = stream.sample(2 * half, of: realUnits).map { real[$0] }
      let simDrawn = stream.sample(2 * half, of: simUnits).map { sim[$0] }
      let (realA, realB) = (Array(realDrawn[..<half]), Array(realDrawn[half...]))
      let (simA, simB) = (Array(simDrawn[..<half]), Array(simDrawn[half...]))
      comparisons += [(realA, realB), (simA, simB), (realA, simA), (realB, simB)].map(Comparison.init)
    }
    floors = start..<comparisons.count

    start = comparisons.count
    let total = realUnits + simUnits
    if hasHalves, counts.relabellings > 0 {
      let all = combinations(realUnits, of: total, limit: counts.relabellings)
      relabellingsAreAll = all <= counts.relabellings
      if relabellingsAreAll {
        forEachCombination(realUnits, of: total) { comparisons.append(Comparison($0, of: total)) }
      } else {
        for index in 0..<counts.relabellings {
          var stream = RandomStream(seed: seed, purpose: "alignment/relabellings", index: UInt64(index))
          comparisons.append(Comparison(stream.sample(realUnits, of: total), of: total))
        }
      }
    } else {
      relabellingsAreAll = false
    }
    relabellings = start..<comparisons.count
    self.comparisons = comparisons
  }
}

extension Comparison {
  /// The chosen groups of 0 ..< total against all others, both in ascending order.
  fileprivate init(_ chosen: [Int], of total: Int) {
    var isChosen = [Bool](repeating: false, count: total)
    for group in chosen { isChosen[group] = true }
    self.init(first: (0..<total).filter { isChosen[$0] }, second: (0..<total).filter { !isChosen[$0] })
  }
}
