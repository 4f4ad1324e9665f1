import Foundation
import Statistics
import Tensors

/// A symmetric graph with weights in (0, 1], row by row.
package struct FuzzyGraph: Sendable {
  /// Row i has the entries `starts[i] ..< starts[i + 1]`, by ascending column.
  package let starts: [Int32]
  package let columns: [Int32]
  package let weights: [Float]

  package var vertices: Int { starts.count - 1 }

  package func entries(of row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
}

extension FuzzyGraph {
  /// The fuzzy union of the neighbourhoods of rows.
  ///
  ///     p(j | i) = exp(−max(0, |xᵢ − xⱼ| − ρᵢ) / σᵢ),   w = p + pᵀ − p ∘ pᵀ
  ///
  /// for j among the k − 1 nearest other rows of i. ρᵢ is the distance to the nearest row that is not a copy of i, and
  /// σᵢ makes Σⱼ p(j | i) = log₂ k, but is at least a thousandth of the mean distance.
  /// - Parameter neighborCount: k, the row itself included: 2 ≤ k ≤ n.
  /// - Throws: as `NearestNeighbors`.
  /// - Source: McInnes, Healy, Melville, arXiv:1802.03426, algorithms 2 and 3.
  package init<Scalar: TensorScalar>(rows: Tensor<Scalar>, neighborCount: Int, workers: Int) throws {
    let neighbors = try NearestNeighbors(within: rows, count: neighborCount - 1, workers: workers)
    let n = rows.rows
    let distances = neighbors.distances.map { Float($0) }
    let meanDistance = distances.reduce(0.0) { $0 + Double($1) } / Double(n * neighborCount)
    let directed = UnsafeMutableBufferPointer<Float>.allocate(capacity: distances.count)
    defer { directed.deallocate() }
    // Every row writes to a place of its own.
    nonisolated(unsafe) let target = directed
    try forEachInParallel((n + 255) / 256, workers: workers) { block in
      for row in (block * 256)..<Swift.min((block + 1) * 256, n) {
        let range = neighbors.range(of: row)
        let local = NeighborhoodScale(
          distances: distances[range], neighborCount: neighborCount, meanOfAll: meanDistance)
        for place in range { target[place] = local.weight(distances[place]) }
      }
    }
    self.init(
      directed: FuzzyGraph.sorted(
        indices: neighbors.indices, weights: Array(directed), perRow: neighborCount - 1))
  }

  /// w = p + pᵀ − p ∘ pᵀ.
  private init(directed p: FuzzyGraph) {
    let transposed = p.transposed()
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    var weights: [Float] = []
    columns.reserveCapacity(2 * p.columns.count)
    weights.reserveCapacity(2 * p.columns.count)
    for row in 0..<p.vertices {
      let (left, right) = (p.entries(of: row), transposed.entries(of: row))
      var (i, j) = (left.lowerBound, right.lowerBound)
      while i < left.upperBound || j < right.upperBound {
        let first = i < left.upperBound ? p.columns[i] : Int32.max
        let second = j < right.upperBound ? transposed.columns[j] : Int32.max
        let own = first <= second ? p.weights[i] : 0
        let other = second <= first ? transposed.weights[j] : 0
        let union = own + other - own * other
        if union > 0 {
          columns.append(Swift.min(first, second))
          weights.append(union)
        }
        if first <= second { i += 1 }
        if second <= first { j += 1 }
      }
      starts.append(Int32(columns.count))
    }
    self.init(starts: starts, columns: columns, weights: weights)
  }

  /// Rows of equally many entries, each put in the order of its columns.
  private static func sorted(indices: [Int32], weights: [Float], perRow: Int) -> FuzzyGraph {
    var columns = indices
    var ordered = weights
    for row in 0..<(indices.count / perRow) {
      let range = row * perRow..<(row + 1) * perRow
      for (place, entry) in zip(range, range.sorted { indices[$0] < indices[$1] }) {
        columns[place] = indices[entry]
        ordered[place] = weights[entry]
      }
    }
    let starts = stride(from: 0, through: indices.count, by: perRow).map { Int32($0) }
    return FuzzyGraph(starts: starts, columns: columns, weights: ordered)
  }

  private func transposed() -> FuzzyGraph {
    var starts = [Int32](repeating: 0, count: vertices + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for row in 0..<vertices { starts[row + 1] += starts[row] }
    var next = starts
    var rows = columns
    var values = weights
    for row in 0..<vertices {
      for entry in entries(of: row) {
        let place = Int(next[Int(columns[entry])])
        next[Int(columns[entry])] += 1
        rows[place] = Int32(row)
        values[place] = weights[entry]
      }
    }
    return FuzzyGraph(starts: starts, columns: rows, weights: values)
  }

  /// Without the entries below a share of the largest weight.
  func pruned(below share: Float) -> FuzzyGraph {
    let least = (weights.max() ?? 0) * share
    var starts: [Int32] = [0]
    var kept: [Int] = []
    for row in 0..<vertices {
      kept += entries(of: row).filter { weights[$0] >= least }
      starts.append(Int32(kept.count))
    }
    return FuzzyGraph(starts: starts, columns: kept.map { columns[$0] }, weights: kept.map { weights[$0] })
  }
}

/// ρ and σ of one row, found by halving as umap-learn does.
private struct NeighborhoodScale {
  private var nearest: Float = 0
  private var scale = 1.0

  init(distances: ArraySlice<Float>, neighborCount: Int, meanOfAll: Double) {
    nearest = distances.first { $0 > 0 } ?? 0
    let target = log2(Double(neighborCount))
    var low = 0.0
    var high = Double.infinity
    for _ in 0..<64 {
      var sum = 0.0
      for distance in distances { sum += distance > nearest ? exp(-Double(distance - nearest) / scale) : 1 }
      if abs(sum - target) < 1e-5 { break }
      if sum > target {
        high = scale
        scale = (low + high) / 2
      } else {
        low = scale
        scale = high == .infinity ? scale * 2 : (low + high) / 2
      }
    }
    let mean = distances.reduce(0.0) { $0 + Double($1) } / Double(neighborCount)
    scale = Swift.max(scale, 1e-3 * (nearest > 0 ? mean : meanOfAll))
  }

  func weight(_ distance: Float) -> Float {
    distance > nearest && scale > 0 ? Float(exp(-Double(distance - nearest) / scale)) : 1
  }
}
