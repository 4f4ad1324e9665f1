import Foundation
import Statistics
import Tensors

/// A density ratio by KLIEP: the kernel ratio that is likeliest on the numerator and averages 1 on the denominator,
///
///     max_θ mean over x of ln Σ_l θ_l φ_l(x)   subject to θ ≥ 0, mean over x′ of Σ_l θ_l φ_l(x′) = 1
///
/// With β_l = θ_l b_l, b_l the mean of φ_l over x′, the constraint is Σβ = 1 and the problem that of mixture proportions:
/// expectation maximisation climbs to its maximum, β_l ← β_l G_l with G_l = mean over x of (φ_l/b_l)/Σβφ/b. At any
/// point the maximum is at most max G_l − 1 higher, which is the stopping rule and is returned as `gap`.
///
/// The width maximises the mean log ratio of held-out numerator points. Distances are Euclidean: bring coordinates to one
/// scale first.
/// - Source: Sugiyama et al., Ann. Inst. Stat. Math. 60 (2008).
public struct KullbackLeiblerRatio: DensityRatioModel {
  public let model: KernelRatio
  /// mean over x of ln r(x), the estimated Kullback–Leibler divergence of the two.
  public let objective: Double
  /// How much higher the maximum may be.
  public let gap: Double
  public let iterations: Int
  /// What was tried, with the mean held-out log ratio as score; empty without cross-validation.
  public let candidates: [RatioCandidate]

  /// - Parameters:
  ///   - numerator: x, `[n, d]`.   - denominator: x′, `[m, d]`.   - tolerance: of the gap.
  /// - Throws: `ShapeError` when widths differ; `SampleError` for an empty sample, fewer rows than folds, a width out of
  ///   range, a number that is not finite, or when the denominator is out of every centre's reach.
  public init(
    numerator: Tensor<Double>, denominator: Tensor<Double>, selection: RatioSelection = RatioSelection(),
    tolerance: Double = 1e-6, maxIterations: Int = 20_000
  ) throws {
    let (centres, widths) = try selection.prepared(numerator: numerator, denominator: denominator, penalized: false)
    let distances = (
      try GaussianDesign.squaredDistances(numerator, centres), try GaussianDesign.squaredDistances(denominator, centres)
    )
    func fit(_ width: Double, rows: [Int]?, tolerance: Double) throws -> Proportions {
      let x = try GaussianDesign(
        squaredDistances: rows.map { try distances.0.gatherRows($0) } ?? distances.0, width: width)
      let y = try GaussianDesign(squaredDistances: distances.1, width: width)
      return try Proportions(
        x: x.values, means: y.values.mean(axis: 0).elements, tolerance: tolerance, maxIterations: maxIterations)
    }
    var candidates: [RatioCandidate] = []
    if widths.count > 1 {
      try selection.requireFolds(numerator.rows)
      let folds = selection.folds(of: numerator.rows, index: 0)
      for width in widths {
        var score = 0.0
        for fold in 0..<selection.folds {
          let held = folds.indices.filter { folds[$0] == fold }
          let part = try? fit(width, rows: folds.indices.filter { folds[$0] != fold }, tolerance: max(tolerance, 1e-4))
          guard let part else {
            score = -.infinity
            break
          }
          let design = try GaussianDesign(squaredDistances: distances.0.gatherRows(held), width: width).values
          let ratios = try design.multiplied(by: Tensor(part.theta, shape: [centres.rows, 1])).elements
          score += ratios.reduce(0) { $0 + log($1) } / Double(held.count * selection.folds)
        }
        candidates.append(RatioCandidate(width: width, penalty: nil, score: score))
      }
    }
    let width = candidates.max { $0.score < $1.score }?.width ?? widths[0]
    let solution = try fit(width, rows: nil, tolerance: tolerance)
    model = KernelRatio(centres: centres, width: width, coefficients: solution.theta)
    (objective, gap, iterations) = (solution.objective, solution.gap, solution.iterations)
    self.candidates = candidates
  }

  public func ratios(at points: Tensor<Double>) throws -> [Double] { try model.ratios(at: points) }
}

/// Expectation maximisation of mixture proportions with known components.
private struct Proportions {
  var theta: [Double]
  var objective = 0.0
  var gap = Double.infinity
  var iterations = 0

  /// - Parameters:
  ///   - x: φ at the numerator's points, `[n, b]`.   - means: b_l over the denominator.
  init(x: Tensor<Double>, means: [Double], tolerance: Double, maxIterations: Int) throws {
    // A centre that the denominator does not reach would get an infinite ratio.
    let usable = means.indices.filter { means[$0] > 1e-12 }
    guard !usable.isEmpty else {
      throw SampleError.degenerate(
        what: "no centre of the numerator is within the kernel's reach of the denominator",
        remedy: "use a wider kernel, or the classifier")
    }
    let scale = means.map { $0 > 1e-12 ? 1 / $0 : 0 }
    let components = try x * Tensor(scale)
    let transposed = try components.transposed().contiguous()
    let count = Double(x.rows)
    var beta = means.indices.map { means[$0] > 1e-12 ? 1 / Double(usable.count) : 0 }
    while iterations < maxIterations {
      let mixture = try components.multiplied(by: Tensor(beta, shape: [beta.count, 1]))
      guard mixture.minimum() > 0 else {
        throw SampleError.degenerate(
          what: "a point of the numerator is out of every centre's reach",
          remedy: "use a wider kernel or more centres")
      }
      let gains = try transposed.multiplied(by: mixture.reciprocal()).elements.map { $0 / count }
      objective = mixture.logarithm().sum() / count
      gap = max(0, gains.max()! - 1)
      if gap <= tolerance { break }
      for index in beta.indices { beta[index] *= gains[index] }
      iterations += 1
    }
    theta = zip(beta, scale).map { $0 * $1 }
  }
}
