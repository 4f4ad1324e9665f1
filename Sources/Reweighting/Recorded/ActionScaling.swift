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
  func applied(to actions: [Tensor<Double>]) throws -> [Tensor<Double>] {
    let all = try Tensor<Double>.concatenated(actions)
    let centre: Tensor<Double>
    let length: Tensor<Double>
    switch self {
    case .none: return actions
    case .standard:
      centre = try all.mean(axis: 0, keepingAxis: true)
      length = try (all - centre).squared().mean(axis: 0, keepingAxis: true).squareRoot()
    case .range:
      let ends = (0..<all.columns).map { column in
        let values = (0..<all.rows).map { all[$0, column] }
        return (low: values.min()!, high: values.max()!)
      }
      centre = try Tensor(ends.map { ($0.low + $0.high) / 2 }, shape: [1, all.columns])
      length = try Tensor(ends.map { ($0.high - $0.low) / 2 }, shape: [1, all.columns])
    }
    let scale = try Tensor(length.elements.map { $0 > 0 ? 1 / $0 : 0 }, shape: [1, all.columns])
    return try actions.map { try ($0 - centre) * scale }
  }
}
