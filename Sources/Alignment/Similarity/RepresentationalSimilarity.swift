import Statistics
import Tensors

/// Representational similarity analysis: the correlation, over pairs of observations, of how far apart one
/// representation puts them and how far apart the other does,
///
///     RSA = corr over i < j of (δ(xᵢ, xⱼ), δ(yᵢ, yⱼ))
///
/// with δ the Euclidean distance, or 1 − Pearson's correlation across units, and ranks compared (Spearman) or the numbers
/// themselves (Pearson). Distances are taken from coordinates in Double, so that equal rows tie exactly.
/// - Complexity: O(n² d + n² log n) time, O(n²) memory; more than 2000 observations are drawn down.
/// - Throws: `ShapeError` when the numbers of rows differ; `SampleError` for fewer than 3 rows, a representation that puts
///   all observations equally far apart, or, for correlations across units, one that is constant over units.
/// - Source: Kriegeskorte, Mur, Bandettini, Frontiers in Systems Neuroscience 2 (2008).
public struct RepresentationalSimilarity: PairedMeasure {
  public enum Dissimilarity: String, Sendable, Codable {
    case euclidean
    case correlation
  }

  public enum Comparison: String, Sendable, Codable {
    case spearman
    case pearson
  }

  public let dissimilarity: Dissimilarity
  public let comparison: Comparison

  public init(dissimilarity: Dissimilarity = .euclidean, comparison: Comparison = .spearman) {
    self.dissimilarity = dissimilarity
    self.comparison = comparison
  }

  public var declaration: MeasureDeclaration {
    var name = "rsa"
    if dissimilarity == .correlation { name += "-correlation" }
    if comparison == .pearson { name += "-pearson" }
    return MeasureDeclaration(
      name: name, title: "RSA, \(comparison == .spearman ? "ranks" : "values") of \(dissimilarity.rawValue) distances",
      pairing: .paired, direction: .largerIsCloser,
      invariances: dissimilarity == .euclidean ? [.translation, .rotation, .scaling] : [.scaling],
      properties: [.symmetry, .identity], bias: "near 0 for independent representations", cost: "O(n² (d + log n))",
      source: "Kriegeskorte et al., Frontiers in Systems Neuroscience 2 (2008)", rowLimit: 2000)
  }

  public func evaluationCost(_ n: Int, _ d: Int, _ e: Int) -> Double { costOfAllPairs(n, d, e) }

  public func value<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, workers: Int
  ) throws -> MeasuredValue {
    try requirePairedRows(x, y, atLeast: 3, "RSA")
    let (a, b) = (try dissimilarities(x, "first", workers), try dissimilarities(y, "second", workers))
    let correlation = try comparison == .spearman ? Correlation.spearman(a, b) : Correlation.pearson(a, b)
    return MeasuredValue(correlation.coefficient)
  }

  /// δ for i < j.
  private func dissimilarities<Scalar: TensorScalar>(
    _ rows: Tensor<Scalar>, _ name: String, _ workers: Int
  ) throws -> [Double] {
    var scaled = try ScaledRows(rows.converted(to: Double.self), workers: workers).rows
    if dissimilarity == .correlation {
      let original = rows.converted(to: Double.self)
      scaled = try ScaledRows(original.transposed(), workers: workers).rows.transposed().contiguous()
      let lengths = scaled.squaredRowNorms.map { $0.squareRoot() }
      if let row = lengths.firstIndex(of: 0) {
        throw SampleError.degenerate(
          what: "RSA: row \(row) (counted from 0) of the \(name) representation is the same in all units, so it "
            + "correlates with nothing", remedy: "use Euclidean distances")
      }
      // For rows of length 1, |u − v|² = 2 (1 − u·v).
      scaled = try scaled / Tensor(lengths).reshaped([-1, 1])
    }
    let squares = try squaredDistancesOfPairs(scaled, workers: workers)
    if squares.allSatisfy({ $0 == squares[0] }) {
      throw SampleError.degenerate(
        what: "RSA: the \(name) representation puts all observations equally far apart",
        remedy: "leave this layer out, or give observations on which it varies")
    }
    return dissimilarity == .euclidean ? squares.map { $0.squareRoot() } : squares.map { $0 / 2 }
  }
}
