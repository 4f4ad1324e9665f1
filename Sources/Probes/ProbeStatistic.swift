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

  /// One line for people.
  public var meaning: String {
    switch self {
    case .areaUnderROC: "chance that a sim row scores above a real one, pairs within folds"
    case .accuracy: "share of rows put into their own domain, domains in their own shares"
    case .balancedAccuracy: "mean of both domains' recalls, domains weighing the same"
    case .logLoss: "mean of −ln P(the row's own domain), in nats"
    case .brier: "mean of (P(sim) − label)²"
    case .calibration: "expected calibration error over ten bins of equally many rows"
    case .proxyADistance: "2 (1 − 2 × balanced error)"
    case .selectivity: "balanced accuracy at the domain less that at random labels of whole episodes"
    case .descriptionLength: "bits of an online code of the domains, given the rows"
    }
  }

  /// The value of a probe that knows nothing: a number where it does not depend on the rows, else in words.
  public var chance: String {
    switch self {
    case .areaUnderROC, .balancedAccuracy: "0.5"
    case .accuracy: "the larger domain's share"
    case .logLoss: "ln 2 for equal domains"
    case .brier: "0.25 for equal domains"
    case .calibration, .proxyADistance, .selectivity: "0"
    case .descriptionLength: "about a bit a row"
    }
  }

  /// How the 95 % interval is made.
  public var intervalMethod: String {
    switch self {
    case .areaUnderROC: "DeLong's variance over episodes, widened by what folds share"
    case .accuracy, .balancedAccuracy, .proxyADistance:
      "Wilson over episodes at their effective number, widened by what folds share"
    case .logLoss, .brier, .descriptionLength: "t over episodes, probes taken as given"
    case .calibration: "jackknife over episodes, bins kept"
    case .selectivity: "Wilson over episodes and t over draws of control labels, added in quadrature"
    }
  }

  public var source: String {
    switch self {
    case .areaUnderROC: "Hanley and McNeil, Radiology 143 (1982)"
    case .accuracy, .balancedAccuracy: "Brodersen et al., ICPR 2010"
    case .logLoss: "Good, JRSS B 14 (1952)"
    case .brier: "Brier, Monthly Weather Review 78 (1950)"
    case .calibration: "Naeini et al., AAAI 2015"
    case .proxyADistance: "Ben-David et al., NIPS 2006"
    case .selectivity: "Hewitt and Liang, EMNLP 2019"
    case .descriptionLength: "Voita and Titov, EMNLP 2020"
    }
  }
}
