import Experiments
import Foundation
import Statistics
import Storage
import TestSupport
import Testing

@Suite struct ClaimTests {
  let claim = Claim(
    id: "M2", statement: "structured alignment transfers", statistic: "log loss difference", side: .below(0),
    published: Claim.Published("−1.2", from: "toy_l2"))

  func estimate(_ value: Double, _ lower: Double, _ upper: Double) -> Estimate {
    Estimate(value: value, interval: Interval(lower: lower, upper: upper), count: 5, method: "t")
  }

  @Test func theVerdictFollowsTheInterval() {
    #expect(claim.judged(estimate(-2, -3, -1), seeds: 5).verdict == "holds")
    #expect(claim.judged(estimate(2, 1, 3), seeds: 5).verdict == "does not hold")
    let open = claim.judged(estimate(-1, -3, 1), seeds: 5)
    #expect(open.verdict == "undecided")
    #expect(open.remedy?.hasPrefix("needs about ") == true)
    #expect(claim.judged(estimate(-2, -3, -1), seeds: 4).verdict == "undecided")
  }

  @Test func aClaimAboutSeveralThingsHoldsOnlyIfEachDoes() {
    let clear = ("NutAssembly", estimate(-2, -3, -1))
    let open = ("MugCleanup", estimate(-0.5, -2, 1))
    let against = ("MugHang", estimate(1, 0.5, 2))
    #expect(claim.judged(parts: [clear, clear], seeds: 5).verdict == "holds")
    let undecided = claim.judged(parts: [clear, open], seeds: 5)
    #expect(undecided.verdict == "undecided" && undecided.value == -0.5)
    let refuted = claim.judged(parts: [clear, open, against], seeds: 5)
    #expect(refuted.verdict == "does not hold" && refuted.value == 1)
    #expect(refuted.companions.map(\.name) == ["NutAssembly", "MugCleanup", "MugHang"])
  }

  @Test func missingDataLeaveAClaimUndecidedAndSayWhatIsMissing() {
    let judged = claim.undecidable(because: "the preset has no Δz ≥ 20")
    #expect(judged.verdict == "undecided" && judged.value == nil)
    #expect(judged.remedy == "the preset has no Δz ≥ 20")
  }

  @Test func claimedSidesReadAsTheTablesWriteThem() {
    let sides: [ClaimedSide] = [
      .above(0.25), .below(0), .within(-0.5...0), .notAbove(0, margin: 0.05), .notBelow(0, margin: 0.1),
    ]
    #expect(sides.map(\.words) == ["> 0.25", "< 0", "in [-0.5, 0]", "not > 0 (δ = 0.05)", "not < 0 (δ = 0.1)"])
  }

  @Test func theTableReadsWhatRunsWrote() throws {
    let folder = TemporaryFolder()
    var reproduction = Reproduction(preset: .smoke, seed: 0, out: folder.path, jobs: 2, resume: false)
    reproduction.progressStyle = .silent
    reproduction.interruption = Interruption()
    let report = try reproduction.run(SelfCheck())
    for path in [folder.path, report.path] {
      let table = try ClaimTable(folder: path, listsAll: false)
      #expect(table.rows.map(\.claim) == report.claims)
      #expect(table.text.contains("S1     holds"))
      #expect(table.details.contains("claimed in [0.45, 0.55]"))
    }
    #expect(throws: InputError.self) { try ClaimTable(folder: folder.file("absent"), listsAll: false) }
    try AtomicFileWriter().write("[{", to: report.path + "/claims.json")
    #expect(throws: InputError.self) { try ClaimTable(folder: folder.path, listsAll: false) }
  }

  @Test func claimsWithoutARunAreListedAsNotRun() throws {
    let registry = FigureRegistry(figures: [SelfCheck()])
    let table = try ClaimTable(folder: TemporaryFolder().file("absent"), registry: registry, listsAll: true)
    #expect(table.rows.map(\.claim.remedy) == ["not run: cotrain reproduce self-check"])
  }
}

@Suite struct FigureRegistryTests {
  @Test func everyFigureIsCompleteAndItsSmokeGridNotEmpty() throws {
    for figure in FigureRegistry.all.figures + [SelfCheck()] { try check(figure) }
  }

  private func check(_ figure: some Figure) throws {
    let description = figure.description
    for preset in Preset.allCases {
      #expect(description.costs[preset] != nil, "\(description.id) says what \(preset) costs")
      let settings = figure.settings(preset, seed: 0)
      #expect(try !figure.trials(settings).isEmpty)
      #expect(try ConfigurationValue(describing: settings).value(of: type(of: settings)) == settings)
    }
    #expect(Set(description.columns.map(\.name)).count == description.columns.count)
    #expect(try figure.published().map { $0.columns == description.columns.map(\.name) } ?? true)
  }

  @Test func idsAreDistinctAndUnknownOnesNameTheNearest() throws {
    #expect(Set(FigureRegistry.all.ids).count == FigureRegistry.all.ids.count)
    let error = #expect(throws: UsageError.self) { try FigureRegistry.all.figure("self-chekc") }
    #expect(error?.description == "unknown figure 'self-chekc'; the nearest known figure is 'self-check'")
    let unbuilt = #expect(throws: UsageError.self) { try FigureRegistry.all.figure("scaling-law") }
    #expect(unbuilt?.description == "figure 'scaling-law' is not built yet")
  }

  @Test func aFigureNamedTwiceRunsOnce() throws {
    let registry = FigureRegistry(figures: [SelfCheck()])
    #expect(try registry.figures(named: ["self-check", "all"]).count == 1)
  }
}
