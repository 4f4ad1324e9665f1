import Tensors

extension Variable {
  /// Every row to mean 0 and variance 1: (x − μ) / √(σ² + ε), with the biased variance.
  ///
  /// A row is a run along the last axis.
  public func normalizedRows(epsilon: Scalar = 1e-5) -> Variable {
    let tape = tape
    let x = tape.contiguous(value)
    let rows = x.outerCount
    let columns = x.columns
    let result = tape.take(shape)
    let inverse = tape.take([rows])
    Scalar.kernels.normalizeRows(
      rows, columns, x.storage.pointer + x.offset, epsilon, result.storage.pointer, inverse.storage.pointer)
    return tape.record(result, from: self) { tape, gradient in
      tape.contributeAdding(to: self) {
        Scalar.kernels.normalizeRowsBackward(
          rows, columns, result.storage.pointer, inverse.storage.pointer, gradient.storage.pointer, $0)
      }
    }
  }
}
