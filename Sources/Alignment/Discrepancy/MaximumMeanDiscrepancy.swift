import Tensors

/// Squared maximum mean discrepancy between two samples under a Gaussian kernel, or the mean of several:
///
///     MMD² = 1/(n(n−1)) Σ_{i≠j} k(xᵢ,xⱼ) + 1/(m(m−1)) Σ_{i≠j} k(yᵢ,yⱼ) − 2/(nm) Σ k(xᵢ,yⱼ)
///     k(x, y) = mean over σ of exp(−|x − y|²/2σ²)
///
/// Rows are observations and need not be paired. Unbiased, so values below 0 are possible and kept: clipping would bias
/// the estimate. The biased form divides by n² and m² and counts every k(xᵢ,xᵢ) = 1. A bandwidth left to the median
/// heuristic is chosen on the rows of both samples together.
/// - Complexity: O((n+m)² d) time, O(blockRows²) memory besides the rows, once for all choices of groups.
/// - Throws: `SampleError` for fewer than two rows on a side.
/// - Source: Gretton et al., JMLR 13 (2012), eq. 3 (unbiased) and 5 (biased); several bandwidths: Gretton et al., NIPS
///   2012, and Li, Swersky, Zemel, ICML 2015.
public struct MaximumMeanDiscrepancy: UnpairedMeasure {
  public let bandwidths: [Bandwidth]
  public let estimator: PairEstimator

  /// One bandwidth, by default the median distance of the pooled rows.
  public init(bandwidth: Bandwidth = .median(), estimator: PairEstimator = .unbiased) {
    self.init(bandwidths: [bandwidth], estimator: estimator)
  }

  /// The mean of several kernels.
  public init(bandwidths: [Bandwidth], estimator: PairEstimator = .unbiased) {
    precondition(!bandwidths.isEmpty, "at least one bandwidth")
    self.bandwidths = bandwidths
    self.estimator = estimator
  }

  /// Five bandwidths, from a quarter of the median distance to four times it: sensitive to fine and coarse differences.
  public static let multiBandwidth = MaximumMeanDiscrepancy(
    bandwidths: [0.25, 0.5, 1, 2, 4].map { .median(times: $0) })

  public var declaration: MeasureDeclaration {
    let several = bandwidths.count > 1
    let scaleFree = bandwidths.allSatisfy { if case .median = $0 { true } else { false } }
    return MeasureDeclaration(
      name: several ? "mmd2-multi" : "mmd2",
      title: several ? "squared MMD, \(bandwidths.count) Gaussian kernels" : "squared MMD, Gaussian kernel",
      pairing: .unpaired, direction: .smallerIsCloser,
      invariances: scaleFree ? [.translation, .rotation, .scaling] : [.translation, .rotation],
      properties: estimator == .unbiased ? [.symmetry] : [.symmetry, .identity, .nonNegative],
      bias: estimator == .unbiased ? "unbiased for its bandwidth; below 0 at times" : "O(1/n), upward",
      cost: "O(n² d)", source: "Gretton et al., JMLR 13 (2012)")
  }

  public func prepare<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int
  ) throws -> any PreparedMeasure {
    let widths = try widths(on: rows.rows, workers: workers)
    return try PairContrast.preparing(rows, .gaussian(bandwidths: widths), estimator, sign: 1, workers: workers)
  }

  /// σ of each kernel on the pooled rows `[n, d]`. The median is taken once.
  public func widths<Scalar: TensorScalar>(on rows: Tensor<Scalar>, workers: Int = 1) throws -> [Double] {
    var median: Double?
    return try bandwidths.map { bandwidth in
      guard case .median(let factor) = bandwidth else { return try bandwidth.width(on: rows, workers: workers) }
      let found = try median ?? medianDistance(of: rows, workers: workers)
      median = found
      return factor * found
    }
  }
}
