import Statistics
import Tensors

extension ResultsTable {
  /// The two-way analysis of variance of a table with two factors and equally many rows a cell.
  ///
  /// A numeric factor counts as categorical: each of its numbers is a level.
  /// - Throws: `SampleError` unless there are two factors and every combination of their levels has equally many rows;
  ///   `shapleyShares` takes unbalanced tables.
  public func twoWayANOVA() throws -> TwoWayANOVA { try Self.twoWayANOVA(response, factors.map(\.levels)) }

  /// η² of both factors, their interaction and the residual, each with its bootstrap interval.
  ///
  /// Groups are drawn, and resamples must stay balanced: a group is a table of its own, with equally many rows in every
  /// cell (a training seed that ran every cell).
  /// - Throws: as `twoWayANOVA`, for fewer than two groups, and for a group that is not a balanced table.
  public func anovaShares(
    resamples: Int = 2000, level: Double = 0.95, seed: UInt64
  ) throws -> [(term: String, estimate: Estimate)] {
    let levels = factors.map(\.levels)
    func anova(_ rows: [Int]) throws -> TwoWayANOVA {
      try Self.twoWayANOVA(
        rows.map { response[$0] }, levels.map { factor in (rows.map { factor.ofRow[$0] }, factor.count) })
    }
    for (name, rows) in Dictionary(grouping: response.indices, by: { groups.isEmpty ? $0 : groups[$0] })
      .sorted(by: { $0.key < $1.key })
    {
      let cells = Dictionary(grouping: rows) { row in levels.map { $0.ofRow[row] } }
      guard cells.count == levels.map(\.count).reduce(1, *), Set(cells.values.map(\.count)).count == 1 else {
        throw SampleError.degenerate(
          what: "group \(name) has no balanced table of its own, so the table cannot be resampled",
          remedy: "give the training seed as group, every seed having run every cell; or use the Shapley shares")
      }
    }
    let names = factors.map(\.name) + [factors.map(\.name).joined(separator: " × "), "residual"]
    return try bootstrapped(terms: names, resamples: resamples, level: level, seed: seed) { rows in
      let table = try anova(rows)
      return [table.rows, table.columns, table.interaction].map(\.etaSquared) + [table.residual?.etaSquared ?? 0]
    }
  }

  private static func twoWayANOVA(
    _ response: [Double], _ levels: [(ofRow: [Int], count: Int)]
  ) throws -> TwoWayANOVA {
    guard levels.count == 2 else {
      throw SampleError.outOfRange(
        what: "factors of a two-way analysis", value: Double(levels.count), expected: "2; use the Shapley shares")
    }
    var cells = [[[Double]]](
      repeating: [[Double]](repeating: [], count: levels[1].count), count: levels[0].count)
    for (row, value) in response.enumerated() { cells[levels[0].ofRow[row]][levels[1].ofRow[row]].append(value) }
    let sizes = Set(cells.joined().map(\.count))
    guard sizes.count == 1 else {
      throw SampleError.degenerate(
        what: "two-way analysis of an unbalanced table: cells have from \(sizes.min()!) to \(sizes.max()!) rows",
        remedy: "complete the table, average the rows of a cell, or use the Shapley shares")
    }
    return try TwoWayANOVA(replicates: cells)
  }

  /// Shares of all terms with percentile intervals over draws of whole groups.
  func bootstrapped(
    terms: [String], resamples: Int, level: Double, seed: UInt64, _ shares: ([Int]) throws -> [Double]
  ) throws -> [(term: String, estimate: Estimate)] {
    guard resamples >= 1 else { throw SampleError.tooFew(what: "bootstrap resamples", found: resamples, needed: 1) }
    let names = groups.isEmpty ? Array(response.indices) : groups
    let members = Dictionary(grouping: response.indices) { names[$0] }
    let clusters = members.keys.sorted().map { members[$0]! }
    guard clusters.count >= 2 else {
      throw SampleError.tooFew(what: "groups of a bootstrap", found: clusters.count, needed: 2)
    }
    let values = try shares(Array(response.indices))
    let draws = try (0..<resamples).map { resample in
      var stream = RandomStream(seed: seed, purpose: "variance decomposition", index: UInt64(resample))
      return try shares(clusters.indices.flatMap { _ in clusters[stream.uniform(below: clusters.count)] })
    }
    return try terms.enumerated().map { index, term in
      let interval = try percentileInterval(of: draws.map { $0[index] }, level: level)
      return (
        term,
        Estimate(value: values[index], interval: interval, count: clusters.count, method: "bootstrap percentile")
      )
    }
  }
}
