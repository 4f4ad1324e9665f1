import Foundation
import Statistics
import Tensors

/// How far two representations of the same observations remain apart after the best rotation of one onto the other,
/// each centred and, but for the Euclidean form, brought to |X|_F = 1:
///
///     disparity = min over Q, s of |X − s Y Q|²_F = 1 − (Σσ(XᵀY))²,  QᵀQ = I
///     angle     = arccos Σσ(XᵀY), between 0 and π/2
///     Euclidean = min over Q of |X − Y Q|_F
///
/// σ are singular values, and the narrower representation is widened by columns of zeros. Angle and Euclidean form are
/// metrics. `alpha` below 1 whitens first, X = U diag(σ) Vᵀ becoming U diag(α σ + 1 − α) Vᵀ, rescaled to the length it
/// had: 1 allows rotations alone, 0 any invertible linear map. Directions of no variance stay absent.
/// - Complexity: O(n d² + d³) with d at most n.
/// - Throws: `ShapeError` when the numbers of rows differ; `SampleError` for fewer than 2 rows or a representation that
///   is the same for all observations.
/// - Source: Schönemann, Psychometrika 31 (1966); the family of metrics: Williams, Kunz, Kornblith, Linderman, NeurIPS
///   2021, whose code is netrep; the disparity: scipy.spatial.procrustes.
public struct ProcrustesDistance: PairedMeasure {
  public enum Form: String, Sendable, Codable {
    case disparity
    case angle
    case euclidean
  }

  public let form: Form
  /// In [0, 1].
  public let alpha: Double

  public init(_ form: Form = .disparity, alpha: Double = 1) {
    precondition(alpha >= 0 && alpha <= 1, "alpha is between 0 and 1")
    self.form = form
    self.alpha = alpha
  }

  public var declaration: MeasureDeclaration {
    let name =
      switch form {
      case .disparity: "procrustes"
      case .angle: "procrustes-angle"
      case .euclidean: "procrustes-euclidean"
      }
    var invariances: Set<MeasureDeclaration.Invariance> = [.translation, .rotation]
    if form != .euclidean, alpha == 1 || alpha == 0 { invariances.insert(.scaling) }
    if form != .euclidean, alpha == 0 { invariances.insert(.linear) }
    return MeasureDeclaration(
      name: name + (alpha == 1 ? "" : "-\(alpha)"),
      title: "Procrustes \(form == .euclidean ? "distance" : form.rawValue)",
      pairing: .paired, direction: .smallerIsCloser, invariances: invariances,
      properties: form == .disparity
        ? [.symmetry, .identity, .nonNegative] : [.symmetry, .identity, .nonNegative, .triangleInequality],
      bias: "downward for d near n, where any two representations can be rotated together", cost: "O(n d² + d³)",
      source: form == .disparity ? "Schönemann, Psychometrika 31 (1966)" : "Williams et al., NeurIPS 2021")
  }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    try requirePairedRows(x, y, atLeast: 2, "Procrustes distance")
    var (first, second) = (try configuration(x, "first", workers), try configuration(y, "second", workers))
    if form == .euclidean {
      // Lengths in one unit, the larger of the two, so that neither overflows.
      let unit = Swift.max(first.length, second.length)
      first.points = first.points * (first.length / unit)
      second.points = second.points * (second.length / unit)
      return MeasuredValue(try residual(first.points, second.points) * unit)
    }
    // |X − YQ| of unit lengths is the chord of the angle; unlike an arc cosine it keeps its digits near 0.
    let angle = 2 * asin(Swift.min(try residual(first.points, second.points) / 2, 0.5.squareRoot()))
    return MeasuredValue(form == .angle ? angle : sin(angle) * sin(angle))
  }

  /// A representation up to a rotation of its columns: `[n, r]` with r ≤ n and |·|_F = 1, and the length it had.
  private func configuration<Scalar: TensorScalar>(
    _ rows: Tensor<Scalar>, _ name: String, _ workers: Int
  ) throws -> (points: Tensor<Double>, length: Double) {
    let scaled = try ScaledRows(rows, workers: workers)
    var points = scaled.rows.converted(to: Double.self)
    let length = points.squared().sum().squareRoot()
    guard length > 0 else {
      throw SampleError.degenerate(
        what: "Procrustes distance: the \(name) representation is the same for all observations",
        remedy: "leave this layer out, or give observations on which it varies")
    }
    if alpha < 1 {
      let directions = try PrincipalDirections(rows, named: name, of: "Procrustes distance", workers: workers)
      points = try directions.basis * Tensor(directions.deviations.map { alpha * $0 * scaled.scale + 1 - alpha })
    } else if points.columns > points.rows {
      // X = RᵀQᵀ: the columns beyond n say nothing that a rotation does not remove.
      points = try points.transposed().qr().r.transposed()
    }
    return (points / points.squared().sum().squareRoot(), length * scaled.scale)
  }

  /// min over Q of |X − Y Q|_F.
  private func residual(_ x: Tensor<Double>, _ y: Tensor<Double>) throws -> Double {
    let width = Swift.max(x.columns, y.columns)
    let (a, b) = (try x.widened(to: width), try y.widened(to: width))
    let alignment = try b.transposed().multiplied(by: a).svd()
    let turned = try b.multiplied(by: alignment.u.multiplied(by: alignment.vTransposed))
    return try (a - turned).squared().sum().squareRoot()
  }
}

extension Tensor<Double> {
  /// Columns of zeros appended.
  fileprivate func widened(to width: Int) throws -> Tensor {
    columns == width ? self : try Tensor.concatenated([self, Tensor.zeros([rows, width - columns])], axis: 1)
  }
}
