import Foundation
import Statistics
import Tensors

/// An estimate of r(x) = p(x)/p′(x), how much likelier a point is in the numerator's sample than in the denominator's.
///
/// With the target as numerator and the source as denominator, r at the source's points are the importance weights that
/// make source averages into target averages.
public protocol DensityRatioModel: Sendable {
  /// r at every row of `[q, d]`; none is negative.
  /// - Throws: `ShapeError` when the width differs, `SampleError` for a number that is not finite.
  func ratios(at points: Tensor<Double>) throws -> [Double]
}

/// r(x) = Σ_l θ_l exp(−‖x − c_l‖²/(2σ²)), θ_l ≥ 0: what uLSIF, RuLSIF and KLIEP fit.
public struct KernelRatio: DensityRatioModel {
  /// c, `[b, d]`.
  public let centres: Tensor<Double>
  /// σ
  public let width: Double
  /// θ, none negative.
  public let coefficients: [Double]

  public func ratios(at points: Tensor<Double>) throws -> [Double] {
    try requireMatrix(points, "points of a density ratio", columns: centres.columns, atLeast: 0)
    return try GaussianDesign(points, centres: centres, width: width).values
      .multiplied(by: Tensor(coefficients, shape: [coefficients.count, 1])).elements
  }
}

/// φ_l(x_i) = exp(−‖x_i − c_l‖²/(2σ²)), `[n, b]`.
struct GaussianDesign {
  let values: Tensor<Double>

  init(_ points: Tensor<Double>, centres: Tensor<Double>, width: Double) throws {
    try self.init(squaredDistances: Self.squaredDistances(points, centres), width: width)
  }

  init(squaredDistances: Tensor<Double>, width: Double) throws {
    values = (squaredDistances * (-1 / (2 * width * width))).exponential()
  }

  static func squaredDistances(_ points: Tensor<Double>, _ centres: Tensor<Double>) throws -> Tensor<Double> {
    guard points.rank == 2, centres.rank == 2, points.columns == centres.columns else {
      throw ShapeError("kernel of points and centres", expected: "equal widths", found: points.shape, centres.shape)
    }
    return Tensor(shape: [points.rows, centres.rows]) { output in
      points.withUnsafeBuffer { x in
        centres.withUnsafeBuffer { c in
          Double.kernels.squaredDistances(
            points.rows, centres.rows, points.columns, x.baseAddress, c.baseAddress, output.baseAddress)
        }
      }
    }
  }
}

/// How the free parameters of a kernel ratio are chosen: by cross-validation, unless only one of each is given.
public struct RatioSelection: Sendable, Hashable, Codable {
  /// At most so many centres, drawn from the numerator's points without replacement.
  public var centres: Int
  /// σ tried; empty tries the median distance of both samples times .25, .5, 1, 2.
  public var widths: [Double]
  /// λ tried, where the method has one.
  public var penalties: [Double]
  public var folds: Int
  public var seed: UInt64

  public init(
    centres: Int = 100, widths: [Double] = [], penalties: [Double] = [1e-3, 1e-2, 0.1, 1], folds: Int = 5,
    seed: UInt64 = 0
  ) {
    (self.centres, self.widths, self.penalties) = (centres, widths, penalties)
    (self.folds, self.seed) = (folds, seed)
  }

  /// Checked samples, the centres and the widths to try.
  func prepared(
    numerator: Tensor<Double>, denominator: Tensor<Double>, penalized: Bool
  ) throws -> (centres: Tensor<Double>, widths: [Double]) {
    try requireMatrix(numerator, "numerator of a density ratio")
    try requireMatrix(denominator, "denominator of a density ratio", columns: numerator.columns)
    for (what, count) in [("centres of a density ratio", centres), ("folds", folds - 1)] where count < 1 {
      throw SampleError.outOfRange(what: what, value: Double(count), expected: "at least 1 centre and 2 folds")
    }
    for width in widths { try requirePositive(width, "kernel width") }
    if penalized {
      guard !penalties.isEmpty else { throw SampleError.tooFew(what: "penalties to try", found: 0, needed: 1) }
      for penalty in penalties { try requirePositive(penalty, "penalty λ") }
    }
    var stream = RandomStream(seed: seed, purpose: "density ratio centres")
    let count = Swift.min(centres, numerator.rows)
    let chosen = count == numerator.rows ? Array(0..<count) : stream.sample(count, of: numerator.rows).sorted()
    let tried =
      try widths.isEmpty
      ? {
        let median = try LatentKernel.medianBandwidth(of: .concatenated([numerator, denominator]), seed: seed)
        return [0.25, 0.5, 1, 2].map { $0 * median }
      }() : widths
    return (try numerator.gatherRows(chosen), tried)
  }

  /// The fold of each of `count` rows, as equal as possible.
  func folds(of count: Int, index: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "density ratio folds", index: index)
    return stream.permutation(count).map { $0 % folds }
  }

  /// - Throws: `SampleError` when a sample has fewer rows than folds.
  func requireFolds(_ counts: Int...) throws {
    for count in counts where count < folds {
      throw SampleError.tooFew(what: "rows for \(folds)-fold cross-validation", found: count, needed: folds)
    }
  }
}

/// One candidate of a cross-validation and its score.
public struct RatioCandidate: Sendable, Hashable {
  public let width: Double
  /// nil where the method has none.
  public let penalty: Double?
  /// As the method defines it; larger is better.
  public let score: Double
}
