import Storage
import ToyModel

/// One method on one planted mixture: shares chosen, a network trained at them, the network judged.
package struct MixtureOptimizationTrial: Trial {
  package static let kind = "mixture-optimisation"
  package static let version = 1

  package var method: MixtureMethod
  package var mixture: PlantedMixture
  /// The step sizes and smoothings; what a method does not use is of no effect.
  package var optimization: PlantedMixture.Optimization

  package var label: String { "\(method.rawValue) useless=\(mixture.useless.rawValue) seed=\(mixture.seeds.data)" }

  package func run(_ progress: TrialProgress) throws -> PlantedOutcome {
    try mixture.run(method, optimization: optimization) { try progress.report($0) }
  }
}
