import Statistics
import Tensors

/// The least change of a representation after which no linear probe tells the domain better than chance (LEACE).
///
/// With δ = mean of sim − mean of real, μ the pooled mean and Σ the pooled covariance,
///
///     r(x) = x − δ · δᵀ Σ⁺ (x − μ) / (δᵀ Σ⁺ δ).
///
/// On the rows it was fitted to Cov(r(x), domain) = 0, which is all that linear guardedness asks, whatever stands for
/// Σ⁺; with Σ⁺ itself the mean squared change is the least possible, in every norm. Σ is taken in standardised columns
/// and its inverse by Cholesky after 10⁻¹⁰ of the identity is added.
/// - Source: Belrose et al., "LEACE: perfect linear concept erasure in closed form", NeurIPS 2023, theorem 4.3; for two
///   classes Σ_xz is a multiple of δ.
public struct LinearErasure: Sendable {
  /// δ, `[d]`
  public let direction: Tensor<Double>
  /// Σ⁺δ/(δᵀΣ⁺δ), `[d]`
  public let reader: Tensor<Double>
  /// μ, `[d]`
  public let mean: Tensor<Double>

  /// - Complexity: O(n d² + d³).
  /// - Throws: what `DomainMoments` throws.
  public init(fittedTo sample: DomainSample) throws {
    var moments = DomainMoments(width: sample.width)
    try moments.add(sample.rows.rows.rows(0..<sample.realRows), isSim: false)
    try moments.add(sample.rows.rows.rows(sample.realRows..<sample.rowCount), isSim: true)
    try self.init(moments)
  }

  /// - Throws: `SampleError` when a domain is missing.
  public init(_ moments: DomainMoments) throws {
    let d = moments.width
    mean = try moments.pooledMean()
    direction = try moments.meanDifference()
    let covariance = try moments.pooledCovariance()
    let scale = (0..<d).map { covariance[$0, $0] > 0 ? 1 / covariance[$0, $0].squareRoot() : 0 }
    let scales = Tensor(scale)
    let standardized = try direction * scales
    guard standardized.squared().sum() > 0 else {
      // Equal means: there is nothing to erase.
      reader = .zeros([d])
      return
    }
    let correlation = try covariance * scales * scales.reshaped([d, 1]) + Tensor.identity(d) * 1e-10
    // A constant column is 0 in both factors; a diagonal of one keeps it apart.
    let regular = try correlation + Tensor.diagonal(scale.map { $0 == 0 ? 1 : 0 })
    let solved = try regular.cholesky().solve(standardized)
    reader = try solved * scales / (solved * standardized).sum()
  }

  /// r(x) of each row, `[n, d]`.
  /// - Throws: `ShapeError` for rows of another width.
  public func apply(_ rows: Tensor<Float>) throws -> Tensor<Float> {
    let d = direction.count
    guard rows.rank == 2, rows.columns == d else {
      throw ShapeError("linear erasure", expected: "rows of \(d) columns", found: rows.shape)
    }
    let column = try reader.reshaped([d, 1])
    let line = try direction.reshaped([1, d])
    var parts: [Tensor<Float>] = []
    try rows.forEachBlock { block in
      let read = try (block - mean).multiplied(by: column)
      parts.append(try (block - read.multiplied(by: line)).converted(to: Float.self))
    }
    return try Tensor.concatenated(parts)
  }
}

/// Counts, means and sums of squares of both domains' rows, added part by part: rows need not stand in memory together.
public struct DomainMoments: Sendable {
  public let width: Int
  private var counts = [0.0, 0.0]
  private var means: [Tensor<Double>]
  /// Σ (x − mean of its domain)(x − mean of its domain)ᵀ, both domains together, `[d, d]`.
  private var scatter: Tensor<Double>

  public init(width: Int) {
    self.width = width
    means = [.zeros([width]), .zeros([width])]
    scatter = .zeros([width, width])
  }

  /// Adds rows of one domain, by the update of means and squares about them.
  /// - Throws: `ShapeError` for rows of another width, `SampleError` for a value that is not finite.
  /// - Source: Chan, Golub and LeVeque, The American Statistician 37 (1983).
  public mutating func add(_ rows: Tensor<Float>, isSim: Bool) throws {
    guard rows.rank == 2, rows.columns == width else {
      throw ShapeError("moments of a domain", expected: "rows of \(width) columns", found: rows.shape)
    }
    if let index = rows.firstNonFinite {
      throw SampleError.notFinite(what: "\(isSim ? "sim" : "real") rows", index: index)
    }
    let side = isSim ? 1 : 0
    var scatter = scatter
    var mean = means[side]
    var count = counts[side]
    try rows.forEachBlock { block in
      let added = Double(block.rows)
      let own = try block.mean(axis: 0)
      let centered = try block - own
      let step = try own - mean
      scatter.withUnsafeMutableBuffer {
        Tensor.multiply(centered.matrixTransposed, centered, into: $0.baseAddress!, beta: 1)
      }
      let share = added / (count + added)
      scatter = try scatter + (step * (count * share)).reshaped([width, 1]) * step
      mean = try mean + step * share
      count += added
    }
    self.scatter = scatter
    means[side] = mean
    counts[side] = count
  }

  /// Mean of sim − mean of real, `[d]`.
  public func meanDifference() throws -> Tensor<Double> {
    try requireBoth()
    return try means[1] - means[0]
  }

  /// `[d]`
  public func pooledMean() throws -> Tensor<Double> {
    try requireBoth()
    return try (means[0] * counts[0] + means[1] * counts[1]) / (counts[0] + counts[1])
  }

  /// 1/n Σ (x − μ)(x − μ)ᵀ about the pooled mean, `[d, d]`.
  public func pooledCovariance() throws -> Tensor<Double> {
    let difference = try meanDifference()
    let between = counts[0] * counts[1] / (counts[0] + counts[1])
    let total = try scatter + difference.reshaped([width, 1]) * (difference * between)
    return total / (counts[0] + counts[1])
  }

  /// The mean over columns of the variance within domains, trace of the scatter/(n d).
  public func meanVarianceWithin() throws -> Double {
    try requireBoth()
    let trace = (0..<width).reduce(0) { $0 + scatter[$1, $1] }
    return trace / (Double(width) * (counts[0] + counts[1]))
  }

  private func requireBoth() throws(SampleError) {
    for (side, count) in zip(["real", "sim"], counts) where count == 0 {
      throw .tooFew(what: "\(side) rows", found: 0, needed: 1)
    }
  }
}

extension Tensor {
  static func diagonal(_ values: [Scalar]) -> Tensor {
    var result = Tensor.zeros([values.count, values.count])
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The transpose of what is known to be a matrix.
  var matrixTransposed: Tensor { try! transposed() }
}
