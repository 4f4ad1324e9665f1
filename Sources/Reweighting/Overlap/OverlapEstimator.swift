import Foundation
import Statistics
import Tensors

/// How the Bhattacharyya coefficient of two action sets is estimated from samples of them.
public enum OverlapEstimator: Sendable, Hashable {
  /// The closed form for the normal distributions fitted to both. Right where actions are normal; with few more rows
  /// than coordinates the fitted covariances differ by chance and the estimate is too small. Needs n > d in both.
  case gaussian
  /// Kernel density estimates with Gaussian kernels of covariance n^(−2/(d+4)) S, S the sample's own covariance (Scott's
  /// rule), each point left out of its own density:
  ///
  ///     BC ≈ ½ (mean over x and mean over y of √(p q) / ((p + q)/2)), in [0, 1]
  ///
  /// The kernel widens both densities by a factor 1 + n^(−2/(d+4)) in variance, so apart they overlap too much. At most
  /// four coordinates, where 1000 rows still see a density.
  case kernelDensity
  /// The k-th nearest neighbours within (ρ) and across (ν), averaged over both sides:
  ///
  ///     BC ≈ mean over x of B √( (n − 1) ρ_k(x)^d / (m ν_k(x)^d) ),    B = Γ(k)² / (Γ(k + ½) Γ(k − ½))
  ///
  /// B makes it asymptotically unbiased at any fixed k. Values slightly above 1 are possible and kept. It takes actions
  /// to fill all d coordinates; on a thinner set the exponent is too large. Far samples get (ρ/ν)^(d/2), not 0. k + 1
  /// equal rows have no density: an error.
  /// Source: Póczos and Schneider, AISTATS 2011, with α = ½.
  case nearestNeighbours(count: Int)

  /// The most coordinates the kernel density estimator takes.
  public static let widestKernelDensity = 4

  /// The coefficient of two samples.
  /// - Parameters:
  ///   - x: `[n, d]`.   - y: `[m, d]`.
  /// - Complexity: O((n + m)² d), for `.gaussian` O((n + m) d²).
  /// - Throws: `ShapeError` when widths differ; `SampleError` for too few rows, too many coordinates, a number that is
  ///   not finite, a covariance that is singular, or repeated rows under nearest neighbours.
  public func coefficient(_ x: Tensor<Double>, _ y: Tensor<Double>) throws -> Double {
    let needed: Int
    switch self {
    case .gaussian, .kernelDensity: needed = x.columns + 1
    case .nearestNeighbours(let count):
      guard count > 0 else {
        throw SampleError.outOfRange(what: "nearest neighbours", value: Double(count), expected: "at least 1")
      }
      needed = count + 1
    }
    try requireMatrix(x, "first action set", atLeast: needed)
    try requireMatrix(y, "second action set", columns: x.columns, atLeast: needed)
    guard x.columns > 0 else { throw SampleError.tooFew(what: "coordinates of an action", found: 0, needed: 1) }
    switch self {
    case .gaussian:
      let (p, q) = (try FittedGaussian(x, "first action set"), try FittedGaussian(y, "second action set"))
      return try Bhattacharyya.ofGaussians(means: (p.mean, q.mean), covariances: (p.covariance, q.covariance))
    case .kernelDensity:
      guard x.columns <= Self.widestKernelDensity else {
        throw SampleError.outOfRange(
          what: "coordinates for a kernel density", value: Double(x.columns),
          expected: "at most \(Self.widestKernelDensity); use nearest neighbours or a projection")
      }
      let (p, q) = (try KernelDensity(x, "first action set"), try KernelDensity(y, "second action set"))
      func side(_ logP: [Double], _ logQ: [Double]) -> Double {
        // √(pq)/((p + q)/2) = 1/cosh(½ ln(p/q))
        zip(logP, logQ).reduce(0) { $0 + 1 / cosh(($1.0 - $1.1) / 2) } / Double(logP.count)
      }
      return try
        (side(p.logDensities(at: x, isOwn: true), q.logDensities(at: x, isOwn: false))
        + side(q.logDensities(at: y, isOwn: true), p.logDensities(at: y, isOwn: false))) / 2
    case .nearestNeighbours(let count):
      return try (Self.side(x, against: y, count: count) + Self.side(y, against: x, count: count)) / 2
    }
  }

  /// The mean over x of B √((n − 1) ρ^d / (m ν^d)).
  private static func side(_ x: Tensor<Double>, against y: Tensor<Double>, count: Int) throws -> Double {
    let (n, m, width) = (x.rows, y.rows, Double(x.columns))
    let k = Double(count)
    let correction = exp(2 * lgamma(k) - lgamma(k + 0.5) - lgamma(k - 0.5))
    let (within, across) = (squaredNeighbourDistances(x, x, count + 1), squaredNeighbourDistances(x, y, count))
    var total = 0.0
    for (row, (own, other)) in zip(within, across).enumerated() {
      guard own > 0, other > 0 else {
        throw SampleError.degenerate(
          what: "action set: row \(row) has \(count) neighbours equal to itself, where a density is infinite",
          remedy: "remove repeated rows (idle steps), or raise the number of neighbours")
      }
      total += exp(0.5 * (log(Double(n - 1) / Double(m)) + width / 2 * (log(own) - log(other))))
    }
    return correction * total / Double(n)
  }

  /// Of every row of x, the squared distance to its `count`-th nearest row of y.
  private static func squaredNeighbourDistances(_ x: Tensor<Double>, _ y: Tensor<Double>, _ count: Int) -> [Double] {
    let (points, others) = (x.contiguous(), y.contiguous())
    var distances = [Double](repeating: 0, count: y.rows)
    return points.withUnsafeBuffer { points in
      others.withUnsafeBuffer { others in
        (0..<x.rows).map { row in
          Double.kernels.squaredDistances(
            1, y.rows, x.columns, points.baseAddress! + row * x.columns, others.baseAddress, &distances)
          let negated = distances.map { -$0 }
          return -negated.withUnsafeBufferPointer { PreparedKernel.largest(count, in: $0) }
        }
      }
    }
  }
}

/// The mean and the unbiased covariance of a sample.
struct FittedGaussian {
  /// `[d]`
  let mean: Tensor<Double>
  /// `[d, d]`
  let covariance: Tensor<Double>

  /// - Throws: `SampleError` when the covariance is singular.
  init(_ rows: Tensor<Double>, _ what: String) throws {
    mean = try rows.mean(axis: 0)
    let centred = try rows - mean
    covariance = try centred.transposed().multiplied(by: centred) / Double(rows.rows - 1)
    let spread = (0..<rows.columns).map { covariance[$0, $0] }
    // A covariance that is singular up to rounding would factor or not by chance.
    let correlation =
      try covariance / Tensor(spread.map { $0.squareRoot() })
      / Tensor(spread.map { $0.squareRoot() }, shape: [rows.columns, 1])
    guard spread.allSatisfy({ $0 > 0 }), try correlation.symmetricEigen().values.minimum() > 1e-12 else {
      throw SampleError.degenerate(
        what: "\(what): its covariance is singular, so it has no density",
        remedy: "drop constant and dependent coordinates, or project on principal components")
    }
  }
}

/// A kernel density estimate by Scott's rule, in coordinates in which the sample has unit covariance.
private struct KernelDensity {
  private let factor: CholeskyFactorization<Double>
  private let bandwidth: Double
  private let points: Tensor<Double>
  private let logNormalisation: Double

  init(_ rows: Tensor<Double>, _ what: String) throws {
    factor = try FittedGaussian(rows, what).covariance.cholesky()
    let width = Double(rows.columns)
    bandwidth = pow(Double(rows.rows), -1 / (width + 4))
    points = try Self.whitened(rows, factor)
    logNormalisation = -width * log(bandwidth * (2 * Double.pi).squareRoot()) - Bhattacharyya.logDeterminant(factor) / 2
  }

  private static func whitened(
    _ rows: Tensor<Double>, _ factor: CholeskyFactorization<Double>
  ) throws -> Tensor<Double> {
    try factor.lower.solve(try rows.transposed().contiguous()).transposed().contiguous()
  }

  /// ln density at every row; a sample's own rows are left out of their own density.
  func logDensities(at rows: Tensor<Double>, isOwn: Bool) throws -> [Double] {
    let queries = try Self.whitened(rows, factor)
    var squared = [Double](repeating: 0, count: points.rows)
    return points.withUnsafeBuffer { points in
      queries.withUnsafeBuffer { queries in
        (0..<rows.rows).map { row in
          Double.kernels.squaredDistances(
            1, squared.count, rows.columns, queries.baseAddress! + row * rows.columns, points.baseAddress, &squared)
          if isOwn { squared[row] = .infinity }
          let nearest = squared.min()!
          let sum = squared.reduce(0) { $0 + exp(-($1 - nearest) / (2 * bandwidth * bandwidth)) }
          let others = Double(squared.count - (isOwn ? 1 : 0))
          return logNormalisation - nearest / (2 * bandwidth * bandwidth) + log(sum / others)
        }
      }
    }
  }
}
