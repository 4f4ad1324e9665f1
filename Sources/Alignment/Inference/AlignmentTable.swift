import Statistics

/// One measure in one layer: a line of `cotrain align`.
public struct AlignmentRow: Sendable, Hashable {
  public var layer: String
  public var measure: String
  /// Nil when the measure cannot be taken on these rows; `remarks` says why.
  public var value: Double?
  /// 95 % (or the study's level), for what `AlignmentTable.intervalMethod` says.
  public var interval: Interval?
  /// The values behind the interval; nil where there is none. Rows of other layers, and of other recordings with as
  /// many episodes, are on the same halves.
  public var halves: HalfSampleValues?
  /// The mean of the measure between halves of one domain, in absolute value.
  public var realFloor: Double?
  public var simFloor: Double?
  /// (mean value between a half of real and a half of sim) ÷ (mean of the two floors) − 1: 0 for two samples of one
  /// domain, whatever the measure and the layer.
  public var normalized: Double?
  /// Of the hypothesis that whole episodes are exchangeable between the domains.
  public var pValue: Double?
  /// For every layer and measure of the table together.
  public var adjustedPValue: Double?
  /// What `pValue` could have been at best.
  public var smallestPValue: Double?
  /// Rows that the value is taken on.
  public var realRows: Int
  public var simRows: Int
  /// Nil when the rows have no episodes.
  public var realEpisodes: Int?
  public var simEpisodes: Int?
  /// How the solver ended, and every departure from the full computation, with its reason.
  public var remarks: [String]
  public var seconds: Double

  /// The column `status`.
  public var status: String { remarks.joined(separator: "; ") }
}

/// What a study found, with the names of the methods it used.
public struct AlignmentTable: Sendable, Hashable {
  public var rows: [AlignmentRow]
  /// How the intervals were made and what they cover.
  public var intervalMethod: String
  /// How the p-values were made and adjusted.
  public var testMethod: String
  /// The smallest p-value any row could have had; nil when no test was made.
  public var smallestPValue: Double?
}

extension AlignmentTable {
  /// Adjusts the p-values of all rows together.
  ///
  /// Rows whose tests saw the same relabellings form a family and are adjusted by their maximum statistic. Where a
  /// measure had to make do with fewer rows or relabellings there are several families; each is then adjusted by
  /// Bonferroni for the others, in proportion to its size: p̃ = p̃(family) · rows ÷ rows of the family.
  init(_ inferences: [MeasureInference], level: Double) {
    rows = inferences.map(\.row)
    let tested = inferences.indices.filter { inferences[$0].test != nil }
    for members in Dictionary(grouping: tested, by: { inferences[$0].family }).values {
      let weight = Double(tested.count) / Double(members.count)
      for (member, p) in zip(members, MaximumStatistic.adjusted(members.map { inferences[$0].test! })) {
        rows[member].adjustedPValue = min(1, p * weight)
      }
    }
    intervalMethod = "\(level * 100) %: \(HalfSampleInterval.method)"
    testMethod =
      "permutation of whole units between the domains, one-sided; adjusted by the step-down maximum statistic"
    smallestPValue = rows.compactMap(\.smallestPValue).min()
  }
}
