import Models
import Statistics
import Tensors

/// Where the closed form is asked: latents z and, at every noise level, noisy actions x_t.
public struct NoisyQueries: Sendable {
  /// `[queries, k]`
  public let latents: Tensor<Double>
  /// Times of the noise path, as `NoisePath` counts them.
  public let times: [Double]
  /// x_t, one `[queries, d]` a time.
  public let noisy: [Tensor<Double>]
  /// The clean actions the noisy ones were made of, `[queries, d]`; nil where they are not known.
  public let actions: Tensor<Double>?
  /// What each query belongs to (an episode), in the numbering of `KernelOptimum.Domain.groups`; empty where unknown.
  /// A query does not see demonstrations of its own group: asked at its own training data, the closed form would
  /// answer with the query itself.
  public let groups: [Int]

  public var count: Int { latents.rows }

  /// - Throws: `ShapeError` when rows or widths differ, `SampleError` without a query or a time, for unequal numbers of
  ///   times and noisy actions, or for a number that is not finite.
  public init(
    latents: Tensor<Double>, times: [Double], noisy: [Tensor<Double>], actions: Tensor<Double>? = nil,
    groups: [Int] = []
  ) throws {
    try requireMatrix(latents, "latents of the queries")
    guard !times.isEmpty else { throw SampleError.tooFew(what: "noise levels", found: 0, needed: 1) }
    guard noisy.count == times.count else {
      throw SampleError.unequalLengths(what: "noise levels and noisy actions", left: times.count, right: noisy.count)
    }
    guard groups.isEmpty || groups.count == latents.rows else {
      throw SampleError.unequalLengths(what: "groups and queries", left: groups.count, right: latents.rows)
    }
    try requireFinite(times, "noise levels")
    for matrix in noisy + [actions].compactMap({ $0 }) {
      guard matrix.shape == [latents.rows, noisy[0].columns] else {
        throw ShapeError(
          "actions of the queries", expected: "[\(latents.rows), \(noisy[0].columns)]", found: matrix.shape)
      }
      try requireFinite(matrix, "actions of the queries")
    }
    self.latents = latents
    self.times = times
    self.noisy = noisy
    self.actions = actions
    self.groups = groups
  }

  /// Queries made of known actions: x_t = α(t) a + σ(t) ε.
  ///
  /// ε is the same at every time of one query, so that curves over time are smooth.
  /// - Parameters:
  ///   - actions: a, `[queries, d]`.   - stream: where ε comes from.
  public init(
    corrupting actions: Tensor<Double>, latents: Tensor<Double>, times: [Double], path: any NoisePath,
    groups: [Int] = [], stream: inout RandomStream
  ) throws {
    try requireMatrix(actions, "actions of the queries")
    let noise = Tensor<Double>.normal(actions.shape, from: &stream)
    let noisy = try times.map { time in
      let level = try path.checkedCorruption(at: time)
      return try actions * level.signal + noise * level.noise
    }
    try self.init(latents: latents, times: times, noisy: noisy, actions: actions, groups: groups)
  }
}
