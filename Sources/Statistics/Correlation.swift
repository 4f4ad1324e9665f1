import Foundation

/// A correlation coefficient with the two-sided p-value of "no association".
///
/// The p-values take the pairs for independent; points that were z-scored within groups violate that slightly.
public struct Correlation: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable { case pearson, spearman, kendall }

  public let kind: Kind
  /// In [−1, 1].
  public let coefficient: Double
  public let pValue: Double
  /// Number of pairs.
  public let count: Int

  /// Pearson's product-moment correlation, r = Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²).
  ///
  /// The p-value is exact for normal pairs: r² has a beta distribution. Two pairs give r = ±1 and p = 1.
  /// - Throws: `SampleError` for unequal lengths, fewer than two pairs, a value that is not finite or a constant sample.
  public static func pearson(_ x: [Double], _ y: [Double]) throws(SampleError) -> Correlation {
    let r = try productMoment(x, y, "Pearson correlation")
    return Correlation(kind: .pearson, coefficient: r, pValue: productMomentP(r, x.count), count: x.count)
  }

  /// Spearman's rank correlation: Pearson's of the average ranks, p-value by the t distribution with n − 2 degrees of
  /// freedom, which is an approximation for few pairs.
  /// - Throws: as `pearson`.
  public static func spearman(_ x: [Double], _ y: [Double]) throws(SampleError) -> Correlation {
    try requirePaired(x, y, "Spearman correlation", atLeast: 3)
    let rho = try productMoment(averageRanks(x), averageRanks(y), "Spearman correlation")
    return Correlation(kind: .spearman, coefficient: rho, pValue: productMomentP(rho, x.count), count: x.count)
  }
}

extension Estimate {
  /// Pearson's correlation with Fisher's interval, tanh(atanh r ± z/√(n−3)).
  ///
  /// - Throws: `SampleError` as `Correlation.pearson`, and for fewer than four pairs.
  /// - Source: Fisher, Metron 1 (1921).
  public static func pearson(_ x: [Double], _ y: [Double], level: Double = 0.95) throws(SampleError) -> Estimate {
    try requireLevel(level)
    try requirePaired(x, y, "Fisher's interval of a correlation", atLeast: 4)
    let r = try productMoment(x, y, "Fisher's interval of a correlation")
    let half = NormalDistribution.quantile((1 + level) / 2) / Double(x.count - 3).squareRoot()
    let centre = atanh(r)
    return Estimate(
      value: r, interval: Interval(lower: tanh(centre - half), upper: tanh(centre + half), level: level),
      count: x.count, method: "Fisher z")
  }
}

private func productMoment(_ x: [Double], _ y: [Double], _ what: String) throws(SampleError) -> Double {
  try requirePaired(x, y, what, atLeast: 2)
  for (name, values) in [("first", x), ("second", y)] where values.allSatisfy({ $0 == values[0] }) {
    throw .constant(what: "\(what), \(name) sample")
  }
  // Scaling by the largest deviation keeps the squares of very large and very small values in range.
  func deviations(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    let centred = values.map { $0 - mean }
    let scale = centred.reduce(0) { max($0, abs($1)) }
    return centred.map { $0 / scale }
  }
  let (dx, dy) = (deviations(x), deviations(y))
  let covariance = zip(dx, dy).reduce(0) { $0 + $1.0 * $1.1 }
  let squares = dx.reduce(0) { $0 + $1 * $1 } * dy.reduce(0) { $0 + $1 * $1 }
  return min(1, max(-1, covariance / squares.squareRoot()))
}

/// P(|R| ≥ |r|) for independent normal pairs: 1 − R² is beta distributed with parameters n/2 − 1 and ½.
private func productMomentP(_ r: Double, _ count: Int) -> Double {
  if count == 2 { return 1 }
  let t = r * (Double(count - 2) / ((1 - r) * (1 + r))).squareRoot()
  return StudentDistribution(degreesOfFreedom: Double(count - 2)).twoSidedTail(t)
}
