import Tensors

/// Brings every column to [−1, 1]:
///
///     y = 2 (x − least) / (greatest − least) − 1
///
/// A column that hardly varies is only moved so that its middle is 0.
/// - Source: diffusion_policy's `LinearNormalizer` in the mode “limits”, its threshold 10⁻⁴ included.
public struct MinMaxNormalizer: Sendable, Equatable, Codable {
  /// Per column: y = scale x + shift.
  public let scale: [Float]
  public let shift: [Float]

  /// Over the rows of all parts, `[n, columns]` each, as the study takes the ranges of all its data sets together.
  /// - Parameter repeats: the columns are so many copies of fewer quantities, such as the steps of a history or a chunk,
  ///   that share their range.
  /// - Throws: `ShapeError` without rows, with widths that differ, or with columns that do not divide into the repeats.
  public init(_ parts: [Tensor<Float>], repeats: Int = 1) throws(ShapeError) {
    let columns = parts.first?.columns ?? 0
    guard let first = parts.first(where: { $0.rows > 0 }), columns % repeats == 0, first.rank == 2,
      parts.allSatisfy({ $0.rank == 2 && $0.columns == columns })
    else {
      throw ShapeError(
        "min-max normaliser", expected: "rows of one width, \(repeats) times something",
        found: parts.first?.shape ?? [])
    }
    let width = columns / repeats
    var least = [Float](repeating: .infinity, count: width)
    var greatest = [Float](repeating: -.infinity, count: width)
    for part in parts {
      for (place, value) in part.elements.enumerated() {
        least[place % width] = min(least[place % width], value)
        greatest[place % width] = max(greatest[place % width], value)
      }
    }
    var (scale, shift): ([Float], [Float]) = ([], [])
    for column in 0..<columns {
      let (low, high) = (least[column % width], greatest[column % width])
      let varies = high - low > 1e-4
      scale.append(varies ? 2 / (high - low) : 1)
      shift.append(varies ? -1 - low * scale[column] : -(low + high) / 2)
    }
    (self.scale, self.shift) = (scale, shift)
  }

  /// - Throws: `ShapeError` when the width differs.
  public func apply(_ x: Tensor<Float>) throws(ShapeError) -> Tensor<Float> {
    try mapped(x, "min-max normaliser") { value, column in value * scale[column] + shift[column] }
  }

  /// - Throws: `ShapeError` when the width differs.
  public func invert(_ y: Tensor<Float>) throws(ShapeError) -> Tensor<Float> {
    try mapped(y, "min-max normaliser, inverted") { value, column in (value - shift[column]) / scale[column] }
  }

  private func mapped(
    _ x: Tensor<Float>, _ name: String, _ map: (Float, Int) -> Float
  ) throws(ShapeError) -> Tensor<Float> {
    guard x.rank == 2, x.columns == scale.count else {
      throw ShapeError(name, expected: "[n, \(scale.count)]", found: x.shape)
    }
    var values = x.elements
    for place in values.indices { values[place] = map(values[place], place % scale.count) }
    return try Tensor(values, shape: x.shape)
  }
}
