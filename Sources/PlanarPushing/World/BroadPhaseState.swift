import Chipmunk
import Foundation

/// The tree of padded bounding boxes in which a space finds the pairs of shapes that may touch.
///
/// A leaf moves in the tree only when its shape leaves its padded box. Which leaf is visited first, and so which contact
/// is solved first, follows from that history.
struct BroadPhaseState: Sendable, Equatable {
  /// The tree from the root, a node before its two subtrees.
  fileprivate enum Node: Sendable, Equatable {
    case inner(Box)
    case leaf(shape: Int, Box, stamp: UInt32)
  }

  fileprivate struct Box: Sendable, Equatable {
    var left, bottom, right, top: Double
  }

  /// Two leaves whose padded boxes overlap, and the features by which their shapes were last compared.
  fileprivate struct Pair: Sendable, Equatable {
    var a, b: Int
    var features: UInt32
  }

  private var nodes: [Node] = []
  private var pairs: [Pair] = []
  /// For each shape its leaf's pairs, in the order of the leaf's list.
  private var pairLists: [[Int]]
  private let stamp: UInt32

  init(of engine: ChipmunkSpace) {
    let tree = engine.dynamicTree
    stamp = tree.pointee.stamp
    pairLists = Array(repeating: [], count: engine.shapes.count)
    record(tree.pointee.root, engine)
    var known: [UnsafeMutablePointer<cpBBTreePair>] = []
    for (shape, leaf) in engine.leaves().enumerated() {
      var next = leaf.pointee.content.leaf.pairs
      while let pair = next {
        let place = known.firstIndex(of: pair) ?? known.count
        if place == known.count {
          known.append(pair)
          pairs.append(
            Pair(
              a: engine.shapeIndex(pair.pointee.a.leaf), b: engine.shapeIndex(pair.pointee.b.leaf),
              features: pair.pointee.id))
        }
        pairLists[shape].append(place)
        next = pair.pointee.a.leaf == leaf ? pair.pointee.a.next : pair.pointee.b.next
      }
    }
  }

  private mutating func record(_ node: UnsafeMutablePointer<cpBBTreeNode>, _ engine: ChipmunkSpace) {
    let bounds = node.pointee.bounds
    let box = Box(left: bounds.l, bottom: bounds.b, right: bounds.r, top: bounds.t)
    if node.pointee.shape == nil {
      nodes.append(.inner(box))
      record(node.pointee.content.children.a, engine)
      record(node.pointee.content.children.b, engine)
    } else {
      nodes.append(.leaf(shape: engine.shapeIndex(node), box, stamp: node.pointee.content.leaf.stamp))
    }
  }

  func restore(into engine: ChipmunkSpace) {
    let tree = engine.dynamicTree
    let leaves = engine.leaves()
    recyclePairs(of: leaves, tree)
    recycleInnerNodes(tree.pointee.root, tree)
    tree.pointee.stamp = stamp
    var place = 0
    tree.pointee.root = build(&place, leaves, tree)
    tree.pointee.root.pointee.parent = nil
    restorePairs(leaves, tree)
  }

  private func build(
    _ place: inout Int, _ leaves: [UnsafeMutablePointer<cpBBTreeNode>], _ tree: UnsafeMutablePointer<cpBBTree>
  ) -> UnsafeMutablePointer<cpBBTreeNode> {
    switch nodes[place] {
    case .leaf(let shape, let box, let stamp):
      place += 1
      let leaf = leaves[shape]
      leaf.pointee.bounds = box.bounds
      leaf.pointee.content.leaf.stamp = stamp
      return leaf
    case .inner(let box):
      place += 1
      // Never empty: a tree takes hundreds of nodes at its first leaf.
      let node = tree.pointee.pooledNodes!
      tree.pointee.pooledNodes = node.pointee.parent
      node.pointee.shape = nil
      node.pointee.bounds = box.bounds
      for isFirst in [true, false] {
        let child = build(&place, leaves, tree)
        child.pointee.parent = node
        if isFirst { node.pointee.content.children.a = child } else { node.pointee.content.children.b = child }
      }
      return node
    }
  }

  private func restorePairs(
    _ leaves: [UnsafeMutablePointer<cpBBTreeNode>], _ tree: UnsafeMutablePointer<cpBBTree>
  ) {
    let made = pairs.map { saved in
      let pair = Self.pairFromPool(tree)
      pair.pointee = cpBBTreePair(
        a: cpBBTreeThread(prev: nil, leaf: leaves[saved.a], next: nil),
        b: cpBBTreeThread(prev: nil, leaf: leaves[saved.b], next: nil), id: saved.features)
      return pair
    }
    for (leaf, list) in zip(leaves, pairLists) {
      leaf.pointee.content.leaf.pairs = list.first.map { made[$0] }
      for (index, place) in list.enumerated() {
        let previous = index > 0 ? made[list[index - 1]] : nil
        let next = index + 1 < list.count ? made[list[index + 1]] : nil
        if made[place].pointee.a.leaf == leaf {
          made[place].pointee.a = cpBBTreeThread(prev: previous, leaf: leaf, next: next)
        } else {
          made[place].pointee.b = cpBBTreeThread(prev: previous, leaf: leaf, next: next)
        }
      }
    }
  }

  private func recyclePairs(
    of leaves: [UnsafeMutablePointer<cpBBTreeNode>], _ tree: UnsafeMutablePointer<cpBBTree>
  ) {
    // A pair hangs in two lists; it is taken from its first leaf's. None is given back before all are found, because the
    // pool is strung on the lists' own links.
    var found: [UnsafeMutablePointer<cpBBTreePair>] = []
    for leaf in leaves {
      var next = leaf.pointee.content.leaf.pairs
      while let pair = next {
        let isFirst = pair.pointee.a.leaf == leaf
        if isFirst { found.append(pair) }
        next = isFirst ? pair.pointee.a.next : pair.pointee.b.next
      }
    }
    for leaf in leaves { leaf.pointee.content.leaf.pairs = nil }
    for pair in found {
      pair.pointee.a.next = tree.pointee.pooledPairs
      tree.pointee.pooledPairs = pair
    }
  }

  private func recycleInnerNodes(
    _ node: UnsafeMutablePointer<cpBBTreeNode>, _ tree: UnsafeMutablePointer<cpBBTree>
  ) {
    guard node.pointee.shape == nil else { return }
    recycleInnerNodes(node.pointee.content.children.a, tree)
    recycleInnerNodes(node.pointee.content.children.b, tree)
    node.pointee.parent = tree.pointee.pooledNodes
    tree.pointee.pooledNodes = node
  }

  private static func pairFromPool(_ tree: UnsafeMutablePointer<cpBBTree>) -> UnsafeMutablePointer<cpBBTreePair> {
    if tree.pointee.pooledPairs == nil {
      // The tree frees its buffers with itself.
      let count = Int(CP_BUFFER_BYTES) / MemoryLayout<cpBBTreePair>.size
      let buffer = calloc(1, Int(CP_BUFFER_BYTES))!.bindMemory(to: cpBBTreePair.self, capacity: count)
      cpArrayPush(tree.pointee.allocatedBuffers, buffer)
      for place in 0..<count {
        buffer[place].a.next = tree.pointee.pooledPairs
        tree.pointee.pooledPairs = buffer + place
      }
    }
    let pair = tree.pointee.pooledPairs!
    tree.pointee.pooledPairs = pair.pointee.a.next
    return pair
  }
}

extension BroadPhaseState.Box {
  fileprivate var bounds: cpBB { cpBB(l: left, b: bottom, r: right, t: top) }
}

extension ChipmunkSpace {
  fileprivate var dynamicTree: UnsafeMutablePointer<cpBBTree> {
    UnsafeMutableRawPointer(space.pointee.dynamicShapes).assumingMemoryBound(to: cpBBTree.self)
  }

  private var staticTree: UnsafeMutablePointer<cpBBTree> {
    UnsafeMutableRawPointer(space.pointee.staticShapes).assumingMemoryBound(to: cpBBTree.self)
  }

  fileprivate func shapeIndex(_ leaf: UnsafeMutablePointer<cpBBTreeNode>) -> Int {
    index(of: leaf.pointee.shape.assumingMemoryBound(to: cpShape.self))
  }

  /// Every shape's leaf, in the order of `shapes`.
  fileprivate func leaves() -> [UnsafeMutablePointer<cpBBTreeNode>] {
    shapes.enumerated().map { place, shape in
      let tree = place < 4 ? staticTree : dynamicTree
      return UnsafeMutableRawPointer(mutating: cpHashSetFind(tree.pointee.leaves, shape.pointee.hashid, shape))!
        .assumingMemoryBound(to: cpBBTreeNode.self)
    }
  }
}
