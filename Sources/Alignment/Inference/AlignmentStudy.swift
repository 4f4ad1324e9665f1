import Statistics
import Tensors

/// Distances between two domains' representations, each with an interval, floors and a test.
///
///     let study = AlignmentStudy(resamples: 200, permutations: 999, seed: 1, workers: 2)
///     let table = try study.table(of: layers, episodes: episodes, measures: MeasureRegistry.unpaired)
///
/// Whole episodes are the unit of everything random. Rows without episodes are taken as independent and dealt into
/// groups that stand for episodes. The same seed gives the same table, but for `seconds`, for any number of workers.
public struct AlignmentStudy: Sendable {
  /// B, the splits into halves behind intervals and floors.
  public var resamples: Int
  /// P, the relabellings of the permutation test. Where fewer relabellings exist, all are visited.
  public var permutations: Int
  /// Nominal coverage of the intervals.
  public var level: Double
  /// More rows a side than this are drawn down, by whole episodes, before anything is measured; nil: no limit but a
  /// measure's own.
  public var maximumRows: Int?
  /// Operations that one measure in one layer may spend, as its `evaluationCost` counts them. Where the full numbers of
  /// splits and relabellings would cost more, fewer are made, and the row says so.
  public var budget: Double
  public var seed: UInt64
  public var workers: Int

  public init(
    resamples: Int = 200, permutations: Int = 999, level: Double = 0.95, maximumRows: Int? = nil,
    budget: Double = 2e12, seed: UInt64 = 0, workers: Int = 1
  ) {
    self.resamples = resamples
    self.permutations = permutations
    self.level = level
    self.maximumRows = maximumRows
    self.budget = budget
    self.seed = seed
    self.workers = workers
  }
}
