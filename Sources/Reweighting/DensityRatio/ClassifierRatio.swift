import Foundation
import Statistics
import Tensors

/// A density ratio by a classifier: with P(numerator | x) from logistic regression,
///
///     r(x) = (m/n) P/(1 − P) = (m/n) exp(w·f(x) + c)
///
/// f are the coordinates, standardised on both samples together; `.quadratic` adds all their products, with which the
/// model holds the ratio of any two normal distributions. Fitted by Newton's method (iteratively reweighted least squares)
/// on Σ ln(1 + e^(−s f)) + (λ/2) ‖w‖²; the intercept is free. λ is chosen by held-out log loss unless only one is given.
/// - Source: Bickel, Brückner, Scheffer, ICML 2007; Hastie, Tibshirani, Friedman, "The elements of statistical learning",
///   section 4.4 (the Newton step).
public struct ClassifierRatio: DensityRatioModel {
  public enum Features: String, Sendable, Codable {
    case linear
    case quadratic
  }

  public let features: Features
  /// w on standardised features.
  public let coefficients: [Double]
  public let intercept: Double
  /// λ
  public let penalty: Double
  public let iterations: Int
  /// What was tried: λ and the mean held-out log likelihood; empty without cross-validation.
  public let candidates: [(penalty: Double, score: Double)]
  private let mean: Tensor<Double>
  private let scale: Tensor<Double>
  private let logPrior: Double

  /// - Parameters:
  ///   - numerator: `[n, d]`.   - denominator: `[m, d]`.   - penalties: λ to try.
  /// - Complexity: O((n + m) b²) a Newton step, b = d or d + d(d + 1)/2.
  /// - Throws: `ShapeError` when widths differ; `SampleError` for an empty sample, fewer rows than folds, a number that is
  ///   not finite, a penalty that is not positive, or when Newton's method does not converge.
  public init(
    numerator: Tensor<Double>, denominator: Tensor<Double>, features: Features = .quadratic,
    penalties: [Double] = [0.01, 0.1, 1, 10], folds: Int = 5, seed: UInt64 = 0
  ) throws {
    try requireMatrix(numerator, "numerator of a density ratio")
    try requireMatrix(denominator, "denominator of a density ratio", columns: numerator.columns)
    guard !penalties.isEmpty else { throw SampleError.tooFew(what: "penalties to try", found: 0, needed: 1) }
    for penalty in penalties { try requirePositive(penalty, "penalty λ") }
    self.features = features
    let raw = try Self.expanded(.concatenated([numerator, denominator]), features)
    mean = try raw.mean(axis: 0)
    let spread = try (raw - mean).squared().mean(axis: 0).squareRoot().elements
    scale = Tensor(spread.map { $0 > 0 ? 1 / $0 : 0 })
    let design = try (raw - mean) * scale
    let labels = (0..<raw.rows).map { $0 < numerator.rows ? 1.0 : 0 }
    logPrior = log(Double(denominator.rows) / Double(numerator.rows))

    var candidates: [(penalty: Double, score: Double)] = []
    if penalties.count > 1 {
      let selection = RatioSelection(folds: folds, seed: seed)
      guard folds >= 2 else {
        throw SampleError.outOfRange(what: "folds", value: Double(folds), expected: "at least 2")
      }
      try selection.requireFolds(numerator.rows, denominator.rows)
      let assigned = selection.folds(of: numerator.rows, index: 0) + selection.folds(of: denominator.rows, index: 1)
      for penalty in penalties {
        var score = 0.0
        for fold in 0..<folds {
          let (kept, held) = (
            assigned.indices.filter { assigned[$0] != fold }, assigned.indices.filter { assigned[$0] == fold }
          )
          let fit = try LogisticFit(design.gatherRows(kept), labels: kept.map { labels[$0] }, penalty: penalty)
          score += try fit.logLikelihood(design.gatherRows(held), labels: held.map { labels[$0] })
        }
        candidates.append((penalty, score / Double(raw.rows)))
      }
    }
    penalty = candidates.max { $0.score < $1.score }?.penalty ?? penalties[0]
    let fit = try LogisticFit(design, labels: labels, penalty: penalty)
    (coefficients, intercept, iterations) = (fit.coefficients, fit.intercept, fit.iterations)
    self.candidates = candidates
  }

  public func ratios(at points: Tensor<Double>) throws -> [Double] {
    let width = features == .linear ? mean.count : Int((Double(9 + 8 * mean.count).squareRoot() - 3) / 2)
    try requireMatrix(points, "points of a density ratio", columns: width, atLeast: 0)
    let design = try (Self.expanded(points, features) - mean) * scale
    return try design.multiplied(by: Tensor(coefficients, shape: [coefficients.count, 1])).elements
      .map { exp($0 + intercept + logPrior) }
  }

  private static func expanded(_ rows: Tensor<Double>, _ features: Features) throws -> Tensor<Double> {
    guard features == .quadratic else { return rows }
    let columns = try (0..<rows.columns).map { try rows.slice($0..<$0 + 1, axis: 1) }
    var all = columns
    for i in columns.indices { for j in i..<columns.count { all.append(try columns[i] * columns[j]) } }
    return try .concatenated(all, axis: 1)
  }
}

/// Penalised logistic regression by Newton's method with step halving.
private struct LogisticFit {
  var coefficients: [Double]
  var intercept: Double
  var iterations = 0

  init(_ design: Tensor<Double>, labels: [Double], penalty: Double) throws {
    let width = design.columns
    let extended = try Tensor.concatenated([design, .ones([design.rows, 1])], axis: 1)
    let transposed = try extended.transposed().contiguous()
    let ridge = Tensor((0...width).map { $0 < width ? penalty : 0 })
    let signs = try Tensor(labels.map { 2 * $0 - 1 }, shape: [labels.count, 1])
    var theta = Tensor<Double>.zeros([width + 1, 1])
    func objective(_ theta: Tensor<Double>) throws -> Double {
      let margins = try (extended.multiplied(by: theta) * signs).elements
      let fit = margins.reduce(0) { $0 + (max(0, -$1) + log1p(exp(-abs($1)))) }
      return try fit + 0.5 * (theta.reshaped([width + 1]).squared() * ridge).sum()
    }
    var value = try objective(theta)
    for _ in 0..<200 {
      iterations += 1
      let probabilities = try extended.multiplied(by: theta).sigmoid()
      let residual = try probabilities - Tensor(labels, shape: [labels.count, 1])
      let flat = try theta.reshaped([width + 1])
      let slope = try transposed.multiplied(by: residual).reshaped([width + 1]) + flat * ridge
      let curvature = try probabilities - probabilities.squared()
      let hessian = try transposed.multiplied(by: extended * curvature)
      // The intercept's curvature may underflow where classes are far apart.
      let regularised = try hessian + Tensor<Double>.identity(width + 1) * (ridge + 1e-10)
      let step = try regularised.cholesky().solve(slope)
      let decrement = try (step * slope).sum()
      if decrement <= 1e-14 * max(1, abs(value)) {
        coefficients = Array(flat.elements[..<width])
        intercept = flat.elements[width]
        return
      }
      var length = 1.0
      while true {
        let next = try (flat - step * length).reshaped([width + 1, 1])
        let found = try objective(next)
        if found <= value - 1e-4 * length * decrement || length < 1e-10 {
          (theta, value) = (next, found)
          break
        }
        length /= 2
      }
    }
    throw SampleError.degenerate(
      what: "logistic regression with penalty \(penalty) did not converge in \(iterations) Newton steps",
      remedy: "raise the penalty")
  }

  func logLikelihood(_ design: Tensor<Double>, labels: [Double]) throws -> Double {
    let logits = try design.multiplied(by: Tensor(coefficients, shape: [coefficients.count, 1])).elements
    return zip(logits, labels).reduce(0) { total, pair in
      let margin = (2 * pair.1 - 1) * (pair.0 + intercept)
      return total - (max(0, -margin) + log1p(exp(-abs(margin))))
    }
  }
}
