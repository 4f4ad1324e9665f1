import Statistics
import Tensors

/// Uniform manifold approximation and projection: a picture in 2 or 3 dimensions that keeps neighbours together.
///
/// The k nearest neighbours of each row become a weighted graph (`FuzzyGraph`), the graph a first picture
/// (`SpectralLayout`), and the picture is moved until near places mean heavy edges (`LayoutDescent`). Distances between
/// clusters, and their sizes, mean nothing; only neighbourhoods do.
///
/// Options and their defaults are those of umap-learn. The result is the same bytes for any number of workers.
/// - Source: McInnes, Healy, Melville, arXiv:1802.03426 (2018); umap-learn 0.5.12 for what the paper leaves open.
public struct UMAP: Sendable {
  /// Columns of the picture: 2 or 3.
  public var dimensions = 2
  /// Rows in a neighbourhood, the row itself included. With no more rows than that, all but one.
  public var neighborCount = 15
  /// How near neighbours may come, in units of the picture.
  public var minimumDistance = 0.1
  /// The scale of the picture.
  public var spread = 1.0
  /// Passes over the edges; nil: 500 up to 10 000 rows, else 200.
  public var epochs: Int?
  /// Random vertices that a drawn edge pushes its head away from.
  public var negativeSampleRate = 5
  /// The weight of those pushes.
  public var repulsion = 1.0
  /// The first step length.
  public var learningRate = 1.0
  public var seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// A picture, and how it began.
  public struct Projection: Sendable {
    /// `[n, dimensions]`.
    public let positions: Tensor<Float>
    public let epochs: Int
    public let curve: UMAPCurve
    public let start: Start
  }

  /// The state of the first picture. It decides how clusters lie to each other, not what is a neighbour.
  public enum Start: Sendable, Equatable {
    case spectral
    /// The eigenvectors were still this far from exact when the iteration was stopped; the picture begins with them
    /// nevertheless. A larger `neighborCount` makes the graph easier.
    case inexactSpectral(residual: Double)
  }

  /// The picture of rows.
  /// - Parameters: rows: `[n, d]`.   - workers: threads for the search of neighbours.
  /// - Complexity: O(n² d) for the neighbours, O(epochs n neighborCount negativeSampleRate) for the descent.
  /// - Throws: `ShapeError` unless a matrix of some width, `SampleError` for no rows, a value that is not finite or an
  ///   option out of range.
  public func projection<Scalar: TensorScalar>(of rows: Tensor<Scalar>, workers: Int = 1) throws -> Projection {
    let curve = try checkedCurve()
    guard rows.rank == 2, rows.columns > 0 else {
      throw ShapeError("UMAP", expected: "a matrix [n, d] of some width", found: rows.shape)
    }
    let n = rows.rows
    guard n > 0 else { throw SampleError.tooFew(what: "rows for UMAP", found: 0, needed: 1) }
    if let index = rows.firstNonFinite { throw SampleError.notFinite(what: "rows for UMAP", index: index) }
    let usual = n <= 10_000 ? 500 : 200
    let epochs = self.epochs ?? usual
    if n == 1 {
      return Projection(positions: Tensor.zeros([1, dimensions]), epochs: 0, curve: curve, start: .spectral)
    }
    let graph = try FuzzyGraph(
      rows: rows, neighborCount: n > neighborCount ? neighborCount : Swift.max(2, n - 1), workers: workers
    ).pruned(below: 1 / Float(epochs > 10 ? epochs : usual))
    var stream = RandomStream(seed: seed, purpose: "UMAP")
    let first = try SpectralLayout(of: graph, rows: rows, dimensions: dimensions, stream: &stream)
    var positions = try Self.framed(first.positions, stream: &stream)
    LayoutDescent(
      curve: curve, epochs: epochs, learningRate: learningRate, negativeSampleRate: negativeSampleRate,
      repulsion: repulsion
    ).run(&positions, on: graph, stream: &stream)
    return Projection(
      positions: positions, epochs: epochs, curve: curve,
      start: first.residual <= SpectralLayout.tolerance ? .spectral : .inexactSpectral(residual: first.residual))
  }

  private func checkedCurve() throws -> UMAPCurve {
    func require(_ holds: Bool, _ what: String, _ value: Double, _ expected: String) throws(SampleError) {
      if !holds { throw .outOfRange(what: "\(what) of UMAP", value: value, expected: expected) }
    }
    try require(dimensions == 2 || dimensions == 3, "dimensions", Double(dimensions), "2 or 3")
    try require(neighborCount >= 2, "neighbour count", Double(neighborCount), "at least 2")
    try require((epochs ?? 1) >= 1, "epochs", Double(epochs ?? 1), "at least 1")
    try require(negativeSampleRate >= 1, "negative sample rate", Double(negativeSampleRate), "at least 1")
    try require(repulsion >= 0 && repulsion.isFinite, "repulsion", repulsion, "a number not below 0")
    try require(learningRate > 0 && learningRate.isFinite, "learning rate", learningRate, "a number above 0")
    return try UMAPCurve(minimumDistance: minimumDistance, spread: spread)
  }

  /// Scaled to a largest coordinate of 10, moved by noise of standard deviation 1e-4, and each axis stretched to
  /// [0, 10].
  private static func framed(_ positions: Tensor<Double>, stream: inout RandomStream) throws -> Tensor<Float> {
    let extent = positions.elements.reduce(0) { Swift.max($0, abs($1)) }
    let scaled = try positions * (extent > 0 ? 10 / extent : 1) + Tensor.normal(positions.shape, from: &stream) * 1e-4
    var framed = scaled
    let (n, p) = (positions.rows, positions.columns)
    framed.withUnsafeMutableBuffer { numbers in
      for axis in 0..<p {
        let coordinates = (0..<n).map { numbers[$0 * p + axis] }
        let (low, high) = (coordinates.min()!, coordinates.max()!)
        for row in 0..<n { numbers[row * p + axis] = (coordinates[row] - low) / (high - low) * 10 }
      }
    }
    return framed.converted(to: Float.self)
  }
}
