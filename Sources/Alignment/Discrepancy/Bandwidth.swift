import Tensors

/// The width σ of a Gaussian kernel exp(−|x − y|²/2σ²).
public enum Bandwidth: Sendable, Hashable {
  /// σ itself, positive, in the units of the rows.
  case fixed(Double)
  /// A multiple of the median distance between two different rows, the median heuristic.
  case median(times: Double = 1)
}

extension Bandwidth {
  /// σ on some rows.
  func width<Scalar: TensorScalar>(on rows: Tensor<Scalar>, workers: Int) throws -> Double {
    switch self {
    case .fixed(let width):
      precondition(width > 0 && width.isFinite, "a bandwidth is a positive number")
      return width
    case .median(let factor):
      precondition(factor > 0 && factor.isFinite, "a bandwidth is a positive multiple")
      return try factor * medianDistance(of: rows, workers: workers)
    }
  }
}

/// More rows than this are represented by so many of them in the median heuristic.
private let medianRowLimit = 1024

/// The median distance between two different rows; of an even number of distances the mean of the middle two.
///
/// Distances of 0 count unless they are the median, when the median of the others is taken; 1 when all rows are equal,
/// for then every kernel value is 1 whatever the width. Of more than 1024 rows those with the smallest hashes of their
/// contents stand for all, a choice that depends on neither their order nor their domain; the median is then within
/// about 2 % of that of all rows.
/// - Complexity: O(n d + r² d) with r = min(n, 1024).
/// - Source: Gretton et al., JMLR 13 (2012), section 8.
func medianDistance<Scalar: TensorScalar>(of rows: Tensor<Scalar>, workers: Int) throws -> Double {
  let sample = rows.rows <= medianRowLimit ? rows : try rows.gatherRows(rowsOfSmallestHash(rows, medianRowLimit))
  let scaled = try ScaledRows(sample)
  var squares = try squaredDistancesOfPairs(scaled.rows, workers: workers)
  squares.sort()
  if squares.isEmpty || squares[squares.count / 2] <= 0 { squares.removeFirst(squares.count { $0 <= 0 }) }
  guard let largest = squares.last, largest > 0 else { return 1 }
  let middle = squares.count / 2
  func distance(_ index: Int) -> Double { squares[index].squareRoot() }
  let median = squares.count % 2 == 1 ? distance(middle) : (distance(middle - 1) + distance(middle)) / 2
  return median * scaled.scale
}

/// |xᵢ − xⱼ|² for i < j, from coordinates: equal rows are at distance 0 exactly.
private func squaredDistancesOfPairs<Scalar: TensorScalar>(
  _ rows: Tensor<Scalar>, workers: Int
) throws -> [Double] {
  let (n, width) = (rows.rows, rows.columns)
  let squares = Tensor<Scalar>(uninitialized: [n * (n - 1) / 2])
  let (source, target) = (rows.storage, squares.storage)
  let base = rows.offset
  try forEachInParallel(n - 1, workers: workers) { i in
    let x = source.pointer + base + i * width
    // Rows 0 ..< i have filled (n−1) + (n−2) + … places.
    Scalar.kernels.squaredDistances(1, n - 1 - i, width, x, x + width, target.pointer + i * (2 * n - i - 1) / 2)
  }
  return squares.converted(to: Double.self).elements
}

/// The indices of the `count` rows whose contents, in Float, have the smallest hashes.
private func rowsOfSmallestHash<Scalar: TensorScalar>(_ rows: Tensor<Scalar>, _ count: Int) -> [Int] {
  let width = rows.columns
  let hashes: [UInt64] = rows.converted(to: Float.self).withUnsafeBuffer { numbers in
    (0..<rows.rows).map { row in
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for column in 0..<width {
        // Adding 0 makes −0 and 0 one number.
        hash = (hash ^ UInt64((numbers[row * width + column] + 0).bitPattern)) &* 0xBF58_476D_1CE4_E5B9
        hash ^= hash >> 29
      }
      return hash
    }
  }
  return Array(hashes.indices.sorted { hashes[$0] < hashes[$1] }.prefix(count))
}
