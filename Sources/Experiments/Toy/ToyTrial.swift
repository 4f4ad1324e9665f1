import Storage
import ToyModel

/// One run of the toy experiment as a trial.
package struct ToyTrial: Trial {
  package static let kind = "toy"
  package static let version = 1

  package var configuration: ToyConfiguration
  /// How many of the predictions the result keeps, the first test points' ones.
  package var keptPredictions = 0

  /// What result.json keeps of an outcome.
  package struct Outcome: Codable, Sendable {
    package let l2: Double
    package let l2InSupport: Double?
    package let l2OutOfSupport: Double?
    package let shareNearSource: Double
    package let shareNearTarget: Double
    package let shareNearNeither: Double
    package let predictions: [ToyPrediction]

    package init(_ outcome: ToyOutcome, keptPredictions: Int) {
      l2 = outcome.l2
      l2InSupport = outcome.l2InSupport
      l2OutOfSupport = outcome.l2OutOfSupport
      shareNearSource = outcome.shareNearSource
      shareNearTarget = outcome.shareNearTarget
      shareNearNeither = outcome.shareNearNeither
      predictions = Array(outcome.predictions.prefix(keptPredictions))
    }
  }

  package init(configuration: ToyConfiguration, keptPredictions: Int = 0) {
    self.configuration = configuration
    self.keptPredictions = keptPredictions
  }

  package var label: String {
    "\(configuration.model.rawValue) dz=\(configuration.dz) w=\(configuration.w) seed=\(configuration.seeds.data)"
  }

  package func run(_ progress: TrialProgress) throws -> Outcome {
    Outcome(
      try ToyExperiment.run(configuration) { try progress.report($0) }, keptPredictions: keptPredictions)
  }
}

/// A grid of toy trials, in the order of the figures' rows: model, Δz, w, seed.
struct ToyGrid: Codable, Equatable, Sendable {
  var models: [ToyConfiguration.Model]
  var dz: [Double]
  var w: [Double]
  var seeds: [Int]

  func trials(_ setting: ToySetting, keptPredictions: Int = 0) throws -> [ToyTrial] {
    var trials: [ToyTrial] = []
    for seed in seeds where seed < 0 { throw UsageError("key 'seeds': \(seed) is negative; a seed is 0 or more") }
    for (name, values) in [("dz", dz.count), ("w", w.count), ("seeds", seeds.count), ("models", models.count)]
    where values == 0 {
      throw UsageError("key '\(name)' is empty; give at least one value")
    }
    for model in models {
      for dz in dz {
        for w in w {
          for seed in seeds {
            let configuration = ToyConfiguration(
              model: model, dz: dz, w: w, setting: setting, seeds: ToySeeds(all: UInt64(seed)))
            do { try configuration.validate() } catch { throw UsageError("\(error)") }
            trials.append(ToyTrial(configuration: configuration, keptPredictions: keptPredictions))
          }
        }
      }
    }
    return trials
  }
}
