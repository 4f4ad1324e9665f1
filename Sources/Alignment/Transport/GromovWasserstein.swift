import Statistics
import Tensors

/// Gromov–Wasserstein loss: how far two samples are from having the same distances among their rows, whatever space they
/// lie in.
///
///     min_P Σᵢⱼₖₗ (|xᵢ − xₖ| − |yⱼ − yₗ|)² P[i, j] P[k, l],   row sums 1/n, column sums 1/m
///
/// The problem is not convex: the value is that of a local minimum, an upper bound, reached by conditional gradient with
/// exact line search from the product of the masses. The first step from there matches rows by their mean distance to
/// the others, which already finds a sample that was only moved, turned or shuffled.
/// - Complexity: O(n³) for an iteration's products and one transport plan each.
/// - Source: Mémoli, Foundations of Computational Mathematics 11 (2011); Peyré, Cuturi, Solomon, ICML 2016, proposition 1;
///   conditional gradient: Vayer et al., ICML 2019, algorithms 1 and 2. POT's `gromov_wasserstein2` starts from the
///   product.
public struct GromovWasserstein: UnpairedMeasure {
  public init() {}

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "gromov-wasserstein", title: "Gromov–Wasserstein loss (local minimum)", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: [.symmetry, .identity, .nonNegative],
      bias: "upwards: finite samples, and a local minimum", cost: "O(n³) an iteration, tens of them",
      source: "Mémoli (2011); Peyré, Cuturi, Solomon, ICML 2016", rowLimit: 500)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 4 * Double(n) * Double(m) * Double(n + m) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    DirectMeasure(rows: try rows.inDouble()) { x, y in
      let first = try x.squaredDistances(to: x, workers: workers).squareRoot()
      let second = try y.squaredDistances(to: y, workers: workers).squareRoot()
      return try Self.loss(between: first, and: second)
    }
  }

  /// The loss between two matrices of dissimilarities.
  /// - Parameters: first: `[n, n]`, symmetric.   - second: `[m, m]`, symmetric.
  /// - Throws: `ShapeError` unless both are square and not empty, `SampleError` when a number is not finite.
  public static func loss(
    between first: Tensor<Double>, and second: Tensor<Double>, iterationLimit: Int = 1000
  ) throws -> MeasuredValue {
    for matrix in [first, second] where matrix.rank != 2 || matrix.rows != matrix.columns || matrix.count == 0 {
      throw ShapeError("Gromov–Wasserstein", expected: "square matrices, not empty", found: first.shape, second.shape)
    }
    let problem = try QuadraticCoupling(first, second)
    var plan = Tensor<Double>(repeating: 1 / Double(first.rows * second.rows), shape: [first.rows, second.rows])
    var moved = try problem.carried(plan)
    var gain = 0.0
    for iteration in 1...iterationLimit {
      let (direction, slope) = try problem.descent(from: plan, carried: moved)
      // Along the direction the loss is a parabola.
      let movedChange = try problem.carried(direction)
      let curvature = -2 * movedChange.dotted(with: direction)
      let step = curvature > 0 ? min(1, -slope / (2 * curvature)) : (curvature + slope < 0 ? 1 : 0)
      gain = -(curvature * step + slope) * step
      if step <= 0 || gain <= 1e-14 * problem.scale {
        return MeasuredValue(problem.loss(plan, carried: moved), .converged(iterations: iteration))
      }
      plan = try plan + direction * step
      moved = try moved + movedChange * step
    }
    return MeasuredValue(
      problem.loss(plan, carried: moved),
      .notConverged(
        iterations: iterationLimit, error: gain / problem.scale,
        remedy: "the value is above a local minimum; allow more iterations or use fewer rows"))
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
