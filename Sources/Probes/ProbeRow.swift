/// One line of `cotrain probe`.
public struct ProbeRow: Sendable, Hashable {
  /// The names of the columns, in the order of the fields.
  public static let columns = [
    "layer", "probe", "statistic", "value", "lower", "upper", "n_real", "n_sim", "episodes_real", "episodes_sim",
    "status",
  ]

  public let layer: String
  public let probe: String
  public let statistic: ProbeStatistic
  /// nil where `status` says why there is none.
  public let value: Double?
  /// The ends of the 95 % interval over episodes.
  public let lower: Double?
  public let upper: Double?
  public let realRows: Int
  public let simRows: Int
  public let realEpisodes: Int
  public let simEpisodes: Int
  /// "ok", or what the reader must know of the value.
  public let status: String
}

/// What is said of a probe.
public enum ProbeStatistic: String, Sendable, CaseIterable {
  case areaUnderROC = "auc"
  case accuracy
  case balancedAccuracy = "balanced_accuracy"
  /// Nats.
  case logLoss = "log_loss"
  case brier
  /// Expected calibration error.
  case calibration
  case proxyADistance = "proxy_a_distance"
  case selectivity
  case descriptionLength = "description_length_bits"

  /// The statistics that one cross-fit answers.
  static let ofScores: [ProbeStatistic] = [
    .areaUnderROC, .accuracy, .balancedAccuracy, .logLoss, .brier, .calibration, .proxyADistance,
  ]
}
