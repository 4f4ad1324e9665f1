// What one value costs where it is not cheap once prepared: nanoseconds of one Zen 3 core, fitted to times at 16 columns
// and 125 to 1000 rows a side. They need be right within a factor of a few: a study divides its budget by them.

import Foundation

extension SlicedWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 4 * Double(directionCount) * Double(n + m) }
}

extension MarginalWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 200 * Double(n + m) }
}

extension MaxSlicedWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 10_000 * Double(n + m) }
}

extension ExactWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double {
    n == m ? 20 * Double(n) * Double(m) : 6 * simplexCost(Double(n) * Double(m))
  }
}

extension PartialTransport {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 10 * simplexCost(Double(n) * Double(m)) }
}

extension SinkhornCost {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 150 * Double(n) * Double(m) }
}

extension SinkhornDivergence {
  /// The balanced transport of a sample onto itself takes thousands of iterations, a price on missed marginals hundreds.
  public func evaluationCost(_ n: Int, _ m: Int) -> Double {
    (relativeMarginalPenalty == nil ? 8000 : 250) * Double(n) * Double(m)
  }
}

extension GromovWasserstein {
  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 8 * Double(n) * Double(m) * Double(n + m) }
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

/// Network simplex over that many costs was seen to grow like this.
private func simplexCost(_ costs: Double) -> Double { pow(costs, 1.15) }

/// All pairs of rows, in both representations, sorted or ranked.
private func pairwiseCost(_ n: Int, _ d: Int, _ e: Int) -> Double { Double(n) * Double(n) * (40 + 0.2 * Double(d + e)) }
