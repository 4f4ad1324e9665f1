import Foundation
import Statistics
import Tensors

/// Importance weights by kernel mean matching: weights of the denominator's points that bring its mean in a feature space
/// to the numerator's,
///
///     min_β ½ βᵀKβ − κᵀβ    subject to 0 ≤ β ≤ B, |Σβ − m| ≤ m ε
///
/// with K the kernel on the m denominator points and κ_i = m/n Σ_j k(x′_i, x_j). There is no model: only these points get
/// weights, and neither width nor bounds can be cross-validated. ε is (√m − 1)/√m unless given.
///
/// Solved by accelerated projected gradient (FISTA with restarts). Where K is close to singular many β are equally good to
/// many digits: the objective is determined, single weights less so. `residual` is the length of the last step at unit
/// step size, ‖β − P(β − (Kβ − κ)/L)‖∞.
/// - Source: Huang et al., NIPS 2006; Gretton et al. in "Dataset shift in machine learning" (2009), the choice of ε.
public struct MeanMatchingWeights: Sendable, Hashable {
  /// β, one a denominator point.
  public let weights: [Double]
  /// ½ βᵀKβ − κᵀβ.
  public let objective: Double
  public let residual: Double
  public let iterations: Int

  /// - Parameters:
  ///   - numerator: `[n, d]`.   - denominator: `[m, d]`.   - width: σ of the Gaussian kernel; nil takes the median
  ///     distance of both samples together.   - bound: B.   - slack: ε; nil takes (√m − 1)/√m.
  /// - Complexity: O(m² (d + iterations) + mnd) time, O(m (m + n)) memory.
  /// - Throws: `ShapeError` when widths differ; `SampleError` for an empty sample, a number that is not finite, or a
  ///   parameter out of range.
  public init(
    numerator: Tensor<Double>, denominator: Tensor<Double>, width: Double? = nil, bound: Double = 1000,
    slack: Double? = nil, tolerance: Double = 1e-8, maxIterations: Int = 20_000, seed: UInt64 = 0
  ) throws {
    try requireMatrix(numerator, "numerator of a density ratio")
    try requireMatrix(denominator, "denominator of a density ratio", columns: numerator.columns)
    let (n, m) = (Double(numerator.rows), Double(denominator.rows))
    let sigma = try width ?? LatentKernel.medianBandwidth(of: .concatenated([numerator, denominator]), seed: seed)
    try requirePositive(sigma, "kernel width")
    let epsilon = slack ?? (m.squareRoot() - 1) / m.squareRoot()
    try requireRange(epsilon, 0...1, "slack ε")
    guard bound >= 1, bound.isFinite else {
      throw SampleError.outOfRange(what: "bound B", value: bound, expected: "at least 1, so that weights can average 1")
    }
    let kernel = try GaussianDesign(denominator, centres: denominator, width: sigma).values
    let linear = try GaussianDesign(denominator, centres: numerator, width: sigma).values.sum(axis: 1) * (m / n)
    // The largest eigenvalue is at most the largest row sum; entries are positive.
    let step = 1 / (try kernel.sum(axis: 1).maximum())
    let range = m * (1 - epsilon)...m * (1 + epsilon)

    func gradient(_ beta: [Double]) throws -> [Double] {
      try (kernel.multiplied(by: Tensor(beta, shape: [beta.count, 1])).reshaped([beta.count]) - linear).elements
    }
    var beta = [Double](repeating: 1, count: denominator.rows)
    var (point, momentum) = (beta, 1.0)
    var (residual, iterations) = (Double.infinity, 0)
    while iterations < maxIterations {
      iterations += 1
      let slope = try gradient(point)
      let next = Self.projected(zip(point, slope).map { $0 - step * $1 }, bound: bound, sum: range)
      residual = zip(next, point).reduce(0) { max($0, abs($1.0 - $1.1)) }
      // Momentum against the direction of descent has outlived its use.
      let uphill = zip(zip(point, next), beta).reduce(0) { $0 + ($1.0.0 - $1.0.1) * ($1.0.1 - $1.1) } > 0
      let following = uphill ? 1 : (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let push = uphill ? 0 : (momentum - 1) / following
      point = zip(next, beta).map { $0 + push * ($0 - $1) }
      (beta, momentum) = (next, following)
      if residual <= tolerance { break }
    }
    let slope = try gradient(beta)
    // ½βᵀKβ − κᵀβ = ½ βᵀ(Kβ − κ) − ½ κᵀβ
    objective = zip(zip(beta, slope), linear.elements).reduce(0) { $0 + 0.5 * $1.0.0 * ($1.0.1 - $1.1) }
    weights = beta
    (self.residual, self.iterations) = (residual, iterations)
  }

  /// The nearest point with 0 ≤ β ≤ bound and Σβ in the range: β = clip(y − ν) with the ν, found by bisection, that puts
  /// the sum on the violated side.
  private static func projected(_ y: [Double], bound: Double, sum range: ClosedRange<Double>) -> [Double] {
    func clipped(_ shift: Double) -> [Double] { y.map { min(bound, max(0, $0 - shift)) } }
    let plain = clipped(0)
    let total = plain.reduce(0, +)
    guard !range.contains(total) else { return plain }
    let wanted = total < range.lowerBound ? range.lowerBound : range.upperBound
    // At the lower shift the sum is at least n·bound ≥ wanted, at the upper one 0.
    var (low, high) = (y.min()! - bound, y.max()!)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if clipped(middle).reduce(0, +) > wanted { low = middle } else { high = middle }
    }
    return clipped((low + high) / 2)
  }
}
