import Tensors

/// CORAL, how far the covariances of two samples are apart:
///
///     |C₁ − C₂|²_F / 4d²,  C by n − 1
///
/// Blind to a difference of means, and not free of scale: it grows with the fourth power of the units.
/// - Complexity: O((n+m) d²) once, then O(G d²) a choice of groups.
/// - Throws: `SampleError` for fewer than two rows on a side.
/// - Source: Sun and Saenko, Deep CORAL, ECCV Workshops 2016, eq. 1–3.
public struct CovarianceAlignment: UnpairedMeasure {
  public init() {}

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "coral", title: "CORAL, distance of covariances", pairing: .unpaired, direction: .smallerIsCloser,
      invariances: [.translation, .rotation], properties: [.symmetry, .identity, .nonNegative],
      bias: "O(1/n), upward", cost: "O(n d²)", source: "Sun and Saenko, ECCV Workshops 2016")
  }

  public func prepare<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int
  ) throws -> any PreparedMeasure {
    try PreparedMoments.preparing(rows, workers: workers) { first, second, scale in
      let d = Double(first.mean.count)
      return try (first.covariance - second.covariance).squared().sum() * scale * scale * scale * scale / (4 * d * d)
    }
  }
}
