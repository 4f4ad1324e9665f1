import Foundation
import Probes
import Statistics
import Tensors
import Testing

@Test func noEpisodeStandsInTwoFoldsAndEachFoldHasBothDomains() throws {
  let sample = try DomainSample(
    real: .zeros([23, 1]), sim: .zeros([40, 1]), realEpisodes: [2, 9, 1, 5, 6], simEpisodes: [8, 8, 8, 8, 8])
  for seed in 0..<20 {
    let folds = try FoldScheme.wholeEpisodes.assign(sample, folds: 4, seed: UInt64(seed))
    for episode in sample.rows.groups { #expect(Set(episode.map { folds.ofRow[$0] }).count == 1) }
    for fold in 0..<4 {
      #expect(folds.ofRow[..<23].contains(fold) && folds.ofRow[23...].contains(fold))
    }
  }
}

@Test func runsWithinEpisodesSpreadEachEpisodeOverTheFolds() throws {
  let sample = try planted(1, episodes: 3, length: 20, shift: 0, seed: 1)
  let folds = try FoldScheme.withinEpisodes.assign(sample, folds: 5, seed: 1)
  for episode in sample.rows.groups {
    #expect(Set(episode.map { folds.ofRow[$0] }).count == 5)
    // Runs: as many changes as there are boundaries.
    #expect(episode.dropFirst().count { folds.ofRow[$0] != folds.ofRow[$0 - 1] } == 4)
  }
}

@Test func foldsAreLoweredToTheSmallerSideAndOneEpisodeIsRefused() throws {
  let few = try DomainSample(
    real: .zeros([9, 1]), sim: .zeros([50, 1]), realEpisodes: [3, 3, 3], simEpisodes: [Int](repeating: 5, count: 10))
  #expect(try FoldScheme.wholeEpisodes.assign(few, folds: 5, seed: 0).count == 3)
  let one = try DomainSample(real: .zeros([9, 1]), sim: .zeros([50, 1]), realEpisodes: [9], simEpisodes: [25, 25])
  #expect(throws: SampleError.self) { try FoldScheme.wholeEpisodes.assign(one, folds: 5, seed: 0) }
}

@Test func aLinearProbeReachesTheBayesArea() throws {
  // Two unit normals Δ apart: A = Φ(Δ/√2). 2 × 3000 rows: the deviation of A is at most .008.
  for shift in [0.5, 1, 2] {
    let sample = try planted(3, episodes: 300, length: 10, shift: shift, seed: 7)
    let area = try CrossFit(seed: 1).scores(of: sample, with: LinearProbe()).areaUnderROC().value
    #expect(abs(area - NormalDistribution.cumulative(shift / 2.0.squareRoot())) < 0.025)
  }
}

@Test func domainsThatDoNotDifferAreAtChance() throws {
  // 2 × 1000 rows in 2 × 100 episodes; the deviation of A is about .02.
  let sample = try planted(3, episodes: 100, length: 10, shift: 0, seed: 11)
  for probe in ProbeRegistry.all {
    let scores = try CrossFit(seed: 2).scores(of: sample, with: probe)
    #expect(abs(try scores.areaUnderROC().value - 0.5) < 0.08)
    #expect(try scores.areaUnderROC().interval.contains(0.5))
  }
}

@Test func neighbouringFramesLeakWhenRowsAreDealtOut() throws {
  // The domains do not differ, but every episode has a place of its own.
  let sample = try planted(6, episodes: 12, length: 20, shift: 0, within: 3, seed: 4)
  let leak = try Leakage(of: sample, with: NeighborProbe(neighbors: 5), seed: 0)
  #expect(leak.separation == .wholeEpisodes)
  #expect(try leak.shuffled.areaUnderROC().value > 0.95)
  #expect(try leak.separated.areaUnderROC().value < 0.75)
  #expect(try leak.ofAreaUnderROC() > 0.2)
  #expect(try leak.ofBalancedAccuracy() > 0.2)

  // Without episodes, runs of rows in their order show most of it.
  let unknown = try planted(6, episodes: 12, length: 20, shift: 0, within: 3, seed: 4, knownEpisodes: false)
  let partial = try Leakage(of: unknown, with: NeighborProbe(neighbors: 5), seed: 0)
  #expect(partial.separation == .contiguousRows)
  #expect(try partial.ofAreaUnderROC() > 0.1)
}

@Test func scoresAreTheSameForAnyNumberOfWorkers() throws {
  let sample = try planted(5, episodes: 6, length: 12, shift: 0.7, within: 0.5, seed: 9)
  for probe in ProbeRegistry.all {
    let one = try CrossFit(folds: 4, seed: 3, workers: 1).scores(of: sample, with: probe)
    let three = try CrossFit(folds: 4, seed: 3, workers: 3).scores(of: sample, with: probe)
    #expect(one.logOdds == three.logOdds)
  }
  let network = NetworkProbe.twoLayer
  let other = try CrossFit(folds: 4, seed: 4).scores(of: sample, with: network).logOdds
  #expect(try CrossFit(folds: 4, seed: 3).scores(of: sample, with: network).logOdds != other)
}

@Test func scalingIsLearntInsideTheFold() throws {
  // One held-out episode lies a million deviations away. Scaled with it, the others would be told apart by nothing.
  var real = try planted(2, episodes: 10, length: 10, shift: 3, seed: 5)
  var rows = real.rows.rows
  for row in 0..<10 { rows[row, 0] -= 1e6 }
  real = try DomainSample(
    real: rows.rows(0..<100), sim: rows.rows(100..<200), realEpisodes: [Int](repeating: 10, count: 10),
    simEpisodes: [Int](repeating: 10, count: 10))
  let scores = try CrossFit(folds: 10, seed: 0).scores(of: real, with: LinearProbe())
  // The fold that holds it out is fitted on ordinary rows alone.
  let fold = scores.fold.ofRow[0]
  let inFold = (0..<200).filter { scores.fold.ofRow[$0] == fold }
  #expect(
    try areaUnderROC(scores: inFold.map { scores.logOdds[$0] }, isPositive: inFold.map { scores.isSim[$0] }) > 0.97)
}

@Test func theNetworkKnowsTheSmallerDomainToo() throws {
  // 5 real episodes against 45, two deviations apart: the best balanced accuracy is Φ(1) = .841.
  let whole = try planted(3, episodes: 45, length: 10, shift: 2, seed: 12)
  let sample = try DomainSample(
    real: whole.rows.rows.rows(0..<50), sim: whole.rows.rows.rows(450..<900),
    realEpisodes: [Int](repeating: 10, count: 5), simEpisodes: [Int](repeating: 10, count: 45))
  let scores = try CrossFit(seed: 0).scores(of: sample, with: NetworkProbe.twoLayer)
  #expect(abs(try scores.balancedAccuracy().value - 0.841) < 0.1)
  // Its log odds are those of the shares: rather nine in ten rows are called sim than half.
  #expect(try scores.accuracy().value > 0.88)
}

@Test func theWindowProtocolIsOptimisticWhereDomainsDoNotDiffer() throws {
  let sample = try planted(8, episodes: 15, length: 30, shift: 0, within: 2, seed: 6)
  var windows = WindowProtocol.embedding
  // Few rows: more and longer steps than the study's, to train as far.
  windows.training.learningRate = 3e-3
  windows.training.batchSize = 32
  let published = try windows.run(on: sample, seed: 0)
  #expect(published.accuracies.count == 20)
  #expect(published.best >= published.last && published.best > 0.9, "\(published)")
  let honest = try CrossFit(seed: 0).scores(of: sample, with: windows.crossFitted).balancedAccuracy()
  #expect(honest.value < 0.7)
}

@Test func foldsOfWholeEpisodesAreAsEvenAsScikitLearns() throws {
  // GroupKFold deals the largest episode to the emptiest fold too; which of equal ones goes where is chance.
  for reference in ProbeReference.shared.folds {
    let rows = thousandths(reference.rows)
    let real = reference.lengths_real.reduce(0, +)
    let sample = try DomainSample(
      real: rows.rows(0..<real), sim: rows.rows(real..<rows.rows), realEpisodes: reference.lengths_real,
      simEpisodes: reference.lengths_sim)
    let ours = try FoldScheme.wholeEpisodes.assign(sample, folds: reference.count, seed: 0)
    for range in [0..<real, real..<rows.rows] {
      func sizes(_ fold: [Int]) -> [Int] {
        (0..<reference.count).map { number in fold[range].count { $0 == number } }.sorted()
      }
      #expect(sizes(ours.ofRow) == sizes(reference.fold))
    }
  }
}

@Test func scoresOutOfFoldAreThoseOfScikitLearnsPipeline() throws {
  for reference in ProbeReference.shared.folds {
    let rows = thousandths(reference.rows)
    let lengths = reference.lengths_real + reference.lengths_sim
    let isSim = simFrom(reference.lengths_real.reduce(0, +), of: rows.rows)
    let fold = FoldAssignment(count: reference.count, ofRow: reference.fold)
    var scores = [Double](repeating: 0, count: rows.rows)
    for number in 0..<reference.count {
      let held = fold.ofRow.indices.filter { fold.ofRow[$0] == number }
      let train = fold.ofRow.indices.filter { fold.ofRow[$0] != number }
      let fitted = try LinearProbe().fit(
        rows.gatherRows(train), isSim: train.map { isSim[$0] }, stream: RandomStream(seed: 0, purpose: "none"))
      for (row, score) in zip(held, try fitted.logOdds(of: rows.gatherRows(held))) { scores[row] = score }
    }
    for (ours, theirs) in zip(scores, reference.scores) { #expect(close(ours, theirs, 1e-5)) }
    let found = OutOfFoldScores(
      logOdds: scores, isSim: isSim,
      episodeOfRow: lengths.enumerated().flatMap { [Int](repeating: $0, count: $1) }, columns: rows.columns,
      fold: fold, priorLogOdds: [Double](repeating: 0, count: reference.count))
    #expect(close(try found.areaUnderROC().value, reference.auc, 1e-9))
    #expect(close(try found.logLoss().value, reference.log_loss, 1e-6))
    #expect(close(try found.brierScore().value, reference.brier, 1e-6))
    #expect(close(try found.accuracy().value, reference.accuracy, 1e-12))
  }
}
