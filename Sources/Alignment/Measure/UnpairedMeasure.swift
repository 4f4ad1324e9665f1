import Statistics
import Tensors

/// How far apart two samples lie whose rows do not match.
///
/// Intervals, permutation tests and floors ask for the value between many pairs of subsets of the same rows. A measure
/// therefore prepares the pooled rows once (distances, projections, sorted orders) and then answers for any choice of
/// whole groups. What it prepares must not know which group is real and which sim, or permutations would not be exact:
/// a bandwidth, for one, is chosen on the pooled rows.
public protocol UnpairedMeasure: Sendable {
  var declaration: MeasureDeclaration { get }

  /// - Parameters:
  ///   - rows: the pooled rows of all domains, finite, cut into groups.
  ///   - workers: threads the preparation may use; the result does not depend on it.
  func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure

  /// Operations of about a nanosecond that one value between n and m prepared rows takes, within a factor of a few:
  /// fitted to times of one core at 16 columns and 125 to 1000 rows a side. A study divides its budget by it to decide
  /// how many resampled values an expensive measure can have.
  func evaluationCost(_ n: Int, _ m: Int) -> Double
}

extension UnpairedMeasure {
  /// Cheap, as a measure is that has done its work in `prepare`.
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { Double(n + m) }
}

/// A measure ready to be taken between groups of the rows it was prepared on. Safe to ask from several threads.
public protocol PreparedMeasure: Sendable {
  /// The value between the rows of the `first` groups and those of the `second`; a group stands on one side at most.
  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue
}

extension UnpairedMeasure {
  /// The value between two samples, `[n, d]` and `[m, d]`.
  /// - Throws: `ShapeError` when the widths differ, `SampleError` for an empty sample or a value that is not finite.
  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int = 1
  ) throws -> MeasuredValue {
    if x.rows == 0 || y.rows == 0 { throw SampleError.tooFew(what: "rows of a sample", found: 0, needed: 1) }
    let pooled = try GroupedRows.pooling([(x, [x.rows]), (y, [y.rows])])
    return try prepare(pooled.rows, workers: workers).value(between: pooled.groups[0], and: pooled.groups[1])
  }
}

/// A measure that has nothing to prepare: it is taken anew on the rows of the chosen groups.
struct DirectMeasure<Scalar: TensorScalar>: PreparedMeasure {
  let rows: GroupedRows<Scalar>
  /// From `[n, d]` and `[m, d]` to the value.
  let measure: @Sendable (Tensor<Scalar>, Tensor<Scalar>) throws -> MeasuredValue

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    try measure(try rows.rows(of: first), try rows.rows(of: second))
  }
}
