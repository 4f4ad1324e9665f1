import Foundation
import Kernels
import Tensors

/// Sliced Wasserstein-2 distance along the direction that separates the samples most.
///
///     max_θ W₂(θᵀx, θᵀy),   |θ| = 1
///
/// The maximum is searched, not proved: random directions and the difference of the means, the best of which climb by
/// projected gradient. The value is a lower bound of the maximum, exact for d = 1. The maximum is a metric and does not
/// change under rotation; the value keeps both as far as the search reaches it.
///
/// For a fixed coupling P the square is θᵀ M θ with M = Σ P[i, j] (xᵢ − yⱼ)(xᵢ − yⱼ)ᵀ. A step goes towards Mθ/|Mθ| and is
/// halved until the distance, with its own coupling, grows.
/// - Complexity: O(n (d + log n)) a step, tens of steps a start.
/// - Source: Deshpande et al., CVPR 2019; gradient and coupling as in Paty, Cuturi, ICML 2019.
public struct MaxSlicedWasserstein: UnpairedMeasure {
  /// Random directions among which the starts are chosen.
  public let directionCount: Int
  /// How many of the best climb, besides the difference of the means.
  public let starts: Int
  public let seed: UInt64

  public init(directionCount: Int = 128, starts: Int = 6, seed: UInt64 = 0) {
    precondition(starts > 0 && directionCount >= starts, "at least one start, and as many directions as starts")
    self.directionCount = directionCount
    self.starts = starts
    self.seed = seed
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "max-sliced-w2", title: "Max-sliced Wasserstein-2 distance (lower bound)", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: [.symmetry, .identity, .triangleInequality, .nonNegative],
      bias: "upwards, O((d/n)^(1/2)); downwards where the search misses the maximum",
      cost: "O(n (d + log n)) a step, about 100 steps", source: "Deshpande et al., CVPR 2019", rowLimit: 20_000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 5000 * Double(n + m) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    let rows = try rows.inDouble()
    let centered = try GroupedRows(
      (rows.rows - rows.rows.mean(axis: 0)).contiguous(), counts: rows.groups.map(\.count))
    let axes = SlicedWasserstein.directions(directionCount, width: rows.rows.columns, seed: seed)
    return PreparedMaxSliced(
      rows: centered, axes: axes, starts: starts,
      projections: try SortedProjections(of: centered, along: axes, workers: workers))
  }
}

private struct PreparedMaxSliced: PreparedMeasure {
  let rows: GroupedRows<Double>
  let axes: Tensor<Double>
  let starts: Int
  let projections: SortedProjections

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    let costs = projections.costs(between: first, and: second, power: 2)
    let best = costs.indices.sorted { (costs[$0], $1) > (costs[$1], $0) }.prefix(starts)
    let (x, y) = (try rows.rows(of: first), try rows.rows(of: second))
    var climb = DirectionClimb(x, y)
    var directions = best.map { axes.row(at: $0).elements }
    let gap = try (x.mean(axis: 0) - y.mean(axis: 0)).elements
    if let unit = normalized(gap) { directions.append(unit) }
    let ends = directions.map { climb.climb(from: $0) }
    let top = ends.max { $0.cost < $1.cost }!
    let value = top.cost.squareRoot()
    if top.isConverged { return MeasuredValue(value, .converged(iterations: top.steps)) }
    return MeasuredValue(
      value,
      .notConverged(
        iterations: top.steps, error: top.lastGain, remedy: "the value is a lower bound; use more directions or starts")
    )
  }
}

/// Projected gradient ascent of W₂² over directions.
private struct DirectionClimb {
  private let x: Side
  private let y: Side
  private let width: Int

  init(_ x: Tensor<Double>, _ y: Tensor<Double>) {
    self.x = Side(x)
    self.y = Side(y)
    width = x.columns
  }

  mutating func climb(from start: [Double]) -> (cost: Double, steps: Int, isConverged: Bool, lastGain: Double) {
    var direction = start
    var cost = project(direction)
    var gain = 0.0
    for step in 1...200 {
      guard let target = normalized(gradient()) else { return (cost, step, true, 0) }
      var share = 1.0
      var better: (direction: [Double], cost: Double)?
      while better == nil && share > 1e-3 {
        let mixed = zip(direction, target).map { $0 + share * ($1 - $0) }
        if let candidate = normalized(mixed) {
          let found = project(candidate)
          if found > cost { better = (candidate, found) }
        }
        share /= 2
      }
      guard let better else { return (cost, step, true, 0) }
      gain = (better.cost - cost) / better.cost
      (direction, cost) = (better.direction, better.cost)
      if gain < 1e-10 { return (cost, step, true, gain) }
    }
    return (cost, 200, false, gain)
  }

  /// Sorts both samples along a direction. Returns W₂².
  private func project(_ direction: [Double]) -> Double {
    x.project(direction)
    y.project(direction)
    return kernel_quantile_cost(x.count, x.sorted.baseAddress, y.count, y.sorted.baseAddress, 2)
  }

  /// Mθ = Σ P[i, j] (xᵢ − yⱼ) θᵀ(xᵢ − yⱼ) under the coupling of the last projection.
  private func gradient() -> [Double] {
    let (n, m) = (x.count, y.count)
    var (xShares, yShares) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: m))
    var (i, j, done) = (0, 0, 0)
    while i < n && j < m {
      let next = min((i + 1) * m, (j + 1) * n)
      let share = Double(next - done) / (Double(n) * Double(m)) * (x.sorted[i] - y.sorted[j])
      xShares[Int(x.order[i])] += share
      yShares[Int(y.order[j])] -= share
      done = next
      let (xEnds, yEnds) = ((i + 1) * m == next, (j + 1) * n == next)
      if xEnds { i += 1 }
      if yEnds { j += 1 }
    }
    return zip(x.combined(xShares), y.combined(yShares)).map { $0 + $1 }
  }
}

/// One sample and its projection, sorted.
private final class Side {
  private let rows: Tensor<Double>
  private let projected: UnsafeMutableBufferPointer<Double>
  private let keys: UnsafeMutableBufferPointer<UInt64>
  private let indices: UnsafeMutableBufferPointer<Int32>
  let sorted: UnsafeMutableBufferPointer<Double>
  let order: UnsafeMutableBufferPointer<Int32>
  var count: Int { rows.rows }

  init(_ rows: Tensor<Double>) {
    self.rows = rows.contiguous()
    projected = .allocate(capacity: rows.rows)
    sorted = .allocate(capacity: rows.rows)
    order = .allocate(capacity: rows.rows)
    keys = .allocate(capacity: 2 * rows.rows)
    indices = .allocate(capacity: rows.rows)
  }

  deinit {
    projected.deallocate()
    sorted.deallocate()
    order.deallocate()
    keys.deallocate()
    indices.deallocate()
  }

  func project(_ direction: [Double]) {
    Double.multiplyMatrices(
      transposeA: false, transposeB: false, rows: count, columns: 1, inner: rows.columns, alpha: 1,
      a: rows.storage.pointer + rows.offset, lda: rows.columns, b: direction, ldb: 1, beta: 0,
      c: projected.baseAddress!, ldc: 1)
    kernel_sort_with_order(
      count, projected.baseAddress, sorted.baseAddress, order.baseAddress, keys.baseAddress, indices.baseAddress)
  }

  /// Σ shares[i] · row i.
  func combined(_ shares: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: rows.columns)
    Double.multiplyMatrices(
      transposeA: false, transposeB: false, rows: 1, columns: rows.columns, inner: count, alpha: 1, a: shares,
      lda: count, b: rows.storage.pointer + rows.offset, ldb: rows.columns, beta: 0, c: &sum, ldc: rows.columns)
    return sum
  }
}

/// A vector of length 1, nil for one of length 0.
private func normalized(_ vector: [Double]) -> [Double]? {
  let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return length > 0 && length.isFinite ? vector.map { $0 / length } : nil
}
