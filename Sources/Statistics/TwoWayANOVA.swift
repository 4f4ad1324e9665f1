/// Two-way analysis of variance of a balanced table: how much of the variation belongs to rows, to columns and to both.
///
/// With several values a cell the residual is the variation within cells, and all three effects are tested against it.
/// With one value a cell nothing separates the interaction from noise: the interaction is then the remainder, the two
/// factors are tested against it, and it has no test of its own.
/// - Source: Scheffé, "The analysis of variance" (1959), chapter 4; ω² after Olejnik and Algina, Psych. Methods 8 (2003).
public struct TwoWayANOVA: Sendable, Hashable, Codable {
  public struct Effect: Sendable, Hashable, Codable {
    public let sumOfSquares: Double
    public let degreesOfFreedom: Int
    /// Share of the total: SS / SS_total. The shares of one table add up to 1.
    public let etaSquared: Double
    /// The test against the error term; `nil` for the error term itself.
    public let test: Test?

    public var meanSquare: Double { sumOfSquares / Double(degreesOfFreedom) }
  }

  /// What an error term adds to an effect.
  public struct Test: Sendable, Hashable, Codable {
    /// Mean square over the error's mean square; infinite when the error term is zero.
    public let f: Double
    public let pValue: Double
    /// (SS − df·MS_error) / (SS_total + MS_error). Negative values are possible and kept: clipping would bias it.
    public let omegaSquared: Double
    /// df(F − 1) / (df(F − 1) + N).
    public let partialOmegaSquared: Double
  }

  public let rows: Effect
  public let columns: Effect
  /// Untested (`test` is `nil`) with one value a cell.
  public let interaction: Effect
  /// Variation within cells; `nil` with one value a cell.
  public let residual: Effect?
  public let totalSumOfSquares: Double

  /// One value a cell: `table[row][column]`.
  /// - Throws: `SampleError` for fewer than two rows or columns, rows of unequal length, a value that is not finite, or a
  ///   table without variation.
  public init(table: [[Double]]) throws(SampleError) {
    try self.init(replicates: table.map { $0.map { [$0] } })
  }

  /// Several values a cell, the same number in each: `replicates[row][column][k]`.
  /// - Throws: `SampleError` as above, and for cells of unequal size.
  public init(replicates cells: [[[Double]]]) throws(SampleError) {
    try Self.check(cells)
    let (rowCount, columnCount, size) = (cells.count, cells[0].count, cells[0][0].count)
    let cellMeans = cells.map { $0.map { $0.reduce(0, +) / Double(size) } }
    let rowMeans = cellMeans.map { $0.reduce(0, +) / Double(columnCount) }
    let columnMeans = (0..<columnCount).map { j in cellMeans.reduce(0) { $0 + $1[j] } / Double(rowCount) }
    let grand = rowMeans.reduce(0, +) / Double(rowCount)

    func square(_ x: Double) -> Double { x * x }
    let rowSquares = Double(columnCount * size) * rowMeans.reduce(0) { $0 + square($1 - grand) }
    let columnSquares = Double(rowCount * size) * columnMeans.reduce(0) { $0 + square($1 - grand) }
    var interactionSquares = 0.0
    var withinSquares = 0.0
    for i in 0..<rowCount {
      for j in 0..<columnCount {
        interactionSquares += Double(size) * square(cellMeans[i][j] - rowMeans[i] - columnMeans[j] + grand)
        for value in cells[i][j] { withinSquares += square(value - cellMeans[i][j]) }
      }
    }
    let total = rowSquares + columnSquares + interactionSquares + withinSquares

    let interactionFreedom = (rowCount - 1) * (columnCount - 1)
    let withinFreedom = rowCount * columnCount * (size - 1)
    let (errorSquares, errorFreedom) =
      size > 1 ? (withinSquares, withinFreedom) : (interactionSquares, interactionFreedom)
    func effect(_ squares: Double, _ freedom: Int, tested: Bool) -> Effect {
      let test =
        tested
        ? Test(
          squares: squares, freedom: freedom, errorSquares: errorSquares, errorFreedom: errorFreedom, total: total,
          count: rowCount * columnCount * size) : nil
      return Effect(sumOfSquares: squares, degreesOfFreedom: freedom, etaSquared: squares / total, test: test)
    }
    rows = effect(rowSquares, rowCount - 1, tested: true)
    columns = effect(columnSquares, columnCount - 1, tested: true)
    interaction = effect(interactionSquares, interactionFreedom, tested: size > 1)
    residual = size > 1 ? effect(withinSquares, withinFreedom, tested: false) : nil
    totalSumOfSquares = total
  }

  private static func check(_ cells: [[[Double]]]) throws(SampleError) {
    guard cells.count >= 2 else { throw .tooFew(what: "rows of a two-way table", found: cells.count, needed: 2) }
    guard cells[0].count >= 2 else {
      throw .tooFew(what: "columns of a two-way table", found: cells[0].count, needed: 2)
    }
    guard !cells[0][0].isEmpty else { throw .tooFew(what: "values in a cell", found: 0, needed: 1) }
    for (i, row) in cells.enumerated() {
      guard row.count == cells[0].count else {
        throw .ragged(what: "two-way table", index: i, found: row.count, expected: cells[0].count)
      }
      for (j, cell) in row.enumerated() {
        guard cell.count == cells[0][0].count else {
          throw .ragged(
            what: "two-way table, cells of row \(i)", index: j, found: cell.count, expected: cells[0][0].count)
        }
        try requireFinite(cell, "two-way table, row \(i), column \(j)")
      }
    }
    if cells.joined().joined().allSatisfy({ $0 == cells[0][0][0] }) { throw .constant(what: "two-way table") }
  }
}

extension TwoWayANOVA.Test {
  fileprivate init(
    squares: Double, freedom: Int, errorSquares: Double, errorFreedom: Int, total: Double, count: Int
  ) {
    let df = Double(freedom)
    let errorMean = errorSquares / Double(errorFreedom)
    let f = squares == 0 ? 0 : squares / df / errorMean
    self.init(
      f: f, pValue: FDistribution(numerator: df, denominator: Double(errorFreedom)).upperTail(f),
      omegaSquared: (squares - df * errorMean) / (total + errorMean),
      partialOmegaSquared: f.isInfinite ? 1 : df * (f - 1) / (df * (f - 1) + Double(count)))
  }
}
