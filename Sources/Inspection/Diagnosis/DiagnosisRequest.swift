import Alignment
import Diagnosis
import Experiments
import Foundation
import Recordings
import Reweighting
import Storage
import Tensors
import Training

/// What `cotrain diagnose` was asked: whose representations, what stands beside them, how much resampling.
public struct DiagnosisRequest: Sendable {
  /// A checkpoint of a series.
  public struct Checkpoint: Sendable, Hashable {
    public let name: String
    public let step: Double?
    /// Both domains' files.
    public let sources: [RecordingSource]
  }

  /// What is diagnosed besides the base.
  public enum Beside: Sendable, Hashable {
    case nothing
    /// Another checkpoint, compared layer by layer.
    case other([RecordingSource])
    case series([Checkpoint])
    /// Every flow or diffusion step of the base's rows on its own.
    case steps
  }

  /// The real domain's file before the simulated one's.
  public var sources: [RecordingSource]
  public var beside: Beside
  /// Only rows of this flow or diffusion step. nil: where steps are flow times, the earliest; otherwise all rows.
  public var step: Double?
  /// The share of the action in the policy's noisy input. nil: the step where steps are flow times, otherwise 0.
  public var flowTime: Double?
  /// Splits into halves behind intervals and floors.
  public var resamples: Int
  /// Rows of a domain (and of a step) that are looked at, at most.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], beside: Beside = .nothing, step: Double? = nil, flowTime: Double? = nil,
    resamples: Int, maximumRows: Int, seed: Int, workers: Int
  ) {
    self.sources = sources
    self.beside = beside
    self.step = step
    self.flowTime = flowTime
    self.resamples = resamples
    self.maximumRows = maximumRows
    self.seed = seed
    self.workers = workers
  }

  /// Diagnoses everything asked for, with a progress bar.
  ///
  /// A stop after the base is done leaves a report of what is finished, marked as partial.
  /// - Parameter warn: told what a reader should know before the numbers.
  /// - Throws: `UsageError`, what opening and reading the files throws, `Interrupted`.
  public func run(warn: (String) -> Void) throws -> DiagnosisReport {
    guard sources.count == 2 else {
      throw UsageError("diagnose takes two domains, real and sim; \(sources.count) are given")
    }
    let work = try opened()
    let notes = work.distinctNotes
    notes.forEach(warn)
    if try work.base.two.episodes() == nil {
      warn(
        "no episodes are known, so rows are taken as independent; neighbouring frames are not, and intervals are then "
          + "too narrow. Give 'episodes' arrays, or --episodes-real and --episodes-sim")
    }
    let bar = ProgressBar(title: "diagnose", total: work.layerCount, unit: "layers")
    defer { bar.finish() }
    var before = 0
    func diagnosis(of opened: Opened) throws -> Diagnosis {
      let layers = opened.two.domains.layers.count
      let start = before
      let monitor = StudyMonitor(
        progress: { done, total in
          bar.update(Double(start) + Double(layers) * Double(done) / Double(max(total, 1)), message: opened.name)
        },
        isCancelled: { Interruption.ofProcess.isRequested })
      before += layers
      return try DiagnosisStudy(
        resamples: resamples, flowTime: flowTime ?? opened.flowTime, seed: UInt64(seed), workers: workers
      ).run(
        opened.two.layers(as: Float.self), episodes: opened.two.episodes(), monitor: monitor)
    }

    let base: Diagnosis
    do { base = try diagnosis(of: work.base) } catch is CancellationError { throw Interrupted() }
    var report = DiagnosisReport(
      inputs: work.base.inputs, diagnosis: base, step: work.base.rowStep, resamples: resamples, notes: notes)
    report.reweighting = work.base.two.reweighting(seed: UInt64(seed), workers: workers, warn: warn)
    do {
      if let other = work.other {
        let second = try diagnosis(of: other)
        report.other = DiagnosisReport.Other(
          inputs: other.inputs, diagnosis: second,
          comparison: DiagnosisComparison(
            base: base, other: second, whyUnpaired: try work.base.two.whyNotPaired(with: other.two)))
      }
      if let axis = work.axis {
        var done: [DiagnosisSeries.Checkpoint] = []
        for planned in work.series {
          let found: Diagnosis
          do {
            found = planned.isBase ? base : try diagnosis(of: planned.open())
          } catch let stop as CancellationError {
            report.course = DiagnosisReport.Course(axis: axis, series: DiagnosisSeries(done))
            throw stop
          }
          done.append(DiagnosisSeries.Checkpoint(name: planned.name, step: planned.step, diagnosis: found))
        }
        report.course = DiagnosisReport.Course(axis: axis, series: DiagnosisSeries(done))
      }
    } catch is CancellationError {
      report.isPartial = true
    }
    return report
  }
}

/// Two domains' files, opened.
private struct Opened {
  let name: String
  /// Of training, or of the rows in a course of steps.
  let step: Double?
  /// Of the rows that are looked at; nil: all.
  let rowStep: Double?
  let two: TwoRecordings
  let notes: [String]
  /// Flow time 0 unless steps are flow times.
  let flowTime: Double

  init(
    name: String, step: Double?, rowStep: Double? = nil, flowTime: Double = 0, _ domains: DomainSet,
    notes: [String]? = nil
  ) {
    self.name = name
    self.step = step
    self.rowStep = rowStep
    self.flowTime = flowTime
    two = TwoRecordings(domains: domains, real: 0, sim: 1)
    self.notes = notes ?? domains.notes
  }

  var inputs: [DiagnosisReport.Input] {
    zip(two.domains.recordings, two.domains.selections).map { recording, selection in
      DiagnosisReport.Input(
        domain: recording.name, path: recording.path, rows: recording.rowCount, episodes: recording.episodes?.count,
        rowsRead: selection.rowCount, episodesRead: selection.knowsEpisodes ? selection.episodes.count : nil)
    }
  }
}

/// One diagnosis of a course. Its files were opened once, to see that they are sound, and are opened again when their
/// turn comes: a run may have more checkpoints than a process may have files.
private struct Planned {
  let name: String
  let step: Double?
  let layerCount: Int
  let notes: [String]
  /// Whether it is the base itself.
  let isBase: Bool
  let open: () throws -> Opened

  init(_ opened: Opened, isBase: Bool, open: @escaping () throws -> Opened) {
    name = opened.name
    step = opened.step
    layerCount = opened.two.domains.layers.count
    notes = opened.notes
    self.isBase = isBase
    self.open = open
  }
}

/// Everything that is to be diagnosed. All files have been opened before the first number is computed.
private struct Work {
  let base: Opened
  var other: Opened?
  var series: [Planned] = []
  var axis: DiagnosisReport.Course.Axis?

  private var opened: [Opened] { [base] + [other].compactMap { $0 } }

  var layerCount: Int {
    opened.reduce(0) { $0 + $1.two.domains.layers.count } + series.reduce(0) { $0 + ($1.isBase ? 0 : $1.layerCount) }
  }

  /// Said once, though many checkpoints may say the same.
  var distinctNotes: [String] { (opened.flatMap(\.notes) + series.flatMap(\.notes)).distinct() }
}

extension DiagnosisRequest {
  private func opened() throws -> Work {
    switch beside {
    case .nothing: return Work(base: try open("", sources))
    case .other(let others): return Work(base: try open("base", sources), other: try open("other", others))
    case .series(let checkpoints):
      let base = try open("base", sources)
      var work = Work(base: base, axis: .checkpoint)
      for checkpoint in checkpoints {
        func reopened() throws -> Opened { try open(checkpoint.name, checkpoint.sources, at: checkpoint.step) }
        let isBase = zip(checkpoint.sources, sources).allSatisfy {
          ArrayReference($0.file) == ArrayReference($1.file)
        }
        work.series.append(Planned(try reopened(), isBase: isBase, open: reopened))
      }
      return work
    case .steps:
      let found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
      let areTimes = Self.areFlowTimes(found.steps)
      let all = found.steps.map {
        Opened(
          name: "step \(shortestDecimal($0.step))", step: $0.step, rowStep: $0.step, flowTime: areTimes ? $0.step : 0,
          $0.domains, notes: found.notes)
      }
      return Work(
        base: all[0], series: all.enumerated().map { place, opened in Planned(opened, isBase: place == 0) { opened } },
        axis: .step)
    }
  }

  /// - Parameter trainingStep: what the checkpoint's name says.
  private func open(_ name: String, _ sources: [RecordingSource], at trainingStep: Double? = nil) throws -> Opened {
    let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
    let hasSteps = domains.recordings.allSatisfy { $0.condition(.steps)?.width == 1 }
    guard step != nil || hasSteps else { return Opened(name: name, step: trainingStep, domains) }
    let found: (steps: [DomainSet.AtStep], notes: [String])
    do {
      found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
    } catch let error as RecordingError {
      // More steps than a sampler has are frames of an episode.
      guard step == nil, case .badSteps = error.reason else { throw error }
      return Opened(name: name, step: trainingStep, domains)
    }
    let areTimes = Self.areFlowTimes(found.steps)
    guard step != nil || areTimes else {
      guard found.steps.count > 1 else { return Opened(name: name, step: trainingStep, domains) }
      return Opened(
        name: name, step: trainingStep, domains,
        notes: domains.notes + [
          "rows of \(found.steps.count) steps are taken together; the rules were set where a policy's noisy input holds "
            + "no action yet, so name that step with --step, or take each on its own with --step all"
        ])
    }
    let wanted = step ?? found.steps[0].step
    guard let match = found.steps.first(where: { abs($0.step - wanted) <= 1e-6 * max(1, abs(wanted)) }) else {
      let known = found.steps.prefix(12).map { shortestDecimal($0.step) }.joined(separator: ", ")
      throw UsageError("--step \(shortestDecimal(wanted)): no rows of that step; there are steps \(known)")
    }
    var notes = found.notes
    if step == nil, found.steps.count > 1 {
      notes.append(
        "of \(found.steps.count) flow times only \(shortestDecimal(match.step)) is looked at; --step all takes each on its "
          + "own")
    }
    return Opened(
      name: name, step: trainingStep, rowStep: match.step, flowTime: areTimes ? match.step : 0, match.domains,
      notes: notes)
  }

  /// Steps within [0, 1] that are not just 0 and 1 are taken as flow times, 0 pure noise.
  private static func areFlowTimes(_ steps: [DomainSet.AtStep]) -> Bool {
    steps.allSatisfy { (0...1).contains($0.step) } && steps.contains { $0.step > 0 && $0.step < 1 }
  }
}

extension TwoRecordings {
  /// Why another checkpoint's rows are not of the same observations; nil when nothing speaks against it.
  ///
  /// They are when the same rows of as many episodes were drawn, and where both have states, these are equal.
  func whyNotPaired(with other: TwoRecordings) throws -> String? {
    for (here, there) in [(real, other.real), (sim, other.sim)] {
      let domain = domains.recordings[here].name
      let (mine, theirs) = (domains.selections[here], other.domains.selections[there])
      guard mine.knowsEpisodes == theirs.knowsEpisodes, mine.episodes == theirs.episodes else {
        return "the episodes of '\(domain)' do not correspond (\(mine.episodes.count) and \(theirs.episodes.count) "
          + "episodes, \(mine.rowCount) and \(theirs.rowCount) rows, or in another order)"
      }
      guard let states = try domains.condition(.states, ofDomain: here),
        let others = try other.domains.condition(.states, ofDomain: there)
      else { continue }
      let isSame =
        states.shape == others.shape
        && zip(states.elements, others.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) }
      if !isSame { return "the states of '\(domain)' differ, so its rows are not the same observations" }
    }
    return nil
  }
}

extension TwoRecordings {
  /// What the closed form makes of the last layer's rows and their actions; nil where a domain has no actions, and,
  /// with a warning, where the closed form cannot be asked.
  fileprivate func reweighting(seed: UInt64, workers: Int, warn: (String) -> Void) -> ReweightingSummary? {
    guard let layer = domains.layers.last,
      [real, sim].allSatisfy({ domains.recordings[$0].condition(.actions) != nil })
    else { return nil }
    do {
      let recorded = try [real, sim].map { index in
        let lengths = domains.episodeLengths(ofDomain: index) ?? []
        return try RecordedDomain(
          domains.recordings[index].name, latents: domains.rows(ofLayer: layer, domain: index, as: Double.self),
          actions: domains.condition(.actions, ofDomain: index)!,
          episodes: lengths.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) },
          recordedRows: domains.recordings[index].rowCount)
      }
      return try ReweightingSummary(
        layer: layer, real: recorded[0], sim: recorded[1],
        study: ReweightingStudy(times: [], seed: seed, workers: workers))
    } catch {
      warn("no reweighting: \(error)")
      return nil
    }
  }
}
