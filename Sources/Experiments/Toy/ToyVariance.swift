import Reweighting
import Statistics
import Storage

/// How much of the variation of the toy's loss belongs to alignment (Δz), to the mixing ratio (w), and to both together:
/// a two-way analysis of variance of a Δz × w table whose cells are means over seeds of the transformed loss.
struct ToyVariance {
  /// Rows or columns left out.
  enum Dropped: Equatable {
    case nothing
    case dz(Double)
    case w(Double)

    var name: String {
      switch self {
      case .nothing: "none"
      case .dz(let value): "dz=\(shortestDecimal(value))"
      case .w(let value): "w=\(shortestDecimal(value))"
      }
    }
  }

  let dz: [Double]
  let w: [Double]
  let seedCount: Int
  /// A row a cell and seed.
  private let losses: ResultsTable
  private let cells: [(dz: Double, w: Double)]

  /// - Parameter losses: `[dz][w][seed]`
  /// - Throws: `SampleError` when nothing varies.
  init(dz: [Double], w: [Double], losses: [[[Double]]]) throws {
    (self.dz, self.w, seedCount) = (dz, w, losses[0][0].count)
    cells = dz.flatMap { dz in w.flatMap { w in losses[0][0].map { _ in (dz, w) } } }
    self.losses = try ResultsTable(
      response: losses.flatMap { $0.joined() },
      factors: [Factor("dz", .numeric(cells.map(\.dz))), Factor("w", .numeric(cells.map(\.w)))],
      groups: dz.flatMap { _ in w.flatMap { _ in losses[0][0].indices } })
  }

  private func table(_ transform: ResponseTransform, dropping: Dropped) throws -> ResultsTable {
    try losses.rows(cells.indices.filter { dropping != .dz(cells[$0].dz) && dropping != .w(cells[$0].w) })
      .transformed(by: transform)
  }

  /// The analysis of cell means over all seeds.
  func analysis(_ transform: ResponseTransform, dropping: Dropped = .nothing) throws -> TwoWayANOVA {
    try table(transform, dropping: dropping).cellMeans().twoWayANOVA()
  }

  /// A statistic of the analysis with its interval over seeds, by a delete-one-seed jackknife.
  /// - Throws: `SampleError` with fewer than two seeds.
  func estimate(
    _ transform: ResponseTransform, dropping: Dropped = .nothing, _ statistic: (TwoWayANOVA) -> Double
  ) throws -> Estimate {
    try table(transform, dropping: dropping).anovaEstimate(ofCellMeans: true, interval: .jackknife, statistic)
  }

  /// M5: η²(Δz) − η²(w).
  static func alignmentMinusRatio(_ analysis: TwoWayANOVA) -> Double {
    analysis.rows.etaSquared - analysis.columns.etaSquared
  }

  /// Every table with one row or column left out.
  var singleDrops: [Dropped] { dz.map { .dz($0) } + w.map { .w($0) } }
}
