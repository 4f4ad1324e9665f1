import Statistics
import Tensors

/// Gromov–Wasserstein loss: how far two samples are from having the same distances among their rows, whatever space they
/// lie in.
///
///     min_P Σᵢⱼₖₗ (|xᵢ − xₖ| − |yⱼ − yₗ|)² P[i, j] P[k, l],   row sums 1/n, column sums 1/m
///
/// The problem is not convex: the value is that of a local minimum, reached by conditional gradient with exact line
/// search, the better of two starts: the product of the masses, and rows matched by their mean distance to the others.
/// It is therefore an upper bound.
/// - Complexity: O(n³) for an iteration's products and one transport plan each.
/// - Source: Mémoli, Foundations of Computational Mathematics 11 (2011); Peyré, Cuturi, Solomon, ICML 2016, proposition 1;
///   conditional gradient: Vayer et al., ICML 2019, algorithms 1 and 2. POT's `gromov_wasserstein2` starts from the
///   product.
public struct GromovWasserstein: UnpairedMeasure {
  public init() {}

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "gromov-wasserstein", title: "Gromov–Wasserstein loss (local minimum)", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation], properties: [.identity, .nonNegative],
      bias: "upwards: finite samples, and a local minimum", cost: "O(n³) an iteration, tens of them",
      source: "Mémoli (2011); Peyré, Cuturi, Solomon, ICML 2016", rowLimit: 500)
  }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    DirectMeasure(rows: try rows.inDouble()) { x, y in
      let first = try x.squaredDistances(to: x, workers: workers).squareRoot()
      let second = try y.squaredDistances(to: y, workers: workers).squareRoot()
      let found = try Start.allCases.map { try Self.loss(between: first, and: second, from: $0) }
      return found.min { $0.value < $1.value }!
    }
  }

  /// Where the search begins.
  public enum Start: Sendable, CaseIterable {
    /// P = a bᵀ.
    case product
    /// The monotone coupling of the rows' mean distances to the others.
    case eccentricity
  }

  /// The loss between two matrices of dissimilarities.
  /// - Parameters: first: `[n, n]`, symmetric.   - second: `[m, m]`, symmetric.   - start: where the search begins.
  /// - Throws: `ShapeError` unless both are square and not empty, `SampleError` when a number is not finite.
  public static func loss(
    between first: Tensor<Double>, and second: Tensor<Double>, from start: Start, iterationLimit: Int = 1000
  ) throws -> MeasuredValue {
    for matrix in [first, second] where matrix.rank != 2 || matrix.rows != matrix.columns || matrix.count == 0 {
      throw ShapeError("Gromov–Wasserstein", expected: "square matrices, not empty", found: first.shape, second.shape)
    }
    let problem = try QuadraticCoupling(first, second)
    var plan = try start == .product ? problem.product() : problem.eccentricityMatch()
    var moved = try problem.carried(plan)
    for iteration in 1...iterationLimit {
      let (direction, change) = try problem.descent(from: plan, carried: moved)
      // ⟨moved, Δ⟩ and ⟨first Δ second, Δ⟩: the loss along the direction is a parabola.
      let movedChange = try problem.carried(direction)
      let slope = change
      let curvature = -2 * movedChange.dotted(with: direction)
      let step = curvature > 0 ? min(1, -slope / (2 * curvature)) : (curvature + slope < 0 ? 1 : 0)
      let gain = -(curvature * step + slope) * step
      if step <= 0 || gain <= 1e-14 * problem.scale {
        return MeasuredValue(problem.loss(plan, carried: moved), .converged(iterations: iteration))
      }
      plan = try plan + direction * step
      moved = try moved + movedChange * step
    }
    return MeasuredValue(
      problem.loss(plan, carried: moved),
      .notConverged(
        iterations: iterationLimit, error: .nan,
        remedy: "the value is above a local minimum by little; use other rows or fewer"))
  }
}

/// The loss K − 2 ⟨A P B, P⟩ of a coupling P of equal masses, K the mean squares of both matrices.
private struct QuadraticCoupling {
  let first: Tensor<Double>
  let second: Tensor<Double>
  /// K.
  let scale: Double

  init(_ first: Tensor<Double>, _ second: Tensor<Double>) throws {
    for matrix in [first, second] {
      if let index = matrix.firstNonFinite { throw SampleError.notFinite(what: "dissimilarities", index: index) }
    }
    self.first = first
    self.second = second
    scale = first.squared().mean() + second.squared().mean()
  }

  func product() throws -> Tensor<Double> {
    Tensor(repeating: 1 / Double(first.rows * second.rows), shape: [first.rows, second.rows])
  }

  /// Rows matched in the order of their mean dissimilarity, quantile by quantile.
  func eccentricityMatch() throws -> Tensor<Double> {
    let (n, m) = (first.rows, second.rows)
    let rows = try order(first)
    let columns = try order(second)
    return Tensor(shape: [n, m]) { plan in
      plan.update(repeating: 0)
      var (i, j, done) = (0, 0, 0)
      while i < n && j < m {
        let next = min((i + 1) * m, (j + 1) * n)
        plan[rows[i] * m + columns[j]] = Double(next - done) / Double(n * m)
        if (i + 1) * m == next { i += 1 }
        if j < m && (j + 1) * n == next { j += 1 }
        done = next
      }
    }
  }

  private func order(_ matrix: Tensor<Double>) throws -> [Int] {
    let means = try matrix.mean(axis: 1).elements
    return means.indices.sorted { means[$0] < means[$1] }
  }

  /// A P B.
  func carried(_ plan: Tensor<Double>) throws -> Tensor<Double> {
    try first.multiplied(by: plan).multiplied(by: second)
  }

  func loss(_ plan: Tensor<Double>, carried: Tensor<Double>) -> Double {
    max(0, scale - 2 * carried.dotted(with: plan))
  }

  /// The direction to the coupling that is cheapest under the gradient −4 A P B, and the slope along it.
  func descent(from plan: Tensor<Double>, carried: Tensor<Double>) throws -> (Tensor<Double>, slope: Double) {
    let gradient = carried * -4
    let (n, m) = (first.rows, second.rows)
    let target: Tensor<Double>
    if n == m {
      let columns = try Assignment(minimizing: gradient).columnOfRow
      target = Tensor(shape: [n, m]) { buffer in
        buffer.update(repeating: 0)
        for (row, column) in columns.enumerated() { buffer[row * m + column] = 1 / Double(n) }
      }
    } else {
      target = try TransportPlan(minimizing: gradient).matrix
    }
    let direction = try target - plan
    return (direction, gradient.dotted(with: direction))
  }
}

extension Tensor where Scalar == Double {
  /// Σ of the products of elements.
  fileprivate func dotted(with other: Tensor) -> Double {
    withUnsafeBuffer { a in other.withUnsafeBuffer { b in Double.kernels.dot(a.count, a.baseAddress, b.baseAddress) } }
  }
}
