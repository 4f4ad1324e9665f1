import Foundation
import Probes
import Statistics
import Tensors
import Testing

@Test func areaAndItsVarianceAgreeWithScikitLearnAndDeLong() throws {
  for reference in ProbeReference.shared.roc {
    let labels = simFrom(reference.n_real, of: reference.scores.count)
    #expect(close(try areaUnderROC(scores: reference.scores, isPositive: labels), reference.auc, 1e-12))
    let scores = OutOfFoldScores(logOdds: reference.scores, isSim: labels, episodeOfRow: Array(labels.indices))
    let (area, spread) = try scores.areaWithVariance()
    #expect(close(area, reference.auc, 1e-12) && close(spread.variance, reference.variance, 1e-12))
  }
}

@Test func areaCountsTiesHalf() throws {
  // scikit-learn's documented example, and every score the same.
  let labels = [false, false, true, true]
  #expect(try areaUnderROC(scores: [0.1, 0.4, 0.35, 0.8], isPositive: labels) == 0.75)
  #expect(try areaUnderROC(scores: [2, 2, 2, 2], isPositive: labels) == 0.5)
  #expect(throws: SampleError.self) { try areaUnderROC(scores: [1, 2], isPositive: [true, true]) }
  #expect(throws: SampleError.self) { try areaUnderROC(scores: [1, .nan], isPositive: [true, false]) }
}

@Test func scoresOfTwoFoldsAreNotCompared() throws {
  // Within each fold sim scores above real; the second fold's scores all lie below the first's.
  let isSim = [false, false, true, true, false, false, true, true]
  let fold = FoldAssignment(count: 2, ofRow: [0, 0, 0, 0, 1, 1, 1, 1])
  let scores = OutOfFoldScores(
    logOdds: [5, 6, 7, 8, -8, -7, -6, -5], isSim: isSim, episodeOfRow: [0, 1, 2, 3, 4, 5, 6, 7], columns: 1,
    fold: fold, priorLogOdds: [0, 0])
  #expect(try scores.areaUnderROC().value == 1)
}

@Test func perfectScoresKeepAnIntervalThatNarrowsWithEpisodes() throws {
  var lowers: [Double] = []
  for episodes in [3, 10, 40] {
    let rows = episodes * 2 * 5
    let labels = simFrom(rows / 2, of: rows)
    let scores = OutOfFoldScores(
      logOdds: labels.map { $0 ? 3 : -3 }, isSim: labels, episodeOfRow: (0..<rows).map { $0 / 5 })
    for estimate in [try scores.areaUnderROC(), try scores.balancedAccuracy(), try scores.accuracy()] {
      #expect(estimate.value == 1 && estimate.interval.upper == 1)
    }
    #expect(try scores.proxyADistance().value == 2)
    lowers.append(try scores.balancedAccuracy().interval.lower)
  }
  #expect(lowers[0] < 0.7 && lowers[1] < lowers[2] && lowers[2] > 0.9)
}

@Test func rowsThatRepeatTheirEpisodeDoNotNarrowTheInterval() throws {
  var stream = RandomStream(seed: 2, purpose: "repeats")
  let once = (0..<24).map { Double($0 < 12 ? 0 : 1) + stream.normal() }
  func estimate(repeats: Int) throws -> Estimate {
    let scores = once.flatMap { [Double](repeating: $0, count: repeats) }
    return try OutOfFoldScores(
      logOdds: scores, isSim: simFrom(12 * repeats, of: 24 * repeats),
      episodeOfRow: (0..<24 * repeats).map { $0 / repeats }
    ).areaUnderROC()
  }
  let (one, many) = (try estimate(repeats: 1), try estimate(repeats: 30))
  #expect(close(one.value, many.value, 1e-12))
  #expect(close(one.interval.halfWidth, many.interval.halfWidth, 1e-9))
}

@Test func calibrationIsZeroForSharesThatComeTrueAndTheGapForThoseThatDoNot() throws {
  // Ten rows at P(sim) = ¼ and ten at ¾, twice each; in the first case a quarter and three quarters are sim.
  func scores(_ sims: [Int]) -> OutOfFoldScores {
    var rows: [(Double, Bool)] = []
    for (probability, count) in zip([0.25, 0.75], sims) {
      for row in 0..<20 { rows.append((log(probability / (1 - probability)), row < count)) }
    }
    rows.sort { !$0.1 && $1.1 }
    return OutOfFoldScores(logOdds: rows.map(\.0), isSim: rows.map(\.1), episodeOfRow: Array(rows.indices))
  }
  #expect(try scores([5, 15]).calibrationError(bins: 2).value < 1e-12)
  // 10 % too few in one bin, 20 % too many in the other: 0.15 on average.
  #expect(close(try scores([7, 11]).calibrationError(bins: 2).value, 0.15, 1e-12))
}

@Test func balancedAccuracyDoesNotSeeTheSharesOfTheDomains() throws {
  // A weak probe under shares of 1 to 9 calls every row sim; at the shares' own log odds it still recognises both.
  let labels = simFrom(20, of: 200)
  let prior = log(9.0)
  let scores = OutOfFoldScores(
    logOdds: labels.map { prior + ($0 ? 0.5 : -0.5) }, isSim: labels, episodeOfRow: (0..<200).map { $0 / 5 })
  #expect(try scores.balancedAccuracy().value == 1)
  #expect(try scores.accuracy().value == 0.9)
}

@Test func intervalsCoverAtTheirLevelWithAndWithoutADifference() throws {
  // 250 studies each: a coverage of 0.95 is found outside [0.905, 0.98] in about one run of 300.
  for (shift, within, low) in [(0.0, 0.5, 0.87), (1.2, 0.5, 0.905), (2.5, 0.5, 0.905)] {
    var areas: [Estimate] = []
    var losses: [Estimate] = []
    for study in 0..<250 {
      let sample = try planted(4, episodes: 12, length: 6, shift: shift, within: within, seed: UInt64(study))
      let scores = try CrossFit(folds: 4, seed: UInt64(study)).scores(of: sample, with: LinearProbe())
      areas.append(try scores.areaUnderROC())
      losses.append(try scores.logLoss())
    }
    for (estimates, low) in [(areas, low), (losses, 0.905)] {
      let truth = estimates.map(\.value).reduce(0, +) / Double(estimates.count)
      let covered = Double(estimates.count { $0.interval.contains(truth) }) / Double(estimates.count)
      #expect(covered > low && covered <= 0.988, "shift \(shift): \(covered)")
    }
  }
}
