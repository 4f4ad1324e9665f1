import Reweighting
import Statistics
import Storage

/// How much of a result each factor explains, on a table of results: what `cotrain reweight decompose` was asked.
public struct DecompositionStudy: Sendable {
  public enum Method: String, CaseIterable, Sendable {
    /// Two-way analysis of variance, for two factors with levels and equally many rows in every cell.
    case anova
    /// Shapley's value of R², for any table.
    case shapley
  }

  /// Column of the response.
  public var value: String
  /// Columns whose values are levels.
  public var factors: [String]
  /// Columns that are measured quantities: one slope each.
  public var continuous: [String]
  /// Column of the training seed; nil: "seed" where there is one.
  public var seedColumn: String?
  public var conditions: [RowCondition]
  public var transforms: [ResponseTransform]
  /// nil: every method that the table allows.
  public var method: Method?
  /// Whether the rows of a cell are averaged before the analysis of variance.
  public var averagesCells: Bool
  public var interactions: Bool
  /// 0 leaves intervals out.
  public var resamples: Int
  public var seed: Int

  public init(
    value: String, factors: [String], continuous: [String] = [], seedColumn: String? = nil,
    conditions: [RowCondition] = [], transforms: [ResponseTransform] = [.raw], method: Method? = nil,
    averagesCells: Bool = false, interactions: Bool = true, resamples: Int = 1000, seed: Int = 0
  ) {
    self.value = value
    self.factors = factors
    self.continuous = continuous
    self.seedColumn = seedColumn
    self.conditions = conditions
    self.transforms = transforms
    self.method = method
    self.averagesCells = averagesCells
    self.interactions = interactions
    self.resamples = resamples
    self.seed = seed
  }

  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError` for a column that is not there, `InputError` for cells that are empty or no numbers,
  ///   `SampleError` for a table that a chosen method cannot decompose.
  public func run(_ file: ResultsFile, warn: (String) -> Void) throws -> DecompositionReport {
    let file = try file.rows(where: conditions)
    let response = try file.numbers(value)
    let table = try ResultsTable(
      response: response,
      factors: factors.map { try levels($0, of: file) } + continuous.map { try slope($0, of: file) },
      groups: try groups(of: file))
    if transforms.contains(.raw), let low = response.min(), let high = response.max(), low > 0, high > 50 * low {
      warn(
        "the largest \(value) is \(Int(high / low)) times the smallest, so that a few rows decide the raw shares; "
          + "--transform log weighs decades alike")
    }
    var parts: [DecompositionReport.Part] = []
    for transform in transforms {
      let table = try table.transformed(by: transform)
      for method in method.map({ [$0] }) ?? Method.allCases {
        let part = try part(method, table, transform)
        if let reason = part.reason { warn("\(method.rawValue), \(transform): \(reason)") }
        parts.append(part)
      }
    }
    return DecompositionReport(study: self, path: file.path, rows: response.count, parts: parts)
  }

  // MARK: Reading

  private func levels(_ column: String, of file: ResultsFile) throws -> Factor {
    let texts = try file.filledTexts(column)
    let numbers = texts.compactMap(Double.init)
    // So that .1 and 0.10 are one level.
    let levels = numbers.count == texts.count ? numbers.map(shortestDecimal) : texts
    if texts.count > 4, Set(levels).count == texts.count {
      throw UsageError(
        "column '\(column)' has another value in every row: no level repeats; name a measured quantity under "
          + "--continuous, where it gets one slope")
    }
    return Factor(column, .categorical(levels))
  }

  private func slope(_ column: String, of file: ResultsFile) throws -> Factor {
    Factor(column, .numeric(try file.numbers(column)))
  }

  /// The seed of each row by its number; empty without seeds.
  private func groups(of file: ResultsFile) throws -> [Int] {
    guard let column = seedColumn ?? (file.columns.contains("seed") ? "seed" : nil) else { return [] }
    // A column that is empty throughout says nothing: published tables have it so.
    if seedColumn == nil, try file.texts(column).allSatisfy(\.isEmpty) { return [] }
    var numbers: [String: Int] = [:]
    let groups = try file.filledTexts(column).map { text in
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
    if numbers.count == 1, resamples > 0 {
      throw InputError.malformed(
        path: file.path, found: "column '\(column)' has one value, '\(numbers.keys.first!)'",
        expected: "two seeds or more for an interval; --resamples 0 gives the shares without one")
    }
    return groups
  }

  // MARK: Decomposing

  private func part(
    _ method: Method, _ table: ResultsTable, _ transform: ResponseTransform
  ) throws -> DecompositionReport.Part {
    do {
      switch method {
      case .anova: return try analysis(table, transform)
      case .shapley: return try shapley(table, transform)
      }
    } catch let error as SampleError where self.method == nil {
      // The other method may have an answer; one that was asked for by name is an error.
      return DecompositionReport.Part(method: method, transform: transform, terms: [], reason: "\(error)")
    }
  }

  private func analysis(_ table: ResultsTable, _ transform: ResponseTransform) throws -> DecompositionReport.Part {
    guard continuous.isEmpty else {
      throw SampleError.degenerate(
        what: "an analysis of variance has levels only and '\(continuous[0])' is continuous",
        remedy: "the Shapley shares take it")
    }
    if table.factors.count == 2, let cell = uneven(table) {
      throw SampleError.degenerate(
        what: "an unbalanced table: \(cell)",
        remedy: "complete it, leave rows out with --where, or take the Shapley shares (--method shapley)")
    }
    let anova = try (averagesCells ? table.cellMeans() : table).twoWayANOVA()
    let intervals =
      hasIntervals(table, byRow: false)
      ? try table.anovaShares(ofCellMeans: averagesCells, interval: interval).map(\.estimate) : []
    let names = table.factors.map(\.name)
    let effects =
      [(names[0], anova.rows), (names[1], anova.columns), (names.joined(separator: " × "), anova.interaction)]
      + (anova.residual.map { [("residual", $0)] } ?? [])
    return DecompositionReport.Part(
      method: .anova, transform: transform,
      terms: effects.enumerated().map { index, effect in
        DecompositionReport.Term(
          name: effect.0, share: effect.1.etaSquared, estimate: intervals.isEmpty ? nil : intervals[index],
          degreesOfFreedom: effect.1.degreesOfFreedom, omegaSquared: effect.1.test?.omegaSquared,
          pValue: effect.1.test?.pValue)
      }, reason: nil)
  }

  private func shapley(_ table: ResultsTable, _ transform: ResponseTransform) throws -> DecompositionReport.Part {
    let shares = try table.shapleyShares(interactions: interactions)
    let intervals =
      hasIntervals(table, byRow: true)
      ? try table.shapleyEstimates(interactions: interactions, interval: interval).map(\.estimate) : []
    return DecompositionReport.Part(
      method: .shapley, transform: transform,
      terms: shares.enumerated().map { index, share in
        DecompositionReport.Term(
          name: share.term, share: share.share, estimate: intervals.isEmpty ? nil : intervals[index],
          degreesOfFreedom: nil, omegaSquared: nil, pValue: nil)
      }, reason: nil)
  }

  private var interval: ShareInterval { .bootstrap(resamples: resamples, seed: UInt64(seed)) }

  /// Over seeds; without seeds over rows, where these are observations and not single cells of a grid.
  private func hasIntervals(_ table: ResultsTable, byRow: Bool) -> Bool {
    guard resamples > 0 else { return false }
    if !table.groups.isEmpty { return true }
    return byRow && (!continuous.isEmpty || table.cells.count * 2 <= table.response.count)
  }

  /// A cell of two factors that has other than the most frequent number of rows, in words; nil in a balanced table.
  private func uneven(_ table: ResultsTable) -> String? {
    func texts(_ factor: Factor) -> [String] {
      if case .categorical(let levels) = factor.values { return levels }
      return []
    }
    let (a, b) = (texts(table.factors[0]), texts(table.factors[1]))
    var counts: [[String]: Int] = [:]
    for (x, y) in zip(a, b) { counts[[x, y], default: 0] += 1 }
    let sizes = Dictionary(grouping: counts.values) { $0 }.mapValues(\.count)
    guard let usual = sizes.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
    for x in a.unique() {
      for y in b.unique() where counts[[x, y], default: 0] != usual {
        return "\(table.factors[0].name) = \(x), \(table.factors[1].name) = \(y) has "
          + "\(counts[[x, y], default: 0]) rows, others have \(usual)"
      }
    }
    return nil
  }
}

extension [String] {
  /// Each element once, in order of first appearance.
  fileprivate func unique() -> [String] {
    var seen = Set<String>()
    return filter { seen.insert($0).inserted }
  }
}
