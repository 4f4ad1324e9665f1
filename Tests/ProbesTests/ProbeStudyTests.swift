import Foundation
import Probes
import Statistics
import Synchronization
import Tensors
import Testing

private func layer(_ name: String, shift: Double, seed: UInt64, episodes: Int = 6) throws -> ProbeStudy.Layer {
  let sample = try planted(3, episodes: episodes, length: 8, shift: shift, seed: seed)
  let counts = [Int](repeating: 8, count: episodes)
  return ProbeStudy.Layer(
    name, real: try sample.rows.rows.rows(0..<sample.realRows),
    sim: try sample.rows.rows.rows(sample.realRows..<sample.rowCount), realEpisodes: counts, simEpisodes: counts)
}

@Test func aStudyHasARowForEachLayerProbeAndStatisticWhateverTheWorkers() throws {
  let layers = [try layer("early", shift: 0, seed: 1), try layer("late", shift: 5, seed: 2)]
  let probes: [any Probe] = [LinearProbe(), NeighborProbe(neighbors: 5)]
  let last = Mutex((done: 0, total: 0))
  let rows = try ProbeStudy(probes: probes, windowProtocols: [.embedding], folds: 3, seed: 4, controlDraws: 2).run(
    layers
  ) {
    done, total, _ in
    last.withLock { $0 = (done, total) }
  }
  #expect(rows.count == 2 * (2 * ProbeStatistic.allCases.count + 1))
  #expect(last.withLock { $0.done == $0.total && $0.total > 0 })
  #expect(
    ProbeRow.columns.joined(separator: ",")
      == "layer,probe,statistic,value,lower,upper,n_real,n_sim,episodes_real,episodes_sim,status")
  for row in rows {
    #expect(row.value != nil && row.realRows == 48 && row.simEpisodes == 6)
    #expect(row.probe == "windows-embedding" ? row.lower == nil : row.status == "ok")
    if let value = row.value, let lower = row.lower, let upper = row.upper { #expect(lower <= value && value <= upper) }
  }
  let area = rows.filter { $0.statistic == .areaUnderROC && $0.probe == "linear" }
  #expect(area[0].upper! > 0.5 && area[0].value! < 0.75 && area[1].value! > 0.98)
  let again = try ProbeStudy(
    probes: probes, windowProtocols: [.embedding], folds: 3, seed: 4, workers: 3, controlDraws: 2
  ).run(layers)
  #expect(again == rows)
  // A statistic asked for alone is the same as among the others.
  let alone = try ProbeStudy(probes: [LinearProbe()], folds: 3, seed: 4, statistics: [.logLoss]).run(layers)
  #expect(alone == rows.filter { $0.statistic == .logLoss && $0.probe == "linear" })
}

@Test func oneEpisodeOnASideIsRefusedWithAReason() throws {
  var single = try layer("single", shift: 1, seed: 3, episodes: 5)
  single = ProbeStudy.Layer(
    "single", real: single.real, sim: single.sim, realEpisodes: [40], simEpisodes: single.simEpisodes)
  let rows = try ProbeStudy(probes: [LinearProbe()], seed: 0).run([single])
  #expect(rows.count == ProbeStatistic.allCases.count)
  for row in rows {
    #expect(row.value == nil && row.lower == nil && row.upper == nil)
    #expect(row.status.contains("real episodes") && row.status.contains("1 found, at least 2 needed"))
  }
}

@Test func rowsWithoutEpisodesSaySo() throws {
  let known = try layer("rows", shift: 1, seed: 3)
  let rows = try ProbeStudy(probes: [LinearProbe()], seed: 0).run([
    ProbeStudy.Layer("rows", real: known.real, sim: known.sim)
  ])
  for row in rows where row.statistic != .selectivity {
    #expect(row.value != nil && row.status.contains("neighbouring frames leak"))
    // Beside each score stands the one with neighbours kept together.
    #expect((row.separatedValue != nil) == (row.statistic != .descriptionLength))
  }
  #expect(rows[0].status.contains("with neighbours kept together the value is"))
  let selectivity = try #require(rows.first { $0.statistic == .selectivity })
  #expect(selectivity.value == nil && selectivity.status.contains("no episodes are known"))
}

@Test func fewerEpisodesThanFoldsAreSaid() throws {
  let rows = try ProbeStudy(probes: [LinearProbe()], folds: 10, seed: 0, statistics: [.areaUnderROC]).run([
    try layer("few", shift: 1, seed: 3, episodes: 4)
  ])
  #expect(rows[0].value != nil && rows[0].status.contains("4 folds in place of 10"))
}

@Test func aStudyStopsWhenItsProgressThrows() throws {
  struct Enough: Error {}
  let done = Mutex(0)
  #expect(throws: Enough.self) {
    try ProbeStudy(probes: [LinearProbe()], seed: 0).run([try layer("stopped", shift: 1, seed: 3)]) { count, _, _ in
      done.withLock { $0 = count }
      if count == 3 { throw Enough() }
    }
  }
  #expect(done.withLock { $0 } == 3)
}

@Test func everyNameOfAProbeIsDeclaredOnce() {
  let names = ProbeRegistry.declarations.map(\.name)
  #expect(Set(names).count == names.count)
  #expect(names.starts(with: ProbeRegistry.all.map(\.name)))
  #expect(names.contains("windows-embedding") && names.contains("windows-activation-cross-fitted"))
}
