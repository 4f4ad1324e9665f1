import Reweighting
import Tensors
import Testing
import ToyModel

@Suite struct ToyReweightingTests {
  private static var tiny: ToyConfiguration {
    var configuration = ToyConfiguration(dz: 0.5, w: 0.2, seed: 3)
    configuration.setting.steps = 20
    configuration.setting.width = 8
    configuration.setting.hiddenLayers = 1
    configuration.setting.testCount = 30
    configuration.setting.sourceCount = 100
    return configuration
  }

  /// The velocity that points at x̂₀ points at x̂₀.
  @Test func velocitiesOfTheClosedFormDenoiseToItsAnswers() throws {
    let queries = try ToyExperiment.queries(Self.tiny, count: 12, times: [0, 0.4, 0.9])
    let mixture = try ToyExperiment.closedForm(Self.tiny).posteriors(queries.noisy).mixed(shares: [0.2, 0.8])
    let denoised = try queries.denoised(mixture.predictions())
    for (found, expected) in zip(denoised, mixture.answers) {
      #expect(zip(found.elements, expected.elements).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func aNetworkTrainedOnTheConfigurationsOwnSourceIsTheSame() throws {
    let source = try ToyGeometry(Self.tiny).demonstrations(.source)
    let queries = try ToyExperiment.queries(Self.tiny, count: 5, times: [0.5])
    let own = try ToyExperiment.train(Self.tiny).velocities(at: queries)
    #expect(try ToyExperiment.train(Self.tiny, source: source).velocities(at: queries) == own)
    let fewer = try ToyExperiment.train(Self.tiny, source: source.rows(Array(0..<50))).velocities(at: queries)
    #expect(fewer != own)
  }

  @Test func theComparisonStandsAtEveryLevelAndQuery() throws {
    let queries = try ToyExperiment.queries(Self.tiny, count: 7, times: [0.1, 0.8])
    let found = try ToyExperiment.reweighting(
      of: ToyExperiment.train(Self.tiny), Self.tiny, queries: queries, minimumAngle: 20)
    for tensor in [found.networkError, found.closedFormError, found.comparison.cosine] {
      #expect(tensor.shape == [2, 7])
    }
    for (mass, angle) in zip(found.comparison.impliedMass.elements, found.comparison.domainAngle.elements) {
      #expect(mass.isNaN == !(angle > 20))
    }
  }

  @Test func aScalingOfTheNetworksOwnIsRefused() throws {
    var configuration = Self.tiny
    configuration.setting.normalized = true
    #expect(throws: ToyError.self) { try ToyExperiment.queries(configuration, count: 5, times: [0.5]) }
    #expect(throws: ToyError.self) { try ToyExperiment.queries(Self.tiny, count: 31, times: [0.5]) }
  }
}
