import Models
import Statistics
import Tensors

// The checks that every entry of this module makes of what a user hands in.

/// - Throws: `ShapeError` unless the tensor is a matrix (of `columns` columns, where given); `SampleError` for fewer
///   rows than needed or a value that is not finite.
func requireMatrix(
  _ matrix: Tensor<Double>, _ what: String, columns: Int? = nil, atLeast needed: Int = 1
) throws {
  guard matrix.rank == 2, columns == nil || matrix.columns == columns else {
    throw ShapeError(what, expected: "a matrix [n, \(columns.map(String.init) ?? "d")]", found: matrix.shape)
  }
  guard matrix.rows >= needed else { throw SampleError.tooFew(what: what, found: matrix.rows, needed: needed) }
  try requireFinite(matrix, what)
}

/// - Throws: `SampleError.notFinite` with the place of the first offender in row-major order.
func requireFinite(_ tensor: Tensor<Double>, _ what: String) throws {
  if let index = tensor.firstNonFinite { throw SampleError.notFinite(what: what, index: index) }
}

func requireFinite(_ values: [Double], _ what: String) throws {
  if let index = values.firstIndex(where: { !$0.isFinite }) { throw SampleError.notFinite(what: what, index: index) }
}

/// - Throws: `SampleError.outOfRange` unless the value is finite and positive.
func requirePositive(_ value: Double, _ what: String) throws {
  guard value > 0, value.isFinite else {
    throw SampleError.outOfRange(what: what, value: value, expected: "a positive number")
  }
}

/// - Throws: `SampleError.outOfRange` unless the value is finite and lies in the range.
func requireRange(_ value: Double, _ range: ClosedRange<Double>, _ what: String) throws {
  guard range.contains(value) else {
    throw SampleError.outOfRange(
      what: what, value: value, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension NoisePath {
  /// (α, σ) at a time that a caller chose.
  /// - Throws: `SampleError` for a time that the path does not have.
  func checkedCorruption(at time: Double) throws(SampleError) -> PathCoefficients {
    guard times.contains(time) else {
      throw .outOfRange(
        what: "time of a noise level", value: time,
        expected: "a time of the path, from \(times.lowerBound) to \(times.upperBound)")
    }
    return corruption(at: time)
  }
}
