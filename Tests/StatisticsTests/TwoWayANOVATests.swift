import Statistics
import Testing

@Suite struct TwoWayANOVATests {
  @Test func tablesAgreeWithStatsmodels() throws {
    for entry in Reference.statistics.anovas {
      let anova = try TwoWayANOVA(replicates: entry.values)
      let tested = [anova.rows, anova.columns] + (entry.effects.count == 3 ? [anova.interaction] : [])
      for (effect, expected) in zip(tested, entry.effects) {
        let test = try #require(effect.test)
        #expect(agree(effect.sumOfSquares, expected.ss, relative: 1e-8, absolute: 1e-10))
        #expect(Double(effect.degreesOfFreedom) == expected.df)
        #expect(agree(test.f, expected.f, relative: 1e-8))
        #expect(agree(test.pValue, expected.p, relative: 1e-7))
      }
      let error = anova.residual ?? anova.interaction
      #expect(agree(error.sumOfSquares, entry.residual.ss, relative: 1e-8))
      #expect(Double(error.degreesOfFreedom) == entry.residual.df)
    }
  }

  @Test func sharesAddUpToOne() throws {
    for entry in Reference.statistics.anovas {
      let anova = try TwoWayANOVA(replicates: entry.values)
      let shares = [anova.rows, anova.columns, anova.interaction, anova.residual].compactMap(\.?.etaSquared)
      #expect(agree(shares.reduce(0, +), 1, relative: 1e-12))
    }
  }

  @Test func omegaSquaredFollowsItsDefinitions() throws {
    for entry in Reference.statistics.anovas {
      let anova = try TwoWayANOVA(replicates: entry.values)
      let error = try #require(entry.residual.df > 0 ? entry.residual.ss / entry.residual.df : nil)
      let count = Double(entry.values.count * entry.values[0].count * entry.values[0][0].count)
      let test = try #require(anova.rows.test)
      let expected = entry.effects[0]
      #expect(
        agree(
          test.omegaSquared, (expected.ss - expected.df * error) / (anova.totalSumOfSquares + error), relative: 1e-7,
          absolute: 1e-12))
      let excess = expected.df * (expected.f - 1)
      #expect(agree(test.partialOmegaSquared, excess / (excess + count), relative: 1e-7, absolute: 1e-12))
    }
  }

  @Test func oneValueACellLeavesTheInteractionUntested() throws {
    let anova = try TwoWayANOVA(table: [[1, 2], [3, 7]])
    #expect(anova.interaction.test == nil)
    #expect(anova.residual == nil)
    #expect(anova.rows.test != nil)
  }

  @Test func additiveTableHasNoInteraction() throws {
    let anova = try TwoWayANOVA(table: [[0, 1, 2], [4, 5, 6]])
    #expect(anova.interaction.sumOfSquares == 0)
    #expect(anova.rows.sumOfSquares == 24)
    #expect(anova.columns.sumOfSquares == 4)
    #expect(anova.rows.test?.f == .infinity)
    #expect(anova.rows.test?.pValue == 0)
  }

  @Test func factorWithoutEffectExplainsNothing() throws {
    let anova = try TwoWayANOVA(table: [[0.1, 0.1], [5.3, 5.3]])
    #expect(anova.columns.etaSquared == 0)
    #expect(anova.columns.test?.f == 0)
    #expect(anova.rows.etaSquared == 1)
  }

  @Test func badTablesAreRefused() {
    #expect(throws: SampleError.self) { try TwoWayANOVA(table: []) }
    #expect(throws: SampleError.self) { try TwoWayANOVA(table: [[1, 2]]) }
    #expect(throws: SampleError.self) { try TwoWayANOVA(table: [[1], [2]]) }
    #expect(throws: SampleError.ragged(what: "two-way table", index: 1, found: 1, expected: 2)) {
      try TwoWayANOVA(table: [[1, 2], [3]])
    }
    #expect(throws: SampleError.self) { try TwoWayANOVA(replicates: [[[1, 2], [3]], [[1, 2], [3, 4]]]) }
    #expect(throws: SampleError.self) { try TwoWayANOVA(replicates: [[[], []], [[], []]]) }
    #expect(throws: SampleError.notFinite(what: "two-way table, row 1, column 0", index: 0)) {
      try TwoWayANOVA(table: [[1, 2], [.nan, 4]])
    }
    #expect(throws: SampleError.constant(what: "two-way table")) { try TwoWayANOVA(table: [[0.1, 0.1], [0.1, 0.1]]) }
  }
}
