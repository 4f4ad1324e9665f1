import Statistics

/// How much of a probe's score comes from neighbouring frames that stand on both sides of a fold.
///
/// The same probe is cross-fitted twice: with rows dealt out at random, so that every held-out row has neighbours among
/// the training rows, and with folds that keep neighbours together: whole episodes where they are known, else as many
/// runs of rows as there are folds, in the order in which the rows came. The first minus the second is the leak. Runs cut
/// few episodes, but where one is cut its frames leak still: without episodes the leak is a lower bound.
public struct Leakage: Sendable {
  /// Rows dealt out at random. Its interval counts rows or episodes as the sample has them.
  public let shuffled: OutOfFoldScores
  /// Neighbours kept together.
  public let separated: OutOfFoldScores
  public let separation: FoldScheme

  /// - Parameter finished: called as fits end, from any thread; throws to stop.
  /// - Throws: what `CrossFit` throws.
  public init(
    of sample: DomainSample, with probe: any Probe, folds: Int = 5, seed: UInt64, workers: Int = 1,
    finished: @escaping @Sendable () throws -> Void = {}
  ) throws {
    let separation: FoldScheme = sample.knowsEpisodes ? .wholeEpisodes : .contiguousRows
    func scores(_ scheme: FoldScheme) throws -> OutOfFoldScores {
      try CrossFit(folds: folds, scheme: scheme, seed: seed, workers: workers).scores(
        of: sample, with: probe, finished: finished)
    }
    self.separation = separation
    separated = try scores(separation)
    shuffled = try scores(.shuffledRows)
  }

  /// Area under the ROC curve, shuffled minus separated.
  public func ofAreaUnderROC() throws -> Double {
    try shuffled.areaUnderROC().value - separated.areaUnderROC().value
  }

  /// Balanced accuracy, shuffled minus separated.
  public func ofBalancedAccuracy() throws -> Double {
    try shuffled.balancedAccuracy().value - separated.balancedAccuracy().value
  }
}
