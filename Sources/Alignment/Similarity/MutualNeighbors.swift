import Statistics
import Tensors

/// Mutual k nearest neighbours: the share of an observation's k nearest others in one representation that are among its
/// k nearest in the other too,
///
///     1/n Σᵢ |N_k(xᵢ) ∩ N_k(yᵢ)| / k
///
/// by Euclidean distance, a row not its own neighbour, equal distances in the order of the rows. (Huh et al. take
/// neighbours by inner product of rows of unit length: bring the rows to unit length first for theirs.)
/// - Complexity: O(n² d) time, O(n k) memory.
/// - Throws: `ShapeError` when the numbers of rows differ, `SampleError` for k rows or fewer.
/// - Source: Huh, Cheung, Wang, Isola, ICML 2024, appendix A.
public struct MutualNeighbors: PairedMeasure {
  /// k.
  public let count: Int

  public init(count: Int = 10) {
    precondition(count >= 1, "at least one neighbour")
    self.count = count
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "mutual-knn", title: "mutual \(count) nearest neighbours", pairing: .paired, direction: .largerIsCloser,
      invariances: [.translation, .rotation, .scaling], properties: [.symmetry, .identity, .nonNegative],
      bias: "k/(n − 1) for independent representations", cost: "O(n² d)", source: "Huh et al., ICML 2024")
  }

  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { costOfAllPairs(n, d, e) }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    try requirePairedRows(x, y, atLeast: count + 1, "mutual nearest neighbours")
    let shared = SharedNeighbors(
      try NearestNeighbors(within: x, count: count, workers: workers),
      try NearestNeighbors(within: y, count: count, workers: workers))
    let total = shared.neighbors.reduce(0) { $0 + $1.count }
    return MeasuredValue(Double(total) / Double(count * x.rows))
  }
}

/// The neighbours that each observation has in both of two representations.
struct SharedNeighbors: Sendable {
  /// Of observation i, in no particular order.
  let neighbors: [[Int]]

  init(_ first: NearestNeighbors, _ second: NearestNeighbors) {
    neighbors = (0..<first.indices.count / first.count).map { row in
      let others = Set(second.indices[second.range(of: row)])
      return first.indices[first.range(of: row)].filter(others.contains).map(Int.init)
    }
  }
}
