import Tensors

/// How a row of rank above one (tokens, a feature map) becomes a vector.
public enum Pooling: Sendable, Hashable {
  /// The mean over every axis between the first and the last: `[n, tokens, d]` → `[n, d]`.
  case mean
  /// All numbers of a row side by side: `[n, a, b]` → `[n, a·b]`.
  case flatten
  /// One token: `[n, tokens, d]` → `[n, d]`.
  case token(Int)
  /// The mean over every axis after the second, for feature maps with channels first: `[n, c, h, w]` → `[n, c]`.
  case spatial

  /// Such as "mean", "flatten", "token:0", "spatial"; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "mean": self = .mean
    case "flatten": self = .flatten
    case "spatial": self = .spatial
    default:
      guard text.hasPrefix("token:"), let index = Int(text.dropFirst("token:".count)), index >= 0 else { return nil }
      self = .token(index)
    }
  }

  /// The length of a pooled row; nil when rows of this shape cannot be pooled this way.
  /// - Parameter shape: of one row, without the first axis.
  func width(ofRowShape shape: [Int]) -> Int? {
    switch self {
    case .flatten: return shape.reduce(1, *)
    case .mean: return shape.last ?? 1
    case .spatial: return shape.first ?? 1
    case .token(let index):
      guard shape.count == 2, index < shape[0] else { return nil }
      return shape[1]
    }
  }

  /// The shape a row must have, in words.
  var expectation: String {
    switch self {
    case .flatten, .mean, .spatial: "any shape"
    case .token(let index): "[n, tokens, d] with more than \(index) tokens"
    }
  }

  /// - Parameter block: `[n, …]`, contiguous, of a shape that has a `width`.
  /// - Returns: `[n, width]`.
  func applied<Scalar: TensorScalar>(to block: Tensor<Scalar>) throws(ShapeError) -> Tensor<Scalar> {
    let rows = block.rows
    let shape = Array(block.shape.dropFirst())
    guard let width = width(ofRowShape: shape) else {
      throw ShapeError("pooling \(self)", expected: expectation, found: block.shape)
    }
    switch self {
    case .flatten: return try block.reshaped([rows, width])
    case .token(let index): return try block.slice(index..<(index + 1), axis: 1).reshaped([rows, width])
    case .mean: return try block.reshaped([rows, shape.dropLast().reduce(1, *), width]).mean(axis: 1)
    case .spatial: return try block.reshaped([rows, width, shape.dropFirst().reduce(1, *)]).mean(axis: 2)
    }
  }
}

extension Pooling: CustomStringConvertible {
  public var description: String {
    switch self {
    case .mean: "mean"
    case .flatten: "flatten"
    case .token(let index): "token:\(index)"
    case .spatial: "spatial"
    }
  }
}
