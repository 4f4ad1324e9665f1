import Tensors

/// Entropic transport between two samples of equally weighted rows, with squared distances as cost.
///
/// ε is `relativeRegularization` times the median squared distance between pooled rows, so that it follows the scale of a
/// layer and does not know which rows are whose.
public struct SinkhornCost: UnpairedMeasure {
  public let relativeRegularization: Double

  public init(relativeRegularization: Double = 0.05) {
    precondition(relativeRegularization > 0, "a regularisation is positive")
    self.relativeRegularization = relativeRegularization
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "sinkhorn", title: "Entropic transport cost ⟨P, C⟩ (squared distances)", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation], properties: [.symmetry, .nonNegative],
      bias: "above 0 even between equal distributions, by about the blur ε; O(n^(-1/2)) beyond it",
      cost: "O(n² (d + iterations))", source: "Cuturi, NeurIPS 2013", rowLimit: 5000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 100 * Double(n) * Double(m) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    let rows = try rows.inDouble()
    let options = try EntropicTransport.Options(relativeRegularization, rows, workers: workers)
    return DirectMeasure(rows: rows) { x, y in
      let found = try EntropicTransport(
        minimizing: x.squaredDistances(to: y, workers: workers), options: options, workers: workers)
      return MeasuredValue(found.cost, found.status)
    }
  }
}

/// Debiased entropic transport: what it costs to move one sample onto the other beyond moving each onto itself.
///
///     S_ε(x, y) = OT_ε(x, y) − ½ OT_ε(x, x) − ½ OT_ε(y, y)
///
/// With OT_ε the regularised minimum (`EntropicTransport.objective`) S_ε is 0 only between equal samples and never
/// negative. POT's `empirical_sinkhorn_divergence` and Genevay et al. take ⟨P, C⟩ in its place
/// (`Convention.transportCost`), which may be negative (POT then answers 0).
/// - Source: Feydy, Séjourné, Vialard, Amari, Trouvé, Peyré, AISTATS 2019; Genevay, Peyré, Cuturi, AISTATS 2018. With a
///   price on missed marginals: Séjourné, Feydy, Vialard, Trouvé, Peyré (2019), whose term ε/2 (Σa − Σb)² is 0 here.
public struct SinkhornDivergence: UnpairedMeasure {
  /// Which number of `EntropicTransport` is debiased.
  public enum Convention: Sendable {
    case regularizedMinimum
    case transportCost
  }

  public let relativeRegularization: Double
  /// λ over the median squared distance between pooled rows; nil: balanced.
  public let relativeMarginalPenalty: Double?

  /// Balanced.
  public init(relativeRegularization: Double = 0.05) {
    precondition(relativeRegularization > 0, "a regularisation is positive")
    self.relativeRegularization = relativeRegularization
    relativeMarginalPenalty = nil
  }

  /// Unbalanced: mass further away than about √(2λ) is given up rather than moved.
  public init(relativeRegularization: Double = 0.05, relativeMarginalPenalty: Double) {
    precondition(relativeRegularization > 0 && relativeMarginalPenalty > 0, "regularisation and price are positive")
    self.relativeRegularization = relativeRegularization
    self.relativeMarginalPenalty = relativeMarginalPenalty
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: relativeMarginalPenalty == nil ? "sinkhorn-divergence" : "unbalanced-ot",
      title: relativeMarginalPenalty == nil
        ? "Sinkhorn divergence (squared distances)"
        : "Unbalanced Sinkhorn divergence (squared distances, KL marginals)",
      pairing: .unpaired, direction: .smallerIsCloser, invariances: [.translation, .rotation],
      properties: [.symmetry, .identity, .nonNegative], bias: "upwards, O(n^(-1/2)) at a fixed ε",
      cost: "O(n² (d + iterations)), three solutions",
      source: relativeMarginalPenalty == nil
        ? "Feydy et al., AISTATS 2019, eq. 3" : "Séjourné, Feydy, Vialard, Trouvé, Peyré, arXiv 1910.12958 (2019)",
      rowLimit: 5000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 100 * Double(n + m) * Double(n + m) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    let rows = try rows.inDouble()
    var options = try EntropicTransport.Options(relativeRegularization, rows, workers: workers)
    if let relative = relativeMarginalPenalty {
      options.marginalPenalty = relative * options.regularization / relativeRegularization
    }
    return DirectMeasure(rows: rows) { [options] x, y in
      try Self.divergence(between: x, and: y, options: options, workers: workers)
    }
  }

  /// - Parameters:
  ///   - x: `[n, d]`.   - y: `[m, d]`.   - xMasses: `[n]`, nil: equal.   - yMasses: `[m]`, likewise.
  /// - Throws: `ShapeError` when widths or lengths differ, `SampleError` for masses or options outside their rules.
  public static func divergence(
    between x: Tensor<Double>, and y: Tensor<Double>, xMasses: [Double]? = nil, yMasses: [Double]? = nil,
    options: EntropicTransport.Options, convention: Convention = .regularizedMinimum, workers: Int = 1
  ) throws -> MeasuredValue {
    func own(_ z: Tensor<Double>, _ masses: [Double]?) throws -> EntropicTransport {
      // A GEMM leaves crumbs on the diagonal.
      var costs = try z.squaredDistances(to: z, workers: workers)
      costs.withUnsafeMutableBuffer { buffer in for row in 0..<z.rows { buffer[row * (z.rows + 1)] = 0 } }
      return try EntropicTransport(ofItself: costs, masses: masses, options: options, workers: workers)
    }
    let across = try EntropicTransport(
      minimizing: x.squaredDistances(to: y, workers: workers), rowMasses: xMasses, columnMasses: yMasses,
      options: options, workers: workers)
    let parts = [across, try own(x, xMasses), try own(y, yMasses)].map {
      MeasuredValue(convention == .transportCost ? $0.cost : $0.objective, $0.status)
    }
    return MeasuredValue(parts[0].value - (parts[1].value + parts[2].value) / 2, .worst(of: parts.map(\.status)))
  }
}

extension EntropicTransport.Options {
  /// ε relative to the median squared distance between pooled rows, as accurate as a comparison of samples needs.
  init(_ relativeRegularization: Double, _ rows: GroupedRows<Double>, workers: Int) throws {
    let scale = try CostScale.medianSquaredDistance(rows.rows, workers: workers)
    self.init(regularization: relativeRegularization * scale)
    tolerance = 1e-9
    iterationLimit = 2000
  }
}

extension MeasuredValue.Status {
  /// The one that is furthest from done: an unfinished one with the largest error, else the one of most iterations.
  static func worst(of statuses: [MeasuredValue.Status]) -> MeasuredValue.Status {
    func rank(_ status: MeasuredValue.Status) -> (Int, Double) {
      switch status {
      case .exact: (0, 0)
      case .converged(let iterations): (1, Double(iterations))
      case .notConverged(_, let error, _): (2, error)
      }
    }
    return statuses.max { rank($0) < rank($1) }!
  }
}
