import Diagnosis
import Experiments
import Foundation
import Statistics
import Storage
import Testing

@Suite struct ToyRegimeTests {
  private func truth(l2: Double, source: Double, target: Double) -> Regime? {
    ToyRegimeTruth.regime(
      of: .init(l2: l2, shareNearSource: source, shareNearTarget: target, rows: []), targetOnlyLoss: 10)
  }

  @Test func aNetworksRegimeIsReadFromItsPredictionsInTheOrderOfTheRules() {
    #expect(truth(l2: 9, source: 0.26, target: 0.5) == .overlapping)
    #expect(truth(l2: 5, source: 0.25, target: 0.3) == .structuredAligned)
    #expect(truth(l2: 5, source: 0.2, target: 0.2) == nil)
    #expect(truth(l2: 5.1, source: 0, target: 0.5) == nil)
    #expect(truth(l2: 8, source: 0, target: 0.5) == .disjoint)
  }

  // MARK: The fit

  private func reading(_ value: Double) -> Reading {
    Reading(
      estimator: "x", value: value, interval: Interval(lower: value - 0.005, upper: value + 0.005), realFloor: nil,
      simFloor: nil, status: "ok")
  }

  /// Networks of three layers whose last two say `area` and `separation`; the first says nothing of use.
  private func networks(_ truth: Regime, _ points: [(area: Double, separation: Double)]) -> [ToyRegimeCase] {
    points.map { area, separation in
      let shallow = ToyRegimeCase.Layer(
        separation: reading(0.99), mixing: reading(1), linear: [0: reading(1), 0.2: reading(1)], network: [:])
      let deep = ToyRegimeCase.Layer(
        separation: reading(separation), mixing: reading(1), linear: [0: reading(1), 0.2: reading(area)], network: [:])
      return ToyRegimeCase(dz: 1, w: 0.5, seed: 0, time: 0, truth: truth, layers: [shallow, deep, deep])
    }
  }

  @Test func plantedThresholdsAreFoundBetweenTheClasses() throws {
    let cases =
      networks(.overlapping, [(0.52, 0.01), (0.6, 0.02)]) + networks(.structuredAligned, [(0.8, 0.02), (0.99, 0.3)])
      + networks(.disjoint, [(0.99, 0.5), (1, 0.7)])
    let fit = try #require(
      ToyRegimeFit(cases, times: [0], resolutions: [0, 0.2], allResolutions: [0, 0.2]))
    #expect(fit.rules.resolution == 0.2)
    #expect(abs(fit.rules.discernible - 0.7) < 0.011)
    #expect(abs(fit.rules.disjoint - 0.4) < 0.011)
    // Two layers of four networks and the last of the disjoint two; without blur no network overlaps.
    #expect(fit.linearAlone.map(\.right) == [0, 10])
  }

  @Test func noThresholdsAreFoundWhereClassesLookAlike() {
    let cases = networks(.overlapping, [(0.8, 0.02)]) + networks(.structuredAligned, [(0.8, 0.02)])
    #expect(ToyRegimeFit(cases, times: [0], resolutions: [0.2], allResolutions: []) == nil)
  }

  // MARK: The committed calibration

  private func committed() throws -> [[String: String]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("results/toy-regimes-standard-0/figure-fit.csv")
    let lines = try String(contentsOf: folder, encoding: .utf8).split(separator: "\n")
    let names = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      Dictionary(
        uniqueKeysWithValues: zip(names, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
    }
  }

  @Test func theRulesAreThoseThatTheCommittedResultsSet() throws {
    let rules = try committed().filter { $0["scope"] == "rule" }
    func value(_ name: String) throws -> Double {
      let row = try #require(rules.first { $0["statistic"] == name })
      return try #require(Double(row["value"] ?? ""))
    }
    let calibrated = RegimeRules.calibrated
    #expect(try value("resolution") == calibrated.resolution)
    #expect(try value("discernible") == calibrated.discernible)
    #expect(try value("disjoint") == calibrated.disjoint)
    #expect(try value("earliest_depth") == calibrated.earliestDepth)
    #expect(try value("latest_time") == calibrated.latestTime)
  }

  @Test func nineInTenDecidedLayersAreRightOnSeedsThatSetNothing() throws {
    let row = try #require(
      try committed().first {
        $0["scope"] == "scored" && $0["layer"] == "decided" && $0["statistic"] == "right" && $0["time"] == "0"
      })
    #expect(try #require(Double(row["value"] ?? "")) >= 0.9)
  }
}
