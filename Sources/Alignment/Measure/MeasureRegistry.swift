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
  static var transport: [any UnpairedMeasure] { TransportMeasures.all }
  static var discrepancies: [any UnpairedMeasure] {
    [
      MaximumMeanDiscrepancy(), MaximumMeanDiscrepancy.multiBandwidth, EnergyDistance(), EnergyCoefficient(),
      CovarianceAlignment(), GaussianDistance(.buresWasserstein), GaussianDistance(.frechet),
    ]
  }
  static var neighbors: [any UnpairedMeasure] { [NeighborMixing()] }
  static var similarities: [any PairedMeasure] {
    [
      CenteredKernelAlignment(), CenteredKernelAlignment(estimator: .biased),
      CenteredKernelAlignment(kernel: .gaussian()), CanonicalCorrelation(), CanonicalCorrelation(.meanSquare),
      CanonicalCorrelation.svcca, ProjectionWeightedCorrelation(), ProcrustesDistance(), ProcrustesDistance(.angle),
      RepresentationalSimilarity(), MutualNeighbors(), NeighborAlignment(),
    ]
  }
}
