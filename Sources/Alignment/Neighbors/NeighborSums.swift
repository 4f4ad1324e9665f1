import Statistics

/// The four sums of `NeighborMixing`, row by row.
struct NeighborSums {
  /// 0 and 1 for the two domains, −1 for a group that stands aside.
  private let side: [Int8]
  private let groupCounts: [Int]
  private let rowCounts: [Int]
  private var within = [0.0, 0.0]
  private var across = [0.0, 0.0]

  /// - Throws: `SampleError` when a domain has fewer than two rows.
  init(groups: [Range<Int>], first: [Int], second: [Int]) throws(SampleError) {
    var side = [Int8](repeating: -1, count: groups.count)
    for group in first { side[group] = 0 }
    for group in second { side[group] = 1 }
    self.side = side
    groupCounts = [first.count, second.count]
    rowCounts = [first, second].map { $0.reduce(0) { $0 + groups[$1].count } }
    if let few = rowCounts.first(where: { $0 < 2 }) {
      throw .tooFew(what: "rows of a sample whose neighbours are sought", found: few, needed: 2)
    }
  }

  /// Takes in a row of a chosen group, with every group there is around it, nearest first.
  mutating func add(rowOf own: Int, around: UnsafeBufferPointer<GroupAtDistance>) {
    let domain = Int(side[own])
    let alone = groupCounts[domain] == 1
    let candidates = (within: alone ? 1 : groupCounts[domain] - 1, across: groupCounts[1 - domain])
    let chosen = Swift.min(candidates.within, candidates.across)
    var nearestWithin = ExpectedNearest(of: chosen, among: candidates.within)
    var nearestAcross = ExpectedNearest(of: chosen, among: candidates.across)
    for entry in around {
      let entrySide = Int(side[entry.group])
      if entrySide == domain {
        if alone || entry.group != own { nearestWithin.take(entry.distance) }
      } else if entrySide >= 0 {
        nearestAcross.take(entry.distance)
      }
      if nearestWithin.isComplete && nearestAcross.isComplete { break }
    }
    within[domain] += nearestWithin.mean
    across[domain] += nearestAcross.mean
  }

  /// √(Π across / within).
  var value: MeasuredValue {
    get throws(SampleError) {
      guard within[0] > 0, within[1] > 0 else {
        throw .degenerate(
          what: "every row of a sample has a copy in another group of it, so nothing measures its spacing",
          remedy: "remove the duplicates")
      }
      return MeasuredValue(((across[0] / within[0]) * (across[1] / within[1])).squareRoot())
    }
  }
}

/// The expected smallest of `chosen` distances drawn without replacement from `count`, which come in ascending order:
/// Σ_r d₍r₎ C(count − r, chosen − 1) / C(count, chosen).
private struct ExpectedNearest {
  private(set) var mean = 0.0
  /// The probability that the next distance is the smallest of those drawn, and how many have come.
  private var weight: Double
  private var remaining: Int
  private let chosen: Int

  init(of chosen: Int, among count: Int) {
    self.chosen = chosen
    remaining = count
    weight = Double(chosen) / Double(count)
  }

  /// Whether what may still come has no probability that matters in Double.
  var isComplete: Bool { weight < 0x1p-60 }

  mutating func take(_ distance: Float) {
    if isComplete { return }
    mean += weight * Double(distance)
    remaining -= 1
    weight = remaining < chosen ? 0 : weight * Double(remaining + 1 - chosen) / Double(remaining)
  }
}
