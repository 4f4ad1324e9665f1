import Statistics
import Tensors

/// PWCCA: the mean of the canonical correlations, each weighted by how much of the representation its direction carries,
///
///     Σ αᵢ ρᵢ / Σ αᵢ,  αᵢ = Σⱼ |⟨hᵢ, xⱼ⟩|
///
/// with hᵢ the canonical variables, unit vectors over observations, and xⱼ the centred columns of the representation of
/// lower rank (the first when equal). Not symmetric when the ranks are equal.
///
/// The authors' code departs from their definition: its directions are columns of the matrix that rotates whitened
/// units, applied to units that were not whitened, plus the units' means, orthonormalised in order; and the weights come
/// from columns that are not centred. `definition: .releasedCode` repeats that, for comparison with published numbers:
/// its value changes with a translation of the representations and with the signs that LAPACK gives singular vectors.
/// - Complexity: O(n d²).
/// - Throws: as `CanonicalCorrelation`; the released code also for columns that are not independent.
/// - Source: Morcos, Raghu, Bengio, NeurIPS 2018, section 2.2; google/svcca, pwcca.py.
public struct ProjectionWeightedCorrelation: PairedMeasure {
  public enum Definition: String, Sendable, Codable {
    case published
    case releasedCode
  }

  public let definition: Definition

  public init(definition: Definition = .published) { self.definition = definition }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "pwcca", title: "PWCCA, projection-weighted correlation", pairing: .paired, direction: .largerIsCloser,
      invariances: definition == .published ? [.translation, .scaling] : [], properties: [.identity, .nonNegative],
      bias: "upward, as CCA; 1 for d ≥ n − 1", cost: "O(n d²)", source: "Morcos et al., NeurIPS 2018")
  }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    let operation = "PWCCA"
    try requirePairedRows(x, y, atLeast: 3, operation)
    let (first, second) = try PrincipalDirections.both(x, y, of: operation, workers: workers)
    for side in [first, second] { try side.requireFewerThanObservations(operation) }
    let swapped = first.deviations.count > second.deviations.count
    let (own, other, rows) = swapped ? (second, first, y) : (first, second, x)
    let alignment = try own.basis.transposed().multiplied(by: other.basis).svd()
    let weights =
      switch definition {
      case .published:
        try own.basis.multiplied(by: alignment.u).transposed()
          .multiplied(by: ScaledRows(rows, workers: workers).rows.converted(to: Double.self))
      case .releasedCode:
        try releasedCodeProjections(
          rows.converted(to: Double.self), (swapped ? x : y).converted(to: Double.self), rank: own.deviations.count)
      }
    let shares = try weights.absolute().sum(axis: 1).elements
    let weighted = zip(shares, alignment.singularValues.elements).reduce(0) { $0 + $1.0 * Swift.min($1.1, 1) }
    return MeasuredValue(weighted / shares.reduce(0, +))
  }

  /// ⟨hᵢ, xⱼ⟩ as the released code has it, `[d, d]`.
  private func releasedCodeProjections(
    _ rows: Tensor<Double>, _ others: Tensor<Double>, rank: Int
  ) throws -> Tensor<Double> {
    guard rank == rows.columns else {
      throw SampleError.degenerate(
        what: "PWCCA as the released code computes it: \(rows.columns) columns span \(rank) directions",
        remedy: "use the published definition")
    }
    let mean = try rows.mean(axis: 0)
    let (own, other) = (try rows - mean, try others - others.mean(axis: 0))
    func product(_ a: Tensor<Double>, _ b: Tensor<Double>) throws -> Tensor<Double> {
      try a.transposed().multiplied(by: b)
    }
    let whitened = try product(own, own).squareRoot(inverted: true)
      .multiplied(by: product(own, other)).multiplied(by: product(other, other).squareRoot(inverted: true))
    let directions = try own.multiplied(by: whitened.svd().u) + mean
    return try directions.qr().q.transposed().multiplied(by: rows)
  }
}
