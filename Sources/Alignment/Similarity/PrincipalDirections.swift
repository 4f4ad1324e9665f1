import Statistics
import Tensors

/// The principal directions of a representation, those of no variance left out, in Double: X = U diag(σ) Vᵀ.
struct PrincipalDirections: Sendable {
  /// U, `[n, r]`: orthonormal columns, one a direction.
  let basis: Tensor<Double>
  /// σ, descending and positive.
  let deviations: [Double]

  /// Directions below max(n, d) ulps of the largest, in the precision of the rows, are rounding.
  /// - Parameter centered: whether the mean is taken off first.
  /// - Throws: `SampleError` when there is no variance.
  init<Scalar: TensorScalar>(
    _ rows: Tensor<Scalar>, named name: String, of operation: String, centered: Bool = true, workers: Int
  ) throws {
    let matrix = try centered ? ScaledRows(rows, workers: workers).rows : rows
    let decomposition = try matrix.converted(to: Double.self).svd()
    let values = decomposition.singularValues.elements
    let threshold = Double(Scalar.ulpOfOne) * Double(Swift.max(rows.rows, rows.columns)) * (values.first ?? 0)
    let rank = values.prefix { $0 > threshold }.count
    guard rank > 0 else {
      throw SampleError.degenerate(
        what: "\(operation): the \(name) representation is the same for all observations",
        remedy: "leave this layer out, or give observations on which it varies")
    }
    self.init(
      basis: try decomposition.u.slice(0..<rank, axis: 1).contiguous(), deviations: Array(values.prefix(rank)))
  }

  private init(basis: Tensor<Double>, deviations: [Double]) {
    self.basis = basis
    self.deviations = deviations
  }

  /// Those of two representations of the same observations.
  static func both<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, of operation: String, centered: Bool = true, workers: Int
  ) throws -> (PrincipalDirections, PrincipalDirections) {
    (
      try PrincipalDirections(x, named: "first", of: operation, centered: centered, workers: workers),
      try PrincipalDirections(y, named: "second", of: operation, centered: centered, workers: workers)
    )
  }

  /// The fewest leading directions that hold this share of the variance.
  func holding(_ share: Double) throws -> PrincipalDirections {
    let total = deviations.reduce(0) { $0 + $1 * $1 }
    var held = 0.0
    // A share that is reached but for rounding is reached.
    let count = deviations.prefix { deviation in
      defer { held += deviation * deviation }
      return held < (share - 1e-12) * total
    }.count
    return PrincipalDirections(
      basis: try basis.slice(0..<count, axis: 1).contiguous(), deviations: Array(deviations.prefix(count)))
  }

  /// - Throws: `SampleError` when the directions span all n observations, so that anything correlates perfectly.
  func requireFewerThanObservations(_ operation: String) throws {
    guard deviations.count < basis.rows - 1 else {
      throw SampleError.degenerate(
        what: "\(operation): \(deviations.count) directions span all \(basis.rows) observations, so every coefficient "
          + "is 1 whatever the other representation",
        remedy: "give more observations, or use svcca or cka")
    }
  }
}
