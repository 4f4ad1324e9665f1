import Statistics
import Tensors

/// The alignment in time of two sequences that costs least.
///
///     cost = min over paths Σ |x_i − y_j|,   (i, j) from (0, 0) to (n − 1, m − 1) by steps (1, 0), (0, 1), (1, 1)
///
/// Of equally cheap steps back the diagonal is taken, then the one that shortens x. The Sakoe–Chiba band keeps the path
/// within `band` rows of the straight line from corner to corner, |j − i (m − 1)/(n − 1)| ≤ max(band, one line's step).
/// - Source: Sakoe and Chiba, IEEE Trans. ASSP 26 (1978).
public struct DynamicTimeWarping: Sendable, Hashable {
  /// The pairs (row of x, row of y) along the path, first to last.
  public struct Step: Sendable, Hashable {
    public let x: Int
    public let y: Int

    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  public let cost: Double
  public let path: [Step]
  /// Cost ÷ number of steps: the mean mismatch along the path.
  public var meanCost: Double { cost / Double(path.count) }

  /// - Parameters:
  ///   - x: `[n, d]`, n ≥ 1.   - y: `[m, d]`, m ≥ 1.   - band: rows of y; nil: no band.
  /// - Complexity: O(n m d) time without a band, O(n · band · d) with one; O(n m) memory.
  /// - Throws: `ShapeError` unless both are matrices of one width, `SampleError` for an empty sequence or a value that is
  ///   not finite.
  public init(_ x: Tensor<Double>, _ y: Tensor<Double>, band: Int? = nil) throws {
    guard x.rank == 2, y.rank == 2, x.columns == y.columns else {
      throw ShapeError("dynamic time warping", expected: "two matrices of one width", found: x.shape, y.shape)
    }
    for rows in [x.rows, y.rows] where rows == 0 {
      throw SampleError.tooFew(what: "rows of a sequence", found: 0, needed: 1)
    }
    for sequence in [x, y] {
      if let index = sequence.firstNonFinite {
        throw SampleError.notFinite(what: "a sequence to be warped", index: index)
      }
    }
    let (n, m) = (x.rows, y.rows)
    let window = Band(n, m, band)
    var costs = [Double](repeating: .infinity, count: n * m)
    x.contiguous().withUnsafeBuffer { x in
      y.contiguous().withUnsafeBuffer { y in
        let width = x.count / n
        for i in 0..<n {
          for j in window.columns(ofRow: i) {
            var best = i == 0 && j == 0 ? 0 : Double.infinity
            if i > 0, j > 0 { best = costs[(i - 1) * m + j - 1] }
            if i > 0 { best = min(best, costs[(i - 1) * m + j]) }
            if j > 0 { best = min(best, costs[i * m + j - 1]) }
            var square = 0.0
            for column in 0..<width {
              let difference = x[i * width + column] - y[j * width + column]
              square += difference * difference
            }
            costs[i * m + j] = best + square.squareRoot()
          }
        }
      }
    }
    cost = costs[n * m - 1]
    path = Self.path(through: costs, n, m)
  }

  private static func path(through costs: [Double], _ n: Int, _ m: Int) -> [Step] {
    var (i, j) = (n - 1, m - 1)
    var path = [Step(x: i, y: j)]
    while i > 0 || j > 0 {
      let diagonal = i > 0 && j > 0 ? costs[(i - 1) * m + j - 1] : .infinity
      let up = i > 0 ? costs[(i - 1) * m + j] : .infinity
      let left = j > 0 ? costs[i * m + j - 1] : .infinity
      if diagonal <= up, diagonal <= left {
        (i, j) = (i - 1, j - 1)
      } else if up <= left {
        i -= 1
      } else {
        j -= 1
      }
      path.append(Step(x: i, y: j))
    }
    return path.reversed()
  }
}

/// The columns of each row that a path may pass.
private struct Band {
  let slope: Double
  let columns: Int
  let halfWidth: Double

  init(_ n: Int, _ m: Int, _ band: Int?) {
    slope = n > 1 ? Double(m - 1) / Double(n - 1) : 0
    columns = m
    // Narrower than a step of the line the band would tear.
    halfWidth = n == 1 ? Double(m) : max(Double(band ?? n + m), slope, 1)
  }

  func columns(ofRow i: Int) -> ClosedRange<Int> {
    let center = Double(i) * slope
    return max(0, Int((center - halfWidth).rounded(.up)))...min(columns - 1, Int((center + halfWidth).rounded(.down)))
  }
}
