import Models
import Statistics
import Tensors

/// How recorded domains are asked what the closed form makes of their actions.
///
/// The first domain is the target (real), whose own rows are the queries: each is corrupted to every noise level and
/// asked how much of its denoising comes from which domain's demonstrations. A query does not see its own episode.
/// Kernel, bandwidth and action scale are not named by the study; results depend on them and say which they were.
public struct ReweightingStudy: Sendable {
  public var path: any NoisePath
  /// Noise levels, as the path counts them.
  public var times: [Double]
  public var kernel: KernelChoice
  public var scaling: ActionScaling
  /// Rows of the target that are asked, at most; they are drawn from all its episodes alike.
  public var queryLimit: Int
  /// Draws of episodes behind an interval.
  public var resamples: Int
  public var level: Double
  public var seed: UInt64
  /// Threads; results do not depend on it.
  public var workers: Int

  public init(
    path: any NoisePath = FlowMatching(), times: [Double], kernel: KernelChoice = .gaussian(.likelihood),
    scaling: ActionScaling = .standard, queryLimit: Int = 300, resamples: Int = 2000, level: Double = 0.95,
    seed: UInt64 = 0, workers: Int = 1
  ) {
    self.path = path
    self.times = times
    self.kernel = kernel
    self.scaling = scaling
    self.queryLimit = queryLimit
    self.resamples = resamples
    self.level = level
    self.seed = seed
    self.workers = workers
  }

  /// One pass of the closed form over the domains, which then answers for every mixing ratio.
  /// - Parameters:
  ///   - domains: the target first, then one source or more.   - progress: as that of `KernelOptimum.posteriors`.
  /// - Complexity: O(queries · n · (k + times · d)).
  /// - Throws: `SampleError` for fewer than two domains or two episodes of the target, a time that the path does not have
  ///   or without noise, or as the kernel's bandwidth; `ShapeError` when widths differ.
  public func read(
    _ domains: [RecordedDomain], progress: @escaping @Sendable (Double) throws -> Void = { _ in }
  ) throws -> RecordedReweighting {
    guard domains.count >= 2 else {
      throw SampleError.tooFew(what: "domains to weigh against one another", found: domains.count, needed: 2)
    }
    guard queryLimit > 0 else { throw SampleError.tooFew(what: "queries", found: queryLimit, needed: 1) }
    for domain in domains.dropFirst() {
      for (what, own, first) in [
        ("latents", domain.latents, domains[0].latents), ("actions", domain.actions, domains[0].actions),
      ] where own.columns != first.columns {
        throw ShapeError(
          "\(what) of '\(domain.name)'", expected: "\(first.columns) numbers a row, as in '\(domains[0].name)'",
          found: own.shape)
      }
    }
    let episodes = domains.map(\.numberedEpisodes)
    let counts = episodes.map { ($0.max() ?? -1) + 1 }
    guard counts[0] >= 2 else {
      throw SampleError.tooFew(
        what: "episodes of '\(domains[0].name)' (a query does not see its own)", found: counts[0], needed: 2)
    }
    var first = 0
    let groups = zip(episodes, counts).map { numbers, count in
      defer { first += count }
      return numbers.map { $0 + first }
    }
    let actions = try scaling.applied(to: domains.map(\.actions))
    let resolved = try kernel.resolved(
      on: .concatenated(domains.map(\.latents)), groups: groups.flatMap { $0 }, seed: seed)
    let optimum = try KernelOptimum(
      domains.indices.map {
        .init(latents: domains[$0].latents, actions: actions[$0], share: 1 / Double(domains.count), groups: groups[$0])
      }, kernel: resolved.kernel, path: path)

    var draw = RandomStream(seed: seed, purpose: "reweighting queries")
    let total = domains[0].rowCount
    let rows = total <= queryLimit ? Array(0..<total) : draw.sample(queryLimit, of: total).sorted()
    guard Set(rows.map { groups[0][$0] }).count >= 2 else {
      throw SampleError.tooFew(what: "episodes among the queries", found: 1, needed: 2)
    }
    var noise = RandomStream(seed: seed, purpose: "reweighting noise")
    let queries = try NoisyQueries(
      corrupting: actions[0].gatherRows(rows), latents: domains[0].latents.gatherRows(rows), times: times, path: path,
      groups: rows.map { groups[0][$0] }, stream: &noise)
    return RecordedReweighting(
      study: self, domains: domains, episodes: episodes, optimum: optimum, queries: queries,
      posteriors: try optimum.posteriors(queries, workers: workers, progress: progress), kernel: resolved)
  }
}
