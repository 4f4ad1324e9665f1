import Kernels
import Tensors

/// UMAP's descent on the cross entropy between a graph and its picture.
///
/// An edge of weight w is drawn in a share w / max w of the epochs, at even intervals. Each draw pulls its ends together
/// and pushes its head away from about `negativeSampleRate` vertices chosen at random; the step falls linearly to 0.
/// Draws follow each other in an order of their own, on one thread, so the result does not depend on the machine's load.
/// The gradients of four draws, a quarter of the epoch's list apart, and of their negative samples are taken before any
/// of them moves a vertex, where umap-learn takes them one by one: they are then computed at once.
/// - Source: McInnes, Healy, Melville, arXiv:1802.03426, algorithm 5.
struct LayoutDescent {
  let curve: UMAPCurve
  let epochs: Int
  let learningRate: Double
  let negativeSampleRate: Int
  let repulsion: Double

  /// Moves positions `[n, p]`, p being 2 or 3.
  func run(_ positions: inout Tensor<Float>, on graph: FuzzyGraph, stream: inout RandomStream) {
    let largest = graph.weights.max() ?? 1
    let heads = (0..<graph.vertices).flatMap { row in graph.entries(of: row).map { _ in Int32(row) } }
    let interval = graph.weights.map { Double(largest) / Double($0) }
    let negativeInterval = interval.map { $0 / Double(negativeSampleRate) }
    var next = interval
    var nextNegative = negativeInterval
    let (dimensions, vertices, edges) = (positions.columns, graph.vertices, heads.count)
    var due = [Int32](repeating: 0, count: edges + 1)
    // A draw takes seven negative samples. An edge waits less than its interval and an epoch, at most twice its
    // interval, so it has at most twice its rate of them and one left over.
    let drawsPerEdge = (2 * negativeSampleRate + 1) / 7 + 1
    var draws = [kernel_layout_draw](repeating: kernel_layout_draw(), count: edges * drawsPerEdge)
    var words: [UInt32] = []
    positions.withUnsafeMutableBuffer { positions in
      for epoch in 0..<epochs {
        var needed = 0
        let count = kernel_layout_due(
          edges, heads, graph.columns, interval, negativeInterval, &next, &nextNegative, Double(epoch), &due, &draws,
          &needed)
        if words.count < needed + 7 { words = Array(repeating: 0, count: needed + 7) }
        words.withUnsafeMutableBufferPointer { stream.fill(bits: UnsafeMutableBufferPointer(rebasing: $0[..<needed])) }
        let rate = Float(learningRate * (1 - Double(Swift.max(epoch - 1, 0)) / Double(epochs)))
        kernel_layout_descend(
          count, draws, words, vertices, dimensions, positions.baseAddress, rate, Float(curve.a), Float(curve.b),
          Float(repulsion))
      }
    }
  }
}
