import Statistics
import Tensors

/// Number, sum and sum of outer products of the rows of each group, in Double: mean and covariance of any choice of
/// groups follow without the rows.
/// - Complexity: O(n d²) time and G d² numbers once; O(G d²) a choice.
struct GroupMoments: Sendable {
  /// More numbers than this (128 MiB) are not kept; the caller falls back to the rows.
  static let numberLimit = 1 << 24

  /// The rows' origin and scale: the moments are those of (x/scale − shift).
  struct Units: Sendable {
    let scale: Double
    let shift: Tensor<Double>
  }

  let rows: Units
  let counts: [Int]
  /// `[G, d]`.
  private let sums: Tensor<Double>
  /// `[G, d·d]`.
  private let products: Tensor<Double>

  static func fit(groups: Int, columns: Int) -> Bool { groups * columns * columns <= numberLimit }

  init<Scalar: TensorScalar>(_ grouped: GroupedRows<Scalar>, workers: Int) throws {
    let scaled = try ScaledRows(grouped.rows, workers: workers)
    rows = Units(scale: scaled.scale, shift: scaled.shift)
    counts = grouped.groups.map(\.count)
    let (groups, d) = (grouped.groups, grouped.rows.columns)
    let sums = Tensor<Double>.zeros([groups.count, d])
    let products = Tensor<Double>(uninitialized: [groups.count, d * d])
    try forEachInParallel(groups.count, workers: workers) { group in
      let own = try scaled.rows.rows(groups[group]).converted(to: Double.self)
      own.withUnsafeBuffer {
        Double.kernels.addColumnSums(own.rows, d, $0.baseAddress, sums.storage.pointer + group * d)
      }
      Tensor.multiply(try own.transposed(), own, into: products.storage.pointer + group * d * d, beta: 0)
    }
    self.sums = sums
    self.products = products
  }

  /// Mean and covariance (by n − 1) of the rows of some groups, in `rows`' units.
  func gaussian(of chosen: [Int]) throws -> Gaussian {
    let count = chosen.reduce(0) { $0 + counts[$1] }
    guard count >= 2 else { throw SampleError.tooFew(what: "rows of a covariance", found: count, needed: 2) }
    let (n, d) = (Double(count), sums.columns)
    let sum = Tensor<Double>.zeros([d])
    let product = Tensor<Double>.zeros([d, d])
    // In ascending order, so that one choice has one sum.
    for group in chosen.sorted() {
      Double.kernels.addScaled(d, 1, sums.storage.pointer + group * d, sum.storage.pointer)
      Double.kernels.addScaled(d * d, 1, products.storage.pointer + group * d * d, product.storage.pointer)
    }
    let mean = sum / n
    let correction = try sum.reshaped([d, 1]).multiplied(by: mean.reshaped([1, d]))
    return try Gaussian(mean: mean, covariance: (product - correction) / (n - 1))
  }
}

/// A measure of two samples that looks at their means and covariances alone.
struct PreparedMoments: PreparedMeasure {
  let moments: GroupMoments
  /// From two normal distributions in the moments' units, and the scale of those units, to the value.
  let compare: @Sendable (Gaussian, Gaussian, Double) throws -> Double

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    MeasuredValue(try compare(moments.gaussian(of: first), moments.gaussian(of: second), moments.rows.scale))
  }

  /// Moments of each group, or, where those are too many numbers, moments from the rows at each question.
  static func preparing<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int,
    compare: @Sendable @escaping (Gaussian, Gaussian, Double) throws -> Double
  ) throws -> any PreparedMeasure {
    if GroupMoments.fit(groups: rows.groups.count, columns: rows.rows.columns) {
      return PreparedMoments(moments: try GroupMoments(rows, workers: workers), compare: compare)
    }
    return DirectMeasure(rows: rows) { x, y in
      let pooled = try GroupedRows.pooling([(x, [x.rows]), (y, [y.rows])]).rows
      let moments = try GroupMoments(pooled, workers: workers)
      return try PreparedMoments(moments: moments, compare: compare).value(between: [0], and: [1])
    }
  }
}
