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
  /// Where no episodes are known: the value when neighbouring rows are kept on one side of each fold (`Leakage`). What
  /// the other has beyond it leaked from neighbours.
  public let separatedValue: Double?
}
