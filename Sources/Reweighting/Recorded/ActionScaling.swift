import Statistics
import Tensors

/// How actions are brought to the scale of the noise before the closed form looks at them.
///
/// Noise has deviation 1 in every coordinate, so the closed form depends on the units of actions; a policy meets them
/// as its own normaliser left them. Name the one it was trained with.
public enum ActionScaling: String, Sendable, Hashable, CaseIterable, Codable {
  /// Mean 0 and deviation 1, coordinate by coordinate, over the rows of all domains.
  case standard
  /// From −1 to 1, coordinate by coordinate, over the rows of all domains: Diffusion Policy's normaliser.
  case range
  /// As they are.
  case none

  /// Scaled actions, one `[n, d]` a domain; a coordinate that does not vary is only moved to 0.
  /// - Throws: `ShapeError` when widths differ.
  package func applied(to actions: [Tensor<Double>]) throws -> [Tensor<Double>] {
    let scaling = try RowScaling(self, of: .concatenated(actions))
    return try actions.map { try scaling.applied(to: $0) }
  }
}

/// x ↦ (x − centre) · scale, coordinate by coordinate.
struct RowScaling: Sendable {
  /// `[1, d]`; nil leaves rows as they are.
  private let centre: Tensor<Double>?
  private let scale: Tensor<Double>

  /// - Parameter rows: `[n, d]`, of which the scale is taken.
  init(_ kind: ActionScaling, of rows: Tensor<Double>) throws {
    let length: Tensor<Double>
    switch kind {
    case .none:
      (centre, scale) = (nil, .ones([1, rows.columns]))
      return
    case .standard:
      let mean = try rows.mean(axis: 0, keepingAxis: true)
      centre = mean
      length = try (rows - mean).squared().mean(axis: 0, keepingAxis: true).squareRoot()
    case .range:
      let ends = (0..<rows.columns).map { column in
        let values = (0..<rows.rows).map { rows[$0, column] }
        return (low: values.min()!, high: values.max()!)
      }
      centre = try Tensor(ends.map { ($0.low + $0.high) / 2 }, shape: [1, rows.columns])
      length = try Tensor(ends.map { ($0.high - $0.low) / 2 }, shape: [1, rows.columns])
    }
    scale = try Tensor(length.elements.map { $0 > 0 ? 1 / $0 : 0 }, shape: [1, rows.columns])
  }

  func applied(to rows: Tensor<Double>) throws -> Tensor<Double> {
    guard let centre else { return rows }
    return try (rows - centre) * scale
  }
}
