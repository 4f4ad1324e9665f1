import Foundation
import Statistics
import Testing

@Suite struct TTestTests {
  @Test func tTestsAgreeWithScipy() throws {
    for entry in Reference.statistics.tTests {
      let paired = min(entry.x.count, entry.y.count)
      let pairs = try [
        (TTest.oneSample(entry.x, mean: 0.5), entry.oneSample), (.welch(entry.x, entry.y), entry.welch),
        (.pooled(entry.x, entry.y), entry.pooled),
        (.paired(Array(entry.x.prefix(paired)), Array(entry.y.prefix(paired))), entry.paired),
      ]
      for (ours, expected) in pairs {
        let interval = ours.difference.interval
        let values = [ours.statistic, ours.degreesOfFreedom, ours.pValue, interval.lower, interval.upper]
        for (value, peer) in zip(values, expected) {
          #expect(agree(value, peer, relative: 1e-9, absolute: 1e-13), "\(ours.difference.method): \(value) \(peer)")
        }
      }
    }
  }

  @Test func samplesWithoutVariationAreRefused() {
    #expect(throws: SampleError.constant(what: "one-sample t")) { try TTest.oneSample([0.1, 0.1, 0.1]) }
    #expect(throws: SampleError.constant(what: "Welch t")) { try TTest.welch([0.1, 0.1], [0.3, 0.3]) }
    #expect(throws: SampleError.self) { try TTest.welch([1], [2, 3]) }
    #expect(throws: SampleError.self) { try TTest.paired([1, 2], [2, 3, 4]) }
  }
}

@Suite struct PermutationTestTests {
  @Test func exactPermutationTestsAgreeWithScipy() throws {
    for entry in Reference.statistics.permutations {
      let independent = try PermutationTest.twoSample(entry.x, entry.y, seed: 1)
      #expect(independent.isExact)
      #expect(agree(independent.pValue, entry.twoSample, relative: 1e-12), "\(entry)")
      let zero = [Double](repeating: 0, count: entry.differences.count)
      let paired = try PermutationTest.paired(entry.differences, zero, seed: 1)
      #expect(paired.isExact)
      #expect(agree(paired.pValue, entry.paired, relative: 1e-12), "\(entry)")
    }
  }

  /// 9999 draws put p within 5 standard errors of the exact value with a false-alarm rate below 1e-6.
  @Test func sampledPValuesApproachTheExactOnes() throws {
    for entry in Reference.statistics.permutations {
      let sampled = try PermutationTest.twoSample(entry.x, entry.y, seed: 3, exactLimit: 0)
      #expect(!sampled.isExact)
      #expect(sampled.relabellings == 9_999)
      #expect(sampled.smallestPValue == 1e-4)
      let error = (entry.twoSample * (1 - entry.twoSample) / 9_999).squareRoot()
      #expect(abs(sampled.pValue - entry.twoSample) <= 5 * error + 2e-4)
      #expect(try sampled == PermutationTest.twoSample(entry.x, entry.y, seed: 3, exactLimit: 0))

      let zero = [Double](repeating: 0, count: entry.differences.count)
      let flipped = try PermutationTest.paired(entry.differences, zero, seed: 3, exactLimit: 0)
      let spread = (entry.paired * (1 - entry.paired) / 9_999).squareRoot()
      #expect(abs(flipped.pValue - entry.paired) <= 5 * spread + 2e-4)
    }
  }

  @Test func smallestPValueIsReachedBySeparatedSamples() throws {
    let separated = try PermutationTest.twoSample([10, 11, 12], [0, 1, 2], seed: 0)
    // Two of the C(6, 3) = 20 splits are as extreme: this one and its mirror image.
    #expect(separated.pValue == 0.1)
    #expect(separated.smallestPValue == 0.1)
    let pairs = try PermutationTest.paired([2, 3, 4, 5], [1, 1, 1, 1], seed: 0)
    #expect(pairs.pValue == 2.0 / 16)
    #expect(pairs.smallestPValue == 2.0 / 16)
  }

  @Test func manyPairsFallBackToSampling() throws {
    let x = (0..<70).map { Double($0 % 7) + 3 }
    let test = try PermutationTest.paired(x, x.map { _ in 0 }, seed: 5, resamples: 99)
    #expect(!test.isExact)
    #expect(test.pValue == 0.01)
  }

  @Test func emptySamplesAreRefused() {
    #expect(throws: SampleError.self) { try PermutationTest.twoSample([], [1], seed: 0) }
    #expect(throws: SampleError.self) { try PermutationTest.paired([1], [], seed: 0) }
  }
}

@Suite struct ContingencyAndDistributionTests {
  @Test func fisherTestsAgreeWithScipy() throws {
    for entry in Reference.statistics.fisher {
      let t = entry.table
      let test = try FisherExactTest((t[0], t[1]), (t[2], t[3]))
      #expect(agree(test.pValue, entry.p, relative: 1e-8), "\(entry): \(test.pValue)")
    }
    let peer = Reference.peers.cases.fisher
    #expect(abs(try FisherExactTest((23, 7), (11, 19)).pValue - peer.expected) <= peer.tol)
    #expect(throws: SampleError.self) { try FisherExactTest((1, 2), (-1, 3)) }
  }

  @Test func fisherTestIgnoresTheOrderOfArms() throws {
    for entry in Reference.statistics.fisher {
      let t = entry.table
      let p = try FisherExactTest((t[0], t[1]), (t[2], t[3])).pValue
      #expect(agree(try FisherExactTest((t[2], t[3]), (t[0], t[1])).pValue, p, relative: 1e-9))
      #expect(agree(try FisherExactTest((t[1], t[0]), (t[3], t[2])).pValue, p, relative: 1e-9))
    }
  }

  @Test func kolmogorovSmirnovTestsAgreeWithScipy() throws {
    for entry in Reference.statistics.kolmogorovSmirnov {
      let test = try KolmogorovSmirnovTest(entry.x, entry.y)
      #expect(agree(test.statistic, entry.statistic, relative: 1e-12))
      #expect(agree(test.pValue, entry.p, relative: 1e-9, absolute: 1e-15), "\(entry.p): \(test.pValue)")
    }
    let peer = Reference.peers.cases.kolmogorovSmirnov
    let test = try KolmogorovSmirnovTest(Reference.peers.x.map { $0[0] }, Reference.peers.y.map { $0[1] })
    #expect(abs(test.statistic - peer.expected[0]) <= peer.tol)
    #expect(abs(test.pValue - peer.expected[1]) <= peer.tol)
  }

  @Test func separatedSamplesHaveTheClosedFormPValue() throws {
    // D = 1 needs one whole sample before the other: 2 of C(2n, n) orders.
    let n = 20
    let test = try KolmogorovSmirnovTest((0..<n).map(Double.init), (0..<n).map { Double($0 + 100) })
    let expected = 2 * exp(2 * lgamma(Double(n + 1)) - lgamma(Double(2 * n + 1)))
    #expect(test.statistic == 1)
    #expect(agree(test.pValue, expected, relative: 1e-10))
    #expect(throws: SampleError.self) { try KolmogorovSmirnovTest([], [1]) }
  }
}
