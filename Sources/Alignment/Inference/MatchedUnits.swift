import Tensors

/// Units whose rows are sorted into those with a partner in the other domain and those without.
///
/// For the distance of matched rows a measure is prepared on all rows, with two groups to a unit, and taken between the
/// groups of matched rows alone: its bandwidth is then the one of the distance of all rows, with which it is compared.
struct MatchedUnits: Sendable {
  /// The units that have matched rows, with these alone.
  let matched: IndependentUnits
  /// All rows: the matched ones of a unit, then its others.
  let cells: IndependentUnits
  /// The cell of each of `matched`'s units, real before sim.
  let cellOfMatched: [Int]

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
    matched = IndependentUnits(
      real: real.matched, sim: sim.matched, realEpisodes: units.realEpisodes.map { _ in real.matched.count },
      simEpisodes: units.simEpisodes.map { _ in sim.matched.count }, remarks: units.remarks + [matching.description])
    cells = IndependentUnits(
      real: real.cells, sim: sim.cells, realEpisodes: units.realEpisodes, simEpisodes: units.simEpisodes,
      remarks: units.remarks)
    cellOfMatched = real.cellOfMatched + sim.cellOfMatched.map { $0 + real.cells.count }
  }

  private struct Split {
    var cells: [[Int]] = []
    var matched: [[Int]] = []
    var cellOfMatched: [Int] = []

    init(_ units: [[Int]], matched rows: Set<Int>) {
      for unit in units {
        let inside = unit.filter { rows.contains($0) }
        let outside = unit.filter { !rows.contains($0) }
        if !inside.isEmpty {
          cellOfMatched.append(cells.count)
          matched.append(inside)
          cells.append(inside)
        }
        if !outside.isEmpty { cells.append(outside) }
      }
    }
  }
}

/// A measure prepared on more groups than are asked for.
struct PreparedOnCells: PreparedMeasure {
  let base: any PreparedMeasure
  /// The group of `base` that stands for each group asked for.
  let cells: [Int]

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    try base.value(between: first.map { cells[$0] }, and: second.map { cells[$0] })
  }
}
