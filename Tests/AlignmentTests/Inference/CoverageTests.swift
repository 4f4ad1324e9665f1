import Alignment
import Foundation
import Statistics
import Tensors
import Testing

/// How often the 95 % interval covers the expectation of the value at these numbers of rows.
@Suite struct CoverageTests {
  static let gaps: [(shift: Double, scale: Double)] = [(0, 1), (0.1, 1), (0.3, 1), (0.8, 1), (2, 1), (0, 1.3)]

  /// Coverage of a measure over planted domains of 12 episodes a side, distance zero among them.
  ///
  /// With a coverage of .90 or more one of the six shares falls below .90 by 3.5 binomial deviations in fewer than 1 in
  /// 700 seeds. A share near 1 cannot tell .98 from a wasteful interval with so few draws; the mean width can: an interval
  /// that covers .98 of normal values is 2.33 / 1.96 = 1.2 times as wide as one that covers .95, the one here up to 1.5
  /// times at distance zero, where half of S is excess, and t over 22 degrees of freedom adds 6 %.
  private func expectCoverage(of measure: any UnpairedMeasure, draws: Int, resamples: Int = 50) throws {
    for gap in Self.gaps {
      let planted = PlantedDomains(episodes: (12, 12), rows: 3, shift: gap.shift, scale: gap.scale)
      let study = AlignmentStudy(resamples: resamples, permutations: 0, seed: 11, workers: 2)
      let rows = try (0..<draws).map { index in
        let (real, sim) = planted.draw(index)
        return try study.table(
          of: [AlignmentLayer("a", real: real, sim: sim)], episodes: planted.lengths, measures: [measure]
        ).rows[0]
      }
      let target = rows.reduce(0) { $0 + $1.value! } / Double(draws)
      let covered = Double(rows.count { $0.interval!.contains(target) }) / Double(draws)
      let deviation = { (p: Double) in (p * (1 - p) / Double(draws)).squareRoot() }
      let name = measure.declaration.name
      #expect(covered > 0.90 - 3.5 * deviation(0.90), "\(name) at \(gap): \(covered)")
      let spread = (rows.reduce(0) { $0 + ($1.value! - target) * ($1.value! - target) } / Double(draws)).squareRoot()
      let width = rows.reduce(0) { $0 + 2 * $1.interval!.halfWidth } / Double(draws)
      #expect(width < 1.7 * 2 * 1.96 * spread, "\(name) at \(gap): \(width / spread)")
      #expect(width > 0.8 * 2 * 1.96 * spread, "\(name) at \(gap): \(width / spread)")
    }
  }

  @Test func intervalsOfMMDCover() throws { try expectCoverage(of: MaximumMeanDiscrepancy(), draws: 400) }
  @Test func intervalsOfTheEnergyDistanceCover() throws { try expectCoverage(of: EnergyDistance(), draws: 400) }
  @Test func intervalsOfTheSlicedWassersteinDistanceCover() throws {
    try expectCoverage(of: SlicedWasserstein(power: 2, directionCount: 50), draws: 200, resamples: 40)
  }
  @Test func intervalsOfTheBuresWassersteinDistanceCover() throws {
    try expectCoverage(of: GaussianDistance(.buresWasserstein), draws: 120, resamples: 40)
  }
  @Test func intervalsOfCORALCover() throws { try expectCoverage(of: CovarianceAlignment(), draws: 120, resamples: 40) }
  @Test func intervalsOfNeighborMixingCover() throws {
    try expectCoverage(of: NeighborMixing(), draws: 200, resamples: 40)
  }
  @Test func intervalsOfAPlainMetricCover() throws { try expectCoverage(of: MeanDistance(), draws: 150) }
}
