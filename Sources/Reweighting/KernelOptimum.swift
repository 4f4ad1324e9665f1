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
/// What a network trained to the optimum would predict follows from x̂₀: a x̂₀ + b (x_t − α x̂₀)/σ.
///
/// The kernel is Gaussian with a bandwidth for each latent coordinate. The study does not say which kernel or bandwidth
/// it means, so both are parameters. Everything is in Double: near the data, logits reach 10⁶.
/// - Source: Lei et al., arXiv 2604.13645, section 2 (the softmax; the conditional kernel is a reconstruction).
public struct KernelOptimum: Sendable {
  /// The demonstrations of one domain and the domain's share of the mixture.
  public struct Domain: Sendable {
    public let latents: Tensor<Double>
    public let actions: Tensor<Double>
    public let share: Double

    /// - Parameters:
    ///   - latents: `[n, k]`.   - actions: `[n, d]`.   - share: the domain's share of the mixture, 0 to 1.
    public init(latents: Tensor<Double>, actions: Tensor<Double>, share: Double) {
      self.latents = latents
      self.actions = actions
      self.share = share
    }
  }

  private let path: any NoisePath
  /// 1/(2h²) a latent coordinate; 0 where the coordinate is ignored.
  private let precisions: [Double]
  private let latents: Tensor<Double>
  /// `[n, d]`
  private let actions: Tensor<Double>
  /// `[d, n]`
  private let actionColumns: Tensor<Double>
  private let squaredNorms: [Double]
  private let logWeights: [Double]

  /// - Parameters:
  ///   - bandwidths: the kernel's standard deviation along each latent coordinate; nil ignores the coordinate.
  /// - Throws: `ShapeError` when widths differ; `SampleError` when no demonstration has a share, or a bandwidth is not
  ///   positive.
  public init(_ domains: [Domain], bandwidths: [Double?], path: any NoisePath) throws {
    let active = domains.filter { $0.share > 0 }
    guard active.contains(where: { $0.actions.rows > 0 }) else {
      throw SampleError.tooFew(what: "demonstrations in domains with a positive share", found: 0, needed: 1)
    }
    for domain in active {
      guard domain.latents.rank == 2, domain.actions.rank == 2, domain.latents.rows == domain.actions.rows,
        domain.latents.columns == bandwidths.count, domain.actions.columns == active[0].actions.columns
      else {
        throw ShapeError(
          "KernelOptimum", expected: "latents [n, \(bandwidths.count)] and actions [n, d]",
          found: domain.latents.shape, domain.actions.shape)
      }
    }
    for case let bandwidth? in bandwidths where !(bandwidth > 0) {
      throw SampleError.outOfRange(
        what: "bandwidth", value: bandwidth, expected: "a positive number, or none to ignore the coordinate")
    }
    self.path = path
    precisions = bandwidths.map { $0.map { 1 / (2 * $0 * $0) } ?? 0 }
    latents = try .concatenated(active.map(\.latents))
    actions = try .concatenated(active.map(\.actions))
    actionColumns = try actions.transposed().contiguous()
    squaredNorms = try actions.squared().sum(axis: 1).elements
    logWeights = active.flatMap { domain in
      [Double](repeating: log(domain.share / Double(domain.actions.rows)), count: domain.actions.rows)
    }
  }

  /// ln w_k + ln K(z, z_k), `[queries, n]`: what of the weights does not depend on the noise.
  public func logPriors(_ queries: Tensor<Double>) throws(ShapeError) -> Tensor<Double> {
    guard queries.rank == 2, queries.columns == precisions.count else {
      throw ShapeError("logPriors", expected: "[queries, \(precisions.count)]", found: queries.shape)
    }
    let count = actions.rows
    let width = precisions.count
    return Tensor(shape: [queries.rows, count]) { output in
      queries.withUnsafeBuffer { q in
        latents.withUnsafeBuffer { z in
          for row in 0..<queries.rows {
            for k in 0..<count {
              var exponent = logWeights[k]
              for axis in 0..<width {
                let difference = q[row * width + axis] - z[k * width + axis]
                exponent -= difference * difference * precisions[axis]
              }
              output[row * count + k] = exponent
            }
          }
        }
      }
    }
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
    let target = path.target(at: time)
    let noise = try (noisy - data * corruption.signal) * (1 / corruption.noise)
    return try data * target.signal + noise * target.noise
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
