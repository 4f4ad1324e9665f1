import Tensors

/// Units whose rows are sorted into those with a partner in the other domain and those without.
///
/// A measure is prepared once on all rows, with two groups to a unit, and then taken between all groups or between the
/// matched ones, with the same bandwidths and projections.
struct MatchedUnits: Sendable {
  let all: IndependentUnits
  /// The units that have matched rows, with these alone.
  let matched: IndependentUnits
  /// All rows: the matched ones of a unit, then its others.
  let cells: IndependentUnits
  /// The cells of each of `all`'s units, real before sim.
  let cellsOfAll: [[Int]]
  /// The cell of each of `matched`'s units, real before sim.
  let cellsOfMatched: [[Int]]

  init(_ units: IndependentUnits, conditions: ConditionRows, caliper: Double?, seed: UInt64, workers: Int) throws {
    let realRows = units.real.flatMap { $0 }
    let simRows = units.sim.flatMap { $0 }
    let matching = try RowMatching(
      ConditionRows(
        standardised: conditions.name, real: conditions.real.gatherRows(realRows),
        sim: conditions.sim.gatherRows(simRows)),
      caliper: caliper, realEpisodes: units.realEpisodes == nil ? nil : units.real.map(\.count), seed: seed,
      workers: workers)
    let real = Split(units.real, matched: Set(matching.pairs.map { realRows[$0.real] }))
    let sim = Split(units.sim, matched: Set(matching.pairs.map { simRows[$0.sim] }))
    all = units
    matched = IndependentUnits(
      real: real.matched, sim: sim.matched, realEpisodes: units.realEpisodes.map { _ in real.matched.count },
      simEpisodes: units.simEpisodes.map { _ in sim.matched.count }, remarks: units.remarks + [matching.description])
    cells = IndependentUnits(
      real: real.cells, sim: sim.cells, realEpisodes: units.realEpisodes, simEpisodes: units.simEpisodes,
      remarks: units.remarks)
    let shift = real.cells.count
    cellsOfAll = real.cellsOfUnit + sim.cellsOfUnit.map { $0.map { $0 + shift } }
    cellsOfMatched = real.cellsOfMatched + sim.cellsOfMatched.map { $0.map { $0 + shift } }
  }

  private struct Split {
    var cells: [[Int]] = []
    var matched: [[Int]] = []
    var cellsOfUnit: [[Int]] = []
    var cellsOfMatched: [[Int]] = []

    init(_ units: [[Int]], matched rows: Set<Int>) {
      for unit in units {
        let inside = unit.filter { rows.contains($0) }
        let outside = unit.filter { !rows.contains($0) }
        if !inside.isEmpty {
          cellsOfMatched.append([cells.count])
          matched.append(inside)
        }
        let present = [inside, outside].filter { !$0.isEmpty }
        cellsOfUnit.append(Array(cells.count..<(cells.count + present.count)))
        cells += present
      }
    }
  }
}

/// A measure prepared on cells, asked for whole units.
struct PreparedOnCells: PreparedMeasure {
  let base: any PreparedMeasure
  /// The cells of each unit.
  let cells: [[Int]]

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    try base.value(between: first.flatMap { cells[$0] }, and: second.flatMap { cells[$0] })
  }
}
