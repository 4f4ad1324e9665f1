import Experiments
import Foundation
import Models
import Recordings
import Reweighting
import Tensors
import Training

/// What `cotrain reweight` was asked: which domains, which closed form, at which mixing ratios.
///
/// The first domain is the target (real): its own rows are the queries.
public struct ReweightingComparison: Sendable {
  /// What density ratios are taken of.
  public enum DensitySubject: String, Sendable, CaseIterable {
    case latents, actions
  }

  public var sources: [RecordingSource]
  public var study: ReweightingStudy
  /// Mixing ratios w; empty takes the natural ratio and the guideline's upper end.
  public var ratios: [Double]
  /// Rows of a domain that are looked at, at most.
  public var maximumRows: Int
  /// Whether single demonstrations are ranked.
  public var ranksDemonstrations: Bool
  public var density: DensityRatioMethod?
  public var densitySubject: DensitySubject
  /// Weights are cut at so many times their mean.
  public var clip: Double
  /// Whether the overlap of actions at matching states is looked at.
  public var overlap: Bool

  public init(
    sources: [RecordingSource], study: ReweightingStudy, ratios: [Double], maximumRows: Int,
    ranksDemonstrations: Bool = false, density: DensityRatioMethod? = nil, densitySubject: DensitySubject = .latents,
    clip: Double = 10, overlap: Bool = false
  ) {
    self.sources = sources
    self.study = study
    self.ratios = ratios
    self.maximumRows = maximumRows
    self.ranksDemonstrations = ranksDemonstrations
    self.density = density
    self.densitySubject = densitySubject
    self.clip = clip
    self.overlap = overlap
  }

  /// Looks at every layer, with a progress bar.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError`, what opening and reading the files throws, `SampleError`, `Interrupted`.
  public func run(warn: (String) -> Void) throws -> ReweightingReport {
    let domains = try DomainSet(sources, rowLimit: maximumRows, seed: study.seed)
    var notes = domains.notes
    let actions = try domains.recordings.indices.map { try Self.actions(of: $0, in: domains) }
    let passes = 1 + (ranksDemonstrations ? max(ratios.count, 2) : 0) + (density == nil ? 0 : 1)
    let bar = ProgressBar(title: "reweight", total: domains.layers.count * passes, unit: "passes")
    defer { bar.finish() }
    var report = ReweightingReport(study: study, seed: Int(study.seed))
    for (index, layer) in domains.layers.enumerated() {
      var done = Double(index * passes)
      func pass<Result>(_ body: (@escaping @Sendable (Double) throws -> Void) throws -> Result) throws -> Result {
        try Interruption.ofProcess.check()
        let start = done
        let result = try body { part in
          try Interruption.ofProcess.check()
          bar.update(start + part)
        }
        done += 1
        bar.update(done)
        return result
      }
      let recorded = try domains.recordings.indices.map {
        try domains.recorded($0, layer: layer, actions: actions[$0])
      }
      let reading = try pass { try study.read(recorded, progress: $0) }
      for note in reading.notes where !notes.contains("\(layer): \(note)") && !notes.contains(note) {
        notes.append(domains.layers.count > 1 ? "\(layer): \(note)" : note)
      }
      let guideline = try reading.guideline()
      let asked =
        ratios.isEmpty
        ? [guideline.naturalRatio] + (guideline.branch == .notCovered ? [] : [guideline.upper]) : ratios
      try report.add(layer: layer, reading, guideline: guideline, ratios: asked)
      if ranksDemonstrations {
        for w in asked {
          let influence = try pass { try reading.influence(ratio: w, progress: $0) }
          report.add(layer: layer, ratio: w, influence, reading, places: Self.places(domains))
        }
      }
      if let density, densitySubject == .latents || index == 0 {
        let subject = densitySubject == .latents ? layer : "actions"
        for sim in 1..<recorded.count {
          let weighing = DomainWeighing(domains: domains, sim: sim, method: density, clip: clip, seed: study.seed)
          let (real, other) =
            densitySubject == .latents
            ? (recorded[0].latents, recorded[sim].latents) : (recorded[0].actions, recorded[sim].actions)
          report.add(
            try pass { _ in
              try weighing.weights(
                of: subject, real: real, sim: other, isLatent: densitySubject == .latents, warn: warn)
            })
        }
      }
    }
    if overlap {
      let found = try OverlapInspection(domains: domains, actions: actions, study: study).run()
      notes += found.notes
      report.overlap = found.rows
    }
    notes.forEach(warn)
    report.notes = notes
    return report
  }

  private static func actions(of index: Int, in domains: DomainSet) throws -> Tensor<Double> {
    guard let rows = try domains.condition(.actions, ofDomain: index) else {
      let name = domains.recordings[index].name
      throw UsageError(
        "'\(name)' has no actions, and reweighting is about actions; give --actions-\(name) PATH:KEY, or an array "
          + "'actions' in its file")
    }
    return rows
  }

  /// Of every domain, the file's row and episode at each place that is looked at; no episodes where none are known.
  private static func places(_ domains: DomainSet) -> [(rows: [Int], episodes: [Int])] {
    zip(domains.recordings, domains.selections).map { recording, selection in
      var episodes = [Int](repeating: 0, count: recording.episodes == nil ? 0 : recording.rowCount)
      for (number, episode) in (recording.episodes ?? []).enumerated() {
        for row in episode.runs.joined() { episodes[row] = number }
      }
      let rows = selection.episodes.flatMap { $0.runs.joined() }
      return (rows, episodes.isEmpty ? [] : rows.map { episodes[$0] })
    }
  }
}

extension DomainSet {
  /// A domain's rows in a layer with their actions, as `Reweighting` takes them.
  func recorded(_ index: Int, layer: String, actions: Tensor<Double>) throws -> RecordedDomain {
    try RecordedDomain(
      recordings[index].name, latents: rows(ofLayer: layer, domain: index, as: Double.self), actions: actions,
      episodes: episodeOfRow(ofDomain: index), recordedRows: recordings[index].rowCount)
  }
}
