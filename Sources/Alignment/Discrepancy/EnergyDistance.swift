import Tensors

/// Energy distance between two samples,
///
///     E = 2 E|x − y| − E|x − x′| − E|y − y′|
///
/// which is 0 for equal distributions and only then. By default all pairs count, those of a row with itself included (a
/// V-statistic, as in Székely and Rizzo's test and in scipy and dcor): never below 0, exactly 0 between a sample and
/// itself, and its square root obeys the triangle inequality. `unbiased` leaves those pairs out. In one dimension scipy's
/// `energy_distance` is √E.
///
/// In Float a distance below 2⁻⁶ of the lengths it is a difference of is taken from coordinates, so that duplicated and
/// close rows keep their digits.
/// - Complexity: O((n+m)² d) time, O(blockRows²) memory besides the rows, once for all choices of groups.
/// - Throws: `SampleError` for an empty sample, and for fewer than two rows on a side when unbiased.
/// - Source: Székely and Rizzo, Journal of Statistical Planning and Inference 143 (2013), eq. 2.2 and 6.1.
public struct EnergyDistance: UnpairedMeasure {
  public let estimator: PairEstimator

  public init(estimator: PairEstimator = .biased) { self.estimator = estimator }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "energy", title: "energy distance", pairing: .unpaired, direction: .smallerIsCloser,
      invariances: [.translation, .rotation],
      properties: estimator == .biased ? [.symmetry, .identity, .nonNegative] : [.symmetry],
      bias: estimator == .biased ? "O(1/n), upward" : "unbiased; below 0 at times", cost: "O(n² d)",
      source: "Székely and Rizzo, JSPI 143 (2013)")
  }

  public func prepare<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int
  ) throws -> any PreparedMeasure {
    try PairContrast.preparing(rows, .distance, estimator, sign: -1, workers: workers)
  }
}
