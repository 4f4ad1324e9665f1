import Foundation

extension Correlation {
  /// Kendall's τ_b = (C − D) / √((n₀ − T_x)(n₀ − T_y)): concordant minus discordant pairs, corrected for ties.
  ///
  /// Without ties and for n ≤ 33 (or at most one discordant or concordant pair) the p-value is exact, from the
  /// distribution of inversions of a random permutation; otherwise C − D is taken as normal with its variance under ties.
  /// - Complexity: O(n²).
  /// - Throws: `SampleError` for unequal lengths, fewer than two pairs, a value that is not finite or a constant sample.
  /// - Source: Kendall, "Rank correlation methods" (1970), chapters 4 and 5.
  public static func kendall(_ x: [Double], _ y: [Double]) throws(SampleError) -> Correlation {
    try requirePaired(x, y, "Kendall correlation", atLeast: 2)
    let n = x.count
    var concordant = 0
    var discordant = 0
    for i in 0..<n {
      for j in 0..<i where x[i] != x[j] && y[i] != y[j] {
        if (x[i] < x[j]) == (y[i] < y[j]) { concordant += 1 } else { discordant += 1 }
      }
    }
    let (tiesX, tiesY) = (Ties(x), Ties(y))
    let pairs = n * (n - 1) / 2
    for (name, ties) in [("first", tiesX), ("second", tiesY)] where ties.pairs == pairs {
      throw .constant(what: "Kendall correlation, \(name) sample")
    }
    let scale = Double(pairs - tiesX.pairs).squareRoot() * Double(pairs - tiesY.pairs).squareRoot()
    let tau = min(1, max(-1, Double(concordant - discordant) / scale))

    let p: Double
    let fewest = min(concordant, discordant)
    if tiesX.pairs == 0 && tiesY.pairs == 0 && (n <= 33 || fewest <= 1) {
      p = min(1, 2 * probabilityOfInversions(atMost: fewest, of: n))
    } else {
      let m = Double(n) * Double(n - 1)
      var variance = (m * Double(2 * n + 5) - tiesX.spread - tiesY.spread) / 18
      variance += 2 * Double(tiesX.pairs) * Double(tiesY.pairs) / m
      if n > 2 { variance += tiesX.triples * tiesY.triples / (9 * m * Double(n - 2)) }
      p = erfc(abs(Double(concordant - discordant)) / (2 * variance).squareRoot())
    }
    return Correlation(kind: .kendall, coefficient: tau, pValue: p, count: n)
  }
}

/// Sums over groups of t tied values: t(t−1)/2, t(t−1)(t−2) and t(t−1)(2t+5).
private struct Ties {
  var pairs = 0
  var triples = 0.0
  var spread = 0.0

  init(_ values: [Double]) {
    for group in tieGroups(of: values.sorted()) {
      let t = group.count
      pairs += t * (t - 1) / 2
      triples += Double(t) * Double(t - 1) * Double(t - 2)
      spread += Double(t) * Double(t - 1) * Double(2 * t + 5)
    }
  }
}

/// P(a uniform permutation of n has at most `limit` inversions), by convolving the uniform counts of each insertion.
private func probabilityOfInversions(atMost limit: Int, of n: Int) -> Double {
  var probability = [Double](repeating: 0, count: limit + 1)
  probability[0] = 1
  for size in 2...n {
    // Inserting the size-th element adds 0 … size−1 inversions, each equally likely.
    var next = probability
    for inversions in 0...limit {
      next[inversions] = 0
      for added in 0...min(size - 1, inversions) { next[inversions] += probability[inversions - added] }
      next[inversions] /= Double(size)
    }
    probability = next
  }
  return probability.reduce(0, +)
}
