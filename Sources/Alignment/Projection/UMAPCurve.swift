import Foundation
import Statistics

/// How alike two places of a UMAP picture are, as a smooth function of their distance,
///
///     φ(t) = 1 / (1 + a t^(2b)),
///
/// with a and b such that φ comes closest, in least squares at 300 points of [0, 3 spread], to 1 below the minimum
/// distance and exp(−(t − minimumDistance) / spread) beyond.
/// - Source: McInnes, Healy, Melville, arXiv:1802.03426, definition 11; the points are umap-learn's `find_ab_params`.
public struct UMAPCurve: Sendable, Equatable {
  public let a: Double
  public let b: Double

  /// - Parameters:
  ///   - minimumDistance: at least 0, below 3 spread.   - spread: above 0.
  /// - Throws: `SampleError` when a parameter is out of range or the fit does not converge.
  public init(minimumDistance: Double, spread: Double) throws {
    guard spread > 0, spread.isFinite else {
      throw SampleError.outOfRange(what: "spread of UMAP", value: spread, expected: "a number above 0, such as 1")
    }
    guard minimumDistance >= 0, minimumDistance < 3 * spread else {
      throw SampleError.outOfRange(
        what: "minimum distance of UMAP", value: minimumDistance, expected: "a number from 0 to below 3 × spread")
    }
    let points = (0..<300).map { 3 * spread * Double($0) / 299 }
    let targets = points.map { $0 < minimumDistance ? 1 : exp(-($0 - minimumDistance) / spread) }
    let solution = nonlinearLeastSquares(
      start: [1, 1], residualCount: points.count, maximumIterations: 1000, negligibleSumOfSquares: 0
    ) { parameters in
      let (a, b) = (parameters[0], parameters[1])
      var residuals: [Double] = []
      var jacobian: [[Double]] = []
      for (t, target) in zip(points, targets) {
        let power = t > 0 ? pow(t, 2 * b) : 0
        let value = 1 / (1 + a * power)
        residuals.append(value - target)
        jacobian.append([-value * value * power, t > 0 ? -2 * value * value * a * power * log(t) : 0])
      }
      return (residuals, jacobian)
    }
    guard solution.converged else {
      throw SampleError.degenerate(
        what: "the curve of UMAP for minimum distance \(minimumDistance) and spread \(spread) could not be fitted",
        remedy: "choose a minimum distance below the spread")
    }
    (a, b) = (solution.parameters[0], solution.parameters[1])
  }
}
