import Foundation

/// The distribution of (Z + δ)/√(V/ν), Z standard normal and V chi-squared with ν degrees of freedom: what a t statistic
/// follows when the difference is not zero. Needed for the power of a t test.
package struct NoncentralStudent {
  package let degreesOfFreedom: Double
  package let noncentrality: Double

  package init(degreesOfFreedom: Double, noncentrality: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(T ≤ t), by Lenth's series of incomplete beta functions.
  ///
  /// Accurate to about 1e-10 absolute for |δ| ≤ 37, where e^{−δ²/2} underflows; beyond, the normal limit is used.
  /// - Source: Lenth, "Algorithm AS 243", Applied Statistics 38 (1989).
  package func cumulative(_ t: Double) -> Double {
    if t < 0 {
      let mirrored = NoncentralStudent(degreesOfFreedom: degreesOfFreedom, noncentrality: -noncentrality)
      return 1 - mirrored.cumulative(-t)
    }
    if abs(noncentrality) > 37 {
      let shift = t * (1 - 1 / (4 * degreesOfFreedom)) - noncentrality
      return NormalDistribution.cumulative(shift / (1 + t * t / (2 * degreesOfFreedom)).squareRoot())
    }
    let x = t * t / (degreesOfFreedom + t * t)
    let half = noncentrality * noncentrality / 2
    var p = exp(-half) / 2
    var q = noncentrality * exp(-half) * (1 / (2 * Double.pi)).squareRoot()
    var sum = NormalDistribution.cumulative(-noncentrality)
    if x == 0 { return sum }
    var remaining = 0.5 - p
    // The terms rise until j ≈ δ²/2 ≤ 685 and then fall faster than geometrically.
    for j in 0..<5_000 {
      let odd = BetaDistribution(Double(j) + 0.5, degreesOfFreedom / 2).cumulative(x)
      let even = BetaDistribution(Double(j) + 1, degreesOfFreedom / 2).cumulative(x)
      sum += p * odd + q * even
      if Double(j) > half && 2 * abs(remaining) * odd < 1e-13 { break }
      p *= half / (Double(j) + 1)
      q *= half / (Double(j) + 1.5)
      remaining -= p
    }
    return min(1, max(0, sum))
  }
}
