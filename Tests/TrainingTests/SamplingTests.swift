import Tensors
import Testing
import Training

@Suite struct SamplingTests {
  /// The batches of so many steps.
  private func batches(
    _ domains: [Domain<Double>], ratio: MixingRatio, method: MixingMethod = .sampling, batchSize: Int = 64,
    steps: Int, seed: UInt64 = 11
  ) throws -> [DrawnBatch] {
    var drawn: [DrawnBatch] = []
    let trainer = try Trainer(
      regression(.zeros([1, 2])) { drawn.append($0) },
      on: DomainMixture(domains, ratio: ratio, method: method),
      configuration: TrainingConfiguration(steps: steps, batchSize: batchSize, learningRate: 0, optimizer: .sgd()),
      seed: seed)
    try trainer.run()
    return drawn
  }

  @Test func everyRowIsADemonstrationOfItsDomainAndObservationsKeepTheirActions() throws {
    for method in MixingMethod.allCases {
      let domains: [Domain<Double>] = [tagged(0, count: 5), tagged(1, count: 40), tagged(2, count: 3)]
      for batch in try batches(domains, ratio: .shares([0.2, 0.5, 0.3]), method: method, steps: 50) {
        #expect(batch.rows.map(\.lowerBound) == [0] + batch.rows.dropLast().map(\.upperBound))
        #expect(batch.rows.last?.upperBound == 64)
        for (domain, rows) in batch.rows.enumerated() {
          for row in rows {
            let (number, index) = (batch.observations[row][0], batch.observations[row][1])
            #expect(number == Double(domain) && index < Double(domains[domain].count))
            #expect(batch.actions[row] == [1000 * number + index])
          }
        }
      }
    }
  }

  /// Binomial counts leave five standard deviations with probability 6e-7; three shares and one seed: 2e-6 in all.
  @Test func domainsAreDrawnAsOftenAsTheirSharesSay() throws {
    let shares = [0.02, 0.33, 0.65]
    let domains: [Domain<Double>] = [tagged(0, count: 5), tagged(1, count: 40), tagged(2, count: 3)]
    let drawn = try batches(domains, ratio: .shares(shares), steps: 2000)
    let total = Double(2000 * 64)
    for (domain, share) in shares.enumerated() {
      let count = Double(drawn.map { $0.rows[domain].count }.reduce(0, +))
      #expect(abs(count - total * share) <= 5 * (total * share * (1 - share)).squareRoot(), "domain \(domain)")
    }
  }

  /// χ² with 19 degrees of freedom exceeds 63 with probability 1.4e-6.
  @Test func demonstrationsOfADomainAreDrawnEquallyOften() throws {
    let drawn = try batches([tagged(0, count: 20), tagged(1, count: 2)], ratio: .target(0.5), steps: 1000)
    var counts = [Double](repeating: 0, count: 20)
    for batch in drawn { for row in batch.rows[0] { counts[Int(batch.observations[row][1])] += 1 } }
    let expected = counts.reduce(0, +) / 20
    #expect(counts.map { ($0 - expected) * ($0 - expected) / expected }.reduce(0, +) < 63)
  }

  @Test(arguments: MixingMethod.allCases) func theEndsOfTheRatioNeverDrawTheOtherDomain(method: MixingMethod) throws {
    let domains: [Domain<Double>] = [tagged(0, count: 5), tagged(1, count: 40)]
    for (ratio, drawnDomain) in [(0.0, 1), (1.0, 0)] {
      for batch in try batches(domains, ratio: .target(ratio), method: method, steps: 500) {
        #expect(batch.rows[drawnDomain].count == 64 && batch.rows[1 - drawnDomain].isEmpty)
      }
    }
  }

  @Test func lossWeightingDividesEveryBatchEqually() throws {
    let domains: [Domain<Double>] = [tagged(0, count: 5), tagged(1, count: 40), tagged(2, count: 4)]
    for batch in try batches(domains, ratio: .target(0.1), method: .lossWeighting, batchSize: 11, steps: 5) {
      #expect(batch.rows == [0..<4, 4..<8, 8..<11])
    }
  }

  @Test func batchesDependOnTheSeedAlone() throws {
    func observations(_ seed: UInt64) throws -> [[[Double]]] {
      try batches([tagged(0, count: 50)], ratio: .natural, steps: 5, seed: seed).map(\.observations)
    }
    #expect(try observations(1) == observations(1))
    #expect(try observations(1) != observations(2))
    let drawn = try observations(1)
    #expect(drawn[0] != drawn[1])
  }
}
