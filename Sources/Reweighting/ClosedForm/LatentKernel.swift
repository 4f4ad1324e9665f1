import Foundation
import Statistics
import Tensors

/// How much a demonstration counts for a query, by their latents alone: K(z, z_k) of the closed form.
///
/// The study says neither which kernel nor which bandwidth it means. All three are read the same way: near 0 between
/// domains means disjoint representations, equal within and between domains means overlapping ones, smaller but not
/// zero between domains means structured alignment.
public enum LatentKernel: Sendable, Hashable {
  /// K = exp(−Σⱼ (zⱼ − z_kⱼ)² / (2hⱼ²)), one bandwidth a latent coordinate; nil ignores the coordinate, and all nil is
  /// the unconditional optimum.
  case gaussian(bandwidths: [Double?])
  /// K = 1 for the `count` demonstrations of all domains together that are nearest to the query (Euclidean; whatever
  /// ties with the last of them counts as well), 0 for the others.
  case nearest(count: Int)
  /// K = exp(κ cos(z, z_k)), the von Mises–Fisher kernel of directions with concentration κ.
  case cosine(concentration: Double)

  /// The Gaussian kernel with one bandwidth for all coordinates.
  public static func gaussian(bandwidth: Double, width: Int) -> LatentKernel {
    .gaussian(bandwidths: [Double?](repeating: bandwidth, count: width))
  }
}

/// A kernel ready to be evaluated against one set of latents, a tile at a time.
///
/// Up to eight coordinates squared distances are summed from differences. Beyond, they are ‖z‖² + ‖z_k‖² − 2 z·z_k by a
/// matrix product on centred latents, in Double, which keeps 16 digits less those of ‖z‖²/‖z − z_k‖².
struct PreparedKernel: Sendable {
  /// Queries as the kernel wants them.
  struct Queries: Sendable {
    let points: Tensor<Double>
    let squaredNorms: [Double]
    var count: Int { points.rows }
  }

  private static let widestByDifferences = 8

  private let kernel: LatentKernel
  /// Number of latent coordinates.
  let width: Int
  /// 1/(2h²) a coordinate where distances are summed from differences, else empty.
  private let precisions: [Double]
  /// What is subtracted from and multiplied with a coordinate before a matrix product.
  private let centre: Tensor<Double>
  private let scale: Tensor<Double>
  /// `[n, width]`, centred and scaled where a matrix product follows, of unit length for the cosine.
  private let points: Tensor<Double>
  private let squaredNorms: [Double]

  /// - Parameter latents: `[n, k]` of all demonstrations.
  /// - Throws: `ShapeError` when the bandwidths' number is not the width; `SampleError` for a bandwidth, count or
  ///   concentration out of range, or a latent of length zero under the cosine kernel.
  init(_ kernel: LatentKernel, latents: Tensor<Double>) throws {
    self.kernel = kernel
    width = latents.columns
    let ones = [Double](repeating: 1, count: width)
    var factors = ones
    switch kernel {
    case .gaussian(let bandwidths):
      guard bandwidths.count == width else {
        throw ShapeError(
          "Gaussian kernel", expected: "latents of \(bandwidths.count) coordinates", found: latents.shape)
      }
      for case let bandwidth? in bandwidths where !(bandwidth > 0) {
        throw SampleError.outOfRange(
          what: "bandwidth", value: bandwidth, expected: "a positive number, or none to ignore the coordinate")
      }
      factors = bandwidths.map { $0.map { 1 / $0 } ?? 0 }
      precisions = width <= Self.widestByDifferences ? bandwidths.map { $0.map { 1 / (2 * $0 * $0) } ?? 0 } : []
    case .nearest(let count):
      guard count > 0 else {
        throw SampleError.outOfRange(
          what: "nearest neighbours of the kernel", value: Double(count), expected: "at least 1")
      }
      precisions = width <= Self.widestByDifferences ? ones : []
    case .cosine(let concentration):
      try requirePositive(concentration, "concentration of the cosine kernel")
      precisions = []
    }
    if case .cosine = kernel {
      (centre, scale) = (.zeros([1, width]), .ones([1, width]))
      points = try Self.normalized(latents, "latents of the demonstrations")
    } else if precisions.isEmpty {
      centre = try latents.mean(axis: 0, keepingAxis: true)
      scale = try Tensor(factors, shape: [1, width])
      points = try (latents - centre) * scale
    } else {
      (centre, scale) = (.zeros([1, width]), .ones([1, width]))
      points = latents.contiguous()
    }
    squaredNorms = precisions.isEmpty ? try points.squared().sum(axis: 1).elements : []
  }

  private static func normalized(_ rows: Tensor<Double>, _ what: String) throws -> Tensor<Double> {
    let lengths = try rows.squared().sum(axis: 1, keepingAxis: true).squareRoot()
    guard lengths.elements.allSatisfy({ $0 > 0 }) else {
      throw SampleError.degenerate(
        what: "\(what) hold a vector of length zero, whose direction is undefined",
        remedy: "use the Gaussian or the nearest-neighbour kernel")
    }
    return try rows / lengths
  }

  /// - Throws: `ShapeError` unless `[queries, k]`.
  func queries(_ latents: Tensor<Double>) throws(ShapeError) -> Queries {
    guard latents.rank == 2, latents.columns == width else {
      throw ShapeError("latents of queries", expected: "[queries, \(width)]", found: latents.shape)
    }
    if case .cosine = kernel {
      // A query without a direction is equally far from everything: cos = 0.
      let lengths = try latents.squared().sum(axis: 1, keepingAxis: true).squareRoot()
      let divisors = try Tensor(lengths.elements.map { $0 > 0 ? $0 : 1 }, shape: lengths.shape)
      return Queries(points: try latents / divisors, squaredNorms: [])
    }
    guard precisions.isEmpty else { return Queries(points: latents.contiguous(), squaredNorms: []) }
    let points = try (latents - centre) * scale
    return Queries(points: points, squaredNorms: try points.squared().sum(axis: 1).elements)
  }

  /// output[q, k] ← output[q, k] + ln K(z_q, z_k), dense rows of `samples.count`.
  ///
  /// For the nearest neighbours this adds −‖z_q − z_k‖²; `keep(above:in:)` turns that into 0 and −∞.
  func add(
    _ queries: Queries, rows: Range<Int>, samples: Range<Int>, to output: UnsafeMutablePointer<Double>
  ) throws(ShapeError) {
    let columns = samples.count
    if !precisions.isEmpty {
      queries.points.withUnsafeBuffer { q in
        points.withUnsafeBuffer { z in
          for (place, row) in rows.enumerated() {
            for (column, k) in samples.enumerated() {
              var exponent = output[place * columns + column]
              for axis in 0..<width {
                let difference = q[row * width + axis] - z[k * width + axis]
                exponent -= difference * difference * precisions[axis]
              }
              output[place * columns + column] = exponent
            }
          }
        }
      }
      return
    }
    let (x, y) = (try queries.points.rows(rows), try points.rows(samples).transposed())
    switch kernel {
    case .cosine(let concentration):
      Tensor.multiply(x, y, alpha: concentration, into: output, beta: 1)
    case .gaussian:
      subtractNorms(queries, rows: rows, samples: samples, factor: 0.5, from: output)
      Tensor.multiply(x, y, alpha: 1, into: output, beta: 1)
    case .nearest:
      subtractNorms(queries, rows: rows, samples: samples, factor: 1, from: output)
      Tensor.multiply(x, y, alpha: 2, into: output, beta: 1)
    }
  }

  private func subtractNorms(
    _ queries: Queries, rows: Range<Int>, samples: Range<Int>, factor: Double,
    from output: UnsafeMutablePointer<Double>
  ) {
    for (place, row) in rows.enumerated() {
      let own = factor * queries.squaredNorms[row]
      for (column, k) in samples.enumerated() {
        output[place * samples.count + column] -= own + factor * squaredNorms[k]
      }
    }
  }

  /// The number of neighbours, where the kernel is that of nearest neighbours.
  var neighbours: Int? { if case .nearest(let count) = kernel { count } else { nil } }

  /// The `count`-th largest of some numbers; −∞ when fewer are finite.
  static func largest(_ count: Int, in values: UnsafeBufferPointer<Double>) -> Double {
    // The largest seen so far, smallest first.
    var best = [Double](repeating: -.infinity, count: count)
    for value in values where value > best[0] {
      var place = 1
      while place < count, best[place] < value {
        best[place - 1] = best[place]
        place += 1
      }
      best[place - 1] = value
    }
    return best[0]
  }

  /// −‖z_q − z_k‖² ← ln K: 0 from the threshold on, −∞ below it and where it was −∞.
  static func keep(above threshold: Double, in values: UnsafeMutableBufferPointer<Double>) {
    for index in values.indices {
      values[index] = values[index] >= threshold && values[index] > -.infinity ? 0 : -.infinity
    }
  }
}
