import Models
import Statistics
import Tensors

/// What the closed form makes of recorded domains, at any mixing ratio.
public struct RecordedReweighting: Sendable {
  /// One noise level of a curve.
  public struct Level: Sendable, Hashable {
    public let time: Double
    /// σ/(α + σ): 0 is data, 1 is noise, on every path.
    public let noiseShare: Double
    /// How much of the queries' denoising comes from each domain, the mean over queries with its interval over episodes.
    public let mass: [Estimate]
    /// The same of the shares and the latents alone, before an action is looked at.
    public let priorMass: [Estimate]
    /// From how many rows it comes.
    public let effectiveSampleSize: Estimate
  }

  private let study: ReweightingStudy
  private let domains: [RecordedDomain]
  /// Episodes of each domain's rows, from 0.
  private let episodes: [[Int]]
  private let optimum: KernelOptimum
  public let queries: NoisyQueries
  public let posteriors: DomainPosteriors
  private let resolvedKernel: ResolvedKernel

  init(
    study: ReweightingStudy, domains: [RecordedDomain], episodes: [[Int]], optimum: KernelOptimum,
    queries: NoisyQueries, posteriors: DomainPosteriors, kernel: ResolvedKernel
  ) {
    self.study = study
    self.domains = domains
    self.episodes = episodes
    self.optimum = optimum
    self.queries = queries
    self.posteriors = posteriors
    resolvedKernel = kernel
  }

  public var names: [String] { domains.map(\.name) }
  /// The kernel with its width, in words.
  public var kernel: String { resolvedKernel.words }
  /// Episodes that the queries are of.
  public var queryEpisodeCount: Int { Set(queries.groups).count }

  /// What a reader should know before the numbers.
  public var notes: [String] {
    var notes: [String] = []
    if let note = resolvedKernel.note { notes.append(note) }
    if domains[0].episodes.isEmpty {
      notes.append(
        "no episodes of '\(domains[0].name)' are known: each query sees its neighbouring frames, and intervals take rows "
          + "as independent")
    }
    for domain in domains where domain.recordedRows > domain.rowCount {
      notes.append(
        "'\(domain.name)': \(domain.rowCount) of \(domain.recordedRows) rows stand for all; effective sample sizes count "
          + "those looked at")
    }
    return notes
  }

  /// Each domain's share at a mixing ratio w: w for the target, the rest for the sources by their rows.
  /// - Throws: `SampleError` for w outside [0, 1].
  public func shares(ratio w: Double) throws -> [Double] {
    try requireRange(w, 0...1, "mixing ratio w")
    let sources = domains.dropFirst().map { Double($0.recordedRows) }
    let total = sources.reduce(0, +)
    return [w] + sources.map { (1 - w) * $0 / total }
  }

  /// The target's part of all recorded rows, N/(N + M).
  public var naturalRatio: Double {
    Double(domains[0].recordedRows) / Double(domains.reduce(0) { $0 + $1.recordedRows })
  }

  /// The study's guideline for the recorded rows.
  public func guideline() throws -> MixingRatioGuideline {
    try MixingRatioGuideline(
      target: domains[0].recordedRows, source: domains.dropFirst().reduce(0) { $0 + $1.recordedRows })
  }

  /// Domain masses and effective sample size at every noise level.
  /// - Throws: `SampleError` for w outside [0, 1], or a query that no row with a share is near.
  public func curve(ratio w: Double) throws -> [Level] {
    let mixture = try posteriors.mixed(shares: shares(ratio: w))
    func estimate(_ values: Tensor<Double>) throws -> Estimate {
      try clusteredMean(
        of: values.elements, groups: queries.groups, resamples: study.resamples, level: study.level, seed: study.seed)
    }
    func column(_ matrix: Tensor<Double>, _ domain: Int) throws -> Estimate {
      try estimate(matrix.slice(domain..<domain + 1, axis: 1))
    }
    let prior = try domains.indices.map { try column(mixture.priorMass, $0) }
    return try mixture.times.enumerated().map { index, time in
      let level = study.path.corruption(at: time)
      let mass = mixture.mass.row(at: index)
      return Level(
        time: time, noiseShare: level.noise / (level.signal + level.noise),
        mass: try domains.indices.map { try column(mass, $0) }, priorMass: prior,
        effectiveSampleSize: try estimate(mixture.effectiveSampleSize.row(at: index)))
    }
  }

  /// How much the queries lean on each episode, and which pull against them (`DemonstrationInfluence`); `members` are
  /// places in `episodeRows` of the domain.
  /// - Complexity: twice that of the study's pass.
  public func influence(
    ratio w: Double, progress: @escaping @Sendable (Double) throws -> Void = { _ in }
  ) throws -> DemonstrationInfluence {
    try optimum.influence(
      on: queries, shares: shares(ratio: w), posteriors: posteriors, workers: study.workers, progress: progress
    )
    .summed(over: episodes)
  }

  /// The rows of each of a domain's episodes, in the order of `influence`'s members.
  public func episodeRows(domain: Int) -> [[Int]] {
    var rows: [[Int]] = []
    for (row, number) in episodes[domain].enumerated() {
      if number == rows.count { rows.append([]) }
      rows[number].append(row)
    }
    return rows
  }
}
