import Foundation
import Statistics
import Tensors

/// A density ratio by least squares, relative to a mixture of both samples:
///
///     r_α = p / (α p + (1 − α) p′)
///     θ = (Ĥ + λI)⁻¹ ĥ, negative entries set to 0,   ĥ = mean over x of φ(x)
///     Ĥ = α · mean over x of φφᵀ + (1 − α) · mean over x′ of φφᵀ
///
/// α = 0 is uLSIF, the plain ratio. With α > 0 (RuLSIF) r_α cannot exceed 1/α, which tames the variance where the
/// denominator is rare; it is then no longer the weight that makes p′ into p.
///
/// Width and penalty minimise Ĵ = ½ (α mean r² over held-out x + (1 − α) mean r² over held-out x′) − mean r over
/// held-out x, by cross-validation over both samples' folds. Distances are Euclidean: bring coordinates to one scale first.
/// - Source: Kanamori, Hido, Sugiyama, JMLR 10 (2009) (uLSIF); Yamada et al., NIPS 2011 (RuLSIF).
public struct LeastSquaresRatio: DensityRatioModel {
  public let model: KernelRatio
  /// α
  public let relative: Double
  /// λ
  public let penalty: Double
  /// What was tried, with −Ĵ as score; empty without cross-validation.
  public let candidates: [RatioCandidate]

  /// - Parameters:
  ///   - numerator: x, `[n, d]`.   - denominator: x′, `[m, d]`.   - relative: α, 0 ≤ α < 1.
  /// - Throws: `ShapeError` when widths differ; `SampleError` for an empty sample, fewer rows than folds, α or a parameter
  ///   out of range, or a number that is not finite.
  public init(
    numerator: Tensor<Double>, denominator: Tensor<Double>, relative: Double = 0,
    selection: RatioSelection = RatioSelection()
  ) throws {
    guard relative >= 0, relative < 1 else {
      throw SampleError.outOfRange(what: "α of a relative ratio", value: relative, expected: "at least 0, below 1")
    }
    let (centres, widths) = try selection.prepared(numerator: numerator, denominator: denominator, penalized: true)
    let distances = (
      try GaussianDesign.squaredDistances(numerator, centres), try GaussianDesign.squaredDistances(denominator, centres)
    )
    func design(_ width: Double) throws -> (x: Tensor<Double>, y: Tensor<Double>) {
      (
        try GaussianDesign(squaredDistances: distances.0, width: width).values,
        try GaussianDesign(squaredDistances: distances.1, width: width).values
      )
    }
    var candidates: [RatioCandidate] = []
    if widths.count * selection.penalties.count > 1 {
      try selection.requireFolds(numerator.rows, denominator.rows)
      let folds = (selection.folds(of: numerator.rows, index: 0), selection.folds(of: denominator.rows, index: 1))
      for width in widths {
        let (x, y) = try design(width)
        var scores = [Double](repeating: 0, count: selection.penalties.count)
        for fold in 0..<selection.folds {
          func split(_ rows: Tensor<Double>, _ folds: [Int]) throws -> (kept: Tensor<Double>, held: Tensor<Double>) {
            (
              try rows.gatherRows(folds.indices.filter { folds[$0] != fold }),
              try rows.gatherRows(folds.indices.filter { folds[$0] == fold })
            )
          }
          let (ofX, ofY) = (try split(x, folds.0), try split(y, folds.1))
          let system = try NormalEquations(x: ofX.kept, y: ofY.kept, relative: relative)
          for (index, penalty) in selection.penalties.enumerated() {
            let theta = try Tensor(system.solved(penalty: penalty), shape: [centres.rows, 1])
            let (p, q) = (try ofX.held.multiplied(by: theta), try ofY.held.multiplied(by: theta))
            let squares = relative * p.squared().mean() + (1 - relative) * q.squared().mean()
            scores[index] += (p.mean() - squares / 2) / Double(selection.folds)
          }
        }
        candidates += zip(selection.penalties, scores).map { RatioCandidate(width: width, penalty: $0, score: $1) }
      }
    }
    let best = candidates.max { $0.score < $1.score }
    let (width, penalty) = (best?.width ?? widths[0], best?.penalty ?? selection.penalties[0])
    let (x, y) = try design(width)
    let theta = try NormalEquations(x: x, y: y, relative: relative).solved(penalty: penalty)
    model = KernelRatio(centres: centres, width: width, coefficients: theta)
    (self.relative, self.penalty, self.candidates) = (relative, penalty, candidates)
  }

  public func ratios(at points: Tensor<Double>) throws -> [Double] { try model.ratios(at: points) }
}

/// (Ĥ + λI) θ = ĥ.
private struct NormalEquations {
  let matrix: Tensor<Double>
  let side: Tensor<Double>

  init(x: Tensor<Double>, y: Tensor<Double>, relative: Double) throws {
    let ofX = try x.transposed().multiplied(by: x) * (relative / Double(x.rows))
    let ofY = try y.transposed().multiplied(by: y) * ((1 - relative) / Double(y.rows))
    matrix = try ofX + ofY
    side = try x.mean(axis: 0)
  }

  func solved(penalty: Double) throws -> [Double] {
    let ridged = try matrix + Tensor<Double>.identity(matrix.rows) * penalty
    return try ridged.cholesky().solve(side).elements.map { max(0, $0) }
  }
}
