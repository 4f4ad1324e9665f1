import Statistics
import Tensors

extension OverlapEstimator {
  /// The coefficient with a delete-one-fold jackknife interval.
  ///
  /// Groups (episodes) are dealt to folds at random, each fold has a share of both samples, and one fold at a time is left
  /// out of both. A bootstrap would repeat rows, which neighbours and densities mistake for infinite density. The interval
  /// covers chance, not the estimator's bias; it may reach beyond [0, 1].
  /// - Parameters:
  ///   - groups: one number a row of x and of y; empty makes every row its own group.
  ///   - folds: at most so many, and no more than either sample has groups.
  /// - Throws: as `coefficient`, and `SampleError` for fewer than two groups in a sample.
  public func estimate(
    _ x: Tensor<Double>, _ y: Tensor<Double>, groups: (x: [Int], y: [Int]) = ([], []), folds: Int = 20,
    level: Double = 0.95, seed: UInt64
  ) throws -> Estimate {
    let deals = try [(x, groups.x), (y, groups.y)].enumerated().map { index, sample in
      try Self.deal(sample.0.rows, groups: sample.1, seed: seed, index: UInt64(index))
    }
    let count = deals.map(\.groups).min()!
    guard count >= 2 else { throw SampleError.tooFew(what: "groups of an action set", found: count, needed: 2) }
    let used = min(max(folds, 2), count)
    return try .jackknife(count: used, level: level) { kept in
      let isKept = (0..<used).map(Set(kept).contains)
      func rows(_ sample: Tensor<Double>, _ deal: (order: [Int], groups: Int)) throws -> Tensor<Double> {
        try sample.gatherRows((0..<sample.rows).filter { isKept[deal.order[$0] % used] })
      }
      return try coefficient(rows(x, deals[0]), rows(y, deals[1]))
    }
  }

  /// For every row the place of its group in a random order of the groups, and the number of groups.
  private static func deal(
    _ rows: Int, groups: [Int], seed: UInt64, index: UInt64
  ) throws -> (order: [Int], groups: Int) {
    guard groups.isEmpty || groups.count == rows else {
      throw SampleError.unequalLengths(what: "groups and actions", left: groups.count, right: rows)
    }
    let names = groups.isEmpty ? Array(0..<rows) : groups
    var numbers: [Int: Int] = [:]
    let numbered = names.map { name in
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      return number
    }
    var stream = RandomStream(seed: seed, purpose: "overlap folds", index: index)
    let order = stream.permutation(numbers.count)
    return (numbered.map { order[$0] }, numbers.count)
  }
}
