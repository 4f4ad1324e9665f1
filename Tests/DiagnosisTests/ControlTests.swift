import Alignment
import Diagnosis
import Foundation
import Statistics
import Tensors
import Testing

/// What the calibrated rules say of domains whose relation is known.
@Suite struct ControlTests {
  private let rules = RegimeRules.calibrated

  /// Eight draws; by a 95 % interval no more than one would be expected to reach far from ½.
  @Test func identicalDomainsAreNeverToldApart() throws {
    var overlapping = 0
    for seed in 0..<8 {
      let layer = try ControlledDomains(width: 16, episodes: 20, length: 16, seed: UInt64(seed)).diagnosed()
      let regime = layer.verdict.regime
      #expect([.overlapping, .undecided].contains(regime))
      if regime == .overlapping { overlapping += 1 }
      // Two samples of one distribution: 1/2n + 1/2m.
      #expect(abs(try #require(layer.separation.value) - 1.0 / 320) < 0.002)
      #expect(abs(try #require(layer.mixing.value) - 1) < 0.05)
    }
    #expect(overlapping >= 6)
  }

  /// Normal domains Δ deviations apart: A = Φ(Δ/√(2(1 + ρ²))), H ≈ 1 − √(2d/(2d + Δ²)).
  @Test(arguments: [(shift: 3.0, regime: Regime.structuredAligned), (shift: 14, regime: .disjoint)])
  func aShiftOfKnownSizeIsReadAtItsSize(shift: Double, regime: Regime) throws {
    let width = 64
    let layer = try ControlledDomains(width: width, episodes: 25, length: 20, seed: 3)
      .shifted(by: Float(shift), column: 5).diagnosed()
    let area = NormalDistribution.cumulative(shift / (2 * (1 + rules.resolution * rules.resolution)).squareRoot())
    let found = try #require(layer.discernibility.interval)
    // What 64 directions estimated from 800 rows lose of the best direction's area is below .02.
    #expect(found.lower < area && found.upper > area - 0.02)
    let d = Double(2 * width)
    let separation = 1 - (d / (d + shift * shift)).squareRoot()
    #expect(abs(try #require(layer.separation.value) - separation) < 0.01)
    #expect(layer.verdict.regime == regime)
  }

  @Test func aShiftInOneOfManyDimensionsIsToldApartAndAligned() throws {
    let layer = try ControlledDomains(width: 256, episodes: 40, length: 12, seed: 4)
      .shifted(by: 4, column: 100).diagnosed()
    #expect(try #require(layer.separation.value) < 0.03)
    #expect(layer.verdict.regime == .structuredAligned)
  }

  @Test func domainsOfEqualMarginalsAreToldApartByTheNetworkAlone() throws {
    let layer = try ControlledDomains(width: 16, episodes: 25, length: 20, seed: 5).correlated(0.9).diagnosed()
    let linear = try #require(layer.discernibility.interval)
    #expect(linear.upper < rules.discernible)
    #expect(try #require(layer.networkDiscernibility.interval).lower > rules.discernible)
    #expect(layer.verdict.regime == .structuredAligned)
  }

  @Test func sixteenRowsAgainstFourThousandAreNotSaidToDiffer() throws {
    var domains = ControlledDomains(width: 16, episodes: 1, length: 4096, seed: 6)
    domains.real = try domains.real.rows(0..<16)
    let layer = try domains.diagnosed(knowingEpisodes: false)
    #expect([.overlapping, .undecided].contains(layer.verdict.regime))
    let wide = try #require(layer.discernibility.interval)
    #expect(wide.upper - wide.lower > 0.15)
  }

  @Test func sixteenRowsAgainstFourThousandFarAwayAreNotSaidToOverlap() throws {
    var domains = try ControlledDomains(width: 16, episodes: 1, length: 4096, seed: 7).shifted(by: 12, column: 0)
    domains.real = try domains.real.rows(0..<16)
    let layer = try domains.diagnosed(knowingEpisodes: false)
    #expect([.disjoint, .undecided].contains(layer.verdict.regime))
    #expect(try #require(layer.separation.interval).lower > rules.disjoint)
  }

  /// Held-out episodes say what held-out frames hide: the frame's number tells which episode it is, not which domain.
  @Test func aFrameIndexIsNoDomainOnceEpisodesAreKnown() throws {
    let domains = try ControlledDomains.ofFrameIndex(width: 32, episodes: 12, length: 24, seed: 8)
    let known = try domains.diagnosed()
    #expect([.overlapping, .undecided].contains(known.verdict.regime))
    let unknown = try domains.diagnosed(knowingEpisodes: false)
    #expect(try #require(unknown.networkDiscernibility.value) > 0.95)
    #expect(unknown.discernibility.status.contains("neighbouring frames leak"))
    #expect(known.discernibility.status == "ok")
  }
}
