import Foundation
import Reweighting
import Statistics
import Tensors
import Testing

@Suite struct DecompositionTests {
  /// y = a·i + b·j + c·ij (i, j from −2 … 2) + noise, one row a cell and seed.
  static func planted(a: Double, b: Double, c: Double, noise: Double, seeds: Int) throws -> ResultsTable {
    var stream = RandomStream(seed: 41, purpose: "decomposition")
    var (response, first, second, groups): ([Double], [String], [String], [Int]) = ([], [], [], [])
    for seed in 0..<seeds {
      for i in -2...2 {
        for j in -2...2 {
          let (x, y) = (Double(i), Double(j))
          response.append(a * x + b * y + c * x * y + noise * stream.normal())
          first.append("\(i)")
          second.append("\(j)")
          groups.append(seed)
        }
      }
    }
    return try ResultsTable(
      response: response,
      factors: [Factor("alignment", .categorical(first)), Factor("w", .categorical(second))], groups: groups)
  }

  static func numeric(_ table: ResultsTable) throws -> ResultsTable {
    try ResultsTable(
      response: table.response,
      factors: table.factors.map { factor in
        guard case .categorical(let levels) = factor.values else { return factor }
        return Factor(factor.name, .numeric(levels.map { Double($0)! }))
      }, groups: table.groups)
  }

  /// Variances of i, j and ij are 2, 2 and 4: shares 4·2 : 1·2 : .25·4 = 8 : 2 : 1.
  @Test func plantedEffectsAreFoundInTheirProportion() throws {
    let table = try Self.planted(a: 2, b: 1, c: 0.5, noise: 0, seeds: 1)
    for candidate in [table, try Self.numeric(table)] {
      let shares = try candidate.shapleyShares()
      #expect(shares.map(\.term) == ["alignment", "w", "alignment × w", "residual"])
      for (share, expected) in zip(shares, [8.0 / 11, 2.0 / 11, 1.0 / 11, 0]) {
        #expect(abs(share.share - expected) < 1e-12)
      }
    }
  }

  @Test func onABalancedTableShapleySharesAreTheAnalysisOfVariances() throws {
    let table = try Self.planted(a: 1, b: -0.5, c: 0.4, noise: 1.5, seeds: 3)
    let anova = try table.twoWayANOVA()
    let expected = [anova.rows, anova.columns, anova.interaction, anova.residual!].map(\.etaSquared)
    for (share, eta) in zip(try table.shapleyShares(), expected) { #expect(abs(share.share - eta) < 1e-12) }
  }

  @Test func withoutAnInteractionNoneIsFoundBeyondChance() throws {
    let table = try Self.planted(a: 1, b: 1, c: 0, noise: 1, seeds: 8)
    // Noise alone gives the 16 interaction columns 16/199 of the residual's variance, a fifth of the whole: 1.6 %.
    #expect(try table.shapleyShares()[2].share < 0.04)
    #expect(table.response.count == 200)
    #expect(try table.shapleyShares(interactions: false).map(\.term) == ["alignment", "w", "residual"])
  }

  /// Two copies of one factor explain the same: each is given half.
  @Test func whatTwoFactorsExplainTogetherIsSplitEvenly() throws {
    let x = (0..<20).map { Double($0 % 7) }
    let table = try ResultsTable(
      response: x.map { 3 * $0 + 1 }, factors: [Factor("a", .numeric(x)), Factor("copy", .numeric(x.map { -2 * $0 }))])
    let shares = try table.shapleyShares(interactions: false)
    #expect(abs(shares[0].share - 0.5) < 1e-12 && abs(shares[1].share - 0.5) < 1e-12)
  }

  /// Correlated standardised factors with slopes β: R² from their correlations, worked out by hand.
  @Test func sharesOfCorrelatedFactorsAreTheFormulaOfTwoPlayers() throws {
    var stream = RandomStream(seed: 42, purpose: "correlated factors")
    let u = (0..<50).map { _ in stream.normal() }
    let v = u.map { 0.6 * $0 + stream.normal() }
    let y = zip(u, v).map { $0 + 0.5 * $1 + stream.normal() }
    let shares = try ResultsTable(response: y, factors: [Factor("u", .numeric(u)), Factor("v", .numeric(v))])
      .shapleyShares(interactions: false)
    func r(_ a: [Double], _ b: [Double]) throws -> Double { try Correlation.pearson(a, b).coefficient }
    let (yu, yv, uv) = (try r(y, u), try r(y, v), try r(u, v))
    let both = (yu * yu + yv * yv - 2 * yu * yv * uv) / (1 - uv * uv)
    #expect(abs(shares[0].share - (yu * yu + both - yv * yv) / 2) < 1e-12)
    #expect(abs(shares[1].share - (yv * yv + both - yu * yu) / 2) < 1e-12)
    #expect(abs(shares[2].share - (1 - both)) < 1e-12)
  }

  @Test func sharesAddUpToOneOnUnbalancedTables() throws {
    let full = try Self.planted(a: 1, b: -0.5, c: 0.4, noise: 1, seeds: 3)
    let kept = full.response.indices.filter { $0 % 4 != 1 }
    let table = try ResultsTable(
      response: kept.map { full.response[$0] },
      factors: full.factors.map { factor in
        guard case .categorical(let levels) = factor.values else { return factor }
        return Factor(factor.name, .categorical(kept.map { levels[$0] }))
      })
    let shares = try table.shapleyShares()
    #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(throws: SampleError.self) { try table.twoWayANOVA() }
  }

  @Test func intervalsOfSeedsHoldThePlantedShares() throws {
    // Var: 4·2 + 1·2 + .25·4 + noise 1 = 12.
    let table = try Self.planted(a: 2, b: 1, c: 0.5, noise: 1, seeds: 12)
    let expected = [8.0 / 12, 2.0 / 12, 1.0 / 12, 1.0 / 12]
    for estimates in [
      try table.anovaShares(interval: .bootstrap(resamples: 400, seed: 1)),
      try Self.numeric(table).shapleyEstimates(interval: .bootstrap(resamples: 400, seed: 1)),
      try table.anovaShares(interval: .jackknife), try Self.numeric(table).shapleyEstimates(interval: .jackknife),
    ] {
      #expect(estimates.map(\.term) == ["alignment", "w", "alignment × w", "residual"])
      for (found, truth) in zip(estimates, expected) {
        #expect(found.estimate.count == 12 && found.estimate.interval.contains(found.estimate.value))
        #expect(abs(found.estimate.value - truth) < 0.03 && found.estimate.interval.halfWidth < 0.05)
      }
    }
    let draw = ShareInterval.bootstrap(resamples: 50, seed: 9)
    let again = try table.anovaShares(interval: draw).map(\.estimate)
    #expect(try table.anovaShares(interval: draw).map(\.estimate) == again)
  }

  /// The published 9 × 9 table, logarithms: η² of Δz and w .40 and .28, not the printed bars' .48 and .22.
  @Test func theToysPublishedTableGivesItsOwnSharesAndNotTheBars() throws {
    let losses = ReweightingReference.shared.toyLosses
    let table = try ResultsTable(
      response: losses.values.joined().map { log($0) },
      factors: [
        Factor("dz", .categorical(losses.dz.flatMap { [String](repeating: $0, count: losses.w.count) })),
        Factor("w", .categorical(losses.dz.flatMap { _ in losses.w })),
      ])
    let shares = try table.shapleyShares(interactions: false)
    #expect(abs(shares[0].share - 0.40) < 0.005 && abs(shares[1].share - 0.28) < 0.005)
    let anova = try table.twoWayANOVA()
    #expect(abs(anova.rows.etaSquared - shares[0].share) < 1e-12)
  }

  @Test func tablesThatCannotBeDecomposedAreErrors() throws {
    let factor = Factor("a", .numeric([1, 2, 3]))
    #expect(throws: SampleError.self) { try ResultsTable(response: [], factors: [factor]) }
    #expect(throws: SampleError.self) { try ResultsTable(response: [1, 2, 3], factors: []) }
    #expect(throws: SampleError.constant(what: "response")) {
      try ResultsTable(response: [1, 1, 1], factors: [factor])
    }
    #expect(throws: SampleError.constant(what: "factor b")) {
      try ResultsTable(response: [1, 2, 3], factors: [Factor("b", .categorical(["x", "x", "x"]))])
    }
    #expect(throws: SampleError.notFinite(what: "response", index: 2)) {
      try ResultsTable(response: [1, 2, .nan], factors: [factor])
    }
    #expect(throws: SampleError.self) { try ResultsTable(response: [1, 2, 3, 4], factors: [factor]) }
    let table = try Self.planted(a: 1, b: 1, c: 0, noise: 0.1, seeds: 1)
    #expect(throws: SampleError.self) { try table.anovaShares(interval: .jackknife) }
    let many = try ResultsTable(
      response: [1, 2, 3, 5], factors: (0..<5).map { Factor("\($0)", .numeric([1, 2, Double($0), 9])) })
    #expect(throws: SampleError.self) { try many.shapleyShares() }
  }
}
