import Foundation
import Statistics

/// The outcomes of a grid of toy trials, looked up by cell and seed, and the claims' statistics on them.
///
/// Regimes by Δz, for every grid: overlapping up to .01, structured from .5 to 3, disjoint from 20 on. Balanced mixing
/// ratios are those from .05 to .5.
package struct ToyOutcomes {
  struct Cell: Hashable {
    let dz: Double
    let w: Double
  }

  /// A measure of one run.
  typealias Measure = (ToyTrial.Outcome) -> Double?

  let dz: [Double]
  let w: [Double]
  let seeds: [Int]
  private var outcomes: [Cell: [ToyTrial.Outcome]] = [:]

  static func overlapping(_ dz: Double) -> Bool { dz <= 0.01 }
  static func structured(_ dz: Double) -> Bool { dz >= 0.5 && dz <= 3 }
  static func disjoint(_ dz: Double) -> Bool { dz >= 20 }
  static func balanced(_ w: Double) -> Bool { w >= 0.05 && w <= 0.5 }

  /// - Parameter trials: of one model, with their outcomes, every cell with the same seeds in the same order.
  package init(_ trials: [ToyTrial], _ outcomes: [ToyTrial.Outcome]) {
    dz = Array(Set(trials.map(\.configuration.dz))).sorted()
    w = Array(Set(trials.map(\.configuration.w))).sorted()
    var seeds: [Int] = []
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      let seed = Int(c.seeds.data)
      if !seeds.contains(seed) { seeds.append(seed) }
      self.outcomes[Cell(dz: c.dz, w: c.w), default: []].append(outcome)
    }
    self.seeds = seeds
  }

  /// One value a seed; nil when the cell is not on the grid or lacks the measure.
  func values(_ cell: Cell, _ measure: Measure) -> [Double]? {
    guard let found = outcomes[cell] else { return nil }
    let values = found.compactMap(measure)
    return values.count == seeds.count ? values : nil
  }

  /// The mean over cells of a measure's logarithm (or of the measure), one value a seed.
  private func meanOverCells(
    dz chosen: (Double) -> Bool, w chosenRatio: (Double) -> Bool, transform: (Double) -> Double = { log($0) },
    _ measure: Measure
  ) -> [Double]? {
    var sums = [Double](repeating: 0, count: seeds.count)
    var cells = 0
    for dz in dz where chosen(dz) {
      for w in w where chosenRatio(w) {
        guard let values = values(Cell(dz: dz, w: w), measure) else { return nil }
        for (seed, value) in values.enumerated() { sums[seed] += transform(value) }
        cells += 1
      }
    }
    return cells > 0 ? sums.map { $0 / Double(cells) } : nil
  }
}

// MARK: Statistics of the claims, one value a seed

extension ToyOutcomes {
  /// M1 and its companions: a share at Δz ≤ .01 and balanced w, averaged over w.
  func overlappingShare(_ share: (ToyTrial.Outcome) -> Double) -> [Double]? {
    meanOverCells(dz: Self.overlapping, w: Self.balanced, transform: { $0 }) { share($0) }
  }

  /// M2 and M3: log loss at the best co-training w minus that at w = 1, averaged over Δz.
  ///
  /// The best w of each Δz is chosen on one half of the seeds (those at even places) by the mean log loss and scored on
  /// the other, the halves swapped: every seed is scored once, at a w it had no part in choosing.
  /// - Parameter onTest: chooses on all seeds instead, and so on the seeds that are scored.
  func gainOfBest(dz chosen: (Double) -> Bool, onTest: Bool = false, _ measure: @escaping Measure) -> [Double]? {
    let rows = dz.filter(chosen)
    let candidates = w.filter { $0 > 0 && $0 < 1 }
    guard !rows.isEmpty, !candidates.isEmpty, w.contains(1), seeds.count >= 2 else { return nil }
    var gains = [Double](repeating: 0, count: seeds.count)
    for dz in rows {
      guard let alone = values(Cell(dz: dz, w: 1), measure) else { return nil }
      let losses = candidates.compactMap { values(Cell(dz: dz, w: $0), measure) }
      guard losses.count == candidates.count else { return nil }
      for parity in 0...1 {
        let choosing = seeds.indices.filter { onTest || $0 % 2 == parity }
        let scored = seeds.indices.filter { $0 % 2 != parity }
        let means = losses.map { loss in choosing.reduce(0) { $0 + log(loss[$1]) } }
        let best = means.indices.min { means[$0] < means[$1] }!
        for seed in scored { gains[seed] += log(losses[best][seed] / alone[seed]) / Double(rows.count) }
      }
    }
    return gains
  }

  /// M4: log loss out of support at balanced w, the structured regime's minus another's.
  func structuredMinus(_ other: (Double) -> Bool) -> [Double]? {
    guard let own = meanOverCells(dz: Self.structured, w: Self.balanced, { $0.l2OutOfSupport }),
      let others = meanOverCells(dz: other, w: Self.balanced, { $0.l2OutOfSupport })
    else { return nil }
    return zip(own, others).map { $0 - $1 }
  }

  /// M6: mean log loss at balanced w minus that at the ends .001 and .99, in the structured regime.
  func balancedMinusEnds() -> [Double]? {
    guard let middle = meanOverCells(dz: Self.structured, w: Self.balanced, { $0.l2 }),
      let ends = meanOverCells(dz: Self.structured, w: { $0 == 0.001 || $0 == 0.99 }, { $0.l2 })
    else { return nil }
    return zip(middle, ends).map { $0 - $1 }
  }

  /// Losses on part of the grid, `[dz][w][seed]`.
  func losses(dz rows: [Double], w columns: [Double]) -> [[[Double]]]? {
    let table = rows.map { dz in columns.compactMap { values(Cell(dz: dz, w: $0)) { $0.l2 } } }
    return table.allSatisfy { $0.count == columns.count } && !rows.isEmpty && !columns.isEmpty ? table : nil
  }
}
