import Alignment
import Diagnosis
import Experiments
import Foundation
import Recordings
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
  /// Only rows of this flow or diffusion step; nil: all rows.
  public var step: Double?
  /// Splits into halves behind intervals and floors.
  public var resamples: Int
  /// Rows of a domain (and of a step) that are looked at, at most.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], beside: Beside = .nothing, step: Double? = nil, resamples: Int, maximumRows: Int,
    seed: Int, workers: Int
  ) {
    self.sources = sources
    self.beside = beside
    self.step = step
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
    let layers = work.all.reduce(0) { $0 + $1.two.domains.layers.count }
    let bar = ProgressBar(title: "diagnose", total: layers, unit: "layers")
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
      return try DiagnosisStudy(resamples: resamples, seed: UInt64(seed), workers: workers).run(
        opened.two.layers(as: Float.self), episodes: opened.two.episodes(), monitor: monitor)
    }

    let base: Diagnosis
    do { base = try diagnosis(of: work.base) } catch is CancellationError { throw Interrupted() }
    var report = DiagnosisReport(
      inputs: work.base.inputs, diagnosis: base, step: work.base.step, resamples: resamples, notes: notes)
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
        for opened in work.series {
          let found: Diagnosis
          do {
            found = opened.isBase ? base : try diagnosis(of: opened)
          } catch let stop as CancellationError {
            report.course = DiagnosisReport.Course(axis: axis, series: DiagnosisSeries(done))
            throw stop
          }
          done.append(DiagnosisSeries.Checkpoint(name: opened.name, step: opened.step, diagnosis: found))
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
  /// Of the rows that are looked at, or of training.
  let step: Double?
  let two: TwoRecordings
  let notes: [String]
  /// Whether it is the base itself, standing in a series.
  var isBase = false

  init(name: String, step: Double?, _ domains: DomainSet, notes: [String]? = nil) {
    self.name = name
    self.step = step
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

/// Everything that is to be diagnosed. All files are opened before the first number is computed.
private struct Work {
  let base: Opened
  var other: Opened?
  var series: [Opened] = []
  var axis: DiagnosisReport.Course.Axis?

  var all: [Opened] { [base] + [other].compactMap { $0 } + series.filter { !$0.isBase } }

  /// Said once, though many checkpoints may say the same.
  var distinctNotes: [String] {
    var seen: Set<String> = []
    return all.flatMap(\.notes).filter { seen.insert($0).inserted }
  }
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
        var opened = try open(checkpoint.name, checkpoint.sources, at: checkpoint.step)
        opened.isBase = zip(checkpoint.sources, sources).allSatisfy {
          ArrayReference($0.file) == ArrayReference($1.file)
        }
        work.series.append(opened)
      }
      return work
    case .steps:
      let found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
      let all = found.steps.map {
        Opened(name: "step \(shortestDecimal($0.step))", step: $0.step, $0.domains, notes: found.notes)
      }
      var work = Work(base: all[0], series: all, axis: .step)
      work.series[0].isBase = true
      return work
    }
  }

  /// - Parameter trainingStep: what the checkpoint's name says.
  private func open(_ name: String, _ sources: [RecordingSource], at trainingStep: Double? = nil) throws -> Opened {
    guard let step else {
      let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
      return Opened(name: name, step: trainingStep, domains)
    }
    let found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
    guard let match = found.steps.first(where: { abs($0.step - step) <= 1e-6 * max(1, abs(step)) }) else {
      let known = found.steps.prefix(12).map { shortestDecimal($0.step) }.joined(separator: ", ")
      throw UsageError("--step \(shortestDecimal(step)): no rows of that step; there are steps \(known)")
    }
    return Opened(name: name, step: trainingStep ?? match.step, match.domains, notes: found.notes)
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
