import Statistics

/// One measure in one layer: a line of `cotrain align`.
public struct AlignmentRow: Sendable, Hashable {
  public var layer: String
  public var measure: String
  /// Nil when the measure cannot be taken on these rows; `remarks` says why.
  public var value: Double?
  /// 95 % (or the study's level), for what `AlignmentTable.intervalMethod` says.
  public var interval: Interval?
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
