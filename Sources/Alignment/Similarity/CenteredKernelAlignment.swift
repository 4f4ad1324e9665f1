import Statistics
import Tensors

/// Centred kernel alignment of two representations of the same observations:
///
///     CKA = HSIC(K, L) / √(HSIC(K, K) HSIC(L, L)),  K[i, j] = k(xᵢ, xⱼ),  L[i, j] = k(yᵢ, yⱼ)
///
/// with k(x, x′) = x·x′ (linear) or exp(−|x − x′|²/2σ²) (Gaussian, σ a share of the representation's own median
/// distance). 1 for representations that are equal up to rotation, translation and scale.
///
/// The debiased form estimates each HSIC without bias: its expectation for independent representations is 0 up to the
/// ratio, and it may be negative. The biased form is Kornblith's: between 0 and 1, but for independent
/// representations about d/(n + d), near 1 for more units than observations.
///
/// The linear form goes by the units, |XᵀY|²_F, or by the observations, whichever is cheaper; the Gaussian one tile by
/// tile, so that no matrix of n² numbers is kept.
/// - Complexity: linear O(n d² ) or O(n² d), Gaussian O(n² d); half of each symmetric product is computed.
/// - Throws: `ShapeError` when the numbers of rows differ; `SampleError` for fewer than 4 rows (2 biased) or a
///   representation that is the same for all observations.
/// - Source: Kornblith, Norouzi, Lee, Hinton, ICML 2019; the unbiased HSIC: Song et al., JMLR 13 (2012), eq. 5.
public struct CenteredKernelAlignment: PairedMeasure {
  public enum Kernel: Sendable, Hashable {
    case linear
    /// Kornblith et al. use from 0.2 to 0.8 of the median distance.
    case gaussian(KernelBandwidth = .median(times: 0.5))
  }

  public enum Estimator: String, Sendable, Codable {
    case debiased
    case biased
  }

  public let kernel: Kernel
  public let estimator: Estimator

  public init(kernel: Kernel = .linear, estimator: Estimator = .debiased) {
    self.kernel = kernel
    self.estimator = estimator
  }

  public var declaration: MeasureDeclaration {
    var name = "cka"
    var title = "linear CKA"
    var scaleFree = true
    if case .gaussian(let bandwidth) = kernel {
      name += "-rbf"
      title = "CKA, Gaussian kernel"
      if case .fixed = bandwidth { scaleFree = false }
    }
    if estimator == .biased { name += "-biased" }
    return MeasureDeclaration(
      name: name, title: "\(title), \(estimator.rawValue)", pairing: .paired, direction: .largerIsCloser,
      invariances: scaleFree ? [.translation, .rotation, .scaling] : [.translation, .rotation],
      properties: estimator == .biased ? [.symmetry, .identity, .nonNegative] : [.symmetry, .identity],
      bias: estimator == .biased
        ? "upward, to about d/(n + d) for independent representations" : "near 0 for independent representations",
      cost: kernel == .linear ? "O(n d²) or O(n² d)" : "O(n² d)", source: "Kornblith et al., ICML 2019")
  }

  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double {
    kernel == .linear
      ? 0.2 * Double(n) * Double(d + e) * Double(max(d, e)) : Double(n) * Double(n) * (20 + 0.2 * Double(d + e))
  }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    try requirePairedRows(x, y, atLeast: estimator == .debiased ? 4 : 2, "CKA")
    let moments =
      switch kernel {
      case .linear:
        try KernelMoments(
          linear: ScaledRows(x, workers: workers), ScaledRows(y, workers: workers), workers: workers)
      case .gaussian(let bandwidth):
        try KernelMoments(
          gaussian: (ScaledRows(x, workers: workers), bandwidth.width(on: x, workers: workers)),
          (ScaledRows(y, workers: workers), bandwidth.width(on: y, workers: workers)), workers: workers)
      }
    let xx = moments.xx.independence(estimator, observations: x.rows)
    let yy = moments.yy.independence(estimator, observations: x.rows)
    for (name, own, scale) in [("first", xx, moments.xx.magnitude), ("second", yy, moments.yy.magnitude)]
    where !(own > Double(Scalar.ulpOfOne) * scale) {
      throw SampleError.degenerate(
        what: "CKA: the \(name) representation is the same for all observations",
        remedy: "leave this layer out, or give observations on which it varies")
    }
    let value = moments.xy.independence(estimator, observations: x.rows) / (xx.squareRoot() * yy.squareRoot())
    return MeasuredValue(estimator == .biased ? Swift.min(Swift.max(value, 0), 1) : Swift.min(Swift.max(value, -1), 1))
  }
}

/// Two matrices of paired observations.
func requirePairedRows<Scalar>(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>, atLeast needed: Int, _ what: String) throws {
  guard x.rank == 2, y.rank == 2, x.rows == y.rows else {
    throw ShapeError(
      what, expected: "two matrices of one number of rows, the same observations", found: x.shape, y.shape)
  }
  guard x.rows >= needed else {
    throw SampleError.tooFew(what: "paired observations for \(what)", found: x.rows, needed: needed)
  }
  for tensor in [x, y] where tensor.columns == 0 {
    throw ShapeError(what, expected: "at least one column", found: tensor.shape)
  }
  for (name, tensor) in [("the first representation", x), ("the second representation", y)] {
    if let index = tensor.firstNonFinite { throw SampleError.notFinite(what: name, index: index) }
  }
}
