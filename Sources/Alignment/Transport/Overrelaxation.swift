import Foundation

/// The factor by which a step is exaggerated, found from how fast the error falls.
///
/// Where plain steps shrink the error by σ² each, steps times ω shrink it by ρ with (ρ + ω − 1)² = ρ ω² σ², least at
/// ω = 2/(1 + √(1 − σ²)), where ρ = ω − 1. Every ten steps σ² is read off ρ. Where the error grew, plain steps follow, and
/// bolder ones stay smaller.
/// - Source: Thibault, Chizat, Dossal, Papadakis, Algorithms 14 (2021); Lehmann, von Renesse, Sambale, Uschmajew,
///   Optimization Letters 16 (2022).
struct Overrelaxation {
  private(set) var factor = 1.0
  private var largest = 1.98
  private var steps = 0
  private var reference = Double.infinity

  mutating func adapt(to error: Double) {
    steps += 1
    if steps % 10 != 0 { return }
    let rate = pow(error / reference, 0.1)
    reference = error
    if steps < 20 { return }
    if rate >= 1 {
      largest = 1 + 0.7 * (largest - 1)
      factor = 1
    } else {
      let plain = min(1, (rate + factor - 1) * (rate + factor - 1) / (rate * factor * factor))
      factor = min(largest, 2 / (1 + (1 - plain).squareRoot()))
    }
  }
}
