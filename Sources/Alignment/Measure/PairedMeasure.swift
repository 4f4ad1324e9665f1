import Tensors

/// How alike two representations of the same observations are: row i of both matrices is the same observation.
public protocol PairedMeasure: Sendable {
  var declaration: MeasureDeclaration { get }

  /// - Parameters:
  ///   - x: `[n, d]`, finite.   - y: `[n, e]`, finite; the widths may differ.
  /// - Throws: `ShapeError` when the numbers of rows differ, `SampleError` when there are too few.
  func value<Scalar: TensorScalar>(between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int) throws
    -> MeasuredValue
}

extension PairedMeasure {
  public func value<Scalar: TensorScalar>(between x: Tensor<Scalar>, and y: Tensor<Scalar>) throws -> MeasuredValue {
    try value(between: x, and: y, workers: 1)
  }
}
