import Foundation
import Models
import Statistics
import Tensors

/// What a diagnosis says of reweighting in one layer: how much of real actions' denoising the closed form takes from
/// simulated rows, at the natural ratio and at the guideline's upper end, and what that advises.
public struct ReweightingSummary: Sendable, Hashable {
  /// One mixing ratio.
  public struct AtRatio: Sendable, Hashable {
    /// w, the share of real rows.
    public let ratio: Double
    /// The mass of simulated rows in real queries, with its interval over real episodes.
    public let simMass: Estimate
    /// The same of the latents alone.
    public let priorSimMass: Estimate
    /// Rows that a query's answer rests on.
    public let effectiveSampleSize: Estimate
  }

  public let layer: String
  /// The kernel over latents with its width, in words.
  public let kernel: String
  /// The noise level, as the path counts it, and σ/(α + σ) there.
  public let time: Double
  public let noiseShare: Double
  public let queryCount: Int
  public let guideline: MixingRatioGuideline
  public let natural: AtRatio
  /// nil where the guideline gives no range: not more simulated than real demonstrations.
  public let upper: AtRatio?
  public let notes: [String]

  /// - Parameters:
  ///   - time: the noise level, as the study's path counts it; the study's own times are not used.
  ///   - demonstrations: of each domain that the policy was trained on; nil lets the recorded rows stand for them.
  /// - Throws: as `ReweightingStudy.read`.
  public init(
    layer: String, real: RecordedDomain, sim: RecordedDomain, time: Double = 0.5,
    demonstrations: (real: Int, sim: Int)? = nil, study: ReweightingStudy = ReweightingStudy(times: [])
  ) throws {
    var study = study
    study.times = [time]
    let reading = try study.read([real, sim])
    func at(_ ratio: Double) throws -> AtRatio {
      let level = try reading.curve(ratio: ratio)[0]
      return AtRatio(
        ratio: ratio, simMass: level.mass[1], priorSimMass: level.priorMass[1],
        effectiveSampleSize: level.effectiveSampleSize)
    }
    let corruption = study.path.corruption(at: time)
    self.layer = layer
    self.time = time
    noiseShare = corruption.noise / (corruption.signal + corruption.noise)
    kernel = reading.kernel
    queryCount = reading.queries.count
    guideline =
      try demonstrations.map { try MixingRatioGuideline(target: $0.real, source: $0.sim) } ?? reading.guideline()
    natural = try at(guideline.naturalRatio)
    upper = guideline.branch == .notCovered ? nil : try at(guideline.upper)
    notes = reading.notes
  }

  /// The numbers and the guideline in sentences. What follows from the closed form is said as such; that a policy trained
  /// at another ratio does better is not known before it is trained.
  public var advice: [String] {
    func percent(_ estimate: Estimate) -> String {
      String(
        format: "%.0f %% [%.0f, %.0f]", 100 * estimate.value, 100 * estimate.interval.lower,
        100 * estimate.interval.upper)
    }
    func ratio(_ value: Double) -> String { String(format: "%.3g", value) }
    var sentences = [
      "At the natural ratio w = \(ratio(natural.ratio)) simulated rows carry \(percent(natural.simMass)) of the closed "
        + "form's answer to real actions at noise share \(ratio(noiseShare)) in '\(layer)', where latents alone would give "
        + "them \(percent(natural.priorSimMass)); an answer rests on about "
        + "\(String(format: "%.3g", natural.effectiveSampleSize.value)) rows."
    ]
    guard let upper else {
      sentences.append(
        "There are not more simulated than real demonstrations (\(guideline.source) and \(guideline.target)): the study's "
          + "guideline gives no range.")
      return sentences
    }
    sentences.append(
      "The study's guideline searches w from \(ratio(guideline.lower)) to \(ratio(guideline.upper)); at its upper end "
        + "simulated rows carry \(percent(upper.simMass)).")
    if natural.simMass.interval.lower > 0.5 {
      sentences.append(
        "Simulated actions dominate at the natural ratio: if they are wrong for the real domain, begin the search at the "
          + "upper end.")
    } else if natural.simMass.interval.upper < 0.5 {
      sentences.append(
        "Real actions dominate already at the natural ratio: raising w buys little here, and gives up what simulated "
          + "rows add.")
    } else {
      sentences.append("Which domain dominates at the natural ratio is not decided by these episodes.")
    }
    return sentences
  }
}
