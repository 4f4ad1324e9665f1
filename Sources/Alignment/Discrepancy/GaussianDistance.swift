import Tensors

/// The Wasserstein distance between the normal distributions that have the samples' means and covariances (by n − 1):
/// the Bures–Wasserstein distance W₂, or its square, the Fréchet distance that FID reports of Inception features.
///
///     W₂² = |μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½)
///
/// W₂ never exceeds the 2-Wasserstein distance between distributions of these moments. Covariances may be singular:
/// fewer rows than columns, constant or duplicated columns.
/// - Complexity: O((n+m) d²) once, then O(G d² + d³) a choice of groups.
/// - Throws: `SampleError` for fewer than two rows on a side.
/// - Source: Dowson and Landau, Journal of Multivariate Analysis 12 (1982); Heusel et al., NeurIPS 2017.
public struct GaussianDistance: UnpairedMeasure {
  public enum Form: String, Sendable, Codable {
    /// W₂.
    case buresWasserstein
    /// W₂².
    case frechet
  }

  public let form: Form

  public init(_ form: Form) { self.form = form }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: form == .frechet ? "frechet" : "bures-wasserstein",
      title: form == .frechet ? "Fréchet distance of normal fits" : "Bures–Wasserstein distance of normal fits",
      pairing: .unpaired, direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: form == .frechet
        ? [.symmetry, .identity, .nonNegative] : [.symmetry, .identity, .nonNegative, .triangleInequality],
      bias: form == .frechet ? "O(d/n), upward" : "O(√(d/n)) near 0, upward", cost: "O(n d² + d³)",
      source: "Dowson and Landau, JMVA 12 (1982)")
  }

  public func prepare<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int
  ) throws -> any PreparedMeasure {
    let form = form
    return try PreparedMoments.preparing(rows, workers: workers) { first, second, scale in
      let squared = try first.squaredWassersteinDistance(to: second)
      return form == .frechet ? squared * scale * scale : squared.squareRoot() * scale
    }
  }
}
