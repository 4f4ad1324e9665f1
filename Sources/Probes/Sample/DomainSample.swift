import Alignment
import Statistics
import Tensors

/// One layer's rows of both domains, pooled: what a probe is asked to tell apart.
///
/// Real rows stand first with the label 0, sim rows follow with the label 1. Episodes are the units that folds keep
/// together and that intervals count.
public struct DomainSample: Sendable {
  /// `[n_real + n_sim, d]`, cut into episodes.
  public let rows: GroupedRows<Float>
  public let realRows: Int
  public let realEpisodes: Int
  /// False when a side came without episodes: each of its rows then stands as an episode of its own, neighbouring
  /// frames share what they know across folds, and the intervals are too narrow. See `Leakage`.
  public let knowsEpisodes: Bool
  /// The episode of each row, real ones first.
  public let episodeOfRow: [Int]

  /// - Parameters:
  ///   - real: `[n, d]`.   - sim: `[m, d]`.
  ///   - realEpisodes: rows of each real episode, in the rows' order; nil when unknown.   - simEpisodes: likewise.
  /// - Throws: `ShapeError` unless both are matrices of one width; `SampleError` for a side without rows, a value that
  ///   is not finite, or episodes that do not add up to the rows.
  public init(
    real: Tensor<Float>, sim: Tensor<Float>, realEpisodes: [Int]? = nil, simEpisodes: [Int]? = nil
  ) throws {
    for (side, rows, counts) in [("real", real, realEpisodes), ("sim", sim, simEpisodes)] {
      try Self.check(rows, counts, side: side)
    }
    let pooled = try GroupedRows.pooling([(real, realEpisodes), (sim, simEpisodes)])
    rows = pooled.rows
    realRows = real.rows
    self.realEpisodes = pooled.groups[0].count
    knowsEpisodes = realEpisodes != nil && simEpisodes != nil
    episodeOfRow = pooled.rows.groups.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element.count) }
  }

  public var rowCount: Int { rows.rows.rows }
  public var width: Int { rows.rows.columns }
  public var simRows: Int { rowCount - realRows }
  public var simEpisodes: Int { rows.groups.count - realEpisodes }

  /// Whether each row is simulated.
  public var isSim: [Bool] { (0..<rowCount).map { $0 >= realRows } }

  /// The same rows, episodes and labels with other values, `[n_real + n_sim, e]`.
  package func replacing(_ values: Tensor<Float>) throws -> DomainSample {
    let episodes = rows.groups.map(\.count)
    return try DomainSample(
      rows: GroupedRows(values, counts: episodes), realRows: realRows, realEpisodes: realEpisodes,
      knowsEpisodes: knowsEpisodes, episodeOfRow: episodeOfRow)
  }

  private init(
    rows: GroupedRows<Float>, realRows: Int, realEpisodes: Int, knowsEpisodes: Bool, episodeOfRow: [Int]
  ) {
    self.rows = rows
    self.realRows = realRows
    self.realEpisodes = realEpisodes
    self.knowsEpisodes = knowsEpisodes
    self.episodeOfRow = episodeOfRow
  }

  private static func check(_ rows: Tensor<Float>, _ counts: [Int]?, side: String) throws {
    guard rows.rank == 2, rows.columns > 0 else {
      throw ShapeError("\(side) rows of a probe", expected: "a matrix [n, d], d > 0", found: rows.shape)
    }
    guard rows.rows > 0 else { throw SampleError.tooFew(what: "\(side) rows of a probe", found: 0, needed: 1) }
    if let index = rows.firstNonFinite {
      throw SampleError.notFinite(
        what: "\(side) rows of a probe, row \(index / rows.columns), column \(index % rows.columns)", index: index)
    }
    guard let counts else { return }
    if let bad = counts.first(where: { $0 < 1 }) {
      throw SampleError.outOfRange(
        what: "length of a \(side) episode", value: Double(bad), expected: "at least 1 row; leave empty episodes out")
    }
    let total = counts.reduce(0, +)
    guard total == rows.rows else {
      throw SampleError.unequalLengths(
        what: "rows of the \(side) episodes and \(side) rows", left: total, right: rows.rows)
    }
  }
}
