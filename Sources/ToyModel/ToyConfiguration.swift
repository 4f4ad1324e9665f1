import Models
import Training

/// Everything one run of the toy experiment depends on. Same configuration, same bytes.
///
/// The geometry was measured from the study's figures; the network, its training and the number of test points are
/// unknown, and stand here as parameters with the defaults of a prototype that matched the published losses best.
/// - Source: Lei et al., arXiv 2604.13645; the geometry from the project page's figures and videos.
public struct ToyConfiguration: Codable, Sendable, Equatable {
  /// What answers: a trained network, or the kernel-weighted closed form on the same samples.
  public enum Model: String, Codable, Sendable, CaseIterable {
    case network
    case closedForm
  }

  // MARK: The question

  public var model: Model = .network
  /// Δz, the distance between the target's plane and the source's, which lies at z = 1.
  public var dz: Double = 1
  /// The mixing ratio: the share of target data, 0 (source only) to 1 (target only).
  public var w: Double = 0.1

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

  /// Kernel bandwidths along u, v and z; nil ignores the coordinate.
  public var bandwidthU: Double? = 0.01
  public var bandwidthV: Double?
  public var bandwidthZ: Double? = 1

  // MARK: Seeds

  /// Draws the demonstrations.
  public var dataSeed: UInt64 = 0
  /// Draws the network's initial weights.
  public var initializationSeed: UInt64 = 0
  /// Draws batches, noise and times of training.
  public var trainingSeed: UInt64 = 0
  /// Draws the test inputs and the sampler's noise.
  public var samplingSeed: UInt64 = 0

  public init() {}

  /// The defaults at one cell of the study's grid, all four seeds equal.
  public init(model: Model = .network, dz: Double, w: Double, seed: UInt64) {
    self.model = model
    self.dz = dz
    self.w = w
    dataSeed = seed
    initializationSeed = seed
    trainingSeed = seed
    samplingSeed = seed
  }

  /// - Throws: `ToyError` naming the first value that is out of range.
  public func validate() throws(ToyError) {
    func require(_ condition: Bool, _ name: String, _ value: some CustomStringConvertible, _ expected: String)
      throws(ToyError)
    {
      if !condition { throw ToyError(description: "\(name) is \(value); expected \(expected)") }
    }
    try require(dz.isFinite, "dz", dz, "a finite number")
    try require(w >= 0 && w <= 1, "w", w, "a mixing ratio from 0 to 1")
    try require(sourceCount > 0, "sourceCount", sourceCount, "at least 1")
    try require(targetCount > 0, "targetCount", targetCount, "at least 1")
    try require(targetSupport > 0 && targetSupport <= 1, "targetSupport", targetSupport, "above 0, at most 1")
    try require(offset.isFinite, "offset", offset, "a finite number")
    try require(targetNoise >= 0 && targetNoise.isFinite, "targetNoise", targetNoise, "a number that is not negative")
    try require(sourceNoise >= 0 && sourceNoise.isFinite, "sourceNoise", sourceNoise, "a number that is not negative")
    try require(testCount > 0, "testCount", testCount, "at least 1")
    try require(hiddenLayers > 0, "hiddenLayers", hiddenLayers, "at least 1")
    try require(width > 0, "width", width, "at least 1")
    try require(learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, "a positive number")
    try require(steps >= 0, "steps", steps, "a number that is not negative")
    try require(batchSize > 0, "batchSize", batchSize, "at least 1")
    try require(samplingSteps > 0, "samplingSteps", samplingSteps, "at least 1")
  }
}

/// A configuration the toy experiment cannot run.
public struct ToyError: Error, CustomStringConvertible, Equatable {
  public let description: String
}
