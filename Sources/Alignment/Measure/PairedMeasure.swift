import Tensors

/// How alike two representations of the same observations are: row i of both matrices is the same observation.
public protocol PairedMeasure: Sendable {
  var declaration: MeasureDeclaration { get }

  /// - Parameters:
  ///   - x: `[n, d]`, finite.   - y: `[n, e]`, finite; the widths may differ.
  /// - Throws: `ShapeError` when the numbers of rows differ, `SampleError` when there are too few.
  func value<Scalar: TensorScalar>(between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int) throws
    -> MeasuredValue

  /// Operations of about a nanosecond that one value of n rows and d and e columns takes, within a factor of a few; see
  /// `UnpairedMeasure`.
  func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double
}

extension PairedMeasure {
  /// A product of the matrices' transposes with one another, as most take, at ten operations a nanosecond.
  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double {
    0.2 * Double(n) * Double(d + e) * Double(max(d, e))
  }

  /// All pairs of rows, in both representations, sorted or ranked.
  func costOfAllPairs(_ n: Int, _ d: Int, _ e: Int) -> Double {
    Double(n) * Double(n) * (40 + 0.2 * Double(d + e))
  }

  public func value<Scalar: TensorScalar>(between x: Tensor<Scalar>, and y: Tensor<Scalar>) throws -> MeasuredValue {
    try value(between: x, and: y, workers: 1)
  }
}
