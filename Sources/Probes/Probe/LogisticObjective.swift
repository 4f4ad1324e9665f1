import Foundation
import Synchronization
import Tensors

/// f of `LogisticRegression`, its gradient and its Hessian.
///
/// Sums run over a few parts of the rows side by side and are then added in order, so they do not depend on the threads.
struct LogisticObjective: Sendable {
  let rows: Tensor<Float>
  let labels: [Double]
  /// 1/(C n)
  let penalty: Double
  let workers: Int
  private let parts: [Range<Int>]

  init(_ rows: Tensor<Float>, labels: [Bool], inverseRegularization: Double, workers: Int = 1) {
    self.rows = rows.contiguous()
    self.labels = labels.map { $0 ? 1 : 0 }
    self.workers = workers
    penalty = 1 / (inverseRegularization * Double(labels.count))
    // Few rows are not worth a thread.
    let count = max(1, min(4, rows.rows / 1024))
    parts = (0..<count).map { rows.rows * $0 / count..<rows.rows * ($0 + 1) / count }
  }

  /// Makes something of each part, in the order of the parts.
  private func map<Value: Sendable>(_ make: @Sendable @escaping (Range<Int>) -> Value) throws -> [Value] {
    let made = Mutex([Value?](repeating: nil, count: parts.count))
    try forEachInParallel(parts.count, workers: workers) { index in
      let value = make(parts[index])
      made.withLock { $0[index] = value }
    }
    return made.withLock { $0.map { $0! } }
  }

  /// f(w, b) and its gradient, in one pass over the rows.
  func evaluate(_ point: [Double]) throws -> (value: Double, gradient: [Double]) {
    let d = rows.columns
    let found = try map { sums(over: $0, at: point) }
    var (loss, gradient) = found[0]
    for (otherLoss, other) in found.dropFirst() {
      loss += otherLoss
      Double.kernels.addScaled(d + 1, 1, other, &gradient)
    }
    let share = 1 / Double(labels.count)
    var value = loss * share
    for column in 0..<d {
      gradient[column] = gradient[column] * share + penalty * point[column]
      value += penalty / 2 * point[column] * point[column]
    }
    gradient[d] *= share
    return (value, gradient)
  }

  /// Σ of the rows' losses, and its gradient by the weights and the intercept.
  private func sums(over range: Range<Int>, at point: [Double]) -> (loss: Double, gradient: [Double]) {
    let d = rows.columns
    var gradient = [Double](repeating: 0, count: d + 1)
    var loss = 0.0
    var interceptSlope = 0.0
    var row = range.lowerBound
    let kernels = Double.kernels
    gradient.withUnsafeMutableBufferPointer { gradient in
      point.withUnsafeBufferPointer { point in
        rows.forEachRow(in: range) { x in
          let z = kernels.dot(d, x, point.baseAddress!) + point[d]
          let decay = exp(-abs(z))
          loss += max(z, 0) + log1p(decay) - labels[row] * z
          let residual = (z >= 0 ? 1 : decay) / (1 + decay) - labels[row]
          kernels.addScaled(d, residual, x, gradient.baseAddress!)
          interceptSlope += residual
          row += 1
        }
      }
    }
    gradient[d] = interceptSlope
    return (loss, gradient)
  }

  /// v ↦ H⁻¹ v with the Hessian H at a point, to the precision of Float.
  func inverseHessian(at point: [Double]) throws -> (([Double]) throws -> [Double]) {
    let d = rows.columns
    let size = d + 1
    let sums = try map { weightedProducts(over: $0, at: point) }
    var exact = sums[0].converted(to: Double.self)
    for sum in sums.dropFirst() { exact = try exact + sum.converted(to: Double.self) }
    let largest = (0..<size).reduce(0.0) { max($0, exact[$1, $1]) }
    // What Float cannot tell from zero: without it a nearly singular Hessian may have no Cholesky factor.
    let floor = 1e-6 * largest + 1e-12
    for i in 0..<size { exact[i, i] += (i < d ? penalty : 0) + floor }
    let factor = try exact.cholesky()
    return { try factor.solve(Tensor($0)).elements }
  }

  /// 1/n Σ p(1 − p) (x, 1)(x, 1)ᵀ over some rows, the lower triangle: nobody reads the other.
  private func weightedProducts(over range: Range<Int>, at point: [Double]) -> Tensor<Float> {
    let d = rows.columns
    let size = d + 1
    let sum = Tensor<Float>.zeros([size, size])
    let share = 1 / Double(labels.count)
    let block = Tensor<Float>(uninitialized: [min(512, range.count), size])
    let target = block.storage.pointer
    var filled = 0
    func flush() {
      // A stripe of columns at a time.
      for start in stride(from: 0, to: size, by: 128) {
        Float.multiplyMatrices(
          transposeA: true, transposeB: false, rows: size - start, columns: min(128, size - start), inner: filled,
          alpha: 1, a: target + start, lda: size, b: target + start, ldb: size, beta: 1,
          c: sum.storage.pointer + start * size + start, ldc: size)
      }
      filled = 0
    }
    rows.withUnsafeBuffer { source in
      var row = range.lowerBound
      rows.forEachRow(in: range) { x in
        let z = Double.kernels.dot(d, x, point) + point[d]
        let decay = exp(-abs(z))
        let root = Float((decay * share).squareRoot() / (1 + decay))
        let line = target + filled * size
        Float.kernels.affine(d, source.baseAddress! + row * d, root, 0, line)
        line[d] = root
        filled += 1
        row += 1
        if filled == block.rows { flush() }
      }
    }
    if filled > 0 { flush() }
    return sum
  }
}
