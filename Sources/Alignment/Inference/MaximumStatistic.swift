import Statistics

/// The values of one hypothesis' statistic under shared relabellings; larger speaks against the hypothesis.
struct RelabelledStatistic: Sendable {
  let observed: Double
  /// One value a relabelling, in the same order for all hypotheses of a family.
  let relabelled: [Double]
  /// Whether the relabellings are all there are; else they are a random sample.
  let isExhaustive: Bool

  /// One-sided: the share of relabellings that reach the observed value, b/m when all are visited, else (b + 1)/(m + 1).
  var pValue: Double { share(reaching: observed) }

  /// The p-value of the relabelling that speaks loudest against the hypothesis.
  var smallestPValue: Double {
    isExhaustive ? share(reaching: relabelled.max() ?? observed) : 1 / Double(relabelled.count + 1)
  }

  private func share(reaching threshold: Double) -> Double {
    // Values that are equal but for the rounding of sums taken in another order tie.
    let scale = relabelled.reduce(abs(observed)) { max($0, abs($1)) }
    let reached = relabelled.count { $0 >= threshold - 1e-7 * scale }
    return isExhaustive
      ? Double(max(reached, 1)) / Double(relabelled.count) : Double(reached + 1) / Double(relabelled.count + 1)
  }
}

/// Adjusts p-values for looking at several statistics of the same data, from their joint distribution over relabellings.
///
/// Every statistic is standardised by the mean and deviation of its own relabelled values. The step-down maximum then
/// gives, for the hypotheses in descending order of their standardised values z₍₁₎ ≥ z₍₂₎ ≥ …,
///
///     p̃₍ₖ₎ = max(p̃₍ₖ₋₁₎, share of relabellings with max_{l ≥ k} z₍ₗ₎ ≥ z₍ₖ₎ observed)
///
/// which controls the chance of any false rejection and, unlike Bonferroni, costs little when layers move together.
/// Standardised values are used rather than p-values (minP), whose smallest steps are 1/(P + 1): dozens of hypotheses
/// that all reach the smallest step would tie.
/// - Source: Westfall and Young, "Resampling-based multiple testing" (1993), algorithm 2.8 and section 2.6.
enum MaximumStatistic {
  /// - Parameter statistics: all with the same relabellings.
  static func adjusted(_ statistics: [RelabelledStatistic]) -> [Double] {
    guard let first = statistics.first else { return [] }
    let standardised = statistics.map(Standardised.init)
    let order = standardised.indices.sorted { standardised[$0].observed > standardised[$1].observed }
    var adjusted = [Double](repeating: 1, count: statistics.count)
    var maxima = [Double](repeating: -.infinity, count: first.relabelled.count)
    var shares = [Double](repeating: 1, count: order.count)
    for (place, index) in order.enumerated().reversed() {
      for (j, z) in standardised[index].relabelled.enumerated() where z > maxima[j] { maxima[j] = z }
      shares[place] =
        RelabelledStatistic(
          observed: standardised[index].observed, relabelled: maxima, isExhaustive: first.isExhaustive
        ).pValue
    }
    var largest = 0.0
    for (place, index) in order.enumerated() {
      largest = max(largest, shares[place])
      adjusted[index] = largest
    }
    return adjusted
  }

  private struct Standardised {
    let observed: Double
    let relabelled: [Double]

    init(_ statistic: RelabelledStatistic) {
      let values = statistic.relabelled
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let deviation = variance.squareRoot()
      // A statistic that no relabelling moves says nothing.
      func standardise(_ x: Double) -> Double { deviation > 1e-12 * abs(mean) ? (x - mean) / deviation : 0 }
      observed = standardise(statistic.observed)
      relabelled = values.map(standardise)
    }
  }
}
