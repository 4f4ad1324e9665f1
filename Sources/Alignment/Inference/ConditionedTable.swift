/// What a study found in the rows as they are, and in those whose conditions have a partner in the other domain.
public struct ConditionedTable: Sendable, Hashable {
  /// All rows.
  public let marginal: AlignmentTable
  /// The matched rows, in the same order of layers and measures; its remarks say how they were matched.
  public let matched: AlignmentTable
  /// The part of each marginal distance that other coverage of the conditions explains,
  ///
  ///     1 − (distance above the floor, matched) ÷ (distance above the floor, all rows)
  ///
  /// both between halves of the domains, so that numbers of rows hardly matter; metrics by their squares. 0 when the
  /// distance is the same at equal conditions, 1 when it vanishes there, below 0 when it grows; nil when all rows
  /// together do not lie above their floor.
  public let shareOfCoverage: [Double?]

  init(marginal: AlignmentTable, matched: AlignmentTable, declarations: [MeasureDeclaration]) {
    self.marginal = marginal
    self.matched = matched
    shareOfCoverage = zip(zip(marginal.rows, matched.rows), declarations).map { rows, declaration in
      guard let all = Self.excess(rows.0, declaration), let matched = Self.excess(rows.1, declaration), all > 0 else {
        return nil
      }
      return 1 - max(matched, 0) / all
    }
  }

  private static func excess(_ row: AlignmentRow, _ declaration: MeasureDeclaration) -> Double? {
    guard let normalized = row.normalized, let real = row.realFloor, let sim = row.simFloor else { return nil }
    let floor = (real + sim) / 2
    if declaration.direction == .largerIsCloser { return -normalized * floor }
    let isMetric = declaration.properties.contains(.triangleInequality)
    return isMetric ? ((normalized + 1) * (normalized + 1) - 1) * floor * floor : normalized * floor
  }
}
