import Kernels
import Statistics
import Tensors

/// Where a layout begins: the smoothest functions on a graph.
///
/// On a connected graph, the eigenvectors 2 … p + 1 of the normalised Laplacian I − D^(−½) W D^(−½) by ascending
/// eigenvalue. Connected parts are laid out one by one around places of their own: along the positive and negative axes
/// for at most 2p parts, else at the leading principal components of the parts' mean rows. A part of fewer than 2p
/// vertices, or of p + 1, is scattered at random.
/// - Source: McInnes, Healy, Melville, arXiv:1802.03426, algorithm 4; Belkin and Niyogi, Neural Computation 15 (2003).
struct SpectralLayout {
  /// `[n, p]`.
  let positions: Tensor<Double>
  /// The largest residual of an eigenvector; above `tolerance` the iteration was stopped early.
  let residual: Double

  static let tolerance = 1e-6

  init<Scalar: TensorScalar>(
    of graph: FuzzyGraph, rows: Tensor<Scalar>, dimensions p: Int, stream: inout RandomStream
  ) throws {
    let parts = graph.connectedParts
    if parts.count == 1 {
      (positions, residual) = try Self.smoothFunctions(on: graph, count: p, stream: &stream)
      return
    }
    let places = try Self.places(of: parts, rows: rows, dimensions: p)
    var result = Tensor<Double>.zeros([graph.vertices, p])
    var worst = 0.0
    for (index, part) in parts.enumerated() {
      let place = places.row(at: index)
      let radius = try Self.leastDistance(from: index, in: places) / 2
      let (inner, residual) = try Self.smoothFunctions(on: graph.part(part), count: p, stream: &stream)
      worst = Swift.max(worst, residual)
      let extent = inner.elements.reduce(0) { Swift.max($0, abs($1)) }
      for (line, vertex) in part.enumerated() {
        for axis in 0..<p {
          result[vertex, axis] = place[axis] + (extent > 0 ? inner[line, axis] * radius / extent : 0)
        }
      }
    }
    positions = result
    residual = worst
  }

  private static func smoothFunctions(
    on graph: FuzzyGraph, count p: Int, stream: inout RandomStream
  ) throws -> (positions: Tensor<Double>, residual: Double) {
    let n = graph.vertices
    if n < 2 * p || n <= p + 1 { return (Tensor.uniform([n, p], from: &stream) * 2 - 1, 0) }
    let degrees = (0..<n).map { row in graph.entries(of: row).reduce(0.0) { $0 + Double(graph.weights[$1]) } }
    let scale = degrees.map { 1 / $0.squareRoot() }
    var scratch = [Double](repeating: 0, count: n)
    // I + D^(−½) W D^(−½): not negative, its largest eigenvalue 2 belongs to D^½.
    let found = try LeadingEigenvectors(
      count: p + 1, size: n, tolerance: tolerance, limit: 3000,
      start: Tensor.uniform([n], from: &stream) + 0.5
    ) { x, y in
      kernel_scaled_graph_product(n, graph.starts, graph.columns, graph.weights, scale, x, &scratch, y)
      Double.kernels.addScaled(n, 1, x, y)
    }
    return (try found.vectors.rows(1..<(p + 1)).transposed().contiguous(), found.residual)
  }

  /// `[parts, p]`, of largest magnitude 1.
  private static func places<Scalar: TensorScalar>(
    of parts: [[Int]], rows: Tensor<Scalar>, dimensions p: Int
  ) throws -> Tensor<Double> {
    var places = Tensor<Double>.zeros([parts.count, p])
    if parts.count <= 2 * p {
      let half = (parts.count + 1) / 2
      for index in parts.indices { places[index, index % half] = index < half ? 1 : -1 }
      return places
    }
    let values = rows.converted(to: Double.self)
    let means = try Tensor.concatenated(
      parts.map { try values.gatherRows($0).mean(axis: 0, keepingAxis: true) })
    let leading = Swift.min(p, rows.columns)
    let components = try PrincipalComponents(of: means, count: leading).projection(of: means)
    let extent = components.elements.reduce(0) { Swift.max($0, abs($1)) }
    for index in parts.indices {
      for axis in 0..<leading { places[index, axis] = extent > 0 ? components[index, axis] / extent : 0 }
    }
    return places
  }

  /// The distance of a place to the nearest other one that is not the same; 1 where there is none.
  private static func leastDistance(from index: Int, in places: Tensor<Double>) throws -> Double {
    let squares = try places.rows(index..<(index + 1)).squaredDistances(to: places).elements
    return squares.filter { $0 > 1e-20 }.min()?.squareRoot() ?? 1
  }
}

extension FuzzyGraph {
  /// The vertices of each connected part, ascending; parts by their first vertex.
  var connectedParts: [[Int]] {
    var part = [Int](repeating: -1, count: vertices)
    var count = 0
    for first in 0..<vertices where part[first] < 0 {
      part[first] = count
      var waiting = [first]
      while let vertex = waiting.popLast() {
        for entry in entries(of: vertex) where part[Int(columns[entry])] < 0 {
          part[Int(columns[entry])] = count
          waiting.append(Int(columns[entry]))
        }
      }
      count += 1
    }
    var parts = [[Int]](repeating: [], count: count)
    for vertex in 0..<vertices { parts[part[vertex]].append(vertex) }
    return parts
  }

  /// The graph on some vertices, which no entry leaves.
  func part(_ chosen: [Int]) -> FuzzyGraph {
    var name = [Int32](repeating: -1, count: vertices)
    for (index, vertex) in chosen.enumerated() { name[vertex] = Int32(index) }
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    var weights: [Float] = []
    for vertex in chosen {
      let range = entries(of: vertex)
      columns += self.columns[range].map { name[Int($0)] }
      weights += self.weights[range]
      starts.append(Int32(columns.count))
    }
    return FuzzyGraph(starts: starts, columns: columns, weights: weights)
  }
}
