import Diagnosis
import Foundation
import Statistics
import Tensors
import Testing

/// A mean of numbers, one an episode, real minus sim, on halves: what an estimator gives of a linear statistic.
private func halves(_ real: [Double], _ sim: [Double], splits: Int = 400, seed: UInt64 = 3) -> HalfSampleValues {
  func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
  let split = (0..<splits).map { index -> HalfSampleValues.Split in
    var stream = RandomStream(seed: seed, purpose: "halves", index: UInt64(index))
    let (a, b) = (stream.permutation(real.count).map { real[$0] }, stream.permutation(sim.count).map { sim[$0] })
    let (r, s) = (a.count / 2, b.count / 2)
    return HalfSampleValues.Split(
      first: mean(Array(a[..<r])) - mean(Array(b[..<s])), second: mean(Array(a[r...])) - mean(Array(b[s...])),
      share: 0.5)
  }
  return HalfSampleValues(
    value: mean(real) - mean(sim), splits: split, realUnits: real.count, simUnits: sim.count)
}

private func normal(_ count: Int, _ seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed, purpose: "episodes")
  return Tensor<Double>.normal([count], from: &stream).elements
}

private func planted(_ name: String, _ values: HalfSampleValues) -> LayerDiagnosis {
  // The same interval as a paired contrast of one layer with nothing.
  let interval = HalfSampleValues.contrast([values], [1]).interval!
  return layer(name, separation: reading(values.value, interval.lower...interval.upper, halves: values))
}

@Suite struct LayerContrastTests {
  /// For a difference of means the halves' variance is the textbook's: s²_r/n_r + s²_s/n_s, and t has Welch's freedom.
  /// 4000 splits put the ratio of widths within .04 of 1 (three standard errors of a variance of 4000 draws, halved).
  @Test func theIntervalOfAMeanIsTheTextbooks() throws {
    let (real, sim) = (normal(30, 1), normal(30, 2))
    let (value, interval) = HalfSampleValues.contrast([halves(real, sim, splits: 4000)], [1])
    func variance(_ x: [Double]) -> Double {
      let mean = x.reduce(0, +) / Double(x.count)
      return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count - 1)
    }
    let error = ((variance(real) + variance(sim)) / 30).squareRoot()
    let expected = StudentDistribution(degreesOfFreedom: 58).quantile(0.975) * error
    #expect(abs(try #require(interval).halfWidth / expected - 1) < 0.04)
    #expect(abs((interval!.lower + interval!.upper) / 2 - value) < 1e-12)
  }

  @Test func whatBothCheckpointsShareCancelsInAPairedInterval() throws {
    let (real, sim) = (normal(24, 5), normal(24, 6))
    // The other checkpoint has the same episodes .3 farther apart, and a twentieth of noise of its own.
    let noise = normal(24, 7).map { 0.05 * $0 }
    let base = planted("trunk", halves(real, sim))
    let other = planted("trunk", halves(zip(real, noise).map { $0 + 0.3 + $1 }, sim))
    let paired = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([other]), whyUnpaired: nil)
    let apart = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([other]), whyUnpaired: "other episodes")
    let (close, wide) = (paired.layers[0].differences[0].contrast, apart.layers[0].differences[0].contrast)
    #expect(close.pairing == .paired && wide.pairing == .unpaired)
    let expected = 0.3 + noise.reduce(0, +) / 24
    #expect(abs(try #require(close.value) - expected) < 1e-12)
    #expect(wide.value == close.value)
    #expect(close.sign == .plus && wide.sign == nil)
    // Noise of a twentieth on one side of two: the paired interval is √(2/.0025) = 28 times narrower.
    let ratio = try #require(wide.interval).halfWidth / #require(close.interval).halfWidth
    #expect(ratio > 14 && ratio < 56)
  }

  @Test func aCheckpointBesideItselfDiffersByExactlyNothing() throws {
    let base = planted("trunk", halves(normal(12, 8), normal(12, 9)))
    let comparison = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([base]), whyUnpaired: nil)
    let contrast = comparison.layers[0].differences[0].contrast
    #expect(contrast.value == 0)
    #expect(contrast.interval == Interval(lower: 0, upper: 0))
    #expect(comparison.sentences == ["No coordinate of any layer moved beyond its interval."])
  }

  @Test func unpairedEndsAddInQuadrature() throws {
    let base = layer(separation: reading(0.2, 0.17...0.24))
    let other = layer(separation: reading(0.5, 0.46...0.53))
    let contrast = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([other]), whyUnpaired: nil)
      .layers[0].differences[0].contrast
    #expect(contrast.pairing == .unpaired)
    // Below: .04 of the other and .04 of the base, whose upper end counts; above: .03 and .03.
    #expect(abs(try #require(contrast.interval).lower - (0.3 - 0.04 * 2.0.squareRoot())) < 1e-12)
    #expect(abs(try #require(contrast.interval).upper - (0.3 + 0.03 * 2.0.squareRoot())) < 1e-12)
  }

  @Test func halvesOfOtherNumbersOfEpisodesAreNotPaired() {
    let base = planted("trunk", halves(normal(12, 1), normal(12, 2)))
    let other = planted("trunk", halves(normal(14, 1), normal(12, 2)))
    let comparison = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([other]), whyUnpaired: nil)
    #expect(comparison.layers[0].differences[0].contrast.pairing == .unpaired)
  }

  @Test func aProbeThatNeverErrsIsNotSureToTheLastDigit() throws {
    let flawless = HalfSampleValues(
      value: 1, splits: Array(repeating: .init(first: 1, second: 1, share: 0.5), count: 20), realUnits: 10, simUnits: 10
    )
    let base = layer(discernibility: reading(1, 0.9...1, halves: flawless))
    let contrast = DiagnosisComparison(base: diagnosis([base]), other: diagnosis([base]), whyUnpaired: nil)
      .layers[0].differences[1].contrast
    #expect(contrast.pairing == .unpaired)
    let interval = try #require(contrast.interval)
    #expect(abs(interval.lower + 0.1) < 1e-12 && abs(interval.upper - 0.1) < 1e-12)
  }

  @Test func aValueThatIsMissingHasNoDifference() {
    let comparison = DiagnosisComparison(
      base: diagnosis([layer(separation: reading(nil))]), other: diagnosis([layer()]), whyUnpaired: nil)
    let contrast = comparison.layers[0].differences[0].contrast
    #expect(contrast.value == nil && contrast.interval == nil && contrast.sign == nil)
  }

  @Test func layersOfOneCheckpointAloneAreNamed() {
    let comparison = DiagnosisComparison(
      base: diagnosis([layer("a"), layer("b")]), other: diagnosis([layer("b", regime: .disjoint), layer("c")]),
      whyUnpaired: nil)
    #expect(comparison.layers.map(\.name) == ["b"])
    #expect(comparison.onlyInBase == ["a"] && comparison.onlyInOther == ["c"])
    #expect(comparison.sentences[0] == "'b': structured aligned → disjoint.")
  }
}
