import Experiments
import Foundation
import Recordings
import Reweighting
import Statistics
import Storage

/// What `cotrain reweight` found: how much of real actions' denoising comes from which domain, and what was asked beside.
public struct ReweightingReport: Sendable {
  /// A domain's mass in a layer, at a mixing ratio and a noise level.
  struct MassRow: Sendable, Encodable {
    let layer: String
    let w: Double
    let t: Double
    let noise_share: Double
    let domain: String
    let mass: Double
    let lower: Double
    let upper: Double
    let prior: Double
    let prior_lower: Double
    let prior_upper: Double
    let ess: Double
    let ess_lower: Double
    let ess_upper: Double
    let queries: Int
    let episodes: Int
    let kernel: String
  }

  /// A source demonstration's place among those of its domain.
  struct DemonstrationRow: Sendable, Encodable {
    let layer: String
    let w: Double
    let domain: String
    /// Its number in the order of the file; nil where rows have no episodes.
    let episode: Int?
    let first_row: Int
    let rows: Int
    let mass: Double
    let pull: Double
    let agreement: Double?
    let leaned_on: Int
    let against: Int?
  }

  /// A layer's kernel and the guideline for its rows.
  struct LayerEntry: Sendable, Encodable {
    let layer: String
    let kernel: String
    let guideline_lower: Double
    let guideline_upper: Double?
    let guideline_branch: String
  }

  private(set) var masses: [MassRow] = []
  private(set) var layers: [LayerEntry] = []
  private(set) var demonstrations: [DemonstrationRow] = []
  private(set) var weights: [DomainWeighing.Found] = []
  var overlap: [OverlapInspection.Row] = []
  public internal(set) var notes: [String] = []
  private let study: ReweightingStudy
  private let seed: Int

  init(study: ReweightingStudy, seed: Int) {
    self.study = study
    self.seed = seed
  }

  mutating func add(
    layer: String, _ reading: RecordedReweighting, guideline: MixingRatioGuideline, ratios: [Double]
  ) throws {
    layers.append(
      LayerEntry(
        layer: layer, kernel: reading.kernel, guideline_lower: guideline.lower,
        guideline_upper: guideline.branch == .notCovered ? nil : guideline.upper,
        guideline_branch: guideline.branch.rawValue))
    for w in ratios {
      for level in try reading.curve(ratio: w) {
        let ess = level.effectiveSampleSize
        for (index, name) in reading.names.enumerated() {
          let (mass, prior) = (level.mass[index], level.priorMass[index])
          masses.append(
            MassRow(
              layer: layer, w: w, t: level.time, noise_share: level.noiseShare, domain: name, mass: mass.value,
              lower: mass.interval.lower, upper: mass.interval.upper, prior: prior.value,
              prior_lower: prior.interval.lower, prior_upper: prior.interval.upper, ess: ess.value,
              ess_lower: ess.interval.lower, ess_upper: ess.interval.upper, queries: reading.queries.count,
              episodes: reading.queryEpisodeCount, kernel: reading.kernel))
        }
      }
    }
  }

  /// - Parameter places: of every domain, the file's row and episode at each place that was looked at.
  mutating func add(
    layer: String, ratio: Double, _ influence: DemonstrationInfluence, _ reading: RecordedReweighting,
    places: [(rows: [Int], episodes: [Int])]
  ) {
    for domain in 1..<reading.names.count {
      let rows = reading.episodeRows(domain: domain)
      let against = influence.pullingAgainst(domain: domain)
      for (rank, place) in influence.leanedOn(domain: domain).enumerated() {
        let member = influence.members[place]
        let first = rows[member][0]
        demonstrations.append(
          DemonstrationRow(
            layer: layer, w: ratio, domain: reading.names[domain],
            episode: places[domain].episodes.isEmpty ? nil : places[domain].episodes[first],
            first_row: places[domain].rows[first], rows: rows[member].count, mass: influence.mass[place],
            pull: influence.pull[place],
            agreement: influence.agreement[place].isNaN ? nil : influence.agreement[place], leaned_on: rank + 1,
            against: against.firstIndex(of: place).map { $0 + 1 }))
      }
    }
  }

  mutating func add(_ found: DomainWeighing.Found) { weights.append(found) }
}

// MARK: Tables

extension ReweightingReport {
  /// One row a layer, mixing ratio, noise level and domain.
  public var csv: CSVTable {
    var table = CSVTable(columns: [
      "layer", "w", "t", "noise_share", "domain", "mass", "lower", "upper", "prior", "prior_lower", "prior_upper",
      "ess",
      "ess_lower", "ess_upper", "queries", "episodes", "kernel",
    ])
    for row in masses {
      let numbers = [
        row.mass, row.lower, row.upper, row.prior, row.prior_lower, row.prior_upper, row.ess, row.ess_lower,
        row.ess_upper,
      ]
      table.append(
        [.text(row.layer), .number(row.w), .number(row.t), .number(row.noise_share), .text(row.domain)]
          + numbers.map(CSVValue.number) + [.integer(row.queries), .integer(row.episodes), .text(row.kernel)])
    }
    return table
  }

  /// One row a source demonstration, those leaned on most first.
  var demonstrationTable: CSVTable {
    var table = CSVTable(columns: [
      "layer", "w", "domain", "episode", "first_row", "rows", "mass", "pull", "agreement", "leaned_on", "against",
    ])
    for row in demonstrations {
      table.append([
        .text(row.layer), .number(row.w), .text(row.domain), row.episode.map(CSVValue.integer) ?? .missing,
        .integer(row.first_row), .integer(row.rows), .number(row.mass), .number(row.pull), CSVValue(row.agreement),
        .integer(row.leaned_on), row.against.map(CSVValue.integer) ?? .missing,
      ])
    }
    return table
  }

  /// The same as JSON, with the methods behind the numbers.
  public func json() throws -> Data { try JSONText.pretty(Document(self)) }

  /// The JSON form: `version` rises with every change of what a key means.
  private struct Document: Encodable {
    let version = 1
    let package: String
    let seed: Int
    let notes: [String]
    let path: String
    let action_scale: String
    let interval_method: String
    let layers: [LayerEntry]
    let masses: [MassRow]
    let demonstrations: [DemonstrationRow]
    let density: [DomainWeighing.Summary]
    let overlap: [OverlapInspection.Row]

    init(_ report: ReweightingReport) {
      package = packageVersion
      seed = report.seed
      notes = report.notes
      path = "\(type(of: report.study.path))"
      action_scale = report.study.scaling.rawValue
      interval_method =
        "percentile bootstrap over episodes of the queries, \(report.study.resamples) draws, level \(report.study.level)"
      layers = report.layers
      masses = report.masses
      demonstrations = report.demonstrations
      density = report.weights.map(\.summary)
      overlap = report.overlap
    }
  }
}
