extension RegimeRules {
  /// The rules that the toy calibration set (`results/toy-regimes-standard-0/figure-fit.csv`).
  public static let calibrated = RegimeRules(
    resolution: 0.2, discernible: 0.79, disjoint: 0.14, earliestDepth: 0.5, latestTime: 0)
}
