import Experiments
import Foundation
import Statistics
import Testing

/// Every number that the table of claims quotes from a table of the papers, recomputed from that table.
@Suite struct PublishedValuesTests {
  @Test func publishedNumbersFollowFromThePublishedData() throws {
    for value in PublishedValue.all where value.agreement == .follows {
      let recomputed = try value.recomputed()
      #expect(
        value.agrees(with: recomputed), "\(value.claim), \(value.quantity): \(value.published), data \(recomputed)")
    }
  }

  @Test func publishedNumbersThatDoNotFollowAreExactlyTheseFive() throws {
    var found: [String] = []
    for value in PublishedValue.all where value.agreement != .follows {
      let recomputed = try value.recomputed()
      #expect(!value.agrees(with: recomputed), "\(value.claim), \(value.quantity) follows after all: \(recomputed)")
      found.append(value.claim)
    }
    #expect(found == ["M5", "M5", "M20", "E11", "E11"])
  }

  @Test func valuesThatDoNotFollowAreWhatWasSaidOfThem() throws {
    func recomputed(_ claim: String, _ quantity: String) throws -> Double {
      try #require(PublishedValue.values(of: claim).first { $0.quantity.hasPrefix(quantity) }).recomputed()
    }
    // Rounded to the digits that the explanations quote.
    #expect(abs(try recomputed("M5", "η²(Δz), bar chart") - 0.403) < 5e-4)
    #expect(abs(try recomputed("M5", "η²(w), bar chart") - 0.283) < 5e-4)
    #expect(abs(try recomputed("M20", "CFG-ADDA") - 0.0194) < 5e-5)
    #expect(try recomputed("E11", "in-sample R², test_loss") > 0.98)
    #expect(try recomputed("E11", "in-sample R², action_mse") > 0.98)
  }

  /// The claims whose published column names a table or a formula; the others say "pictures", "said" or nothing.
  @Test func everyClaimWithAPublishedTableIsCovered() {
    let expected = [
      "M2", "M5", "M6", "M7", "M8", "M13", "M14", "M15", "M16", "M17", "M18", "M19", "M20", "M21", "M22", "E1", "E2",
      "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13",
    ]
    #expect(Set(PublishedValue.all.map(\.claim)) == Set(expected))
    for value in PublishedValue.all { #expect(!value.sources.isEmpty) }
  }

  @Test func everySourceIsShipped() throws {
    for name in Set(PublishedValue.all.flatMap(\.sources)) {
      #expect(try !PublishedTable(name).rows.isEmpty)
    }
  }

  @Test func printedDigitsDecideAgreement() throws {
    let value = try #require(PublishedValue.values(of: "M13").first)
    #expect(value.agrees(with: -0.7649))
    #expect(!value.agrees(with: -0.7651))
    #expect(!value.agrees(with: 0.76))
  }

  /// The curves that the figure prints carry two to three digits; the joint exponents follow to .01.
  @Test func jointExponentsFollowFromThePrintedCurves() throws {
    let table = try PublishedTable("scaling_law_fits")
    for metric in ["test_loss", "action_mse"] {
      let joint = try table.rows(where: ["metric": metric, "n_target": ""])
      let law = try PublishedValue.curveFit(metric)
      #expect(abs(law.exponents[0] - (try joint.number("exponent_sim"))) < 0.01)
      #expect(abs(law.exponents[1] - (try joint.number("exponent_target"))) < 0.01)
    }
  }

  /// The correlations as their figures print them: r, its p-value and Spearman's ρ.
  @Test func correlationFiguresAreReproducedWithTheirPValues() throws {
    let panels: [(table: String, column: String, panel: String, r: Double, rP: ClosedRange<Double>, rho: Double)] = [
      ("corr_points_normalized", "panel", "visual-only", -0.76, 6.5e-5...7.5e-5, -0.65),
      ("corr_points_normalized", "panel", "physics-only", 0.57, 0.0065...0.0075, 0.49),
      ("corr_points_normalized", "panel", "visual-physics", -0.70, 3.5e-4...4.5e-4, -0.85),
      ("corr_points_normalized", "panel", "target-real", -0.44, 0.035...0.045, -0.55),
      ("three_regimes_points_normalized", "regime", "overlapping", 0.61, 0.0065...0.0075, 0.42),
      ("three_regimes_points_normalized", "regime", "structured", -0.31, 0.205...0.215, -0.31),
    ]
    for panel in panels {
      let points = try PublishedTable(panel.table).rows(where: [panel.column: panel.panel])
      let (x, y) = (try points.numbers("norm_wd"), try points.numbers("norm_sr"))
      let pearson = try Correlation.pearson(x, y)
      #expect(abs(pearson.coefficient - panel.r) <= 0.005, "\(panel.panel): \(pearson)")
      #expect(panel.rP.contains(pearson.pValue), "\(panel.panel): \(pearson)")
      #expect(abs(try Correlation.spearman(x, y).coefficient - panel.rho) <= 0.005, "\(panel.panel)")
    }
  }

  /// The gap figure's error bars are Wilson intervals of 600 trials.
  @Test func gapFigureCarriesWilsonIntervals() throws {
    for row in try PublishedTable("sim2sim_gap_success").rows {
      let rate = try #require(try row.value("success_rate"))
      let wilson = try Estimate.proportion(successes: Int((600 * rate).rounded()), trials: 600).interval
      // Some rates are multiples of 1/400 drawn with n = 600: rounding to whole successes moves an end by up to 1/1200.
      #expect(abs(wilson.lower - (try #require(try row.value("wilson95_lo_n600")))) < 1e-3)
      #expect(abs(wilson.upper - (try #require(try row.value("wilson95_hi_n600")))) < 1e-3)
    }
  }

  @Test func tablesAnswerWithAnErrorWhereTheyHaveNoAnswer() throws {
    #expect(throws: PublishedTableError.noTable("nothing")) { try PublishedTable("nothing") }
    let table = try PublishedTable("results_target_sim")
    #expect(throws: PublishedTableError.noColumn("x", table: "results_target_sim")) { try table.numbers("x") }
    #expect(throws: PublishedTableError.notOneRow(found: 85, table: "results_target_sim")) {
      try table.number("n_sim")
    }
    // Three markers are hidden in the figure and stay empty.
    #expect(throws: PublishedTableError.self) { try table.numbers("success_rate") }
    let hidden = try table.rows.filter { try $0.value("success_rate") == nil }
    #expect(hidden.count == 3)
  }
}
