import Foundation
import Tensors
import Testing
import ToyModel
import Training

@Suite struct PlantedMixtureTests {
  static func mixture(_ useless: PlantedMixture.Useless, seed: UInt64 = 4) -> PlantedMixture {
    PlantedMixture(useless: useless, setting: PlantedMixture.defaultSetting, seeds: ToySeeds(all: seed))
  }

  /// A network and a training that take a second or two.
  static func small(_ useless: PlantedMixture.Useless, seed: UInt64) -> PlantedMixture {
    var mixture = mixture(useless, seed: seed)
    (mixture.setting.width, mixture.setting.hiddenLayers, mixture.setting.steps) = (32, 3, 1500)
    (mixture.setting.batchSize, mixture.setting.testCount, mixture.setting.samplingSteps) = (128, 300, 20)
    return mixture
  }

  private func spiral(_ u: Double) -> [Double] {
    let theta = 1.5 * Double.pi * (1 + 2 * u)
    return [theta * cos(theta), theta * sin(theta)]
  }

  @Test func usefulShowsTheTargetsMapAndHarmfulItsOpposite() throws {
    for (part, sign) in [(PlantedMixture.Part.useful, 1.0), (.harmful, -1)] {
      let sample = try Self.mixture(.elsewhere).demonstrations(part)
      #expect(sample.inputs.shape == [1000, 3])
      for row in 0..<1000 {
        let expected = spiral(sample.inputs[row, 0]).map { sign * $0 }
        #expect(abs(sample.answers[row, 0] - expected[0]) < 1e-12 && abs(sample.answers[row, 1] - expected[1]) < 1e-12)
        #expect(sample.inputs[row, 2] == 1)
      }
    }
  }

  @Test func theTargetIsFewNoisyDemonstrationsOfPartOfItsPlane() throws {
    let sample = try Self.mixture(.elsewhere).demonstrations(.target)
    #expect(sample.inputs.shape == [60, 3])
    var squares = 0.0
    for row in 0..<60 {
      #expect(sample.inputs[row, 0] <= 0.8 && sample.inputs[row, 2] == 1)
      let expected = spiral(sample.inputs[row, 0])
      squares += pow(sample.answers[row, 0] - expected[0], 2) + pow(sample.answers[row, 1] - expected[1], 2)
    }
    // χ² with 120 degrees of freedom, times .09: beyond 60 and 215 with probability 1e-6.
    #expect(squares / 0.09 > 60 && squares / 0.09 < 215)
  }

  @Test func theUselessDomainIsWhereTheTargetNeverIs() throws {
    let elsewhere = try Self.mixture(.elsewhere).demonstrations(.useless)
    let noise = try Self.mixture(.noise).demonstrations(.useless)
    for row in 0..<1000 {
      #expect(elsewhere.inputs[row, 2] == 11 && noise.inputs[row, 2] == 11)
      #expect(abs(elsewhere.answers[row, 0] - spiral(1 - elsewhere.inputs[row, 0])[0]) < 1e-12)
    }
    // Random answers: their correlation with u has the standard error .032.
    let (u, y) = (noise.inputs.elements.enumerated().filter { $0.offset % 3 == 0 }.map(\.element), noise.answers)
    let mean = u.reduce(0, +) / 1000
    let covariance = (0..<1000).reduce(0.0) { $0 + (u[$1] - mean) * y[$1, 0] } / 1000
    #expect(abs(covariance) / (8 * (1 / 12.0).squareRoot()) < 5 * 0.032)
  }

  @Test func heldOutDemonstrationsAreFreshOnesOfTheTarget() throws {
    let mixture = Self.mixture(.elsewhere)
    let (heldOut, target) = (try mixture.heldOut(), try mixture.demonstrations(.target))
    #expect(heldOut.inputs.rows == mixture.setting.testCount)
    #expect(Set(heldOut.inputs.elements).intersection(target.inputs.elements) == [1])
    #expect((0..<heldOut.inputs.rows).allSatisfy { heldOut.inputs[$0, 0] <= 0.8 })
  }

  @Test func aFixedRatioHasItsShares() throws {
    var mixture = Self.small(.elsewhere, seed: 1)
    mixture.setting.steps = 5
    let natural = try mixture.run(.natural, optimization: .init())
    #expect(zip(natural.shares, [60, 1000, 1000, 1000]).allSatisfy { abs($0 - $1 / 3060) < 1e-12 })
    #expect(natural.optimized == nil && !natural.isOrdered)
    #expect(try mixture.run(.uniform, optimization: .init()).shares == [0.25, 0.25, 0.25, 0.25])
  }

  /// The planted answer, on a small network: the alignment with held-out rows sorts the sources, and the network
  /// trained at its shares is better at the target than one trained at the natural ratio.
  @Test func gradientAlignmentSortsTheSourcesAndHelpsTheTarget() throws {
    let mixture = Self.small(.elsewhere, seed: 2)
    let found = try mixture.run(.gradientAlignment, optimization: .init())
    #expect(found.isOrdered, "\(found.shares)")
    let natural = try mixture.run(.natural, optimization: .init())
    #expect(found.heldOutLoss < natural.heldOutLoss && found.l2 < natural.l2)
    let again = try mixture.run(.gradientAlignment, optimization: .init())
    #expect(again.shares == found.shares && again.heldOutLoss == found.heldOutLoss && again.l2 == found.l2)
  }

  /// Excess loss knows no target: the source that contradicts it keeps about the share of the one that helps it.
  @Test func groupRobustSharesDoNotSortOutWhatContradictsTheTarget() throws {
    let found = try Self.small(.elsewhere, seed: 2).run(.doReMi, optimization: .init())
    #expect(found.shares[3] > 0.5 * found.shares[1], "\(found.shares)")
  }

  @Test func aPlantedMixtureOutOfRangeIsAnError() {
    var near = Self.mixture(.noise)
    near.distance = 0
    let error = #expect(throws: ToyError.self) { try near.validate() }
    #expect(error?.description == "distance is 0.0; expected a positive number")
    var alone = Self.mixture(.noise)
    alone.setting.targetCount = 1
    #expect(throws: ToyError.self) { try alone.validate() }
    alone.setting.targetCount = 0
    #expect(throws: ToyError.self) { try alone.validate() }
  }
}
