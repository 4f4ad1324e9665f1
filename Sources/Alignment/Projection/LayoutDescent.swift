import Kernels
import Tensors

/// UMAP's descent on the cross entropy between a graph and its picture.
///
/// An edge of weight w is drawn in a share w / max w of the epochs, at even intervals. Each draw pulls its ends together
/// and pushes its head away from about `negativeSampleRate` vertices chosen at random; the step falls linearly to 0.
/// Draws come one after another in the order of the edges, so the result is that of one thread. The gradients of a draw
/// and of its negative samples are taken at one place, where umap-learn moves the head between them: eight are then
/// computed at once.
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
    var words = [UInt32](repeating: 0, count: 1 << 16)
    var used = words.count
    let (dimensions, vertices, edges) = (positions.columns, graph.vertices, heads.count)
    positions.withUnsafeMutableBuffer { positions in
      for epoch in 0..<epochs {
        let rate = Float(learningRate * (1 - Double(Swift.max(epoch - 1, 0)) / Double(epochs)))
        var edge = 0
        while edge < edges {
          edge = kernel_layout_epoch(
            edges, heads, graph.columns, interval, negativeInterval, &next, &nextNegative, vertices, dimensions,
            positions.baseAddress, edge, Double(epoch), rate, Float(curve.a), Float(curve.b), Float(repulsion), words,
            words.count, &used)
          if edge < edges {
            words.withUnsafeMutableBufferPointer { stream.fill(bits: $0) }
            used = 0
          }
        }
      }
    }
  }
}
