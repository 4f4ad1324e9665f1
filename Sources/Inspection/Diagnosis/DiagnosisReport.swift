import Alignment
import Diagnosis
import Foundation
import Probes
import Recordings
import Reweighting
import Storage

/// What `cotrain diagnose` found: the verdict on a policy, and where asked another checkpoint beside it or the course of
/// a training run.
public struct DiagnosisReport: Sendable {
  /// One domain's file and how much of it was looked at.
  public struct Input: Sendable, Hashable {
    public let domain: String
    public let path: String
    public let rows: Int
    /// nil when nothing says where episodes end.
    public let episodes: Int?
    public let rowsRead: Int
    public let episodesRead: Int?
  }

  /// The checkpoint that stands beside.
  public struct Other: Sendable {
    public let inputs: [Input]
    public let diagnosis: Diagnosis
    public let comparison: DiagnosisComparison
  }

  /// Several diagnoses in order, and what they are along.
  public struct Course: Sendable {
    public enum Axis: String, Sendable, Codable {
      case checkpoint
      /// Flow or diffusion steps of one checkpoint.
      case step
    }

    public let axis: Axis
    public let series: DiagnosisSeries
  }

  public let inputs: [Input]
  public let diagnosis: Diagnosis
  public internal(set) var other: Other?
  public internal(set) var course: Course?
  /// How real and sim demonstrations share the answers in the last layer; nil where no actions are known.
  public internal(set) var reweighting: ReweightingSummary?
  /// The flow or diffusion step whose rows were looked at; nil: all rows.
  public let step: Double?
  public let resamples: Int
  /// What a reader should know of the inputs.
  public let notes: [String]
  /// Whether the work was stopped before all was done: what is here was finished.
  public internal(set) var isPartial = false

  public init(
    inputs: [Input], diagnosis: Diagnosis, other: Other? = nil, course: Course? = nil, step: Double? = nil,
    resamples: Int, notes: [String]
  ) {
    self.inputs = inputs
    self.diagnosis = diagnosis
    self.other = other
    self.course = course
    self.step = step
    self.resamples = resamples
    self.notes = notes
  }

  /// The table that was asked for: of a comparison the differences, of a course every diagnosis, otherwise the layers.
  public var table: CSVTable { course.map(Self.table) ?? other.map { Self.table($0.comparison) } ?? layerTable }

  /// A few lines for a terminal.
  public var summary: String {
    var lines: [String] = []
    if let policy = diagnosis.policy {
      lines.append("verdict: \(policy.regime.title) at the last layer, '\(policy.layer)' (\(policy.layersInWords))")
      lines.append("  \(policy.regime.meaning)")
    }
    if diagnosis.policy?.regime != .undecided {
      lines += (diagnosis.policy?.reasons ?? []).map { "  - \($0)" }
    }
    for advice in diagnosis.advice {
      lines.append("advice: \(advice.statement)")
      lines += advice.reasons.map { "  - \($0)" }
    }
    if let reweighting {
      lines.append("reweighting, by the closed form:")
      lines += reweighting.advice.map { "  - \($0)" }
    }
    if let other {
      lines.append("against the other checkpoint:")
      lines += other.comparison.sentences.map { "  - \($0)" }
      if let why = other.comparison.whyUnpaired { lines.append("  - intervals are not paired: \(why)") }
    }
    if let course {
      lines.append("along the \(course.axis.rawValue)s:")
      lines += course.series.sentences.map { "  - \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
