import Alignment
import Diagnosis
import Experiments
import Foundation
import Recordings
import Storage
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
  /// Demonstrations of each domain that the policy was trained on; nil lets recorded rows stand for them.
  public var trainedOn: (real: Int, sim: Int)?
  /// Splits into halves behind intervals and floors.
  public var resamples: Int
  /// Rows of a domain (and of a step) that are looked at, at most.
  public var maximumRows: Int
  public var seed: Int
  public var workers: Int

  public init(
    sources: [RecordingSource], beside: Beside = .nothing, step: Double? = nil, flowTime: Double? = nil,
    trainedOn: (real: Int, sim: Int)? = nil, resamples: Int, maximumRows: Int, seed: Int, workers: Int
  ) {
    self.sources = sources
    self.beside = beside
    self.step = step
    self.flowTime = flowTime
    self.trainedOn = trainedOn
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
    report.reweighting = work.base.two.reweighting(
      demonstrations: trainedOn, seed: UInt64(seed), workers: workers, warn: warn)
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
