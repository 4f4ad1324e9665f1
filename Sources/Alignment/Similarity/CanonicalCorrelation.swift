import Statistics
import Tensors

/// Canonical correlation of two representations of the same observations: the correlations ρ₁ ≥ ρ₂ ≥ … of the pairs of
/// directions, one in each, that correlate most and are uncorrelated with the pairs before them,
///
///     ρ = singular values of QₓᵀQᵧ,  Q an orthonormal basis of the centred columns
///
/// summed up over min(rank X, rank Y) pairs as their mean, Σρ/p, or as R²_CCA = Σρ²/p. 1 where one representation is a
/// linear map of the other. Singular directions count as absent: more columns than observations, constant or duplicated
/// columns are allowed, until every coefficient is 1 because one side spans all observations, which is refused.
///
/// `svcca` first reduces each side to the leading principal directions that hold a share of its variance, which it then
/// treats alike; noise directions no longer count as much as signal ones.
/// - Complexity: O(n d²).
/// - Throws: `ShapeError` when the numbers of rows differ; `SampleError` for fewer than 3 rows, a representation that is
///   the same for all observations, or one of n − 1 directions.
/// - Source: Hotelling, Biometrika 28 (1936); Raghu et al., NeurIPS 2017 (SVCCA); Kornblith et al., ICML 2019, table 1
///   (R²_CCA).
public struct CanonicalCorrelation: PairedMeasure {
  public enum Summary: String, Sendable, Codable {
    /// Σρ/p.
    case mean
    /// Σρ²/p.
    case meanSquare
  }

  public let summary: Summary
  /// The share of each side's variance that its leading principal directions must hold; nil keeps all directions.
  public let keptVariance: Double?
  /// Whether the means are taken off first. Without, these are no correlations, but Kornblith's notebook has them so.
  public let centered: Bool

  public init(_ summary: Summary = .mean, keptVariance: Double? = nil, centered: Bool = true) {
    precondition(keptVariance.map { $0 > 0 && $0 <= 1 } ?? true, "a share of the variance is above 0 and at most 1")
    self.summary = summary
    self.keptVariance = keptVariance
    self.centered = centered
  }

  /// SVCCA with the directions of 99 % of the variance.
  public static let svcca = CanonicalCorrelation(keptVariance: 0.99)

  public var declaration: MeasureDeclaration {
    let reduced = keptVariance != nil
    var invariances: Set<MeasureDeclaration.Invariance> = [.rotation, .scaling]
    if centered { invariances.insert(.translation) }
    if !reduced { invariances.insert(.linear) }
    return MeasureDeclaration(
      name: (reduced ? "svcca" : "cca") + (summary == .meanSquare ? "-r2" : ""),
      title: (reduced ? "SVCCA" : "CCA") + (summary == .mean ? ", mean correlation" : ", R²"), pairing: .paired,
      direction: .largerIsCloser,
      invariances: invariances,
      properties: [.symmetry, .identity, .nonNegative],
      bias: "upward, to about √(d/n) for independent representations; 1 for d ≥ n − 1", cost: "O(n d²)",
      source: reduced ? "Raghu et al., NeurIPS 2017" : "Hotelling, Biometrika 28 (1936)")
  }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    let rho = try coefficients(between: x, and: y, workers: workers)
    let sum = rho.reduce(0) { $0 + (summary == .mean ? $1 : $1 * $1) }
    return MeasuredValue(sum / Double(rho.count))
  }

  /// ρ, descending, min(rank X, rank Y) of them.
  public func coefficients<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int = 1
  ) throws -> [Double] {
    try requirePairedRows(x, y, atLeast: 3, "canonical correlation")
    let (first, second) = try PrincipalDirections.both(
      x, y, of: "canonical correlation", centered: centered, workers: workers)
    let a = try keptVariance.map { try first.holding($0) } ?? first
    let b = try keptVariance.map { try second.holding($0) } ?? second
    for side in [a, b] { try side.requireFewerThanObservations("canonical correlation") }
    let products = try a.basis.transposed().multiplied(by: b.basis)
    return try products.svd().singularValues.elements.map { Swift.min($0, 1) }
  }
}
