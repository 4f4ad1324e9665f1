import Foundation
import Models
import Statistics
import Tensors

/// The Bhattacharyya coefficient of two densities, ∫ √(p q): 1 where they are equal, 0 where they are separate.
///
/// Here its closed forms; `OverlapEstimator` has what can be said from two samples.
public enum Bhattacharyya {
  /// Of two normal distributions:
  ///
  ///     BC = exp(−⅛ (μ₁ − μ₂)ᵀ Σ⁻¹ (μ₁ − μ₂)) · (det Σ₁ det Σ₂)^¼ / (det Σ)^½,    Σ = (Σ₁ + Σ₂)/2
  ///
  /// - Parameters:
  ///   - means: `[d]` each.   - covariances: `[d, d]` each.
  /// - Throws: `ShapeError` when shapes differ, `SampleError` for a number that is not finite, `FactorizationError` when
  ///   a covariance is not positive definite.
  /// - Source: Bhattacharyya, Bull. Calcutta Math. Soc. 35 (1943); Kailath, IEEE Trans. Comm. Tech. 15 (1967).
  public static func ofGaussians(
    means: (Tensor<Double>, Tensor<Double>), covariances: (Tensor<Double>, Tensor<Double>)
  ) throws -> Double {
    let width = means.0.count
    guard means.0.shape == [width], means.1.shape == [width], covariances.0.shape == [width, width],
      covariances.1.shape == [width, width], width > 0
    else {
      throw ShapeError(
        "Bhattacharyya coefficient of Gaussians", expected: "means [d] and covariances [d, d]",
        found: means.0.shape, means.1.shape, covariances.0.shape, covariances.1.shape)
    }
    for tensor in [means.0, means.1] { try requireFinite(tensor, "mean of a Gaussian") }
    let middle = try ((covariances.0 + covariances.1) * 0.5).cholesky()
    let difference = try means.0 - means.1
    let distance = try (difference * middle.solve(difference)).sum() / 8
    let own = try [covariances.0, covariances.1].map { logDeterminant(try $0.cholesky()) }
    return exp(-distance + 0.25 * (own[0] + own[1]) - 0.5 * logDeterminant(middle))
  }

  /// Of two actions seen through noise, N(α a, σ² I) and N(α b, σ² I): exp(−α² ‖a − b‖² / (8σ²)).
  ///
  /// - Parameters:
  ///   - signalToNoise: α/σ at the noise level; infinite without noise.
  /// - Throws: `SampleError` for a number that is negative or NaN.
  public static func ofNoisyActions(squaredDistance: Double, signalToNoise: Double) throws -> Double {
    try requireRange(squaredDistance, 0...(.greatestFiniteMagnitude), "squared distance of actions")
    try requireRange(signalToNoise, 0...(.infinity), "signal-to-noise ratio")
    return squaredDistance == 0 ? 1 : exp(-signalToNoise * signalToNoise * squaredDistance / 8)
  }

  static func logDeterminant(_ factor: CholeskyFactorization<Double>) -> Double {
    (0..<factor.lower.rows).reduce(0) { $0 + 2 * log(factor.lower[$1, $1]) }
  }
}

/// The share x of noise on the straight path x_t = (1 − x) a + x ε, as the study's overlap figure counts it: 0 is data,
/// 1 is noise. `FlowMatching` has the time 1 − x.
public enum NoiseShare {
  /// α/σ = (1 − x)/x.
  public static func signalToNoise(at share: Double) -> Double { (1 - share) / share }

  /// x = 1/(1 + α/σ).
  public static func share(atSignalToNoise ratio: Double) -> Double { 1 / (1 + ratio) }
}
