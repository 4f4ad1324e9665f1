/// Where the regimes begin and end, in coordinates that know no scale.
public struct RegimeRules: Sendable, Hashable, Codable {
  /// ρ: discernibility is asked for after normal noise of ρ within-domain deviations.
  public var resolution: Double
  /// Discernibility below this is overlapping, above it the domains are told apart.
  public var discernible: Double
  /// Separation above this is disjoint.
  public var disjoint: Double

  public init(resolution: Double, discernible: Double, disjoint: Double) {
    self.resolution = resolution
    self.discernible = discernible
    self.disjoint = disjoint
  }

  /// A layer's regime: decided where whole intervals lie on one side of the thresholds.
  public func verdict(separation: Reading, discernibility: Reading, mixing: Reading) -> RegimeVerdict {
    guard let apart = separation.interval, let told = discernibility.interval else {
      return RegimeVerdict(.undecided, reasons: ["a coordinate has no interval"])
    }
    if told.upper < discernible { return RegimeVerdict(.overlapping, reasons: []) }
    if told.lower > discernible, apart.lower > disjoint { return RegimeVerdict(.disjoint, reasons: []) }
    if told.lower > discernible, apart.upper < disjoint { return RegimeVerdict(.structuredAligned, reasons: []) }
    return RegimeVerdict(.undecided, reasons: [])
  }
}
