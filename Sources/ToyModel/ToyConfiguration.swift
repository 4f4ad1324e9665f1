import Models
import Training

/// Everything one run of the toy experiment depends on. Same configuration, same bytes.
public struct ToyConfiguration: Codable, Sendable, Equatable {
  /// What answers: a trained network, or the kernel-weighted closed form on the same samples.
  public enum Model: String, Codable, Sendable, CaseIterable {
    case network
    case closedForm = "closed-form"
  }

  public var model: Model
  /// Δz, the distance between the target's plane and the source's, which lies at z = 1.
  public var dz: Double
  /// The mixing ratio: the share of target data, 0 (source only) to 1 (target only).
  public var w: Double
  public var setting: ToySetting
  public var seeds: ToySeeds

  public init(
    model: Model = .network, dz: Double, w: Double, setting: ToySetting = ToySetting(), seeds: ToySeeds
  ) {
    self.model = model
    self.dz = dz
    self.w = w
    self.setting = setting
    self.seeds = seeds
  }

  /// The default setting at one cell, all four seeds equal.
  public init(model: Model = .network, dz: Double, w: Double, seed: UInt64) {
    self.init(model: model, dz: dz, w: w, seeds: ToySeeds(all: seed))
  }

  /// - Throws: `ToyError` naming the first value that is out of range.
  public func validate() throws(ToyError) {
    func require(_ condition: Bool, _ name: String, _ value: some CustomStringConvertible, _ expected: String)
      throws(ToyError)
    {
      if !condition { throw ToyError(description: "\(name) is \(value); expected \(expected)") }
    }
    let positive = "at least 1"
    let notNegative = "a finite number that is not negative"
    let s = setting
    try require(dz.isFinite, "dz", dz, "a finite number")
    try require(w >= 0 && w <= 1, "w", w, "a mixing ratio from 0 to 1")
    try require(s.sourceCount > 0, "sourceCount", s.sourceCount, positive)
    try require(s.targetCount > 0, "targetCount", s.targetCount, positive)
    try require(s.targetSupport > 0 && s.targetSupport <= 1, "targetSupport", s.targetSupport, "above 0, at most 1")
    try require(s.offset.isFinite, "offset", s.offset, "a finite number")
    try require(s.targetNoise >= 0 && s.targetNoise.isFinite, "targetNoise", s.targetNoise, notNegative)
    try require(s.sourceNoise >= 0 && s.sourceNoise.isFinite, "sourceNoise", s.sourceNoise, notNegative)
    try require(s.testCount > 0, "testCount", s.testCount, positive)
    try require(s.hiddenLayers > 0, "hiddenLayers", s.hiddenLayers, positive)
    try require(s.width > 0, "width", s.width, positive)
    try require(s.learningRate > 0 && s.learningRate.isFinite, "learningRate", s.learningRate, "a positive number")
    try require(s.steps >= 0, "steps", s.steps, "at least 0")
    try require(s.batchSize > 0, "batchSize", s.batchSize, positive)
    try require(s.samplingSteps > 0, "samplingSteps", s.samplingSteps, positive)
    for (name, bandwidth) in [("U", s.bandwidthU), ("V", s.bandwidthV), ("Z", s.bandwidthZ)] {
      try require(bandwidth >= 0 && bandwidth.isFinite, "bandwidth\(name)", bandwidth, notNegative)
    }
  }
}

/// The data and the learner, apart from the cell (Δz, w) and the seeds.
///
/// The geometry was measured from the study's figures; the network, its training and the number of test points are
/// unknown, and stand here as parameters with the defaults of a prototype that matched the published losses best.
/// - Source: Lei et al., arXiv 2604.13645; the geometry from the project page's figures and videos.
public struct ToySetting: Codable, Sendable, Equatable {
  // MARK: The data

  /// M, source demonstrations, uniform on the plane [0, 1]².
  public var sourceCount = 3000
  /// N, target demonstrations, uniform on [0, targetSupport] × [0, 1].
  public var targetCount = 30
  public var targetSupport: Double = 0.8
  /// The target's answers are the source's shifted by this, along both coordinates.
  public var offset: Double = 3
  /// Standard deviation of the normal noise on the target's answers, per coordinate.
  public var targetNoise: Double = 0.3
  /// The same on the source's answers. No noise is visible in the published source curve.
  public var sourceNoise: Double = 0
  /// Test inputs, uniform on the whole target plane.
  public var testCount = 2000

  // MARK: The network and its training (unknown in the study)

  public var hiddenLayers = 5
  public var width = 64
  public var activation: Activation = .silu
  public var learningRate: Double = 3e-3
  public var steps = 4000
  public var batchSize = 256
  /// Whether inputs and answers are brought to mean 0 and deviation 1 over the training set.
  public var normalized = false
  public var mixing: MixingMethod = .sampling
  /// Euler steps of the sampler.
  public var samplingSteps = 100

  // MARK: The closed form (kernel unknown in the study)

  /// Kernel bandwidth along u; 0 ignores the coordinate.
  public var bandwidthU: Double = 0.01
  /// Kernel bandwidth along v; 0 ignores the coordinate.
  public var bandwidthV: Double = 0
  /// Kernel bandwidth along z; 0 ignores the coordinate.
  public var bandwidthZ: Double = 1

  public init() {}
}

/// The four sources of chance, each with a seed of its own.
public struct ToySeeds: Codable, Sendable, Equatable {
  /// Draws the demonstrations.
  public var data: UInt64
  /// Draws the network's initial weights.
  public var initialization: UInt64
  /// Draws batches, noise and times of training.
  public var training: UInt64
  /// Draws the test inputs and the sampler's noise.
  public var sampling: UInt64

  /// All four from one number.
  public init(all seed: UInt64) {
    data = seed
    initialization = seed
    training = seed
    sampling = seed
  }
}

/// A configuration the toy experiment cannot run.
public struct ToyError: Error, CustomStringConvertible, Equatable {
  public let description: String
}
