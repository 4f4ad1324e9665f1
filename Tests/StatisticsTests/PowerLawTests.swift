import Foundation
import Statistics
import Tensors
import Testing

@Suite struct PowerLawTests {
  @Test func linearSpaceFitsAgreeWithScipy() throws {
    for entry in Reference.statistics.powerLaws {
      let law = try #require(try PowerLaw.fit(entry.values, predictors: entry.predictors).fit)
      for (ours, peer) in zip([law.coefficient] + law.exponents, entry.linear.parameters) {
        #expect(agree(ours, peer, relative: 1e-6), "\(ours) \(peer)")
      }
      for (row, peers) in zip(law.covariance, entry.linear.covariance) {
        for (ours, peer) in zip(row, peers) { #expect(agree(ours, peer, relative: 1e-4), "\(ours) \(peer)") }
      }
      #expect(agree(law.rSquared, entry.linear.rSquared, relative: 1e-9))
      #expect(agree(law.rSquaredOfLogs, entry.linear.rSquaredOfLogs, relative: 1e-6))
    }
  }

  @Test func logLogFitsAgreeWithStatsmodels() throws {
    for entry in Reference.statistics.powerLaws {
      let law = try #require(try PowerLaw.fit(entry.values, predictors: entry.predictors, method: .logLog).fit)
      for (ours, peer) in zip([law.coefficient] + law.exponents, entry.logLog.parameters) {
        #expect(agree(ours, peer, relative: 1e-9))
      }
      let scale = [law.coefficient] + law.exponents.map { _ in 1 }
      for (i, peers) in entry.logLog.logCovariance.enumerated() {
        for (j, peer) in peers.enumerated() {
          #expect(agree(law.covariance[i][j], peer * scale[i] * scale[j], relative: 1e-8))
        }
      }
      #expect(agree(law.rSquared, entry.logLog.rSquared, relative: 1e-8))
      #expect(agree(law.rSquaredOfLogs, entry.logLog.rSquaredOfLogs, relative: 1e-9))
    }
  }

  @Test func plantedLawIsRecovered() throws {
    let simulated = [100.0, 250, 500, 2000, 4000, 100, 250, 500, 2000, 4000]
    let real = [10.0, 10, 10, 10, 10, 50, 50, 50, 50, 50]
    let values = zip(simulated, real).map { 0.9 * pow($0, -0.33) * pow($1, -0.4) }
    for method in [PowerLaw.Method.linearSpace, .logLog] {
      let law = try #require(try PowerLaw.fit(values, predictors: [simulated, real], method: method).fit)
      #expect(agree(law.coefficient, 0.9, relative: 1e-8))
      #expect(agree(law.exponents[0], -0.33, relative: 1e-8))
      #expect(agree(law.exponents[1], -0.4, relative: 1e-8))
      #expect(agree(law([700, 30]), 0.9 * pow(700, -0.33) * pow(30, -0.4), relative: 1e-8))
      let held = try #require(
        try PowerLaw.leaveOneOutRSquared(values, predictors: [simulated, real], method: method))
      #expect(agree(held, 1, relative: 1e-9))
    }
  }

  /// 200 planted laws with log-normal noise; coverage has a standard error of .015, and .87 is five of them below .95.
  @Test func parameterIntervalsCoverThePlantedExponent() throws {
    let x = (0..<12).map { 10 * pow(1.7, Double($0)) }
    var covered = 0
    for repetition in 0..<200 {
      var stream = RandomStream(seed: 21, purpose: "power law", index: UInt64(repetition))
      let y = x.map { 2 * pow($0, -0.5) * exp(0.1 * stream.normal()) }
      let law = try #require(try PowerLaw.fit(y, predictors: [x], method: .logLog).fit)
      if try law.parameters()[1].interval.contains(-0.5) { covered += 1 }
    }
    #expect(covered >= 174, "\(covered) of 200")
  }

  @Test func stoppedSearchIsNotPassedOffAsAFit() throws {
    let entry = Reference.statistics.powerLaws.last!
    let outcome = try PowerLaw.fit(entry.values, predictors: entry.predictors, maximumIterations: 1)
    #expect(outcome.fit == nil)
    guard case .notConverged(_, let remedy) = outcome else { return }
    #expect(remedy.contains("iterations"))
  }

  @Test func heldOutRSquaredIsBelowTheFittedOne() throws {
    for entry in Reference.statistics.powerLaws {
      let law = try #require(try PowerLaw.fit(entry.values, predictors: entry.predictors).fit)
      let held = try #require(try PowerLaw.leaveOneOutRSquared(entry.values, predictors: entry.predictors))
      #expect(held < law.rSquared)
    }
  }

  @Test func undeterminedLawsAreRefused() {
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 2], predictors: [[1, 2]]) }
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 2, 3], predictors: []) }
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 2, 3], predictors: [[1, 2]]) }
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 0, 3], predictors: [[1, 2, 3]]) }
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 2, 3], predictors: [[1, 2, .infinity]]) }
    #expect(throws: SampleError.self) { try PowerLaw.fit([1, 2, 3], predictors: [[7, 7, 7]]) }
    #expect(throws: SampleError.self) {
      try PowerLaw.fit([1, 2, 3, 5], predictors: [[1, 2, 3, 4], [10, 20, 30, 40]])
    }
    #expect(throws: SampleError.constant(what: "power law, values")) {
      try PowerLaw.fit([2, 2, 2], predictors: [[1, 2, 3]])
    }
  }
}
