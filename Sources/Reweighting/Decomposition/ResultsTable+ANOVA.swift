import Statistics

extension ResultsTable {
  /// The two-way analysis of variance of a table with two factors and equally many rows a cell.
  ///
  /// A numeric factor counts as categorical: each of its numbers is a level.
  /// - Throws: `SampleError` unless there are two factors and every combination of their levels has equally many rows;
  ///   `shapleyShares` takes unbalanced tables.
  public func twoWayANOVA() throws -> TwoWayANOVA { try Self.twoWayANOVA(response, factors.map(\.levels)) }

  /// η² of both factors, their interaction and the residual, each with its interval over groups.
  ///
  /// Of cell means there is no residual: the interaction is the remainder, what seeds differ by included.
  ///
  /// Resamples must stay balanced: a group is a table of its own, with equally many rows in every cell (a training seed
  /// that ran every cell).
  /// - Parameter ofCellMeans: whether the rows of a cell are averaged first.
  /// - Throws: as `twoWayANOVA`, for fewer than two groups, and for a group that is not a balanced table.
  public func anovaShares(
    ofCellMeans: Bool = false, interval: ShareInterval, level: Double = 0.95
  ) throws -> [(term: String, estimate: Estimate)] {
    let names = factors.map(\.name) + [factors.map(\.name).joined(separator: " × ")] + (ofCellMeans ? [] : ["residual"])
    return try anovaEstimates(of: names, ofCellMeans: ofCellMeans, interval: interval, level: level) { table in
      [table.rows, table.columns, table.interaction].map(\.etaSquared)
        + (ofCellMeans ? [] : [table.residual?.etaSquared ?? 0])
    }
  }

  /// One number of the analysis with its interval over groups.
  /// - Throws: as `anovaShares`.
  public func anovaEstimate(
    ofCellMeans: Bool = false, interval: ShareInterval, level: Double = 0.95, _ statistic: (TwoWayANOVA) -> Double
  ) throws -> Estimate {
    try anovaEstimates(of: ["statistic"], ofCellMeans: ofCellMeans, interval: interval, level: level) {
      [statistic($0)]
    }[0].estimate
  }

  private func anovaEstimates(
    of terms: [String], ofCellMeans: Bool, interval: ShareInterval, level: Double,
    _ statistics: (TwoWayANOVA) -> [Double]
  ) throws -> [(term: String, estimate: Estimate)] {
    let levels = factors.map(\.levels)
    _ = try twoWayANOVA()
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
    return try estimates(terms: terms, interval: interval, level: level) { rows in
      statistics(
        try Self.twoWayANOVA(
          rows.map { response[$0] }, levels.map { factor in (rows.map { factor.ofRow[$0] }, factor.count) },
          averaging: ofCellMeans))
    }
  }

  private static func twoWayANOVA(
    _ response: [Double], _ levels: [(ofRow: [Int], count: Int)], averaging: Bool = false
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
    if averaging { cells = cells.map { $0.map { [$0.reduce(0, +) / Double($0.count)] } } }
    return try TwoWayANOVA(replicates: cells)
  }
}
