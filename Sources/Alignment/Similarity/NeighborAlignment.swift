import Statistics
import Tensors

/// CKNNA, centred kernel alignment over nearest neighbours alone:
///
///     CKNNA = A(K, L) / √(A(K, K) A(L, L))
///     A(K, L) = Σᵢ Σ_{j ∈ N_k(φᵢ) ∩ N_k(ψᵢ)} K̄[i,j] L̄[i,j],  K̄[i,j] = φᵢ·φⱼ − 1/n Σ_l φᵢ·φ_l
///
/// with φᵢ = (xᵢ − x̄)/|xᵢ − x̄|, ψᵢ alike from y, and N_k the k nearest other rows by inner product of φ (or ψ). 1 for
/// representations equal up to rotation, translation and scale; between −1 and 1.
///
/// The authors' code computes something else, the unbiased HSIC of the kernels φᵢ·φⱼ set to 0 off their neighbours,
/// which are then not symmetric, nor is its value: `definition: .releasedCode`, for comparison with published numbers. It
/// takes rows of unit length that were not centred first; here they are in both.
/// - Complexity: O(n² d) time, O(n (d + k)) memory.
/// - Throws: `ShapeError` when the numbers of rows differ; `SampleError` for k rows or fewer, or when A of a
///   representation with itself is not positive.
/// - Source: Huh, Cheung, Wang, Isola, ICML 2024, appendix A; minyoungg/platonic-rep, metrics.py.
public struct NeighborAlignment: PairedMeasure {
  public enum Definition: String, Sendable, Codable {
    case published
    case releasedCode
  }

  /// k.
  public let count: Int
  public let definition: Definition

  public init(count: Int = 10, definition: Definition = .published) {
    precondition(count >= 2, "at least two neighbours")
    self.count = count
    self.definition = definition
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "cknna", title: "CKNNA, kernel alignment of \(count) nearest neighbours", pairing: .paired,
      direction: .largerIsCloser, invariances: [.translation, .rotation, .scaling],
      properties: definition == .published ? [.symmetry, .identity] : [.identity],
      bias: "about k/(n − 1) for independent representations", cost: "O(n² d)", source: "Huh et al., ICML 2024")
  }

  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { costOfAllPairs(n, d, e) }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    try requirePairedRows(x, y, atLeast: Swift.max(count + 1, 4), "CKNNA")
    let first = try UnitRows(x, count: count, workers: workers)
    let second = try UnitRows(y, count: count, workers: workers)
    let xx = alignment(first, first)
    let yy = alignment(second, second)
    for (name, own) in [("first", xx), ("second", yy)] where !(own > 0) {
      throw SampleError.degenerate(
        what: "CKNNA: the neighbours in the \(name) representation do not align with themselves",
        remedy: "use more neighbours, or mutual-knn, which always has a value")
    }
    return MeasuredValue(alignment(first, second) / (xx.squareRoot() * yy.squareRoot()))
  }

  /// A(K, L).
  private func alignment(_ x: UnitRows, _ y: UnitRows) -> Double {
    let shared = SharedNeighbors(x.nearest, y.nearest).neighbors
    switch definition {
    case .published:
      return shared.indices.reduce(0.0) { total, i in
        total + shared[i].reduce(0.0) { $0 + x.rowCentredKernel(i, $1) * y.rowCentredKernel(i, $1) }
      }
    case .releasedCode:
      let n = Double(shared.count)
      var trace = 0.0
      var sums = (0.0, 0.0)
      var columns = [Double](repeating: 0, count: shared.count)
      var rows = columns
      for (i, neighbors) in shared.enumerated() {
        for j in neighbors {
          let (k, l) = (x.kernel(i, j), y.kernel(i, j))
          if shared[j].contains(i) { trace += k * y.kernel(j, i) }
          sums.0 += k
          sums.1 += l
          columns[j] += k
          rows[i] += l
        }
      }
      let products = zip(columns, rows).reduce(0.0) { $0 + $1.0 * $1.1 }
      return trace + sums.0 * sums.1 / ((n - 1) * (n - 2)) - 2 / (n - 2) * products
    }
  }
}

/// Centred rows of unit length, in Double, with their nearest neighbours.
private struct UnitRows: Sendable {
  let nearest: NearestNeighbors
  private let rows: Tensor<Double>
  /// 1/n Σ_l φᵢ·φ_l.
  private let means: [Double]

  /// A row at the mean has no direction and stays 0.
  init<Scalar: TensorScalar>(_ original: Tensor<Scalar>, count: Int, workers: Int) throws {
    let scaled = try ScaledRows(original, workers: workers).rows.converted(to: Double.self)
    let lengths = scaled.squaredRowNorms.map { $0 > 0 ? $0.squareRoot() : 1 }
    rows = try (scaled / Tensor(lengths).reshaped([-1, 1])).contiguous()
    nearest = try NearestNeighbors(within: rows, count: count, workers: workers)
    means = try rows.multiplied(by: rows.mean(axis: 0).reshaped([-1, 1])).elements
  }

  /// φᵢ·φⱼ.
  func kernel(_ i: Int, _ j: Int) -> Double {
    let base = rows.storage.pointer + rows.offset
    return Double.kernels.dot(rows.columns, base + i * rows.columns, base + j * rows.columns)
  }

  func rowCentredKernel(_ i: Int, _ j: Int) -> Double { kernel(i, j) - means[i] }
}
