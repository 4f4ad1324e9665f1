import Foundation

/// The noise levels of a diffusion process with T steps: ᾱ_t = Π (1 − β_s).
public struct DiffusionSchedule: Sendable, Equatable {
  public enum Kind: Codable, Sendable, Equatable {
    /// β_t = min(1 − ᾱ(t+1)/ᾱ(t), .999) with ᾱ(t) = cos²((t/T + .008)/1.008 · π/2).
    /// - Source: Nichol and Dhariwal, ICML 2021 (diffusers' `squaredcos_cap_v2`).
    case cosine
    /// β from `first` to `last` in equal steps.
    /// - Source: Ho, Jain, Abbeel, NeurIPS 2020.
    case linear(first: Double, last: Double)
  }

  public let betas: [Double]
  /// ᾱ_t: the share of the data's variance left at each step.
  public let signalVariances: [Double]

  public init(_ kind: Kind, steps: Int) {
    precondition(steps > 0, "a schedule has at least one step")
    switch kind {
    case .cosine:
      let level = { (t: Double) in pow(cos((t + 0.008) / 1.008 * .pi / 2), 2) }
      betas = (0..<steps).map {
        min(1 - level(Double($0 + 1) / Double(steps)) / level(Double($0) / Double(steps)), 0.999)
      }
    case .linear(let first, let last):
      betas = (0..<steps).map { steps == 1 ? first : first + (last - first) * Double($0) / Double(steps - 1) }
    }
    var product = 1.0
    signalVariances = betas.map {
      product *= 1 - $0
      return product
    }
  }

  /// ᾱ of a step; 1 for every step before the first, where nothing but data is left.
  public func signalVariance(_ step: Int) -> Double { step < 0 ? 1 : signalVariances[step] }
}
