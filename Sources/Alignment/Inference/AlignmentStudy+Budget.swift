extension AlignmentStudy {
  /// Fewer relabellings than this cannot reach p = .05.
  private static let fewestRelabellings = 19
  /// Fewer splits than this leave a variance too noisy for an interval.
  private static let fewestHalves = 20
  /// Splits behind a floor, at most.
  private static let mostFloors = 50

  /// The splits and relabellings that one measure in one layer can afford.
  ///
  /// All that were asked for, as long as their cost stays within the budget. Otherwise half of the budget goes to
  /// relabellings, a quarter to the interval and a quarter to the floors; what falls below its least useful number is
  /// left out. Costs are counted from rows, not measured, so the numbers do not depend on the machine.
  func affordableCounts(
    _ cost: (Int, Int) -> Double, _ units: IndependentUnits, _ remarks: inout [String]
  ) -> InferencePlan.Counts {
    let asked = InferencePlan.Counts(
      halves: resamples, floors: min(resamples, Self.mostFloors), relabellings: permutations)
    let whole = cost(units.realRows, units.simRows)
    let half = cost((units.realRows + 1) / 2, (units.simRows + 1) / 2)
    if Double(asked.relabellings) * whole + Double(2 * asked.halves + 4 * asked.floors) * half <= budget { return asked }

    func afford(_ asked: Int, each: Double, share: Double, least: Int, _ what: String) -> Int {
      let affordable = min(asked, Int(min(budget * share / each, Double(Int.max / 2))))
      if affordable == asked { return asked }
      if affordable < least {
        remarks.append("no \(what): too expensive for the budget at this many rows; draw fewer rows or raise the budget")
        return 0
      }
      remarks.append("\(what) from \(affordable) instead of \(asked) resamples, to stay within the budget")
      return affordable
    }
    return InferencePlan.Counts(
      halves: afford(asked.halves, each: 2 * half, share: 0.25, least: Self.fewestHalves, "interval"),
      floors: afford(asked.floors, each: 4 * half, share: 0.25, least: 1, "floor"),
      relabellings: afford(
        asked.relabellings, each: whole, share: 0.5, least: Self.fewestRelabellings, "p-value"))
  }
}
