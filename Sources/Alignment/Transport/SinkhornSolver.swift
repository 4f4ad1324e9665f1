import Foundation
import Kernels
import Tensors

/// Sinkhorn's iteration on the kernel exp((f + g − C)/ε), with scalings u = exp(Δf/ε) and v = exp(Δg/ε) that are taken
/// into the potentials before they grow out of range, and an update in logarithms where a sum vanishes.
///
/// A step of the rows is ln u = −φ ln Σⱼ K[i, j] bⱼ vⱼ − f/(λ + ε), with φ = λ/(λ + ε); balanced, φ = 1 and f plays no
/// part. Every mass is positive.
///
/// A sample moved onto itself has f = g. Both scalings then go halfway at once, which converges in few iterations where
/// taking turns would need thousands (Feydy et al., AISTATS 2019, algorithm 1).
final class SinkhornSolver {
  private let costs: Tensor<Double>
  private let a: [Double]
  private let b: [Double]
  private let options: EntropicTransport.Options
  private let workers: Int
  /// The costs are symmetric with a diagonal of 0, and both masses are the same.
  private let isSymmetric: Bool
  private let n: Int
  private let m: Int
  /// K, and P in the end.
  private(set) var plan: Tensor<Double>
  private(set) var rowPotentials: [Double]
  private(set) var columnPotentials: [Double]
  private(set) var cost = 0.0
  private(set) var objective = 0.0
  private(set) var status = MeasuredValue.Status.exact
  private var u: [Double]
  private var v: [Double]
  private var iterations = 0
  /// Rows are swept in blocks whose sums are added in order, so that threads do not matter.
  private let blocks: [Range<Int>]

  init(
    _ costs: Tensor<Double>, _ a: [Double], _ b: [Double], _ options: EntropicTransport.Options, isSymmetric: Bool,
    workers: Int
  ) {
    self.costs = costs
    self.a = a
    self.b = b
    self.options = options
    self.workers = workers
    self.isSymmetric = isSymmetric
    (n, m) = (costs.rows, costs.columns)
    plan = Tensor(uninitialized: [n, m])
    rowPotentials = Array(repeating: 0, count: n)
    columnPotentials = Array(repeating: 0, count: m)
    u = Array(repeating: 1, count: n)
    v = Array(repeating: 1, count: m)
    let size = max(64, (n + 15) / 16)
    blocks = stride(from: 0, to: n, by: size).map { $0..<min($0 + size, costs.rows) }
  }

  func solve() throws {
    if !isSymmetric { tightenPotentials() }
    let range = kernel_range(n * m, costs.storage.pointer + costs.offset)
    // From a regularisation at which a few dozen iterations suffice down to the wanted one.
    var regularization = options.regularization
    while regularization < 0.01 * range { regularization *= 4 }
    while regularization > options.regularization {
      _ = try iterate(regularization, tolerance: 1e-3, limit: min(iterations + 100, options.iterationLimit - 1))
      regularization = max(regularization / 4, options.regularization)
    }
    let error = try iterate(options.regularization, tolerance: options.tolerance, limit: options.iterationLimit)
    try finish()
    status =
      error <= options.tolerance
      ? .converged(iterations: iterations)
      : .notConverged(
        iterations: iterations, error: error,
        remedy: "raise the regularisation or allow more iterations (the plan is near, not at, its marginals)")
  }

  /// g = min over rows of C, f = min over columns of C − g: every row and column of K then has an entry of 1.
  private func tightenPotentials() {
    let base = costs.storage.pointer + costs.offset
    kernel_column_minima(n, m, base, &columnPotentials)
    var place = 0
    for row in 0..<n {
      rowPotentials[row] = kernel_least_reduced_cost(m, base + row * m, columnPotentials, &place)
    }
  }

  /// Iterates at one ε from the present potentials. Returns the last error.
  private func iterate(_ regularization: Double, tolerance: Double, limit: Int) throws -> Double {
    try refill(regularization)
    let exponent = options.marginalPenalty == .infinity ? 1 : 1 / (1 + regularization / options.marginalPenalty)
    let decay = options.marginalPenalty == .infinity ? 0 : 1 / (options.marginalPenalty + regularization)
    var error = Double.infinity
    while iterations < limit {
      iterations += 1
      let before = (u, v)
      let step = try sweepRows(exponent, rowPotentials.map { -$0 * decay })
      if step.widest < .infinity { error = step.error }
      let fits = step.widest < 200 && (isSymmetric || updateColumns(step.sums, exponent, decay))
      if isSymmetric { v = u }
      if !fits {
        (u, v) = before
        try updateInLogarithms(regularization, exponent)
        // In logarithms the columns were met last; what the rows miss is seen by the next sweep.
        error = .infinity
        continue
      }
      if error <= tolerance { break }
    }
    absorb(regularization)
    return error
  }

  private func sweepRows(_ exponent: Double, _ offsets: [Double]) throws -> (
    sums: [Double], widest: Double, error: Double
  ) {
    let partial = Tensor<Double>.zeros([blocks.count, m + 2])
    let weighted = zip(b, v).map { $0 * $1 }
    let kernel = plan
    let (a, blocks, m, takesSums) = (a, blocks, m, !isSymmetric)
    try u.withUnsafeMutableBufferPointer { u in
      let scalings = SendablePointer(u.baseAddress!)
      try forEachInParallel(blocks.count, workers: workers) { block in
        let rows = blocks[block]
        let line = partial.storage.pointer + block * (m + 2)
        let widest = a.withUnsafeBufferPointer { a in
          offsets.withUnsafeBufferPointer { offsets in
            kernel_sinkhorn_rows(
              rows.count, m, kernel.storage.pointer + rows.lowerBound * m, a.baseAddress! + rows.lowerBound, weighted,
              exponent, offsets.baseAddress! + rows.lowerBound, scalings.pointer + rows.lowerBound,
              takesSums ? line : nil, line + m)
          }
        }
        line[m + 1] = widest
      }
    }
    var sums = [Double](repeating: 0, count: m)
    var (widest, error) = (0.0, 0.0)
    for block in blocks.indices {
      let line = partial.storage.pointer + block * (m + 2)
      for column in 0..<m { sums[column] += line[column] }
      error += line[m]
      widest = max(widest, line[m + 1])
    }
    return (sums, widest, error / a.reduce(0, +))
  }

  /// False when a scaling would leave the range.
  private func updateColumns(_ sums: [Double], _ exponent: Double, _ decay: Double) -> Bool {
    for column in 0..<m {
      let power = -exponent * log(sums[column]) - columnPotentials[column] * decay
      guard abs(power) < 200 else { return false }
      v[column] = exp(power)
    }
    return true
  }

  /// Takes the scalings into the potentials.
  private func absorb(_ regularization: Double) {
    for row in 0..<n { rowPotentials[row] += regularization * log(u[row]) }
    for column in 0..<m { columnPotentials[column] += regularization * log(v[column]) }
    u = Array(repeating: 1, count: n)
    v = Array(repeating: 1, count: m)
  }

  private func refill(_ regularization: Double) throws {
    let (f, g, costs, kernel, blocks, m) = (rowPotentials, columnPotentials, costs, plan, blocks, m)
    try forEachInParallel(blocks.count, workers: workers) { block in
      let rows = blocks[block]
      f.withUnsafeBufferPointer { f in
        kernel_gibbs(
          rows.count, m, costs.storage.pointer + costs.offset + rows.lowerBound * m, f.baseAddress! + rows.lowerBound,
          g, 1 / regularization, kernel.storage.pointer + rows.lowerBound * m)
      }
    }
  }

  /// One iteration without a kernel: never out of range, some ten times as slow.
  private func updateInLogarithms(_ regularization: Double, _ exponent: Double) throws {
    let base = costs.storage.pointer + costs.offset
    let g = zip(columnPotentials, zip(v, b)).map { $0 / regularization + log($1.0 * $1.1) }
    var sums = [Double](repeating: 0, count: n)
    kernel_soft_minimum_rows(n, m, base, g, 1 / regularization, &sums)
    if isSymmetric {
      // Halfway, like the scalings.
      rowPotentials = zip(rowPotentials, sums).map { ($0 - exponent * regularization * $1) / 2 }
      columnPotentials = rowPotentials
    } else {
      rowPotentials = sums.map { -exponent * regularization * $0 }
      updateColumnsInLogarithms(regularization, exponent)
    }
    u = Array(repeating: 1, count: n)
    v = Array(repeating: 1, count: m)
    try refill(regularization)
  }

  private func updateColumnsInLogarithms(_ regularization: Double, _ exponent: Double) {
    let base = costs.storage.pointer + costs.offset
    let f = zip(rowPotentials, a).map { $0 / regularization + log($1) }
    var scratch = [Double](repeating: 0, count: m)
    var columnSums = [Double](repeating: 0, count: m)
    kernel_soft_minimum_columns(n, m, base, f, 1 / regularization, &scratch, &columnSums)
    columnPotentials = columnSums.map { -exponent * regularization * $0 }
  }

  /// P, ⟨P, C⟩ and the dual objective from potentials into which everything has been absorbed.
  private func finish() throws {
    try refill(options.regularization)
    var total = 0.0
    cost = kernel_scale_plan(n, m, a, b, costs.storage.pointer + costs.offset, plan.storage.pointer, &total)
    let product = a.reduce(0, +) * b.reduce(0, +)
    let penalty = options.marginalPenalty
    let gain: (Double, Double) -> Double = penalty == .infinity ? { $0 * $1 } : { -$0 * penalty * expm1(-$1 / penalty) }
    objective =
      zip(a, rowPotentials).reduce(0) { $0 + gain($1.0, $1.1) }
      + zip(b, columnPotentials).reduce(0) { $0 + gain($1.0, $1.1) } - options.regularization * (total - product)
  }
}

/// A pointer into which every index of a parallel loop writes at places of its own.
private struct SendablePointer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Double>
  init(_ pointer: UnsafeMutablePointer<Double>) { self.pointer = pointer }
}
