import Foundation
import Statistics
import Tensors

/// The ways to a density ratio of two domains, by name, each with its usual parameters cross-validated.
public enum DensityRatioMethod: String, Sendable, Hashable, CaseIterable, Codable {
  case ulsif, rulsif, kliep, kmm, classifier

  /// Most rows of the denominator that kernel mean matching takes: its matrix grows with their square.
  public static let mostMatchedRows = 5000
  /// With more coordinates the classifier leaves their products out.
  public static let widestQuadratic = 20

  public var title: String {
    switch self {
    case .ulsif: "least squares on kernels (uLSIF)"
    case .rulsif: "least squares relative to a mixture, α = 0.1 (RuLSIF): bounded by 10, no longer the plain ratio"
    case .kliep: "maximum likelihood on kernels (KLIEP)"
    case .kmm: "kernel mean matching: weights of the rows looked at, without a model for others"
    case .classifier:
      "logistic regression of the domain on coordinates, their products too up to \(Self.widestQuadratic)"
    }
  }

  public var source: String {
    switch self {
    case .ulsif: "Kanamori, Hido, Sugiyama, JMLR 10 (2009)"
    case .rulsif: "Yamada et al., NIPS 2011"
    case .kliep: "Sugiyama et al., Ann. Inst. Stat. Math. 60 (2008)"
    case .kmm: "Huang et al., NIPS 2006"
    case .classifier: "Bickel, Brückner, Scheffer, ICML 2007"
    }
  }

  /// Fits the ratio numerator/denominator on rows brought to mean 0 and deviation 1 over both.
  /// - Parameters:
  ///   - numerator: `[n, d]`, real.   - denominator: `[m, d]`, sim.
  /// - Throws: as the method; `SampleError` for more rows than kernel mean matching takes.
  public func fitted(
    numerator: Tensor<Double>, denominator: Tensor<Double>, seed: UInt64 = 0
  ) throws -> FittedDensityRatio {
    try requireMatrix(numerator, "numerator of a density ratio")
    try requireMatrix(denominator, "denominator of a density ratio", columns: numerator.columns)
    let scaling = try RowScaling(.standard, of: .concatenated([numerator, denominator]))
    let (x, y) = (try scaling.applied(to: numerator), try scaling.applied(to: denominator))
    let selection = RatioSelection(seed: seed)
    func kernels(_ model: any DensityRatioModel, _ kernel: KernelRatio, _ more: String = "") throws
      -> FittedDensityRatio
    {
      FittedDensityRatio(
        scaling: scaling, model: model, weights: try model.ratios(at: y),
        parameters: "\(kernel.centres.rows) centres; width \(String(format: "%.4g", kernel.width))\(more)")
    }
    switch self {
    case .ulsif, .rulsif:
      let model = try LeastSquaresRatio(
        numerator: x, denominator: y, relative: self == .ulsif ? 0 : 0.1, selection: selection)
      return try kernels(model, model.model, "; penalty \(model.penalty)")
    case .kliep:
      let model = try KullbackLeiblerRatio(numerator: x, denominator: y, selection: selection)
      return try kernels(model, model.model)
    case .kmm:
      guard y.rows <= Self.mostMatchedRows else {
        throw SampleError.outOfRange(
          what: "rows of the denominator for kernel mean matching", value: Double(y.rows),
          expected: "at most \(Self.mostMatchedRows)")
      }
      let matched = try MeanMatchingWeights(
        numerator: x, denominator: y, tolerance: 1e-4, maxIterations: 2000, seed: seed)
      return FittedDensityRatio(
        scaling: scaling, model: nil, weights: matched.weights,
        parameters: "width: median distance; residual \(String(format: "%.2g", matched.residual)) after "
          + "\(matched.iterations) iterations")
    case .classifier:
      let features: ClassifierRatio.Features = x.columns <= Self.widestQuadratic ? .quadratic : .linear
      let model = try ClassifierRatio(numerator: x, denominator: y, features: features, seed: seed)
      return FittedDensityRatio(
        scaling: scaling, model: model, weights: try model.ratios(at: y),
        parameters: "\(features.rawValue); penalty \(model.penalty)")
    }
  }
}

/// A density ratio fitted to two domains' rows.
public struct FittedDensityRatio: Sendable {
  private let scaling: RowScaling
  private let model: (any DensityRatioModel)?
  /// The ratio at the denominator's rows that it was fitted to.
  public let weights: [Double]
  /// What cross-validation chose, in words.
  public let parameters: String

  init(scaling: RowScaling, model: (any DensityRatioModel)?, weights: [Double], parameters: String) {
    self.scaling = scaling
    self.model = model
    self.weights = weights
    self.parameters = parameters
  }

  /// Whether other rows than those it was fitted to have a ratio.
  public var hasModel: Bool { model != nil }

  /// The ratio at further rows `[q, d]`.
  /// - Precondition: the method has a model.
  public func ratios(at rows: Tensor<Double>) throws -> [Double] {
    guard let model else { preconditionFailure("kernel mean matching has no model") }
    return try model.ratios(at: scaling.applied(to: rows))
  }
}
