import Foundation
import Models
import Statistics
import Tensors

/// The optimum of the co-training objective on finite data, without a network: every demonstration is a Gaussian
/// around its action, weighted by its share of the mixture and by how close its latent is to the query's.
///
///     g_k(x_t, z) = softmax_k( ln w_k + ln K(z, z_k) − ‖x_t − α a_k‖² / (2σ²) )
///     x̂₀ = Σ_k g_k a_k
///
/// with w_k = w/N for the target's N demonstrations and (1 − w)/M for the source's M, and α, σ those of the noise path.
/// What a network trained to the optimum would predict follows from x̂₀: a x̂₀ + b (x_t − α x̂₀)/σ, with a, b the path's
/// target: the velocity of flow matching, or ε, v or x₀ of a diffusion.
///
/// The study writes the exponent as −r_k² d/2 with r_k = ‖x_t − α a_k‖/(σ√d): the same number, the d cancels. Its
/// special case drops that d (`SpecialCaseRatio`). The kernel over latents is a reconstruction: the study names neither
/// kernel nor bandwidth (`LatentKernel`). Everything is in Double: near the data, logits reach 10⁶.
///
/// Three ways in: `sample` and `prediction` for what a policy at the optimum does; `weights` for few demonstrations;
/// `posteriors` for many, streamed, which answers for every mixing ratio at once.
/// - Source: Lei et al., arXiv 2604.13645, section 2 (the softmax; the conditional kernel is a reconstruction).
public struct KernelOptimum: Sendable {
  /// The demonstrations of one domain and the domain's share of the mixture.
  public struct Domain: Sendable {
    public let latents: Tensor<Double>
    public let actions: Tensor<Double>
    public let share: Double
    /// What each demonstration belongs to (an episode, numbered across domains); empty where unknown.
    public let groups: [Int]

    /// - Parameters:
    ///   - latents: `[n, k]`.   - actions: `[n, d]`.   - share: the domain's share of the mixture, 0 to 1.
    ///   - groups: one number a demonstration, none twice in two domains unless they hold the same episode; a query of
    ///     the same group does not see it.
    public init(latents: Tensor<Double>, actions: Tensor<Double>, share: Double, groups: [Int] = []) {
      self.latents = latents
      self.actions = actions
      self.share = share
      self.groups = groups
    }
  }

  public let path: any NoisePath
  public let kernel: LatentKernel
  /// All domains, those without a share included.
  public let domains: [Domain]
  /// The kernel on the demonstrations of all domains, in their order.
  let prepared: PreparedKernel
  /// Where in that order the demonstrations stand that have a share.
  private let active: [Range<Int>]
  /// `[n, d]`, of the domains with a share, as the next two.
  private let actions: Tensor<Double>
  /// `[d, n]`
  private let actionColumns: Tensor<Double>
  private let squaredNorms: [Double]
  /// ln w_k of the demonstrations of all domains, `[1, n]`; −∞ without a share.
  private let logWeights: Tensor<Double>

  /// - Parameters:
  ///   - bandwidths: the Gaussian kernel's standard deviation along each latent coordinate; nil ignores the coordinate.
  /// - Throws: as `init(_:kernel:path:)`.
  public init(_ domains: [Domain], bandwidths: [Double?], path: any NoisePath) throws {
    try self.init(domains, kernel: .gaussian(bandwidths: bandwidths), path: path)
  }

  /// - Throws: `ShapeError` when widths differ; `SampleError` when no domain has a share, one with a share has no
  ///   demonstrations, a share is not in [0, 1], a number is not finite, or the kernel's parameter is out of range.
  public init(_ domains: [Domain], kernel: LatentKernel, path: any NoisePath) throws {
    guard let first = domains.first(where: { $0.share > 0 }) else {
      throw SampleError.tooFew(what: "demonstrations in domains with a positive share", found: 0, needed: 1)
    }
    for (index, domain) in domains.enumerated() {
      try requireRange(domain.share, 0...1, "share of domain \(index)")
      guard domain.latents.rank == 2, domain.actions.rank == 2, domain.latents.rows == domain.actions.rows,
        domain.latents.columns == first.latents.columns, domain.actions.columns == first.actions.columns
      else {
        throw ShapeError(
          "KernelOptimum", expected: "latents [n, \(first.latents.columns)] and actions [n, \(first.actions.columns)]",
          found: domain.latents.shape, domain.actions.shape)
      }
      if domain.share > 0, domain.actions.rows == 0 {
        throw SampleError.tooFew(what: "demonstrations of domain \(index), which has a share", found: 0, needed: 1)
      }
      guard domain.groups.isEmpty || domain.groups.count == domain.actions.rows else {
        throw SampleError.unequalLengths(
          what: "groups and demonstrations of domain \(index)", left: domain.groups.count, right: domain.actions.rows)
      }
      try requireFinite(domain.latents, "latents of domain \(index)")
      try requireFinite(domain.actions, "actions of domain \(index)")
    }
    self.path = path
    self.kernel = kernel
    self.domains = domains
    prepared = try PreparedKernel(kernel, latents: try .concatenated(domains.map(\.latents)))
    let shared = domains.filter { $0.share > 0 }
    active = zip(domains, Self.ranges(of: domains)).filter { $0.0.share > 0 }.map(\.1)
    actions = try .concatenated(shared.map(\.actions))
    actionColumns = try actions.transposed().contiguous()
    squaredNorms = try actions.squared().sum(axis: 1).elements
    let logs = domains.flatMap { domain in
      [Double](repeating: log(domain.share / Double(domain.actions.rows)), count: domain.actions.rows)
    }
    logWeights = try Tensor(logs, shape: [1, logs.count])
  }

  /// Where each domain's demonstrations stand when the domains follow one another.
  static func ranges(of domains: [Domain]) -> [Range<Int>] {
    var start = 0
    return domains.map { domain in
      defer { start += domain.actions.rows }
      return start..<(start + domain.actions.rows)
    }
  }

  /// ln w_k + ln K(z, z_k), `[queries, n]`: what of the weights does not depend on the noise.
  /// - Throws: `ShapeError` when the width differs; `SampleError` for a query that no demonstration with a share is
  ///   near to, which only the nearest-neighbour kernel knows.
  public func logPriors(_ queries: Tensor<Double>) throws -> Tensor<Double> {
    let queries = try prepared.queries(queries)
    let all = 0..<logWeights.columns
    var logs = try (prepared.neighbours == nil ? logWeights : .zeros(logWeights.shape))
      .broadcast(to: [queries.count, all.count]).contiguous()
    try logs.withUnsafeMutableBuffer {
      try prepared.add(queries, rows: 0..<queries.count, samples: all, to: $0.baseAddress!)
    }
    if let neighbours = prepared.neighbours {
      logs.withUnsafeMutableBuffer { memory in
        for row in 0..<queries.count {
          let distances = UnsafeMutableBufferPointer(rebasing: memory[row * all.count..<(row + 1) * all.count])
          PreparedKernel.keep(
            above: PreparedKernel.largest(neighbours, in: UnsafeBufferPointer(distances)), in: distances)
        }
      }
      logs = try logs + logWeights
      let totals = logs.logSumExp().elements
      if let row = totals.firstIndex(of: -.infinity) {
        throw SampleError.degenerate(
          what: "query \(row): none of its \(neighbours) nearest demonstrations has a share of the mixture",
          remedy: "raise the kernel's count, or give their domain a share")
      }
    }
    return active.count == domains.count ? logs : try .concatenated(active.map { try logs.slice($0, axis: 1) }, axis: 1)
  }

  /// The weights g, `[queries, n]`, demonstrations in the order of the domains with a positive share.
  /// - Parameters:
  ///   - noisy: x_t, `[queries, d]`.   - logPriors: of the same queries.
  public func weights(
    noisy: Tensor<Double>, time: Double, logPriors: Tensor<Double>
  ) throws(ShapeError) -> Tensor<Double> {
    let coefficients = path.corruption(at: time)
    let precision = 1 / (coefficients.noise * coefficients.noise)
    let count = actions.rows
    var logits = logPriors
    let shift = shifts(signal: coefficients.signal, precision: precision)
    logits.withUnsafeMutableBuffer { memory in
      shift.withUnsafeBufferPointer {
        for row in 0..<noisy.rows {
          Double.kernels.addScaled(count, 1, $0.baseAddress, memory.baseAddress! + row * count)
        }
      }
      Tensor.multiply(
        noisy, actionColumns, alpha: coefficients.signal * precision, into: memory.baseAddress!, beta: 1)
      Double.kernels.softmaxRows(noisy.rows, count, memory.baseAddress, memory.baseAddress)
    }
    return logits
  }

  /// The part of −‖x − α a_k‖²/(2σ²) that depends on k alone; ‖x‖² is the same for every k and cancels.
  private func shifts(signal: Double, precision: Double) -> [Double] {
    squaredNorms.map { -0.5 * signal * signal * precision * $0 }
  }

  /// What the optimal network predicts at x_t, `[queries, d]`.
  ///
  /// The weights are summed as they are made; `weights` shows them.
  public func prediction(
    noisy: Tensor<Double>, time: Double, logPriors: Tensor<Double>
  ) throws(ShapeError) -> Tensor<Double> {
    let corruption = path.corruption(at: time)
    let precision = 1 / (corruption.noise * corruption.noise)
    let count = actions.rows
    let width = actions.columns
    let shift = shifts(signal: corruption.signal, precision: precision)
    let scaled = noisy * (corruption.signal * precision)
    let data = Tensor<Double>(shape: [noisy.rows, width]) { output in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { scratch in
        logPriors.withUnsafeBuffer { priors in
          actionColumns.withUnsafeBuffer { points in
            scaled.withUnsafeBuffer { x in
              shift.withUnsafeBufferPointer {
                for row in 0..<noisy.rows {
                  Double.kernels.softmaxMean(
                    count, width, priors.baseAddress! + row * count, $0.baseAddress, points.baseAddress,
                    x.baseAddress! + row * width, scratch.baseAddress, output.baseAddress! + row * width)
                }
              }
            }
          }
        }
      }
    }
    return try path.prediction(of: data, noisy: noisy, time: time)
  }

  /// Samples of the optimal policy, one for each query, by the path's own sampler.
  /// - Parameters:
  ///   - queries: latents `[n, k]`.   - noise: `[n, d]` standard normal numbers.
  public func sample(
    _ queries: Tensor<Double>, noise: Tensor<Double>, stream: inout RandomStream
  ) throws -> Tensor<Double> {
    var parts: [Tensor<Double>] = []
    // So few queries at a time that their weights stay in the cache.
    for start in stride(from: 0, to: queries.rows, by: 32) {
      let rows = start..<min(start + 32, queries.rows)
      let priors = try logPriors(try queries.rows(rows))
      parts.append(
        try path.sample(from: noise.rows(rows), stream: &stream) { noisy, time in
          try prediction(noisy: noisy, time: time, logPriors: priors)
        })
    }
    return try .concatenated(parts)
  }
}
