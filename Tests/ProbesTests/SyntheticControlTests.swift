import Foundation
import Probes
import Statistics
import Tensors
import Testing

/// `count` whole episodes of `length` rows a side, made row by row: what a probe must and must not see of them.
private func domains(
  real: (episodes: Int, length: Int), sim: (episodes: Int, length: Int), seed: UInt64, width: Int,
  row: (_ isSim: Bool, _ frame: Int, _ noise: [Float]) -> [Float]
) throws -> DomainSample {
  var stream = RandomStream(seed: seed, purpose: "synthetic controls")
  func side(_ isSim: Bool, _ shape: (episodes: Int, length: Int)) throws -> Tensor<Float> {
    let noise = Tensor<Float>.normal([shape.episodes * shape.length, width], from: &stream)
    return try Tensor(
      rows: (0..<noise.rows).map { row(isSim, $0 % shape.length, noise.row(at: $0).elements) })
  }
  return try DomainSample(
    real: side(false, real), sim: side(true, sim),
    realEpisodes: [Int](repeating: real.length, count: real.episodes),
    simEpisodes: [Int](repeating: sim.length, count: sim.episodes))
}

@Suite struct SyntheticControlTests {
  @Test func aShiftInOneOf256DimensionsIsReadAsTheoryOfDiscriminantsSays() throws {
    // Two deviations in column 200, 1000 rows a side. A discriminant fitted to n = 1600 rows in p = 256 columns has
    // the accuracy Φ(Δ²/(2 √(Δ² + 4p/n)) √(1 − p/n)) = .80 (Raudys), a logistic regression a little less; the best there
    // can be is Φ(1) = .841.
    let sample = try domains(real: (40, 25), sim: (40, 25), seed: 1, width: 256) { isSim, _, noise in
      noise.enumerated().map { $1 + (isSim && $0 == 200 ? 2 : 0) }
    }
    let linear = try CrossFit(seed: 0).scores(of: sample, with: LinearProbe()).balancedAccuracy()
    #expect(linear.value > 0.73 && linear.value < 0.845, "\(linear)")
    let solution = try LogisticRegression().fit(sample.rows.rows, labels: sample.isSim)
    let largest = solution.weights.indices.max { abs(solution.weights[$0]) < abs(solution.weights[$1]) }
    #expect(largest == 200)
    // In 256 columns of noise neighbours hardly see it.
    let knn = try CrossFit(seed: 0).scores(of: sample, with: NeighborProbe()).areaUnderROC()
    #expect(knn.value > 0.5 && knn.value < 0.7, "\(knn)")
  }

  @Test func equalMarginalsWithAnotherJointAreReadByAllButTheLinearProbe() throws {
    // Sim: the second column takes the sign of the first. Every column is a standard normal in both domains. A row whose
    // signs differ is real; of the others ⅔ are sim: accuracy and area are ½ (½ + 1) = .75.
    let sample = try domains(real: (60, 20), sim: (60, 20), seed: 2, width: 2) { isSim, _, noise in
      [noise[0], isSim ? (noise[0] < 0 ? -abs(noise[1]) : abs(noise[1])) : noise[1]]
    }
    let crossFit = CrossFit(seed: 0)
    let linear = try crossFit.scores(of: sample, with: LinearProbe()).areaUnderROC()
    #expect(linear.interval.contains(0.5) && linear.interval.halfWidth < 0.1, "\(linear)")
    for probe in [NetworkProbe.twoLayer, NeighborProbe()] as [any Probe] {
      let area = try crossFit.scores(of: sample, with: probe).areaUnderROC()
      #expect(abs(area.value - 0.75) < 0.06, "\(probe.name) \(area)")
    }
  }

  @Test func sixteenRowsAgainst4096AreJudgedByWhatSixteenCanSay() throws {
    for shift in [Float(0), 5] {
      let sample = try domains(real: (4, 4), sim: (64, 64), seed: 3, width: 4) { isSim, _, noise in
        [noise[0] + (isSim ? shift : 0)] + noise.dropFirst()
      }
      for probe in [LinearProbe(), NetworkProbe.twoLayer] as [any Probe] {
        let scores = try CrossFit(seed: 0).scores(of: sample, with: probe)
        #expect(scores.fold.count == 4)
        let area = try scores.areaUnderROC()
        if shift == 0 {
          #expect(area.interval.contains(0.5) && area.interval.halfWidth > 0.1, "\(probe.name) \(area)")
          // Calling every row sim is right for 4096 of 4112 and says nothing.
          #expect(try scores.accuracy().value > 0.98 && abs(scores.balancedAccuracy().value - 0.5) < 0.3)
        } else {
          #expect(area.value > 0.95 && area.interval.lower > 0.5, "\(probe.name) \(area)")
        }
      }
    }
  }

  @Test func aFrameIndexTellsTheDomainOnlyWhereFramesDiffer() throws {
    // Real episodes are 40 frames long, sim ones 20: frames from 20 on are real, the others of either domain. Area
    // and accuracy are .75, and nothing is left where only frames of both domains are looked at.
    let sample = try domains(real: (30, 40), sim: (30, 20), seed: 4, width: 2) { _, frame, noise in
      [Float(frame), noise[1]]
    }
    let both = try domains(real: (30, 20), sim: (30, 20), seed: 4, width: 2) { _, frame, noise in
      [Float(frame), noise[1]]
    }
    for probe in [LinearProbe(), NeighborProbe()] as [any Probe] {
      let area = try CrossFit(seed: 0).scores(of: sample, with: probe).areaUnderROC()
      // Along one column both order rows by frame: P(sim frame < real frame) = ¾.
      #expect(abs(area.value - 0.75) < 0.06, "\(probe.name) \(area)")
      let none = try CrossFit(seed: 0).scores(of: both, with: probe).areaUnderROC()
      #expect(none.interval.contains(0.5), "\(probe.name) \(none)")
    }
  }

  @Test func aCounterOverAllFramesLeaksOnlyAcrossFoldsThatCutEpisodes() throws {
    // Episodes of both domains were recorded in random order, and a column counts the frames of the whole session: it
    // knows the episode, and of the domain only what the episode says.
    var stream = RandomStream(seed: 5, purpose: "order of a session")
    let place = stream.permutation(60)
    let length = 20
    func side(_ first: Int) throws -> Tensor<Float> {
      try Tensor(
        rows: (0..<30 * length).map { [Float(place[first + $0 / length] * length + $0 % length)] })
    }
    let counts = [Int](repeating: length, count: 30)
    let sample = try DomainSample(real: side(0), sim: side(30), realEpisodes: counts, simEpisodes: counts)
    let leak = try Leakage(of: sample, with: NeighborProbe(neighbors: 5), seed: 0)
    #expect(try leak.shuffled.areaUnderROC().value > 0.93)
    #expect(try leak.separated.areaUnderROC().interval.contains(0.5))
    #expect(try leak.ofAreaUnderROC() > 0.25)
  }
}
