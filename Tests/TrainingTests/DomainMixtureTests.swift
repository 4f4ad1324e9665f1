import Tensors
import Testing
import Training

@Suite struct DomainMixtureTests {
  let real: Domain<Double> = tagged(0, count: 50)
  let sim: Domain<Double> = tagged(1, count: 150)
  let surrogate: Domain<Double> = tagged(2, count: 300)

  @Test func theNaturalRatioCountsEveryDemonstrationOnce() throws {
    #expect(try DomainMixture([real, sim], ratio: .natural).shares == [0.25, 0.75])
    expectClose(try DomainMixture([real, sim, surrogate], ratio: .natural).shares, [0.1, 0.3, 0.6], 1e-15)
  }

  @Test func theMixingRatioIsTheTargetsShareAndTheOthersDivideTheRestBySize() throws {
    #expect(try DomainMixture([real, sim], ratio: .target(0.25)).shares == [0.25, 0.75])
    expectClose(try DomainMixture([real, sim, surrogate], ratio: .target(0.4)).shares, [0.4, 0.2, 0.4], 1e-15)
    #expect(try DomainMixture([real, sim, surrogate], ratio: .target(1)).shares == [1, 0, 0])
    #expect(try DomainMixture([real], ratio: .target(1)).shares == [1])
  }

  @Test func givenSharesAreNormalised() throws {
    #expect(try DomainMixture([real, sim, surrogate], ratio: .shares([1, 0, 3])).shares == [0.25, 0, 0.75])
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity]) func aRatioThatIsNoShareIsAnError(ratio: Double) {
    let error = #expect(throws: MixtureError.self) { try DomainMixture([real, sim], ratio: .target(ratio)) }
    #expect(error?.description == "the mixing ratio is \(ratio); it is a share from 0 to 1")
  }

  @Test(arguments: [[0.0, 0], [1], [1, -1], [1, .nan], [1, .infinity], []])
  func sharesThatAreNoneAreAnError(shares: [Double]) {
    #expect(throws: MixtureError.self) { try DomainMixture([real, sim], ratio: .shares(shares)) }
  }

  @Test func aMixtureWithoutWhatItsRatioNeedsIsAnError() {
    #expect(throws: MixtureError.self) { try DomainMixture<Double>([], ratio: .natural) }
    #expect(throws: MixtureError.self) { try DomainMixture([real], ratio: .target(0.5)) }
  }

  @Test func domainsOfDifferentWidthsAreAnErrorThatNamesThem() throws {
    let wide = try Domain("wide", observations: Tensor<Double>.zeros([4, 3]), actions: .zeros([4, 1]))
    let error = #expect(throws: MixtureError.self) { try DomainMixture([real, wide], ratio: .natural) }
    #expect(error?.description.hasPrefix("domain wide has observations of width 3") == true)
  }

  @Test func aDomainNeedsAsManyActionsAsObservationsAndAtLeastOne() {
    #expect(throws: ShapeError.self) {
      try Domain("real", observations: Tensor<Double>.zeros([4, 3]), actions: .zeros([5, 1]))
    }
    #expect(throws: ShapeError.self) {
      try Domain("real", observations: Tensor<Double>.zeros([0, 3]), actions: .zeros([0, 1]))
    }
    #expect(throws: ShapeError.self) {
      try Domain("real", observations: Tensor<Double>.zeros([4]), actions: .zeros([4]))
    }
  }

  @Test func lossWeightingNeedsARowOfEachDomain() throws {
    let mixture = try DomainMixture([real, sim], ratio: .target(0.5), method: .lossWeighting)
    let configuration = TrainingConfiguration(steps: 1, batchSize: 1, learningRate: 1)
    let error = #expect(throws: MixtureError.self) {
      try Trainer(regression(.zeros([1, 2])), on: mixture, configuration: configuration, seed: 1)
    }
    #expect(error?.description.contains("a batch of 1 cannot hold rows of 2 domains") == true)
    let single = try DomainMixture([real, sim], ratio: .target(1), method: .lossWeighting)
    _ = try Trainer(regression(.zeros([1, 2])), on: single, configuration: configuration, seed: 1).advance()
  }
}
