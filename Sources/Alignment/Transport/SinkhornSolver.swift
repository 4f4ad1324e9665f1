import Foundation
import Kernels
import Tensors

/// Sinkhorn's iteration on the kernel exp((f + g − C)/ε), with scalings u = exp(Δf/ε) and v = exp(Δg/ε) that are taken
/// into the potentials before they grow out of range, and an update in logarithms where a sum vanishes.
///
/// A step of the rows is ln u = −φ ln Σⱼ K[i, j] bⱼ vⱼ − f/(λ + ε), with φ = λ/(λ + ε); balanced, φ = 1 and f plays no
/// part. Every mass is positive.
///
/// Between a sample and itself f = g, and both scalings going halfway at once converge in few iterations where taking
/// turns would need any number (Feydy et al., AISTATS 2019, algorithm 1). Between different samples taking turns is what
/// converges in the end. A problem that is not easy is therefore begun together and ended in turn.
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
  /// Whether a step of the columns sees the rows' new scalings or the old ones.
  private enum Pace { case inTurn, together }
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
      _ = try iterate(regularization, .together, tolerance: 1e-3, limit: min(iterations + 100, limit - 1))
      regularization = max(regularization / 4, options.regularization)
    }
    let start = (rowPotentials, columnPotentials)
    var error = try finish(.inTurn, within: 20)
    if error > options.tolerance && iterations < limit {
      (rowPotentials, columnPotentials) = start
      error = try finish(.together, within: 40)
    }
    if error > options.tolerance && iterations < limit { error = try finish(.inTurn, within: limit) }
    try takePlan()
    status =
      error <= options.tolerance
      ? .converged(iterations: iterations)
      : .notConverged(
        iterations: iterations, error: error,
        remedy: "raise the regularisation or allow more iterations (the plan is near, not at, its marginals)")
  }

  private var limit: Int { options.iterationLimit }

  private func finish(_ pace: Pace, within count: Int) throws -> Double {
    try iterate(
      options.regularization, pace, tolerance: options.tolerance, limit: min(limit, iterations + count))
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

  /// Iterates at one ε from the present potentials. Returns how far rows and columns miss their masses.
  private func iterate(_ regularization: Double, _ pace: Pace, tolerance: Double, limit: Int) throws -> Double {
    try refill(regularization)
    let exponent = options.marginalPenalty == .infinity ? 1 : 1 / (1 + regularization / options.marginalPenalty)
    let decay = options.marginalPenalty == .infinity ? 0 : 1 / (options.marginalPenalty + regularization)
    var relaxation = Overrelaxation()
    var error = Double.infinity
    while iterations < limit {
      iterations += 1
      let before = (u, v)
      let found =
        isSymmetric || pace == .together
        ? try stepTogether(exponent, decay) : try stepInTurn(exponent, decay, relaxation.factor)
      if let found {
        error = found
        if error <= tolerance { break }
        relaxation.adapt(to: error)
      } else {
        (u, v) = before
        try updateInLogarithms(regularization, exponent)
        relaxation = Overrelaxation()
        // What is missed now is seen by the next step.
        error = .infinity
      }
    }
    absorb(regularization)
    return error
  }

  /// Rows, then columns from the new rows. nil when a scaling leaves the range.
  private func stepInTurn(_ exponent: Double, _ decay: Double, _ factor: Double) throws -> Double? {
    let rows = try sweepRows(exponent, decay, factor)
    guard rows.widest < 200, let columnError = updateColumns(rows.sums, exponent, decay, factor) else { return nil }
    // Plain steps leave the columns where they should be.
    return rows.error + (factor == 1 ? 0 : columnError)
  }

  /// Rows and columns from each other's old scalings, both halfway. nil when a scaling leaves the range.
  private func stepTogether(_ exponent: Double, _ decay: Double) throws -> Double? {
    if isSymmetric {
      let rows = try sweepRows(exponent, decay, 0.5, takesSums: false)
      v = u
      return rows.widest < 200 ? 2 * rows.error : nil
    }
    let sums = try sweepRows(exponent, decay, 0).sums
    let rows = try sweepRows(exponent, decay, 0.5, takesSums: false)
    guard rows.widest < 200, let columnError = updateColumns(sums, exponent, decay, 0.5) else { return nil }
    return rows.error + columnError
  }

  private func sweepRows(
    _ exponent: Double, _ decay: Double, _ factor: Double, takesSums: Bool = true
  ) throws -> (sums: [Double], widest: Double, error: Double) {
    let offsets = rowPotentials.map { -$0 * decay }
    let partial = Tensor<Double>.zeros([blocks.count, m + 2])
    let weighted = zip(b, v).map { $0 * $1 }
    let kernel = plan
    let (a, blocks, m) = (a, blocks, m)
    try u.withUnsafeMutableBufferPointer { u in
      let scalings = SendablePointer(u.baseAddress!)
      try forEachInParallel(blocks.count, workers: workers) { block in
        let rows = blocks[block]
        let line = partial.storage.pointer + block * (m + 2)
        let widest = a.withUnsafeBufferPointer { a in
          offsets.withUnsafeBufferPointer { offsets in
            kernel_sinkhorn_rows(
              rows.count, m, kernel.storage.pointer + rows.lowerBound * m, a.baseAddress! + rows.lowerBound, weighted,
              exponent, offsets.baseAddress! + rows.lowerBound, factor, scalings.pointer + rows.lowerBound,
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

  /// How far the columns were from their step; nil when a scaling would leave the range.
  private func updateColumns(_ sums: [Double], _ exponent: Double, _ decay: Double, _ factor: Double) -> Double? {
    var error = 0.0
    for column in 0..<m {
      let target = -exponent * log(sums[column]) - columnPotentials[column] * decay
      let present = log(v[column])
      let power = present + factor * (target - present)
      guard abs(power) < 200, abs(target) < 200 else { return nil }
      v[column] = exp(power)
      error += b[column] * abs(expm1(present - target))
    }
    return error / b.reduce(0, +)
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
  private func takePlan() throws {
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
