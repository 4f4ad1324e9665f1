import Tensors

/// The size of a cost between pooled rows, by which regularisations and prices are chosen before it is known which rows
/// are whose.
enum CostScale {
  /// Of more rows than this only so many are looked at, spread evenly over the pool.
  static let rowLimit = 2000

  /// The median of |zᵢ − zⱼ|² over pairs i < j of pooled rows; where it is 0, their mean; where that is 0 too, 1.
  static func medianSquaredDistance(_ rows: Tensor<Double>, workers: Int) throws -> Double {
    let count = min(rows.rows, rowLimit)
    let chosen = count == rows.rows ? rows : try rows.gatherRows((0..<count).map { $0 * rows.rows / count })
    let distances = try chosen.squaredDistances(to: chosen, workers: workers)
    var pairs: [Double] = []
    pairs.reserveCapacity(count * (count - 1) / 2)
    distances.withUnsafeBuffer { buffer in
      for row in 0..<count { pairs.append(contentsOf: buffer[(row * count + row + 1)..<((row + 1) * count)]) }
    }
    if pairs.isEmpty { return 1 }
    let middle = (pairs.count - 1) / 2
    let lower = pairs.selected(middle)
    let median = pairs.count % 2 == 1 ? lower : (lower + pairs[(middle + 1)...].min()!) / 2
    if median > 0 { return median }
    let mean = pairs.reduce(0, +) / Double(pairs.count)
    return mean > 0 ? mean : 1
  }
}

extension Array where Element == Double {
  /// The element of the given rank, brought to its place with the smaller ones before it (Hoare's selection).
  fileprivate mutating func selected(_ rank: Int) -> Double {
    withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      while low < high {
        let pivot = values[low + (high - low) / 2]
        var (i, j) = (low, high)
        while i <= j {
          while values[i] < pivot { i += 1 }
          while values[j] > pivot { j -= 1 }
          if i <= j {
            values.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if rank <= j { high = j } else if rank >= i { low = i } else { break }
      }
      return values[rank]
    }
  }
}
