import Diagnosis

extension DiagnosisReport {
  /// What the numbers cannot tell, of these inputs and of any.
  public var limits: [String] {
    var limits: [String] = []
    let layers = diagnosis.layers
    if inputs.contains(where: { $0.episodes == nil }) {
      limits.append(
        "No episodes are known: rows are taken as independent, which neighbouring frames are not. Intervals are too "
          + "narrow, and the domain looks easier to read than it is.")
    }
    let fewest = layers.flatMap { [$0.realEpisodes, $0.simEpisodes].compactMap { $0 } }.min()
    if let fewest, fewest < 10 {
      limits.append(
        "A domain has \(fewest) episodes. With fewer than ten, intervals cover less often than they say.")
    }
    if inputs.contains(where: { $0.rowsRead < $0.rows }) {
      limits.append("Not all rows were looked at; the notes say which. Another seed draws others.")
    }
    return limits + [
      "Whether the robot succeeds. Representations that lie well are a condition for transfer, not its proof.",
      "Whether the domains differ because of the gap or because other things were recorded in them. If real episodes "
        + "start elsewhere or show other tasks, that is part of every number here; `cotrain align --condition states` "
        + "says how much of a distance it explains.",
      "What the policy makes of a difference. A probe reads what is there, at the stated resolution; whether the layers "
        + "behind it use it is not asked.",
      "Anything finer than \(shortNumber(diagnosis.rules.resolution)) within-domain deviations: an exact probe could still "
        + "read it.",
      "How good the thresholds are for other networks: they were set on the toy model (`results/`), whose regimes are "
        + "known from what its predictions do.",
    ]
  }
}
