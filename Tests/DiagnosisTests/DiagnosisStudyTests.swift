import Alignment
import Diagnosis
import Probes
import Synchronization
import Tensors
import Testing

@Suite struct DiagnosisStudyTests {
  private let domains = try! ControlledDomains(width: 6, episodes: 8, length: 8, seed: 1).shifted(by: 2, column: 1)
  private var episodes: EpisodeLengths { EpisodeLengths(real: domains.lengths, sim: domains.lengths) }
  private var layers: [AlignmentLayer<Float>] {
    [
      AlignmentLayer("first", real: domains.real, sim: domains.sim),
      AlignmentLayer("second", real: domains.real, sim: domains.real),
    ]
  }

  private func study(workers: Int = 1) -> DiagnosisStudy {
    DiagnosisStudy(resamples: 20, probeFloors: 2, folds: 3, transportRows: 24, seed: 5, workers: workers)
  }

  @Test func theSameSeedGivesTheSameNumbersForAnyWorkers() throws {
    func withoutTimes(_ diagnosis: Diagnosis) -> [LayerDiagnosis] {
      diagnosis.layers.map { layer in
        LayerDiagnosis(
          name: layer.name, realRows: layer.realRows, simRows: layer.simRows, realEpisodes: layer.realEpisodes,
          simEpisodes: layer.simEpisodes, separation: layer.separation, discernibility: layer.discernibility,
          networkDiscernibility: layer.networkDiscernibility, mixing: layer.mixing, verdict: layer.verdict,
          alignment: layer.alignment.map { row in
            var row = row
            row.seconds = 0
            return row
          }, probes: layer.probes)
      }
    }
    let one = withoutTimes(try study().run(layers, episodes: episodes))
    #expect(one == withoutTimes(try study(workers: 3).run(layers, episodes: episodes)))
    #expect(one[0].separation.value != one[1].separation.value)
  }

  @Test func coordinatesAreTheirMeasuresOwnNumbers() throws {
    let layer = try study().run(layers, episodes: episodes).layers[0]
    let separation = try EnergyCoefficient().value(between: domains.real, and: domains.sim).value
    // Episodes are summed in another order.
    #expect(abs(try #require(layer.separation.value) - separation) < 1e-6)
    #expect(layer.alignment.map(\.measure).prefix(2) == ["energy-coefficient", "neighbor-mixing"])
    let sample = try DomainSample(
      real: domains.real, sim: domains.sim, realEpisodes: domains.lengths, simEpisodes: domains.lengths)
    let curve = try ResolutionCurve(
      of: sample, with: LinearProbe(), resolutions: [RegimeRules.calibrated.resolution],
      fitting: CrossFit(folds: 3, seed: 5))
    #expect(layer.discernibility.value == curve.points[0].areaUnderROC.value)
    #expect(layer.discernibility.realFloor.map { $0 >= 0.5 && $0 < 0.9 } == true)
    #expect(layer.realEpisodes == 8 && layer.realRows == 64)
  }

  @Test func exactTransportSaysItsRowsAndThatItHasNoInterval() throws {
    let rows = try study().run(layers, episodes: episodes).layers[0].alignment.filter { $0.measure == "w2" }
    #expect(rows.count == 1)
    #expect(rows[0].value != nil && rows[0].interval == nil && rows[0].realRows <= 24)
    #expect(rows[0].status.contains("on at most 24 rows a side, without interval"))
  }

  @Test func probesStandBesideForEachLayer() throws {
    let layer = try study().run(layers, episodes: episodes).layers[1]
    #expect(Set(layer.probes.map(\.probe)) == ["linear", "mlp"])
    #expect(layer.probes.allSatisfy { $0.layer == "second" && $0.value != nil })
  }

  @Test func aSideOfOneEpisodeIsUndecidedAndSaysWhy() throws {
    let diagnosis = try study().run(
      Array(layers.prefix(1)), episodes: EpisodeLengths(real: [64], sim: domains.lengths))
    let layer = diagnosis.layers[0]
    #expect(layer.verdict.regime == .undecided)
    #expect(layer.discernibility.value == nil && layer.discernibility.status.contains("no value"))
    #expect(layer.separation.value != nil && layer.separation.interval == nil)
    #expect(diagnosis.verdict.regime == .undecided)
  }

  @Test func progressGrowsToItsTotal() throws {
    let told = Mutex([(Int, Int)]())
    _ = try study().run(
      layers, episodes: episodes,
      monitor: StudyMonitor(progress: { done, total in told.withLock { $0.append((done, total)) } }))
    let steps = told.withLock { $0 }
    #expect(steps.count > 20)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.0 < $1.0 })
    #expect(steps.allSatisfy { $0.1 == 200 } && steps.last?.0 == 200)
  }

  /// At whatever share of the work somebody loses patience.
  @Test(arguments: [0, 20, 50, 80]) func aCancelledStudyThrows(share: Int) throws {
    let isCancelled = Mutex(share == 0)
    let monitor = StudyMonitor(
      progress: { done, _ in if done >= share { isCancelled.withLock { $0 = true } } },
      isCancelled: { isCancelled.withLock { $0 } })
    #expect(throws: CancellationError.self) { try study().run(layers, episodes: episodes, monitor: monitor) }
  }
}
