// What one value costs where it is not cheap once prepared: nanoseconds of one core, fitted to times at 16 columns
// and 125 to 1000 rows a side. They need be right within a factor of a few: a study divides its budget by them.

extension MarginalWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 200 * Double(n + m) }
}

extension CenteredKernelAlignment {
  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double {
    kernel == .linear
      ? 0.2 * Double(n) * Double(d + e) * Double(max(d, e)) : Double(n) * Double(n) * (20 + 0.2 * Double(d + e))
  }
}

extension RepresentationalSimilarity {
  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { pairwiseCost(n, d, e) }
}

extension MutualNeighbors {
  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { pairwiseCost(n, d, e) }
}

extension NeighborAlignment {
  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { pairwiseCost(n, d, e) }
}

/// All pairs of rows, in both representations, sorted or ranked.
private func pairwiseCost(_ n: Int, _ d: Int, _ e: Int) -> Double { Double(n) * Double(n) * (40 + 0.2 * Double(d + e)) }
