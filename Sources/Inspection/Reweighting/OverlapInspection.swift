import Experiments
import Foundation
import Recordings
import Reweighting
import Statistics
import Storage
import Tensors

/// How far real and simulated actions at matching states overlap as noise grows, beside real actions of two episodes.
struct OverlapInspection {
  struct Row: Sendable, Encodable {
    /// What states were matched by: states, or a layer's latents.
    let matched_by: String
    let pair: String
    /// Share of noise on the straight path, 0 data to 1 noise.
    let x: Double
    let bhattacharyya: Double
    let lower: Double
    let upper: Double
    let pairs: Int
  }

  let domains: DomainSet
  let actions: [Tensor<Double>]
  let study: ReweightingStudy

  private static let shares = (1...20).map { Double($0) / 20 }

  func run() throws -> (rows: [Row], notes: [String]) {
    let scaled = try study.scaling.applied(to: actions)
    let known = domains.recordings.indices.allSatisfy { domains.recordings[$0].condition(.states) != nil }
    let layer = domains.layers[0]
    let states = try domains.recordings.indices.map { index in
      try known
        ? domains.condition(.states, ofDomain: index)! : domains.rows(ofLayer: layer, domain: index, as: Double.self)
    }
    let matchedBy = known ? "states" : layer
    var notes =
      known ? [] : ["overlap: no states are known, so rows are matched by the latents of '\(layer)'; give 'states'"]
    let episodes = domains.episodeOfRow(ofDomain: 0)
    let groups = episodes.isEmpty ? Array(0..<states[0].rows) : episodes
    let name = domains.recordings[0].name
    var rows: [Row] = []
    for other in 1..<domains.recordings.count {
      try Interruption.ofProcess.check()
      let matched = try MatchedStates(target: states[0], source: states[other], episodes: episodes)
      let sim = domains.recordings[other].name
      var curves = [("\(name)-\(sim)", matched.acrossDomains, scaled[other])]
      if other == 1 { curves.append(("\(name)-\(name)", matched.withinTarget, scaled[0])) }
      for (pair, places, partner) in curves {
        guard Set(places.map { groups[$0.target] }).count >= 2 else {
          notes.append(
            "overlap: \(places.count) \(matchedBy) of '\(name)' have a match for \(pair) within \(matched.threshold) "
              + "deviations; too few for a curve")
          continue
        }
        let curve = try OverlapCurve(
          squaredDistances: MatchedStates.squaredActionDistances(places, target: scaled[0], partner: partner),
          groups: places.map { groups[$0.target] })
        for x in Self.shares {
          let found = try curve.estimate(
            signalToNoise: NoiseShare.signalToNoise(at: x), resamples: study.resamples, level: study.level,
            seed: study.seed)
          rows.append(
            Row(
              matched_by: matchedBy, pair: pair, x: x, bhattacharyya: found.value, lower: found.interval.lower,
              upper: found.interval.upper, pairs: places.count))
        }
      }
    }
    return (rows, notes)
  }
}

extension ReweightingReport {
  /// One row a pair of domains and share of noise.
  var overlapTable: CSVTable {
    var table = CSVTable(columns: ["matched_by", "pair", "x", "bhattacharyya", "lower", "upper", "pairs"])
    for row in overlap {
      table.append([
        .text(row.matched_by), .text(row.pair), .number(row.x), .number(row.bhattacharyya), .number(row.lower),
        .number(row.upper), .integer(row.pairs),
      ])
    }
    return table
  }
}
