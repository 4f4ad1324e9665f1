import Kernels

/// Primal network simplex on the complete bipartite graph.
///
/// Nodes are the rows, the columns and a root. The tree starts as a star of artificial arcs to the root, which cost
/// the range of the costs: one artificial route from row to column is two arcs, dearer than any direct arc, so none
/// carries mass in the end. Node potentials p make every tree arc s → t free: C[s, t] + p[s] − p[t] = 0.
///
/// The tree stays strongly feasible (an arc without flow points towards the root), which rules out cycling.
final class TransportSimplex {
  private let n: Int
  private let m: Int
  private let costs: UnsafePointer<Double>
  private let root: Int
  private let tree: SpanningTree
  /// p, `[n + m + 1]`.
  private let potential: UnsafeMutablePointer<Double>
  /// Reduced costs above this count as not negative.
  private let tolerance: Double
  private let artificialCost: Double
  private var nextRow = 0
  private(set) var pivots = 0
  private(set) var leastReducedCost = 0.0
  private(set) var isOptimal = false

  init(_ n: Int, _ m: Int, _ costs: UnsafePointer<Double>, _ masses: WholeMasses) {
    self.n = n
    self.m = m
    self.costs = costs
    root = n + m
    tree = SpanningTree(nodes: n + m + 1, root: root)
    potential = .allocate(capacity: n + m + 1)
    let range = kernel_range(n * m, costs)
    let largest = (0..<(n * m)).reduce(0) { max($0, abs(costs[$1])) }
    artificialCost = largest + range + .leastNormalMagnitude
    tolerance = 1e-14 * artificialCost
    potential[root] = 0
    for node in 0..<root {
      let mass = node < n ? masses.rows[node] : masses.columns[node - n]
      // An empty column's arc points to the root as well: strongly feasible.
      let isUpward = node < n || mass == 0
      tree.hang(node, under: root, flow: mass, isUpward: isUpward)
      potential[node] = isUpward ? -artificialCost : artificialCost
    }
  }

  deinit { potential.deallocate() }

  /// Pivots until no arc has a negative reduced cost under potentials computed afresh from the tree.
  func solve() {
    let limit = 1000 * (n + m) + 100_000
    while true {
      while pivots < limit, let entering = enteringArc() { pivot(entering) }
      leastReducedCost = 0
      refreshPotentials()
      guard let entering = enteringArc() else {
        isOptimal = true
        return
      }
      leastReducedCost = entering.reduced
      if pivots >= limit { return }
      pivot(entering)
    }
  }

  /// The cheapest arc of the next block of rows that has one of negative reduced cost.
  private func enteringArc() -> (row: Int, column: Int, reduced: Double)? {
    var best = (row: 0, column: 0, reduced: -tolerance)
    let blockRows = max(1, 1024 / m)
    var place = 0
    for scanned in 1...n {
      let row = nextRow
      nextRow = nextRow + 1 == n ? 0 : nextRow + 1
      let reduced = kernel_least_reduced_cost(m, costs + row * m, potential + n, &place) + potential[row]
      if reduced < best.reduced { best = (row, place, reduced) }
      if scanned % blockRows == 0 && best.reduced < -tolerance { return best }
    }
    return best.reduced < -tolerance ? best : nil
  }

  private func pivot(_ entering: (row: Int, column: Int, reduced: Double)) {
    pivots += 1
    let (source, target) = (entering.row, n + entering.column)
    let leaving = tree.push(from: source, to: target)
    let moved = leaving.onSourceSide ? source : target
    tree.reroot(at: moved, cutAt: leaving.node)
    tree.hang(
      moved, under: leaving.onSourceSide ? target : source, flow: leaving.amount, isUpward: leaving.onSourceSide)
    tree.updateDepths(below: moved, adding: leaving.onSourceSide ? -entering.reduced : entering.reduced, to: potential)
  }

  private func refreshPotentials() {
    tree.forEachFromRoot { node, parent, isUpward in
      let cost = arcCost(node, parent)
      potential[node] = isUpward ? potential[parent] - cost : potential[parent] + cost
    }
  }

  private func arcCost(_ a: Int, _ b: Int) -> Double {
    if a == root || b == root { return artificialCost }
    return costs[min(a, b) * m + max(a, b) - n]
  }
}

extension TransportSimplex {
  func flows() -> [(row: Int, column: Int, units: Int)] {
    var found: [(row: Int, column: Int, units: Int)] = []
    tree.forEachFromRoot { node, parent, _ in
      if parent != root && tree.flow[node] > 0 {
        found.append((min(node, parent), max(node, parent) - n, tree.flow[node]))
      }
    }
    return found.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
  }

  /// u and v with uᵢ + vⱼ ≤ C[i, j].
  func potentials() -> (rows: [Double], columns: [Double]) {
    ((0..<n).map { -potential[$0] }, (0..<m).map { potential[n + $0] })
  }
}
