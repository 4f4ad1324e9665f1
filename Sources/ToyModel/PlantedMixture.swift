import Models
import Tensors
import Training

/// The toy map with three sources whose worth for the target is known beforehand, to ask what methods that choose a
/// mixture find.
///
/// - **target**: few demonstrations of the spiral on the part of its plane with u ≤ targetSupport, noisy.
/// - **useful**: the same map, over the whole plane, without noise.
/// - **useless**: a plane where the target never is. What is shown there can be learnt or cannot (`Useless`).
/// - **harmful**: the target's plane, every answer turned to its opposite: it contradicts target and useful everywhere.
public struct PlantedMixture: Codable, Sendable, Equatable {
  public enum Part: String, Codable, Sendable, CaseIterable {
    case target
    case useful
    case useless
    case harmful
  }

  /// What the useless domain shows.
  public enum Useless: String, Codable, Sendable, CaseIterable {
    /// The spiral run backwards: a map as hard as the target's.
    case elsewhere
    /// Random answers, the same distribution at every input: quickly learnt, never predicted.
    case noise
  }

  public var useless: Useless
  /// How far from the target's plane the useless one lies.
  public var distance: Double
  /// Of every source, `sourceCount` demonstrations; of the target `targetCount`.
  public var setting: ToySetting
  public var seeds: ToySeeds

  public init(useless: Useless, distance: Double = 10, setting: ToySetting, seeds: ToySeeds) {
    self.useless = useless
    self.distance = distance
    self.setting = setting
    self.seeds = seeds
  }

  /// The default setting with 60 target demonstrations, 1000 of each source, no offset between target and useful, and
  /// answers brought to deviation 1: step sizes of exponentiated gradients are in units of the loss.
  public static var defaultSetting: ToySetting {
    var setting = ToySetting()
    (setting.targetCount, setting.sourceCount, setting.offset, setting.normalized) = (60, 1000, 0, true)
    return setting
  }

  /// - Throws: `ToyError` naming the first value that is out of range.
  public func validate() throws(ToyError) {
    try configuration().validate()
    guard distance.isFinite, distance > 0 else {
      throw ToyError(description: "distance is \(distance); expected a positive number")
    }
    guard setting.targetCount > 1 else {
      throw ToyError(
        description: "targetCount is \(setting.targetCount); expected at least 2, for every second one is held out")
    }
  }

  /// The toy experiment's configuration with seeds for data of its own.
  func configuration(_ number: UInt64 = 0) -> ToyConfiguration {
    var seeds = seeds
    seeds.data &+= number << 40
    return ToyConfiguration(dz: 0, w: 0, setting: setting, seeds: seeds)
  }

  /// The demonstrations of one part.
  public func demonstrations(_ part: Part) throws -> ToyGeometry.Sample {
    switch part {
    case .target:
      return try ToyGeometry(configuration()).demonstrations(.target)
    case .useful:
      return try ToyGeometry(configuration()).demonstrations(.source)
    case .harmful:
      let sample = try ToyGeometry(configuration(1)).demonstrations(.source)
      return ToyGeometry.Sample(inputs: sample.inputs, answers: -sample.answers)
    case .useless:
      let geometry = ToyGeometry(configuration(2))
      let sample = try geometry.demonstrations(.source)
      let shift = try Tensor([0, 0, distance], shape: [1, 3])
      var stream = RandomStream(seed: seeds.data, purpose: "planted useless answers")
      let answers: Tensor<Double>
      switch useless {
      case .noise:
        answers = Tensor.normal([sample.answers.rows, 2], from: &stream) * 8
      case .elsewhere:
        answers = try Tensor(
          (0..<sample.inputs.rows).flatMap { row in
            let answer = geometry.answer(u: 1 - sample.inputs[row, 0], on: .source)
            return [answer.y1, answer.y2]
          }, shape: sample.answers.shape)
      }
      return ToyGeometry.Sample(inputs: try sample.inputs + shift, answers: answers)
    }
  }

  /// Fresh demonstrations of the target, drawn like its own.
  public func heldOut() throws -> ToyGeometry.Sample {
    var configuration = configuration(3)
    configuration.setting.targetCount = setting.testCount
    return try ToyGeometry(configuration).demonstrations(.target)
  }
}
