/// Every measure there is, under the name a user types.
public enum MeasureRegistry {
  public static let unpaired: [any UnpairedMeasure] = transport + discrepancies + neighbors
  public static let paired: [any PairedMeasure] = similarities

  /// In the order of `cotrain align --list`.
  public static var declarations: [MeasureDeclaration] {
    unpaired.map(\.declaration) + paired.map(\.declaration)
  }
}

extension MeasureRegistry {
  static var transport: [any UnpairedMeasure] { [] }
  static var discrepancies: [any UnpairedMeasure] {
    [MaximumMeanDiscrepancy(), MaximumMeanDiscrepancy.multiBandwidth, EnergyDistance()]
  }
  static var neighbors: [any UnpairedMeasure] { [] }
  static var similarities: [any PairedMeasure] { [] }
}
