import Tensors

/// Brings columns to a common size: y = scale x + shift, column by column.
public struct Normalizer: Sendable, Equatable, Codable {
  /// Where scale and shift come from.
  public enum Rule: String, Sendable, Codable, CaseIterable {
    /// The range becomes [−1, 1], as in the study. The steps of a history or chunk share their range.
    /// - Source: diffusion_policy's `LinearNormalizer` in the mode “limits”.
    case range
    /// Mean 0 and deviation 1, every column for itself. Ranges are set by the rarest action, so that most are a tenth of
    /// the noise they have to be told from; deviations are not.
    case deviation
  }

  public let scale: [Float]
  public let shift: [Float]

  /// A column that hardly varies, in px or as a cosine, is only moved.
  private static let leastRange: Float = 1e-4

  /// Over the rows of all parts, `[n, columns]` each, as the study takes the ranges of all its data sets together.
  /// - Parameter repeats: the columns are so many copies of fewer quantities, the steps of a history or a chunk.
  /// - Throws: `ShapeError` without rows, with widths that differ, or with columns that do not divide into the repeats.
  public init(_ rule: Rule, of parts: [Tensor<Float>], repeats: Int = 1) throws(ShapeError) {
    let columns = parts.first?.columns ?? 0
    guard repeats > 0, columns % repeats == 0, parts.allSatisfy({ $0.rank == 2 && $0.columns == columns }),
      parts.contains(where: { $0.rows > 0 })
    else {
      throw ShapeError(
        "normaliser", expected: "rows of one width, \(repeats) times something", found: parts.first?.shape ?? [])
    }
    switch rule {
    case .range: (scale, shift) = Self.ranges(parts, columns: columns, width: columns / repeats)
    case .deviation: (scale, shift) = Self.deviations(parts, columns: columns)
    }
  }

  private static func ranges(_ parts: [Tensor<Float>], columns: Int, width: Int) -> ([Float], [Float]) {
    var least = [Float](repeating: .infinity, count: width)
    var greatest = [Float](repeating: -.infinity, count: width)
    for part in parts {
      for (place, value) in part.elements.enumerated() {
        let column = place % columns % width
        least[column] = min(least[column], value)
        greatest[column] = max(greatest[column], value)
      }
    }
    var (scale, shift): ([Float], [Float]) = ([], [])
    for column in 0..<columns {
      let (low, high) = (least[column % width], greatest[column % width])
      let varies = high - low > leastRange
      scale.append(varies ? 2 / (high - low) : 1)
      shift.append(varies ? -1 - low * scale[column] : -(low + high) / 2)
    }
    return (scale, shift)
  }

  private static func deviations(_ parts: [Tensor<Float>], columns: Int) -> ([Float], [Float]) {
    var count = 0.0
    var (mean, squares) = ([Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns))
    for part in parts { count += Double(part.rows) }
    for part in parts {
      for (place, value) in part.elements.enumerated() { mean[place % columns] += Double(value) / count }
    }
    for part in parts {
      for (place, value) in part.elements.enumerated() {
        let offset = Double(value) - mean[place % columns]
        squares[place % columns] += offset * offset / count
      }
    }
    let scale = squares.map { Float($0.squareRoot() > Double(leastRange) ? 1 / $0.squareRoot() : 1) }
    return (scale, zip(mean, scale).map { -Float($0) * $1 })
  }

  /// - Throws: `ShapeError` when the width differs.
  public func apply(_ x: Tensor<Float>) throws(ShapeError) -> Tensor<Float> {
    try mapped(x, "normaliser") { value, column in value * scale[column] + shift[column] }
  }

  /// - Throws: `ShapeError` when the width differs.
  public func invert(_ y: Tensor<Float>) throws(ShapeError) -> Tensor<Float> {
    try mapped(y, "normaliser, inverted") { value, column in (value - shift[column]) / scale[column] }
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
