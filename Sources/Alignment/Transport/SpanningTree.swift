/// The rooted spanning tree of a network simplex, each node with the arc to its parent: its flow and whether it points
/// up, to the parent.
///
/// Children hang in doubly linked lists, so that a subtree is cut, turned round and hung elsewhere in time proportional
/// to its size.
final class SpanningTree {
  private let root: Int
  private let parent: UnsafeMutablePointer<Int>
  private let depth: UnsafeMutablePointer<Int>
  private let firstChild: UnsafeMutablePointer<Int>
  private let nextSibling: UnsafeMutablePointer<Int>
  private let previousSibling: UnsafeMutablePointer<Int>
  private let stack: UnsafeMutablePointer<Int>
  private let isUpward: UnsafeMutablePointer<Bool>
  /// Units on the arc between a node and its parent.
  let flow: UnsafeMutablePointer<Int>

  init(nodes: Int, root: Int) {
    func filled(with value: Int) -> UnsafeMutablePointer<Int> {
      let memory = UnsafeMutablePointer<Int>.allocate(capacity: nodes)
      memory.initialize(repeating: value, count: nodes)
      return memory
    }
    self.root = root
    parent = filled(with: -1)
    depth = filled(with: 0)
    firstChild = filled(with: -1)
    nextSibling = filled(with: -1)
    previousSibling = filled(with: -1)
    stack = filled(with: 0)
    flow = filled(with: 0)
    isUpward = .allocate(capacity: nodes)
    isUpward.initialize(repeating: false, count: nodes)
  }

  deinit {
    for memory in [parent, depth, firstChild, nextSibling, previousSibling, stack, flow] { memory.deallocate() }
    isUpward.deallocate()
  }

  /// Makes a node the child of another.
  func hang(_ node: Int, under newParent: Int, flow units: Int, isUpward up: Bool) {
    parent[node] = newParent
    flow[node] = units
    isUpward[node] = up
    depth[node] = depth[newParent] + 1
    let sibling = firstChild[newParent]
    nextSibling[node] = sibling
    previousSibling[node] = -1
    if sibling >= 0 { previousSibling[sibling] = node }
    firstChild[newParent] = node
  }

  private func detach(_ node: Int) {
    let (before, after) = (previousSibling[node], nextSibling[node])
    if before >= 0 { nextSibling[before] = after } else { firstChild[parent[node]] = after }
    if after >= 0 { previousSibling[after] = before }
  }

  /// Sends as much as the cycle closed by the arc source → target lets through. The arc that runs empty is the last one
  /// met on the cycle, which is followed along the new arc's direction from the topmost node: so the tree stays strongly
  /// feasible.
  /// - Returns: the lower node of the arc that leaves, the side of the cycle it lies on, and the amount.
  func push(from source: Int, to target: Int) -> (node: Int, onSourceSide: Bool, amount: Int) {
    var (leaving, onSourceSide, amount) = (-1, true, Int.max)
    var (s, t) = (source, target)
    while s != t {
      if depth[s] >= depth[t] {
        // The source's side is followed downwards: arcs that point up lose.
        if isUpward[s] && flow[s] < amount { (leaving, onSourceSide, amount) = (s, true, flow[s]) }
        s = parent[s]
      } else {
        if !isUpward[t] && flow[t] <= amount { (leaving, onSourceSide, amount) = (t, false, flow[t]) }
        t = parent[t]
      }
    }
    if amount > 0 {
      var (s, t) = (source, target)
      while s != t {
        if depth[s] >= depth[t] {
          flow[s] += isUpward[s] ? -amount : amount
          s = parent[s]
        } else {
          flow[t] += isUpward[t] ? amount : -amount
          t = parent[t]
        }
      }
    }
    return (leaving, onSourceSide, amount)
  }

  /// Cuts the subtree of `cut` from its parent and turns the path from `node` up to `cut` round, so that `node` is its
  /// top. `node` still has to be hung.
  func reroot(at node: Int, cutAt cut: Int) {
    var (child, upper) = (node, parent[node])
    var (carried, up) = (flow[node], isUpward[node])
    detach(node)
    while child != cut {
      let (above, nextFlow, nextUp) = (parent[upper], flow[upper], isUpward[upper])
      detach(upper)
      hang(upper, under: child, flow: carried, isUpward: !up)
      (child, upper, carried, up) = (upper, above, nextFlow, nextUp)
    }
  }

  /// Sets the depths in the subtree of `top` and adds a number to its nodes' potentials.
  func updateDepths(below top: Int, adding change: Double, to potential: UnsafeMutablePointer<Double>) {
    potential[top] += change
    stack[0] = top
    var count = 1
    while count > 0 {
      count -= 1
      let node = stack[count]
      let level = depth[node] + 1
      var child = firstChild[node]
      while child >= 0 {
        depth[child] = level
        potential[child] += change
        stack[count] = child
        count += 1
        child = nextSibling[child]
      }
    }
  }

  /// Every node but the root, parents before children.
  func forEachFromRoot(_ body: (_ node: Int, _ parent: Int, _ isUpward: Bool) -> Void) {
    stack[0] = root
    var count = 1
    while count > 0 {
      count -= 1
      let node = stack[count]
      if node != root { body(node, parent[node], isUpward[node]) }
      var child = firstChild[node]
      while child >= 0 {
        stack[count] = child
        count += 1
        child = nextSibling[child]
      }
    }
  }
}
