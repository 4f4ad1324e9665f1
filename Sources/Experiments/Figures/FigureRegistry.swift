/// Every figure that can be reproduced, in the order in which they are listed.
public struct FigureRegistry: Sendable {
  /// The figures of this package.
  public static let all = FigureRegistry(figures: [
    ToyGeometryFigure(), ToyPredictionsFigure(), ToyLossFigure(), ToyAnovaFigure(), ToySensitivityFigure(),
    ToyAlignmentFigure(), ToyRegimesFigure(), ProbeOptimismFigure(), ScalingFactorsFigure(), OverlapCoefficientFigure(),
    ReweightingFigure(), DemonstrationInfluenceFigure(), MixtureOptimizationFigure(), GapLooksFigure(), ExpertsFigure(),
    PhysicsErrorFigure(), PolicyTrialFigure(),
  ])

  /// Figures that the package will have and does not have yet.
  public static let planned = [
    "alignment", "embedding-map", "discernibility",
    "gap-success", "alignment-correlation", "three-regimes", "methods", "guidance-scale", "alpha-sweep", "scaling-law",
    "gap-levels", "one-hot", "policy-probes", "knn-provenance", "ablations",
  ]

  public let figures: [any Figure]

  public init(figures: [any Figure]) { self.figures = figures }

  public var ids: [String] { figures.map(\.description.id) }

  /// - Throws: `UsageError` that names the nearest known figure.
  public func figure(_ id: String) throws -> any Figure {
    if let figure = (figures + [SelfCheck()]).first(where: { $0.description.id == id }) { return figure }
    if Self.planned.contains(id) { throw UsageError("figure '\(id)' is not built yet") }
    let nearest = nearestName(to: id, among: ids + [SelfCheck.id])
    throw UsageError("unknown figure '\(id)'" + (nearest.map { "; the nearest known figure is '\($0)'" } ?? ""))
  }

  /// The figures named, without repetitions; "all" stands for every one.
  public func figures(named ids: [String]) throws -> [any Figure] {
    try ids.flatMap { $0 == "all" ? figures : [try figure($0)] }.distinct(by: \.description.id)
  }
}
