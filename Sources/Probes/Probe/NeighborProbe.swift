import Alignment
import Foundation
import Statistics
import Tensors

/// The vote of a row's k nearest training rows: what can be read of the domain without learning a boundary.
///
///     ln P(sim | x)/P(real | x) = ln (c + ½)/(k − c + ½),   c of the k nearest (Euclidean) simulated
///
/// The halves keep the logarithm finite where the vote is unanimous; c/k is the usual vote.
/// - Complexity: O(n m d) for m training and n scored rows.
/// - Source: Cover and Hart, IEEE Trans. Information Theory 13 (1967); Krichevsky and Trofimov, ibid. 27 (1981), for ½.
public struct NeighborProbe: Probe {
  public let name = "knn"
  /// k; odd, so that no vote is even. Lowered to the training rows.
  public var neighbors: Int
  public var standardizes: Bool

  public init(neighbors: Int = 15, standardizes: Bool = true) {
    self.neighbors = neighbors
    self.standardizes = standardizes
  }

  /// - Throws: `SampleError` when one label is missing.
  public func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe {
    guard neighbors >= 1 else {
      throw SampleError.outOfRange(what: "neighbours of a probe", value: Double(neighbors), expected: "at least 1")
    }
    guard isSim.contains(true), isSim.contains(false) else {
      throw SampleError.degenerate(
        what: "nearest-neighbour probe: all \(isSim.count) training rows have one label",
        remedy: "give rows of both domains, or fewer folds so that each training part has both")
    }
    let scaling = standardizes ? try ColumnScaling(fittedTo: rows) : nil
    return FittedNeighborProbe(
      references: try scaling?.apply(rows) ?? rows, isSim: isSim, scaling: scaling,
      neighbors: min(neighbors, rows.rows))
  }
}

struct FittedNeighborProbe: FittedProbe {
  let references: Tensor<Float>
  let isSim: [Bool]
  let scaling: ColumnScaling?
  let neighbors: Int
  var status: MeasuredValue.Status { .exact }

  func logOdds(of rows: Tensor<Float>) throws -> [Double] {
    let found = try NearestNeighbors(of: scaling?.apply(rows) ?? rows, among: references, count: neighbors)
    return (0..<rows.rows).map { row in
      let sims = Double(found.range(of: row).count { isSim[Int(found.indices[$0])] })
      return log((sims + 0.5) / (Double(neighbors) - sims + 0.5))
    }
  }
}
