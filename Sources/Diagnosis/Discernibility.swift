import Alignment
import Foundation
import Probes
import Statistics
import Tensors

/// How well a probe reads the domain from blurred rows: the area under its ROC curve at one or more resolutions, each
/// with its interval over episodes and with the floors of both domains.
package struct Discernibility: Sendable {
  package var probe: any Probe
  package var folds: Int
  /// Splits into halves behind the floors; 0 for none.
  package var floors: Int
  /// Splits into halves that differences between layers and checkpoints are made from; 0 for none.
  package var halves: Int
  package var seed: UInt64
  package var workers: Int

  package init(
    probe: any Probe, folds: Int = 5, floors: Int, halves: Int = 0, seed: UInt64, workers: Int
  ) {
    self.probe = probe
    self.folds = folds
    self.floors = floors
    self.halves = halves
    self.seed = seed
    self.workers = workers
  }

  /// The number of fits behind the readings of a sample with enough episodes.
  package func fitCount(resolutions: Int) -> Int { folds * resolutions * (1 + 2 * floors) }

  /// One reading a resolution. A sample that a probe cannot be fitted to has readings without values that say why.
  /// - Parameter resolutions: ρ, ascending, none negative.
  /// - Throws: `CancellationError`.
  package func readings(of sample: DomainSample, at resolutions: [Double]) throws -> [Reading] {
    let names = resolutions.map { "auc of \(probe.name) at ρ = \($0)" }
    do {
      let points = try self.points(of: sample, at: resolutions)
      var notes =
        sample.knowsEpisodes ? [] : ["rows stand as episodes: neighbouring frames leak, the interval is too narrow"]
      let floors = try [false, true].map { try self.floors(of: sample, ofSim: $0, at: resolutions, &notes) }
      return try points.enumerated().map { place, point in
        Reading(
          estimator: names[place], value: point.areaUnderROC.value, interval: point.areaUnderROC.interval,
          realFloor: floors[0]?[place], simFloor: floors[1]?[place],
          status: notes.isEmpty ? "ok" : notes.joined(separator: "; "),
          halves: try point.scores.areaUnderROC(onHalves: halves, seed: seed))
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      return names.map { name in
        Reading(estimator: name, value: nil, interval: nil, realFloor: nil, simFloor: nil, status: "no value: \(error)")
      }
    }
  }

  private func points(of sample: DomainSample, at resolutions: [Double]) throws -> [ResolutionCurve.Point] {
    try ResolutionCurve(
      of: sample, with: probe, resolutions: resolutions, fitting: CrossFit(folds: folds, seed: seed, workers: workers)
    ).points
  }

  /// ½ + the mean of |A − ½| between random halves of one domain's episodes: what the probe gives where nothing differs.
  private func floors(
    of sample: DomainSample, ofSim: Bool, at resolutions: [Double], _ notes: inout [String]
  ) throws -> [Double]? {
    guard floors > 0 else { return nil }
    let groups = sample.rows.groups
    let episodes = ofSim ? Array(groups[sample.realEpisodes...]) : Array(groups[..<sample.realEpisodes])
    let half = episodes.count / 2
    guard half >= 2 else {
      notes.append("no \(ofSim ? "sim" : "real") floor: it needs four \(sample.knowsEpisodes ? "episodes" : "rows")")
      return nil
    }
    var distances = [Double](repeating: 0, count: resolutions.count)
    for split in 0..<floors {
      var stream = RandomStream(seed: seed, purpose: "diagnosis floors", index: UInt64(2 * split + (ofSim ? 1 : 0)))
      let order = stream.permutation(episodes.count).map { episodes[$0] }
      let halves = [order[..<half], order[half..<(2 * half)]]
      let rows = try halves.map { try sample.rows.rows.gatherRows($0.flatMap { Array($0) }) }
      let points = try self.points(
        of: DomainSample(
          real: rows[0], sim: rows[1], realEpisodes: halves[0].map(\.count), simEpisodes: halves[1].map(\.count)),
        at: resolutions)
      for (place, point) in points.enumerated() { distances[place] += abs(point.areaUnderROC.value - 0.5) }
    }
    return distances.map { 0.5 + $0 / Double(floors) }
  }
}
