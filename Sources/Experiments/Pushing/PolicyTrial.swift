import PlanarPushing
import PushingPolicies
import Statistics

/// Trains one policy on keypoints from an expert's demonstrations in a domain and tries it there from fresh starts.
struct PolicyTrial: Trial {
  static let kind = "policy-trial"
  static let version = 1

  /// The experts by the name of their character.
  static let experts: [String: ExpertCharacter] = [
    ExpertCharacter.planner.name: .planner, ExpertCharacter.humanLike.name: .humanLike,
  ]
  static let domains: [String: PushingDomain] = ["source": .source, "target": .target]

  var expert: String
  var domain: String
  var training: PolicyTraining
  /// Evaluation starts.
  var starts: Int
  var seed: Int

  var label: String { "\(expert) \(domain) seed=\(seed)" }

  struct Outcome: Codable, Sendable {
    let rates: SuccessRates
    /// Seconds to the return, of those that returned, in order.
    let returnTimes: [Double]
    /// Attempts of the expert that failed, beside the demonstrations.
    let expertFailures: Int
    /// Mean control steps of a demonstration.
    let meanSteps: Double
    /// See `Learnability`.
    let residual: Estimate
  }

  func run(_ progress: TrialProgress) throws -> Outcome {
    let seed = UInt64(seed)
    guard let character = Self.experts[expert], let domain = Self.domains[domain] else {
      throw UsageError("there is no expert '\(expert)' or no domain '\(self.domain)'")
    }
    try progress.report(0, message: "demonstrations")
    let set = try DemonstrationSet(of: character, in: domain, count: training.demonstrations, seed: seed)
    let residual = try Learnability(
      of: PushingWindows(set.keypointEpisodes(), form: training.form.window, frame: training.form.frame), seed: seed
    ).residual
    let (policy, trainer) = try training.trainer(on: [set], seed: seed)
    // Trying a policy takes about a fiftieth of its training.
    let whole = Double(training.steps) * 1.02
    try trainer.run(callbacks: [
      { trainer, report in
        if report.step % 50 == 0 {
          try progress.report(Double(report.step) / whole, message: "loss \(Float(report.loss))")
        }
      }
    ])
    let outcomes = try policy.network.parameters.withValues(trainer.evaluatedValues) {
      try PushingEvaluation(in: domain, starts: starts, seed: seed).outcomes(of: policy)
    }
    try progress.report(1)
    return Outcome(
      rates: outcomes.reduce(into: SuccessRates()) { $0.count($1) },
      returnTimes: outcomes.compactMap(\.returned).sorted(), expertFailures: set.failures,
      meanSteps: Double(set.demonstrations.reduce(0) { $0 + $1.count }) / Double(set.demonstrations.count),
      residual: residual)
  }
}
