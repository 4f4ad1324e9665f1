import Kernels

/// The phases of the assignment solver over one matrix of costs.
///
/// Reduced costs are C[i, j] − v[j]; a row's potential is their minimum, so any v is feasible. The auction and the row
/// reduction only ever lower v, which keeps the rows' lists of candidates valid: what a list left out costs at least
/// its bound.
final class AssignmentSolver {
  private let n: Int
  private let costs: UnsafePointer<Double>
  /// v, `[n]`.
  let potentials: UnsafeMutableBufferPointer<Double>
  /// −1 while a row has no column, and the other way round.
  let columnOfRow: UnsafeMutableBufferPointer<Int32>
  private let rowOfColumn: UnsafeMutableBufferPointer<Int32>
  private var candidates: CandidateLists

  init(_ n: Int, _ costs: UnsafePointer<Double>) {
    self.n = n
    self.costs = costs
    potentials = .allocate(capacity: n)
    columnOfRow = .allocate(capacity: n)
    rowOfColumn = .allocate(capacity: n)
    candidates = CandidateLists(rows: n, costs: costs)
    kernel_column_minima(n, n, costs, potentials.baseAddress)
    release()
  }

  deinit {
    potentials.deallocate()
    columnOfRow.deallocate()
    rowOfColumn.deallocate()
    candidates.deallocate()
  }

  func solve() {
    // Halfway between what a good start needs: coarse enough to spread the bids, fine enough to leave few paths.
    let scale = typicalRange()
    var increment = 0.02 * scale
    while scale > 0 && increment > 1e-6 * scale {
      auction(increment: increment)
      increment /= 5
    }
    var free = claim()
    for _ in 0..<2 { free = reduceRows(free) }
    let search = PathSearch(n)
    for row in free { augment(row, search) }
    search.deallocate()
  }

  private func release() {
    columnOfRow.update(repeating: -1)
    rowOfColumn.update(repeating: -1)
  }

  /// The median over rows of max C − min C, so that a few huge costs do not set the auction's steps.
  private func typicalRange() -> Double {
    (0..<n).map { kernel_range(n, costs + $0 * n) }.sorted()[n / 2]
  }

  private func assign(_ row: Int32, to column: Int32) -> Int32 {
    let previous = rowOfColumn[Int(column)]
    columnOfRow[Int(row)] = column
    rowOfColumn[Int(column)] = row
    if previous >= 0 { columnOfRow[Int(previous)] = -1 }
    return previous
  }

  /// Free rows take their best column and lower its potential until the second best is cheaper by the increment.
  /// Stopped when it takes too long: whatever potentials it leaves are a start.
  private func auction(increment: Double) {
    release()
    var waiting = (0..<Int32(n)).reversed().map { $0 }
    var bids = 20 * n
    while bids > 0, let row = waiting.popLast() {
      bids -= 1
      let best = candidates.twoSmallest(Int(row), potentials)
      // A single column has no rival.
      if best.second < .infinity { potentials[Int(best.column)] -= best.second - best.first + increment }
      let previous = assign(row, to: best.column)
      if previous >= 0 { waiting.append(previous) }
    }
  }

  /// Every row takes its best column if that is free. Returns the rows left over.
  private func claim() -> [Int32] {
    release()
    return (0..<Int32(n)).filter { row in
      let column = candidates.twoSmallest(Int(row), potentials).column
      if rowOfColumn[Int(column)] >= 0 { return true }
      _ = assign(row, to: column)
      return false
    }
  }

  /// Augmenting row reduction: the auction without an increment, so that assigned pairs stay tight.
  private func reduceRows(_ rows: [Int32]) -> [Int32] {
    var free: [Int32] = []
    var waiting = Array(rows.reversed())
    var moves = 40 * rows.count
    while let row = waiting.popLast() {
      moves -= 1
      let best = candidates.twoSmallest(Int(row), potentials)
      var column = best.column
      let lowered = potentials[Int(column)] - (best.second - best.first)
      let falls = best.second < .infinity && lowered < potentials[Int(column)]
      if falls {
        potentials[Int(column)] = lowered
      } else if rowOfColumn[Int(column)] >= 0 && best.rival >= 0 {
        column = best.rival
      }
      let previous = assign(row, to: column)
      if previous < 0 { continue }
      if falls && moves > 0 { waiting.append(previous) } else { free.append(previous) }
    }
    return free
  }

  /// Dijkstra from a free row to the nearest free column, then potentials and the pairs along the path.
  private func augment(_ start: Int32, _ search: PathSearch) {
    search.begin(potentials)
    var row = Int(start)
    var shift = 0.0
    var scanned = 0
    var column: Int
    var length: Double
    while true {
      column = kernel_relax(
        n, costs + row * n, search.potentials.baseAddress, shift, Int32(row), search.distance.baseAddress,
        search.predecessor.baseAddress, rowOfColumn.baseAddress)
      length = search.distance[column]
      let owner = rowOfColumn[column]
      if owner < 0 { break }
      search.finish(column, at: scanned)
      scanned += 1
      row = Int(owner)
      shift = length - (costs[row * n + column] - potentials[column])
    }
    for place in 0..<scanned {
      potentials[Int(search.finished[place])] += search.finalDistance[place] - length
    }
    while true {
      let owner = search.predecessor[column]
      rowOfColumn[column] = owner
      let next = Int(columnOfRow[Int(owner)])
      columnOfRow[Int(owner)] = Int32(column)
      if owner == start { return }
      column = next
    }
  }
}

/// For each row the columns of smallest reduced cost, and the bound below which no other column is.
private struct CandidateLists {
  private static let capacity = Int(KERNEL_CANDIDATES)
  private let n: Int
  private let costs: UnsafePointer<Double>
  private let columns: UnsafeMutablePointer<Int32>
  private let listed: UnsafeMutablePointer<Double>
  private let bounds: UnsafeMutablePointer<Double>
  private let counts: UnsafeMutablePointer<Int>
  private let marks: UnsafeMutablePointer<UInt8>

  init(rows n: Int, costs: UnsafePointer<Double>) {
    self.n = n
    self.costs = costs
    columns = .allocate(capacity: n * Self.capacity)
    listed = .allocate(capacity: n * Self.capacity)
    bounds = .allocate(capacity: n)
    counts = .allocate(capacity: n)
    counts.initialize(repeating: 0, count: n)
    marks = .allocate(capacity: n + 8)
  }

  func deallocate() {
    columns.deallocate()
    listed.deallocate()
    bounds.deallocate()
    counts.deallocate()
    marks.deallocate()
  }

  /// A row's two smallest reduced costs and their columns; `rival` is −1 when there is but one column.
  func twoSmallest(
    _ row: Int, _ potentials: UnsafeMutableBufferPointer<Double>
  ) -> (first: Double, second: Double, column: Int32, rival: Int32) {
    let start = row * Self.capacity
    var smallest = (0.0, 0.0)
    var places: (Int32, Int32) = (0, 0)
    for attempt in 0..<2 {
      if counts[row] > 0 {
        withUnsafeMutablePointer(to: &smallest) { smallest in
          withUnsafeMutablePointer(to: &places) { places in
            kernel_two_smallest(
              counts[row], columns + start, listed + start, potentials.baseAddress,
              UnsafeMutableRawPointer(smallest).assumingMemoryBound(to: Double.self),
              UnsafeMutableRawPointer(places).assumingMemoryBound(to: Int32.self))
          }
        }
        // After a listing the two smallest are listed, whatever the bound.
        if attempt == 1 || smallest.1 <= bounds[row] { break }
      }
      counts[row] = kernel_list_candidates(
        n, costs + row * n, potentials.baseAddress, columns + start, listed + start, bounds + row, marks)
    }
    return (smallest.0, smallest.1, places.0, places.1)
  }
}

/// Scratch of the shortest path search.
private struct PathSearch {
  let distance: UnsafeMutableBufferPointer<Double>
  let predecessor: UnsafeMutableBufferPointer<Int32>
  /// v, with −∞ where a column is finished, so that no path to it is ever shorter.
  let potentials: UnsafeMutableBufferPointer<Double>
  let finished: UnsafeMutableBufferPointer<Int32>
  let finalDistance: UnsafeMutableBufferPointer<Double>

  init(_ n: Int) {
    distance = .allocate(capacity: n)
    predecessor = .allocate(capacity: n)
    potentials = .allocate(capacity: n)
    finished = .allocate(capacity: n)
    finalDistance = .allocate(capacity: n)
  }

  func deallocate() {
    distance.deallocate()
    predecessor.deallocate()
    potentials.deallocate()
    finished.deallocate()
    finalDistance.deallocate()
  }

  func begin(_ current: UnsafeMutableBufferPointer<Double>) {
    distance.update(repeating: .infinity)
    predecessor.update(repeating: -1)
    _ = potentials.update(fromContentsOf: current)
  }

  func finish(_ column: Int, at place: Int) {
    finished[place] = Int32(column)
    finalDistance[place] = distance[column]
    distance[column] = .infinity
    potentials[column] = -.infinity
  }
}
